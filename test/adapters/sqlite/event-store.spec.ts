import type Database from 'better-sqlite3';
import { fork, type ChildProcess } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openSqlite } from '../../../src/adapters/sqlite/driver';
import { openSqliteEventStore } from '../../../src/adapters/sqlite/event-store';
import type { EventStore, NewEvent, StoredEvent } from '../../../src/application/log/event-store';
import { eventStoreContract } from '../../contracts/event-store.contract';

const folderOf = (): string => mkdtempSync(join(tmpdir(), 'letopis-log-'));

eventStoreContract('the SQLite log', () => {
  const folder = folderOf();
  const opened: EventStore[] = [];
  const open = async (clock?: () => string): Promise<EventStore> => {
    const store = openSqliteEventStore({ file: join(folder, 'log.db'), pollMilliseconds: 5, ...(clock && { clock }) });
    opened.push(store);
    return store;
  };
  return {
    open,
    reopen: open,
    close: async () => {
      for (const store of opened) await store.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
});

const event = (given: Partial<NewEvent> = {}): NewEvent => ({
  id: randomUUID(),
  type: 'CallLogged',
  occurredAt: '2024-05-06T10:00:00.000Z',
  data: { n: 1 },
  metadata: {
    schemaVersion: 1,
    zone: 'Europe/Berlin',
    actor: { kind: 'system', id: 'test' },
    source: 'timer',
    commandId: 'c',
    commandDigest: 'd',
    correlationId: 'c',
    causationId: 'c',
  },
  ...given,
});

const all = async (store: EventStore): Promise<StoredEvent[]> => {
  const found: StoredEvent[] = [];
  for await (const page of store.readAll({})) found.push(...page);
  return found;
};

const databaseOf = (store: EventStore): Database.Database => Reflect.get(store, 'db') as Database.Database;

const settingOf = (store: EventStore, name: string): unknown => databaseOf(store).pragma(name, { simple: true });

describe('a log in SQLite', () => {
  let folder: string;
  let file: string;
  let store: EventStore | undefined;

  beforeEach(() => {
    folder = folderOf();
    file = join(folder, 'log.db');
    store = undefined;
  });
  afterEach(async () => {
    await store?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  it('lives in memory too', async () => {
    store = openSqliteEventStore({ file: ':memory:' });
    await store.append('call-1', [event()], 'no-stream');
    expect(await all(store)).toHaveLength(1);
  });

  it('lets nobody change or delete an event', async () => {
    store = openSqliteEventStore({ file });
    await store.append('call-1', [event()], 'no-stream');
    const db = openSqlite(file);
    expect(() => db.exec(`update events set data = '{}'`)).toThrow('never changed');
    expect(() => db.exec('delete from events')).toThrow('never deleted');
    db.close();
    expect((await all(store))[0]?.data).toEqual({ n: 1 });
  });

  it('syncs each commit to the disk, unless it is told that it can be made again', async () => {
    const [normal, full] = [1, 2];
    for (const [durability, synchronous] of [
      [undefined, full],
      ['machine', full],
      ['process', normal],
    ] as const) {
      store = openSqliteEventStore({ file, ...(durability && { durability }) });
      expect(settingOf(store, 'synchronous')).toBe(synchronous);
      expect(settingOf(store, 'journal_mode')).toBe('wal');
      await store.close();
    }
  });

  it('copies its write-ahead log into the file less often while it imports', async () => {
    store = openSqliteEventStore({ file });
    const live = Number(settingOf(store, 'wal_autocheckpoint'));
    await store.close();
    store = openSqliteEventStore({ file, importing: true });
    expect(settingOf(store, 'wal_autocheckpoint')).toBeGreaterThan(live);
  });

  it('that is no database is refused with what to do, and left as it is', () => {
    writeFileSync(file, 'name;phone\n'.repeat(1000));
    const before = readFileSync(file);
    expect(() => openSqliteEventStore({ file })).toThrow(
      expect.objectContaining({ code: 'corrupt', message: expect.stringContaining('name another file') }),
    );
    expect(readFileSync(file).equals(before)).toBe(true);
  });

  it('that is a database of somebody else is refused, and left as it is', () => {
    const other = openSqlite(file);
    other.exec('create table invoices(number text)');
    other.close();
    const before = readFileSync(file);
    expect(() => openSqliteEventStore({ file })).toThrow(
      expect.objectContaining({ code: 'corrupt', message: expect.stringContaining('not the event log of Letopis') }),
    );
    expect(readFileSync(file).equals(before)).toBe(true);
  });

  it('of another schema version is refused with what to do', async () => {
    await openSqliteEventStore({ file }).close();
    const db = openSqlite(file);
    db.pragma('user_version = 99');
    db.close();
    expect(() => openSqliteEventStore({ file })).toThrow(
      expect.objectContaining({ code: 'corrupt', message: expect.stringMatching(/version 99 .* run the version/) }),
    );
  });

  it('in a folder that is not there is unavailable', () => {
    expect(() => openSqliteEventStore({ file: join(folder, 'none', 'log.db') })).toThrow(
      expect.objectContaining({ code: 'unavailable', message: expect.stringContaining('make its folder first') }),
    );
  });

  it('that another process keeps locked is unavailable for now, and takes the same append later', async () => {
    store = openSqliteEventStore({ file, busyMilliseconds: 20 });
    const other = openSqlite(file);
    other.exec('begin immediate');
    const same = [event()];
    await expect(store.append('call-1', same, 'any')).rejects.toMatchObject({
      code: 'unavailable',
      message: expect.stringContaining('try again'),
    });
    other.exec('rollback');
    other.close();
    expect((await store.append('call-1', same, 'any')).alreadyThere).toBe(false);
  });

  it('whose disk is full is unavailable, loses nothing, and takes the same append when there is room', async () => {
    store = openSqliteEventStore({ file });
    await store.append('call-1', [event()], 'no-stream');
    const large = [event({ type: 'OfferMade', data: { text: 'x'.repeat(900_000) } })];
    const db = databaseOf(store);
    db.pragma('max_page_count = 30');
    await expect(store.append('call-1', large, 0)).rejects.toMatchObject({
      code: 'unavailable',
      message: expect.stringContaining('no room left'),
    });
    expect(await all(store)).toHaveLength(1);
    db.pragma('max_page_count = 1000000');
    expect((await store.append('call-1', large, 0)).revision).toBe(1);
    expect((await all(store)).map(({ type }) => type)).toEqual(['CallLogged', 'OfferMade']);
  });

  it('whose text was damaged says where, when it is read', async () => {
    store = openSqliteEventStore({ file });
    await store.append('call-1', [event()], 'no-stream');
    const db = openSqlite(file);
    db.exec(`drop trigger events_are_never_changed; update events set data = '{"n":'`);
    db.close();
    const [damaged] = await all(store);
    expect(() => damaged?.data).toThrow(
      expect.objectContaining({ code: 'corrupt', message: expect.stringContaining('position 1') }),
    );
  });

  it('sees an id that stands in another stream', async () => {
    store = openSqliteEventStore({ file });
    const known = event();
    await store.append('call-1', [known], 'no-stream');
    await expect(store.append('call-2', [event(), known], 'any')).rejects.toMatchObject({ code: 'reused-id' });
    expect(await store.head()).toBe(1n);
  });

  it('refuses what only a wrong program asks, and the others in the group are taken', async () => {
    store = openSqliteEventStore({ file });
    const twice = event();
    const settled = await Promise.allSettled([
      store.append('call-1', [event()], 'any'),
      store.append('call-1', [], 'any'),
      store.append('call-1', [twice, twice], 'any'),
      store.append('call-1', [event({ id: 'no uuid' })], 'any'),
      store.append('call-1', [event({ occurredAt: null as never })], 'any'),
      store.append('call-1', [event()], 'any'),
    ]);
    expect(settled.map(({ status }) => status)).toEqual([
      'fulfilled',
      'rejected',
      'rejected',
      'rejected',
      'rejected',
      'fulfilled',
    ]);
    expect(await all(store)).toHaveLength(2);
  });

  it('writes what still waits before it is closed', async () => {
    store = openSqliteEventStore({ file });
    const waiting = store.append('call-1', [event()], 'any');
    await store.close();
    expect((await waiting).revision).toBe(0);
    store = openSqliteEventStore({ file });
    expect(await all(store)).toHaveLength(1);
  });
});

const loader = require.resolve('../../support/ts-node.cjs');
const writer = require.resolve('./log-writer.process.ts');

const write = (file: string, name: string, count: number): ChildProcess =>
  fork(writer, [file, name, String(count)], {
    execArgv: ['-r', loader],
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });

const ended = (child: ChildProcess): Promise<number | null> =>
  new Promise((resolve) => {
    child.on('exit', resolve);
  });

const gapless = (found: readonly StoredEvent[]): void => {
  expect(found.map(({ position }) => Number(position))).toEqual(found.map((_, n) => n + 1));
  const next = new Map<string, number>();
  for (const { stream, revision } of found) {
    expect(revision).toBe(next.get(stream) ?? 0);
    next.set(stream, revision + 1);
  }
  expect(new Set(found.map(({ id }) => id)).size).toBe(found.length);
};

describe('several processes on one log', () => {
  it('open a new file at once, lose no append and write none twice; a subscriber sees each once, in order', async () => {
    const folder = folderOf();
    const file = join(folder, 'log.db');
    const children = ['a', 'b', 'c'].map((name) => write(file, name, 400));
    const exits = children.map(ended);
    const store = openSqliteEventStore({ file, pollMilliseconds: 2 });
    const stop = new AbortController();
    const seen: string[] = [];
    const following = (async () => {
      for await (const page of store.subscribe({ signal: stop.signal })) {
        seen.push(...page.map(({ id }) => id));
        if (seen.length >= 1200) stop.abort();
      }
    })();
    expect(await Promise.all(exits)).toEqual([0, 0, 0]);
    await following;
    const found = await all(store);
    expect(found).toHaveLength(1200);
    gapless(found);
    expect(seen).toEqual(found.map(({ id }) => id));
    await store.close();
    rmSync(folder, { recursive: true, force: true });
  });
});

describe('a process that is killed while it writes', () => {
  it('loses nothing that was acknowledged and leaves nothing torn, twenty times over', async () => {
    const folder = folderOf();
    const file = join(folder, 'log.db');
    const acknowledged: string[] = [];
    for (let round = 0; round < 20; round += 1) {
      const child = write(file, `round-${round}`, 1_000_000);
      const exit = ended(child);
      await new Promise<void>((resolve) => {
        const killAfter = Math.floor(Math.random() * 40);
        child.on('message', (ids: string[]) => {
          acknowledged.push(...ids);
          setTimeout(() => child.kill('SIGKILL'), killAfter);
          resolve();
        });
      });
      await exit;
    }
    const store = openSqliteEventStore({ file });
    const found = await all(store);
    gapless(found);
    const there = new Set(found.map(({ id }) => id));
    expect(acknowledged.length).toBeGreaterThanOrEqual(20);
    expect(acknowledged.filter((id) => !there.has(id))).toEqual([]);
    // Each append was a pair of numbers that follow each other: none is torn, and each text can be read.
    for (let n = 0; n < found.length; n += 2) {
      const [first, second] = [found[n]!.data, found[n + 1]?.data] as { n: number; text: string }[];
      expect(second?.n).toBe(first!.n + 1);
      expect(second?.text).toHaveLength(second!.n % 5000);
    }
    await store.close();
    const db = openSqlite(file);
    expect(db.pragma('integrity_check', { simple: true })).toBe('ok');
    db.close();
    rmSync(folder, { recursive: true, force: true });
  });
});
