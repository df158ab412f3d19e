import { spawnSync } from 'node:child_process';
import { chmodSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { derivedId } from '../../src/application/log/ids';
import { freePort } from '../support/free-port';
import { buildProgram, letopis } from '../support/processes';
import { Served } from '../support/served';

const client = (name: string) => ({ clientId: derivedId(name), kind: 'company', name, origin: 'fair' });
const register = (served: Served, name: string) => served.post('/clients', client(name), name);
const registered = async ({ environment }: Served): Promise<readonly string[]> =>
  (await letopis(['export', '--types', 'ClientRegistered'], environment)).out
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => (JSON.parse(line) as { data: { name: string } }).data.name);

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
    expect(await register(served, 'before')).toMatchObject({ status: 201 });
    limit('1024');
    const full = await register(served, 'while full');
    expect(full).toMatchObject({
      status: 503,
      body: { title: expect.any(String), detail: expect.stringMatching(/disk/) },
    });
    expect(await served.get('/events?limit=1')).toMatchObject({ status: 200 });
    limit('unlimited');
    expect(await register(served, 'while full')).toMatchObject({ status: 201 });
    expect(await register(served, 'after')).toMatchObject({ status: 201 });
    expect(await registered(served)).toEqual(['before', 'while full', 'after']);
    await served.until('/health', 200);
    expect(await served.end('SIGTERM')).toBe(0);
    expect(await letopis(['verify', '--json'], served.environment)).toMatchObject({ code: 0 });
  }, 600_000);
});

/** Root may write whatever the file says, unless that one ability is taken from it (`setpriv` of util-linux). */
const asOrdinary =
  process.getuid?.() === 0 ? ['setpriv', '--bounding-set', '-dac_override,-dac_read_search'] : ([] as const);

describe('a data folder that can only be read', () => {
  const folder = mkdtempSync(join(tmpdir(), 'letopis-read-only-'));
  let served: Served;
  const allow = (files: number, ofFolder: number): void => {
    for (const name of readdirSync(folder)) chmodSync(join(folder, name), files);
    chmodSync(folder, ofFolder);
  };

  beforeAll(async () => {
    buildProgram();
    served = new Served(await freePort(), { LETOPIS_DATA: folder });
    served.start();
    await served.until('/health', 200);
  }, 600_000);
  afterAll(async () => {
    await served.end('SIGKILL');
    allow(0o600, 0o700);
    rmSync(folder, { recursive: true, force: true });
  });

  it('is named by whatever starts on it, with what to check; nothing is lost, and all goes on when it may be written', async () => {
    expect(await register(served, 'before')).toMatchObject({ status: 201 });
    expect(await served.end('SIGTERM')).toBe(0);
    allow(0o444, 0o555);
    for (const verb of [
      ['serve'],
      ['simulate', '--events', '10'],
      ['report', 'stale-products'],
      ['verify'],
      ['rebuild'],
    ])
      expect([verb, await letopis(verb, served.environment, asOrdinary)]).toEqual([
        verb,
        {
          code: 3,
          out: '',
          err: expect.stringContaining('can only be read, not written: check its owner, its folder and its mount'),
        },
      ]);
    allow(0o600, 0o700);
    served.start();
    await served.until('/health', 200);
    expect(await register(served, 'before')).toMatchObject({ status: 201 });
    expect(await register(served, 'after')).toMatchObject({ status: 201 });
    expect(await served.end('SIGTERM')).toBe(0);
    expect(await registered(served)).toEqual(['before', 'after']);
    expect(await letopis(['verify', '--json'], served.environment)).toMatchObject({ code: 0 });
  }, 600_000);

  it('does not disturb a service that has its files open: what it acknowledges is there', async () => {
    served.start();
    await served.until('/health', 200);
    allow(0o444, 0o555);
    expect(await register(served, 'meanwhile')).toMatchObject({ status: 201 });
    expect(await served.get('/reports/stale-products')).toMatchObject({ status: 200 });
    allow(0o600, 0o700);
    expect(await served.end('SIGTERM')).toBe(0);
    expect(await registered(served)).toEqual(['before', 'after', 'meanwhile']);
  }, 600_000);
});
