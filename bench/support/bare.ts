import type Database from 'better-sqlite3';
import { closeSync, fdatasyncSync, fsyncSync, openSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { openSqlite } from '../../src/adapters/sqlite/driver';
import { bytesOf } from '../../src/adapters/sqlite/event-rows';
import type { NewEvent } from '../../src/application/log/event-store';
import { rateOf, sized } from './measure';
import { newStream, sampleEvent } from './sample';

const BLOCK = 4096;
const FILE = 4 * 1024 * 1024;

/**
 * The least that a durable append can cost: one block written, one fdatasync. `growing` at the end of a file, as a log
 * does that has its file for itself; else over blocks that are there, as a write-ahead log does once it went round.
 */
export const probe = async (folder: string, growing: boolean): Promise<number> => {
  const file = openSync(join(folder, 'probe'), 'w+');
  if (!growing) writeSync(file, Buffer.alloc(FILE, 1));
  fsyncSync(file);
  const block = Buffer.alloc(BLOCK, 2);
  const count = sized(2000);
  const rate = await rateOf(count, () => {
    for (let n = 0; n < count; n += 1) {
      writeSync(file, block, 0, BLOCK, growing ? n * BLOCK : (n * BLOCK) % FILE);
      fdatasyncSync(file);
    }
  });
  closeSync(file);
  return rate;
};

/**
 * The least that reading and folding a stream can cost on better-sqlite3: rows of one table in the order of their key,
 * JSON parsed, nothing else kept.
 */
export const bareFold = async (
  folder: string,
  streams: readonly string[],
  eventsOf: (stream: string) => readonly NewEvent[],
  fold: (sum: number, data: unknown) => number,
): Promise<number> => {
  const db = openSqlite(join(folder, 'bare.db'));
  db.exec(`create table events(stream text, revision integer, type text, data text, metadata text,
    primary key(stream, revision)) strict, without rowid`);
  const insert = db.prepare('insert into events values(?, ?, ?, ?, ?)');
  db.transaction(() => {
    for (const stream of streams)
      for (const [revision, { type, data, metadata }] of eventsOf(stream).entries())
        insert.run(stream, revision, type, JSON.stringify(data), JSON.stringify(metadata));
  })();
  const select = db
    .prepare<[string], [number, string, string, string]>(
      'select revision, type, data, metadata from events where stream = ? order by revision',
    )
    .raw();
  const rate = await rateOf(streams.length, () => {
    for (const stream of streams) select.all(stream).reduce((sum, [, , data]) => fold(sum, JSON.parse(data)), 0);
  });
  db.close();
  return rate;
};

/** The same rows into the same table by better-sqlite3 alone, ready made, `group` in a transaction; nothing is checked. */
export const bareSqlite = async (folder: string, group: number, count: number): Promise<number> => {
  const db = openSqlite(join(folder, 'bare.db'));
  db.pragma('journal_mode = WAL');
  db.pragma('synchronous = FULL');
  db.exec(`
    create table events(position integer primary key, stream text not null, revision integer not null,
      event_id blob not null, type text not null, occurred_at text not null, recorded_at text not null,
      data text not null, metadata text not null) strict;
    create unique index events_by_stream on events(stream, revision);
    create unique index events_by_id on events(event_id);`);
  const insert = db.prepare('insert into events values(?, ?, 0, ?, ?, ?, ?, ?, ?)');
  const rows = Array.from({ length: count + warmUp }, (_, n) => {
    const stream = newStream();
    const { id, type, occurredAt, data, metadata } = sampleEvent(stream);
    return [n + 1, stream, bytesOf(id), type, occurredAt, occurredAt, JSON.stringify(data), JSON.stringify(metadata)];
  });
  const insertAll = db.transaction((some: readonly (readonly unknown[])[]) => {
    for (const row of some) insert.run(...row);
  });
  const write = (from: number, to: number): void => {
    for (let n = from; n < to; n += group) insertAll.immediate(rows.slice(n, Math.min(to, n + group)));
  };
  write(0, warmUp);
  const rate = await rateOf(count, () => {
    write(warmUp, warmUp + count);
  });
  db.close();
  return rate;
};

const ROWS_A_COMMIT = 20_000;
const ROWS_A_STATEMENT = 8;

interface Made {
  readonly name: string;
  readonly sql: string;
}

const inParts = function* (db: Database.Database, table: string): Generator<unknown[][]> {
  let part: unknown[][] = [];
  for (const row of db.prepare<[], unknown[]>(`select * from "${table}"`).raw().iterate()) {
    part.push(row);
    if (part.length < ROWS_A_COMMIT) continue;
    yield part;
    part = [];
  }
  yield part;
};

/**
 * The least that filling these read models can cost on better-sqlite3: their last rows, ready made, each written once
 * into the same tables of an empty file, then the indexes. Gives seconds.
 */
export const bareRows = (readModels: string, folder: string): number => {
  const from = openSqlite(readModels, { readonly: true });
  const db = openSqlite(join(folder, 'bare.db'));
  db.pragma('page_size = 8192');
  db.pragma('journal_mode = WAL');
  db.pragma('synchronous = NORMAL');
  let milliseconds = 0;
  const timed = (work: () => unknown): void => {
    const began = performance.now();
    work();
    milliseconds += performance.now() - began;
  };
  const made = (type: string): readonly Made[] =>
    from
      .prepare<[string], Made>(
        `select name, sql from sqlite_schema where type = ? and tbl_name glob '*__*' and sql <> ''`,
      )
      .all(type);
  for (const { name, sql } of made('table')) {
    db.exec(sql);
    const columns = from.prepare(`select * from "${name}"`).columns().length;
    const row = `(${Array<string>(columns).fill('?').join(', ')})`;
    const insert = (rows: number) => db.prepare(`insert into "${name}" values ${Array(rows).fill(row).join(', ')}`);
    const [one, many] = [insert(1), insert(ROWS_A_STATEMENT)];
    const write = db.transaction((part: readonly unknown[][]) => {
      const bundled = part.length - (part.length % ROWS_A_STATEMENT);
      for (let n = 0; n < bundled; n += ROWS_A_STATEMENT) many.run(part.slice(n, n + ROWS_A_STATEMENT).flat());
      for (const single of part.slice(bundled)) one.run(single);
    });
    for (const part of inParts(from, name))
      timed(() => {
        write.immediate(part);
      });
  }
  for (const { sql } of made('index')) timed(() => db.exec(sql));
  db.close();
  from.close();
  return milliseconds / 1000;
};

/** Appends before the clock runs: the code is compiled, the write-ahead log has its size. */
export const warmUp = sized(1000);
