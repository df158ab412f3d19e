import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { openSqlite } from '../../../src/adapters/sqlite/driver';
import { openEventStoreDbEventStore } from '../../../src/adapters/eventstoredb/event-store';
import { openSqliteLocalCopy } from '../../../src/adapters/sqlite/local-copy';
import { TestServer } from '../../support/eventstoredb/server';
import { allOf, fillLog } from '../../support/logged';
import { buildProgram, letopis, startLetopis } from '../../support/processes';

const EVENTS = 8_000;

describe('a command line whose log lies in EventStoreDB', () => {
  const folder = mkdtempSync(join(tmpdir(), 'letopis-near-'));
  const file = join(folder, 'near', 'log-copy.sqlite');
  let server: TestServer;
  let environment: Record<string, string>;
  let ids: readonly string[];

  const eventsInCopy = (): number => {
    const db = openSqlite(file);
    const events = db.prepare<[], number>('select count(*) from events').pluck().get() ?? 0;
    db.close();
    return events;
  };

  const exported = async (): Promise<readonly string[]> => {
    const { code, out, err } = await letopis(['export'], environment);
    expect({ code, err }).toEqual({ code: 0, err: '' });
    const lines = out.split('\n').filter((line) => line !== '');
    return lines.map((line) => (JSON.parse(line) as { id: string }).id);
  };

  beforeAll(async () => {
    buildProgram();
    server = await TestServer.start();
    environment = {
      LETOPIS_DATA: folder,
      LETOPIS_EVENT_STORE: server.connectionString,
      LETOPIS_LOG_COPY: join(folder, 'near'),
    };
    const log = openEventStoreDbEventStore({ connectionString: server.connectionString, categories: ['call'] });
    await fillLog(log, EVENTS, 40);
    ids = (await allOf(log.readAll({}))).map(({ id }) => id);
    await log.close();
    // The log was filled around the core: no key of it was ever made.
    expect((await letopis(['keys', '--accept-loss'], environment)).code).toBe(0);
    rmSync(join(folder, 'near'), { recursive: true, force: true });
  });

  afterAll(async () => {
    await server.close();
    rmSync(folder, { recursive: true });
  });

  it('fills the copy as it reads, goes on where it was killed, and says that the copy is right', async () => {
    const child = startLetopis(['export'], environment);
    child.stdout.resume();
    const ended = new Promise((resolve) => child.once('exit', resolve));
    const started = (): number => {
      try {
        return eventsInCopy();
      } catch {
        return 0;
      }
    };
    while (started() === 0) await pause(5);
    child.kill('SIGKILL');
    await ended;
    const left = eventsInCopy();
    expect(left).toBeGreaterThan(0);
    expect(left).toBeLessThan(EVENTS);
    expect(await exported()).toEqual(ids);
    expect(eventsInCopy()).toBe(EVENTS);
    const { code, out } = await letopis(['verify', '--log-copy', '--json'], environment);
    expect(code).toBe(0);
    expect(JSON.parse(out)).toMatchObject({ sections: { logCopy: [{ outcome: 'equal', events: EVENTS }] } });
  });

  it('names where the copy differs, keeps what it said, and fills it anew', async () => {
    await exported();
    const db = openSqlite(file);
    const place = db.prepare('select max(position) from events where position < (select max(position) from events)');
    db.prepare('update events set type = ? where position = ?').run('Forged', place.pluck().get());
    db.close();
    const { code, out } = await letopis(['verify', '--log-copy'], environment);
    expect(code).toBe(1);
    expect(out).toContain('The copy differs after the start, up to');
    expect(eventsInCopy()).toBe(0);
    expect(out).toContain(`kept in ${file}.differs-1`);
    const kept = openSqlite(`${file}.differs-1`);
    expect(kept.prepare(`select count(*) from events where type = 'Forged'`).pluck().get()).toBe(1);
    kept.close();
    expect(await exported()).toEqual(ids);
    const copy = openSqliteLocalCopy({ file });
    expect(copy.end().last?.id).toBe(ids.at(-1));
    copy.close();
  });

  it('does without where it is told so', async () => {
    rmSync(join(folder, 'near'), { recursive: true });
    const none = { ...environment, LETOPIS_LOG_COPY: 'no' };
    expect((await letopis(['export'], none)).code).toBe(0);
    expect(() => eventsInCopy()).toThrow();
    const { code, err } = await letopis(['verify', '--log-copy'], none);
    expect({ code, err }).toEqual({ code: 2, err: expect.stringContaining('there is no local copy of the log') });
  });
});
