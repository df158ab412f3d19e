import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { derivedId } from '../../src/application/log/ids';
import { freePort } from '../support/free-port';
import { buildProgram, letopis } from '../support/processes';
import { Served } from '../support/served';

/**
 * A disk that takes nothing more, and later does: the limit of file sizes of the running process is what an ordinary user
 * can set and lift (`prlimit` of util-linux). SQLite is told by it that a write failed, as by a full disk.
 */
describe('a service whose disk takes nothing more', () => {
  const folder = mkdtempSync(join(tmpdir(), 'letopis-disk-'));
  let served: Served;
  const limit = (size: string): void => {
    const { status, stderr } = spawnSync('prlimit', ['--pid', String(served.pid), `--fsize=${size}:unlimited`]);
    expect({ status, said: String(stderr) }).toEqual({ status: 0, said: '' });
  };
  const client = (name: string) => ({ clientId: derivedId(name), kind: 'company', name, origin: 'fair' });
  const register = (name: string) => served.post('/clients', client(name), name);
  const registered = async (): Promise<readonly string[]> =>
    (await letopis(['export', '--types', 'ClientRegistered'], served.environment)).out
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => (JSON.parse(line) as { data: { name: string } }).data.name);

  beforeAll(async () => {
    buildProgram();
    served = new Served(await freePort(), { LETOPIS_DATA: folder });
    served.start();
    await served.until('/health', 200);
  }, 600_000);
  afterAll(async () => {
    await served.end('SIGKILL');
    rmSync(folder, { recursive: true, force: true });
  });

  it('says so with 503, loses nothing that it acknowledged, and goes on by itself when there is room again', async () => {
    expect(await register('before')).toMatchObject({ status: 201 });
    limit('1024');
    const full = await register('while full');
    expect(full).toMatchObject({
      status: 503,
      body: { title: expect.any(String), detail: expect.stringMatching(/disk/) },
    });
    expect(await served.get('/events?limit=1')).toMatchObject({ status: 200 });
    limit('unlimited');
    expect(await register('while full')).toMatchObject({ status: 201 });
    expect(await register('after')).toMatchObject({ status: 201 });
    expect(await registered()).toEqual(['before', 'while full', 'after']);
    await served.until('/health', 200);
    expect(await served.end('SIGTERM')).toBe(0);
    expect(await letopis(['verify', '--json'], served.environment)).toMatchObject({ code: 0 });
  }, 600_000);
});
