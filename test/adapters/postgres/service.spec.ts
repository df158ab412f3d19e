import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { startPostgres, type PostgresForTests } from '../../support/postgres';
import { buildProgram, letopis, startLetopis } from '../../support/processes';
import { openProxy, type Proxy } from '../../support/proxy';

const freePort = async (): Promise<number> => {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  return typeof address === 'object' && address !== null ? address.port : 0;
};

describe('a service with its read models in PostgreSQL', () => {
  const folder = mkdtempSync(join(tmpdir(), 'letopis-'));
  const schema = `s${process.pid}`;
  let postgres: PostgresForTests;
  let proxy: Proxy;
  let address: string;
  let environment: Record<string, string>;
  let service: ReturnType<typeof startLetopis>;
  let said = '';

  const get = async (path: string) => {
    const answer = await fetch(`${address}${path}`).catch(() => undefined);
    return (
      answer && { status: answer.status, retryAfter: answer.headers.get('retry-after'), text: await answer.text() }
    );
  };
  const until = async (path: string, status: number) => {
    for (;;) {
      const answer = await get(path);
      if (answer?.status === status) return answer;
      if (service.exitCode !== null) throw new Error(`the service ended: ${said}`);
      await pause(50);
    }
  };

  beforeAll(async () => {
    buildProgram();
    postgres = await startPostgres();
    const { host, port } = postgres.optionsFor(schema);
    proxy = await openProxy(host, port);
    proxy.cut();
    const own = await freePort();
    address = `http://127.0.0.1:${own}`;
    environment = {
      LETOPIS_DATA: folder,
      LETOPIS_PORT: String(own),
      LETOPIS_SAMPLE: 'no',
      LETOPIS_READ_STORE: postgres.urlFor(schema).replace(`${host}:${port}`, `127.0.0.1:${proxy.port}`),
    };
    service = startLetopis(['serve'], environment);
    service.stdout.resume();
    service.stderr.setEncoding('utf8').on('data', (text: string) => (said += text));
  });
  afterAll(async () => {
    const exited = once(service, 'exit');
    service.kill('SIGTERM');
    await exited;
    await proxy.close();
    await postgres.clear(schema);
    await postgres.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  it('starts, answers 503 and says why on health while the server is away, and goes on when it is there', async () => {
    const health = await until('/health', 503);
    expect(health.text).toContain('A store is away or busy');
    expect(await get('/reports/stale-products')).toMatchObject({
      status: 503,
      retryAfter: expect.stringMatching(/^\d+$/),
    });
    proxy.mend();
    await until('/health', 200);
    await until('/reports/stale-products', 200);
    proxy.cut();
    expect(await until('/reports/stale-products', 503)).toMatchObject({ retryAfter: expect.stringMatching(/^\d+$/) });
    await until('/health', 503);
    proxy.mend();
    await until('/health', 200);
    await until('/reports/stale-products', 200);
  }, 120_000);

  it('says where its data lies, and nothing secret', () => {
    expect(said).toContain(`read models postgres://`);
    expect(said).not.toContain(postgres.optionsFor(schema).password);
  });

  it('and the command line see the same read models', async () => {
    const verified = await letopis(['verify', '--json'], environment);
    expect([verified.code, verified.err]).toEqual([0, expect.any(String)]);
    const report = await letopis(['report', 'stale-products', '--json'], environment);
    expect(report).toMatchObject({ code: 0 });
    expect((await letopis(['rebuild', '--json'], environment)).code).toBe(0);
    await until('/health', 200);
  }, 120_000);

  it('is told apart from one that is away by the command line: exit code 3', async () => {
    proxy.cut();
    const away = await letopis(['report', 'stale-products'], environment);
    expect(away).toMatchObject({ code: 3, err: expect.stringContaining('can’t be reached') });
    proxy.mend();
  }, 60_000);
});
