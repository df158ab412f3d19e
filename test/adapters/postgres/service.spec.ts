import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from '../../support/free-port';
import { startPostgres, type PostgresForTests } from '../../support/postgres';
import { buildProgram, letopis } from '../../support/processes';
import { openProxy, type Proxy } from '../../support/proxy';
import { Served } from '../../support/served';

describe('a service with its read models in PostgreSQL', () => {
  const folder = mkdtempSync(join(tmpdir(), 'letopis-'));
  const schema = `s${process.pid}`;
  let postgres: PostgresForTests;
  let proxy: Proxy;
  let served: Served;

  beforeAll(async () => {
    buildProgram();
    postgres = await startPostgres();
    const { host, port } = postgres.optionsFor(schema);
    proxy = await openProxy(host, port);
    proxy.cut();
    served = new Served(await freePort(), {
      LETOPIS_DATA: folder,
      LETOPIS_READ_STORE: postgres.urlFor(schema).replace(`${host}:${port}`, `127.0.0.1:${proxy.port}`),
    });
    served.start();
  });
  afterAll(async () => {
    await served.end('SIGTERM');
    await proxy.close();
    await postgres.clear(schema);
    await postgres.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  it('starts, answers 503 and says why on health while the server is away, and goes on when it is there', async () => {
    const health = await served.until('/health', 503);
    expect(health.text).toContain('A store is away or busy');
    expect(await served.get('/reports/stale-products')).toMatchObject({
      status: 503,
      retryAfter: expect.stringMatching(/^\d+$/),
    });
    proxy.mend();
    await served.until('/health', 200);
    await served.until('/reports/stale-products', 200);
    proxy.cut();
    expect(await served.until('/reports/stale-products', 503)).toMatchObject({
      retryAfter: expect.stringMatching(/^\d+$/),
    });
    await served.until('/health', 503);
    proxy.mend();
    await served.until('/health', 200);
    await served.until('/reports/stale-products', 200);
  });

  it('says where its data lies, and nothing secret', () => {
    expect(served.said).toContain(`read models postgres://`);
    expect(served.said).not.toContain(postgres.optionsFor(schema).password);
  });

  it('and the command line see the same read models', async () => {
    const verified = await letopis(['verify', '--json'], served.environment);
    expect([verified.code, verified.err]).toEqual([0, expect.any(String)]);
    const report = await letopis(['report', 'stale-products', '--json'], served.environment);
    expect(report).toMatchObject({ code: 0 });
    expect((await letopis(['rebuild', '--json'], served.environment)).code).toBe(0);
    await served.until('/health', 200);
  });

  it('is told apart from one that is away by the command line: exit code 3', async () => {
    proxy.cut();
    const away = await letopis(['report', 'stale-products'], served.environment);
    expect(away).toMatchObject({ code: 3, err: expect.stringContaining('can’t be reached') });
    proxy.mend();
  });
});
