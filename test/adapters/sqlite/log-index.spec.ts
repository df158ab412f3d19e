import type Database from 'better-sqlite3';
import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openSqlite } from '../../../src/adapters/sqlite/driver';
import { openSqliteEventStore } from '../../../src/adapters/sqlite/event-store';
import type { EventStore, NewEvent, StoredEvent } from '../../../src/application/log/event-store';
import { digestOf } from '../../../src/application/log/text-digest';

const metadata: NewEvent['metadata'] = {
  schemaVersion: 1,
  zone: 'UTC',
  actor: { kind: 'system', id: 'test' },
  source: 'timer',
  commandId: 'c',
  commandDigest: 'd',
  correlationId: 'c',
  causationId: 'c',
};

const event = (n: number): NewEvent => ({
  id: randomUUID(),
  type: 'CallLogged',
  occurredAt: '2024-05-06T10:00:00.000Z',
  data: { n },
  metadata,
});

const events = (count: number): NewEvent[] => Array.from({ length: count }, (_, n) => event(n));

const read = async (store: EventStore, stream: string, from = 0): Promise<StoredEvent[]> => {
  const found: StoredEvent[] = [];
  for await (const page of store.read(stream, from)) found.push(...page);
  return found;
};

const ids = (found: readonly { readonly id: string }[]): string[] => found.map(({ id }) => id);

const STREAMS = 40;
const ROUNDS = 62;
const EACH = 10;

describe('the index of a log', () => {
  let folder: string;
  let file: string;
  const opened: EventStore[] = [];
  const open = (): EventStore => {
    const store = openSqliteEventStore({ file });
    opened.push(store);
    return store;
  };

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'letopis-index-'));
    file = join(folder, 'log.db');
  });
  afterEach(async () => {
    for (const store of opened.splice(0)) await store.close();
    rmSync(folder, { recursive: true, force: true });
  });

  const settled = (): number => {
    const db = openSqlite(file, { readonly: true });
    const position = db.prepare<[], number>('select position from places_settled').pluck().get();
    db.close();
    return position ?? 0;
  };

  it('finds each event by its stream and by its id, from memory, from the file, and for other processes', async () => {
    const [store, other] = [open(), open()];
    const streams = new Map<string, NewEvent[]>();
    const append = async (writer: EventStore): Promise<void> => {
      const asked = Array.from({ length: STREAMS }, (_, n) => {
        const stream = `call-${n}`;
        const known = streams.get(stream) ?? [];
        const more = events(EACH);
        streams.set(stream, [...known, ...more]);
        return writer.append(stream, more, known.length === 0 ? 'no-stream' : known.length - 1);
      });
      await Promise.all(asked);
    };
    const check = async (reader: EventStore): Promise<void> => {
      for (const [stream, appended] of streams) {
        expect(ids(await read(reader, stream))).toEqual(ids(appended));
        expect(ids(await read(reader, stream, appended.length - 3))).toEqual(ids(appended.slice(-3)));
        const again = await reader.append(stream, appended.slice(0, EACH), 'any');
        expect(again).toMatchObject({ alreadyThere: true, revision: EACH - 1 });
      }
    };
    for (let round = 0; round < ROUNDS; round += 1) await append(round % 5 === 4 ? other : store);
    const after = settled();
    expect(after).toBeGreaterThan(0);
    expect(after).toBeLessThan(STREAMS * ROUNDS * EACH);
    for (const reader of [store, other, open()]) await check(reader);
  });

  it('is right again after an append that failed', async () => {
    const store = open();
    const [first] = events(1);
    await store.append('call-1', [first!], 'no-stream');
    const db = Reflect.get(store, 'db') as Database.Database;
    db.exec(`create temp trigger full before insert on events when new.revision = 2
      begin select raise(abort, 'no'); end`);
    const refused = events(2);
    await expect(store.append('call-1', refused, 0)).rejects.toThrow('no');
    db.exec('drop trigger full');
    expect(ids(await read(store, 'call-1'))).toEqual([first!.id]);
    expect(await store.append('call-1', refused, 0)).toMatchObject({ alreadyThere: false, revision: 2 });
  });

  it('tells streams apart that share a key', async () => {
    const store = open();
    await store.append('call-1', events(1), 'no-stream');
    await store.append('call-2', events(2), 'no-stream');
    await store.close();
    const db = openSqlite(file);
    const key = digestOf('call-1');
    db.exec(`insert into places values(${key}, 0, 1), (${key}, 0, 2), (${key}, 1, 3);
      insert into places values(${digestOf('call-2')}, 0, 2), (${digestOf('call-2')}, 1, 3);
      update places_settled set position = 3`);
    db.close();
    const again = open();
    expect((await read(again, 'call-1')).map(({ stream }) => stream)).toEqual(['call-1']);
    expect(await read(again, 'call-2')).toHaveLength(2);
    expect((await again.append('call-1', events(1), 0)).revision).toBe(1);
  });

  it('finds the streams of a log whose keys were written by an earlier version, and of names of any script', async () => {
    const stored: Readonly<Record<string, number>> = {
      'call-1': 4496431289437099,
      'offer-5f0d6b1c-8f5e-4d0e-9c39-6f3f1e0a7b21': 6705544030682511,
      'client-Ünïcode-客户': 402108068390929,
    };
    const store = open();
    const streams = Object.keys(stored);
    const appended = streams.map(() => events(2));
    for (const [index, stream] of streams.entries()) await store.append(stream, appended[index]!, 'no-stream');
    await store.close();
    const db = openSqlite(file);
    for (const [index, key] of Object.values(stored).entries())
      for (const revision of [0, 1])
        db.exec(`insert into places values(${key}, ${revision}, ${index * 2 + revision + 1})`);
    db.exec('update places_settled set position = 6');
    db.close();
    const later = open();
    for (const [index, stream] of streams.entries()) {
      expect(ids(await read(later, stream))).toEqual(ids(appended[index]!));
      expect((await later.append(stream, events(1), 1)).revision).toBe(2);
    }
  });

  it('is made for a file of version 1, which is left without its old indexes', async () => {
    const store = open();
    const appended = events(3);
    await store.append('call-1', appended, 'no-stream');
    await store.close();
    const db = openSqlite(file);
    db.exec(`drop table places; drop table places_settled;
      create unique index events_by_stream on events(stream, revision);
      create unique index events_by_id on events(event_id)`);
    db.pragma('user_version = 1');
    db.close();
    const upgraded = open();
    expect(settled()).toBe(3);
    expect(ids(await read(upgraded, 'call-1'))).toEqual(ids(appended));
    expect((await upgraded.append('call-1', appended, 'any')).alreadyThere).toBe(true);
    await expect(upgraded.append('call-1', events(1), 'no-stream')).rejects.toMatchObject({ code: 'conflict' });
    expect((await upgraded.append('call-1', events(1), 2)).revision).toBe(3);
  });
});
