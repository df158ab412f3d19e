import type Database from 'better-sqlite3';
import { existsSync } from 'node:fs';
import { dirname } from 'node:path';
import { StoreError } from '../../application/log/event-store';
import { openSqlite } from './driver';

type Make = (db: Database.Database) => void;

/** One of our files: how it is recognised, what is in it. */
export interface Kind {
  /** As a reader would say it: 'event log'. */
  readonly name: string;
  /** Four bytes in the file's head that tell this kind from any other SQLite file. */
  readonly applicationId: number;
  readonly schemaVersion: number;
  /** Makes the tables of an empty file. */
  readonly create: Make;
  /** By the version of an older file: turns its tables into those of today's version. */
  readonly upgrades?: Readonly<Record<number, Make>>;
}

const WAIT_MILLISECONDS = 20;

const isBusy = (error: unknown): boolean =>
  typeof error === 'object' && error !== null && 'code' in error && String(error.code).startsWith('SQLITE_BUSY');

/** The switch to WAL does not wait for a lock by itself: where several processes open a new file at once, it must. */
const patiently = (milliseconds: number, work: () => unknown): void => {
  for (let left = milliseconds; ; left -= WAIT_MILLISECONDS)
    try {
      work();
      return;
    } catch (error) {
      if (!isBusy(error) || left <= 0) throw error;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, WAIT_MILLISECONDS);
    }
};

const wrongVersion = (db: Database.Database, kind: Kind, version: number): StoreError =>
  new StoreError(
    'corrupt',
    `${db.name} holds the schema version ${version} of the ${kind.name}, this version of Letopis reads ` +
      `${kind.schemaVersion}: run the version that wrote it, or export with that one and import with this one`,
  );

/** What makes of a file what it must be; undefined where it is that already. */
const wayTo = (db: Database.Database, kind: Kind): Make | undefined => {
  const id = db.pragma('application_id', { simple: true });
  const version = Number(db.pragma('user_version', { simple: true }));
  if (id === kind.applicationId) {
    if (version === kind.schemaVersion) return undefined;
    const upgrade = kind.upgrades?.[version];
    if (upgrade) return upgrade;
    throw wrongVersion(db, kind, version);
  }
  const tables = db.prepare<[], number>('select count(*) from sqlite_schema').pluck().get();
  if (id === 0 && tables === 0) return kind.create;
  throw new StoreError('corrupt', `${db.name} is a database, but no ${kind.name} of Letopis: name another file`);
};

/**
 * Opens one of our files in WAL mode, each commit durable, and makes it where it is not there. A file of an older version
 * is brought up to today's in one transaction; one that is something else is left untouched. Several processes may open
 * it at once, a new one too.
 */
export const openDatabase = (file: string, kind: Kind, busyMilliseconds = 5000): Database.Database => {
  if (!existsSync(dirname(file)))
    throw new StoreError('unavailable', `${file} cannot be made there: make its folder first`);
  const db = openSqlite(file, { timeout: busyMilliseconds });
  try {
    patiently(busyMilliseconds, () => wayTo(db, kind));
    // Counts in an empty file only. An append dirties a leaf of each index: fewer, larger pages, fewer writes (measured).
    db.pragma('page_size = 8192');
    patiently(busyMilliseconds, () => db.pragma('journal_mode = WAL'));
    db.pragma('synchronous = FULL');
    const prepare = db.transaction(() => {
      const make = wayTo(db, kind);
      if (!make) return;
      make(db);
      db.pragma(`application_id = ${kind.applicationId}`);
      db.pragma(`user_version = ${kind.schemaVersion}`);
    });
    prepare.immediate();
    // What a statement of several rows keeps to take itself back goes to a file otherwise: four of five writes (counted).
    db.pragma('temp_store = MEMORY');
    return db;
  } catch (error) {
    db.close();
    throw error;
  }
};
