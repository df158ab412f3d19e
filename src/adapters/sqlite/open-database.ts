import type Database from 'better-sqlite3';
import { existsSync } from 'node:fs';
import { dirname } from 'node:path';
import { StoreError } from '../../application/log/event-store';
import { errorCode, errorMessage } from '../../application/log/thrown';
import { openSqlite } from './driver';

/** By the code of a fault: what it means, and what to do. */
const sqliteFaults: readonly (readonly [prefix: RegExp, code: StoreError['code'], sentence: string])[] = [
  [/^SQLITE_(BUSY|LOCKED)/, 'unavailable', 'is locked by another process: try again in a moment'],
  [/^(SQLITE_FULL|ENOSPC)/, 'unavailable', 'has no room left on its disk: free some, then try again'],
  [
    /^(SQLITE_READONLY|EROFS)/,
    'unavailable',
    'can only be read, not written: check its owner, its folder and its mount',
  ],
  [
    /^(SQLITE_(CANTOPEN|PERM|AUTH)|EACCES)/,
    'unavailable',
    'can’t be opened: check that its folder exists and that you may write there',
  ],
  [/^SQLITE_(IOERR|PROTOCOL|NOMEM)/, 'unavailable', 'could not be read or written: check the disk, then try again'],
  [/^SQLITE_NOTADB/, 'corrupt', 'is not a database of Letopis: name another file, or restore this one from a backup'],
  [/^SQLITE_CORRUPT/, 'corrupt', 'is damaged: keep it as it is and restore from a backup'],
];

/** What went wrong in SQLite, as the one error of a store; any other error as it came. */
export const sqliteFailure = (error: unknown, file: string): unknown => {
  const found = sqliteFaults.find(([prefix]) => prefix.test(errorCode(error)));
  return found ? new StoreError(found[1], `${file} ${found[2]} (${errorMessage(error)})`) : error;
};

/** Runs what touches the file; its errors become those of a store. */
export const guarded = <Result>(file: string, work: () => Result): Result => {
  try {
    return work();
  } catch (error) {
    throw sqliteFailure(error, file);
  }
};

/** As `guarded`, over an open database. */
export const guardedOpen = <Result>(db: Database.Database, work: () => Result): Result => {
  if (!db.open) throw new StoreError('unavailable', `${db.name} was closed by this process`);
  return guarded(db.name, work);
};

type ChangeSchema = (db: Database.Database) => void;

/** A kind of file that Letopis keeps: how it is recognised, what is in it. */
export interface FileKind {
  /** For error messages: 'event log'. */
  readonly name: string;
  /** Four bytes in the file's header that distinguish this kind from any other SQLite file. */
  readonly applicationId: number;
  readonly schemaVersion: number;
  /** Makes the tables of an empty file. */
  readonly create: ChangeSchema;
  /** By the version of an older file: changes its tables to those of today's version. */
  readonly upgrades?: Readonly<Record<number, ChangeSchema>>;
}

const BUSY_PAUSE_MILLISECONDS = 20;

/** The switch to WAL does not wait for a lock by itself, but must where several processes open a new file at once. */
const whileBusy = (milliseconds: number, work: () => unknown): void => {
  for (let left = milliseconds; ; left -= BUSY_PAUSE_MILLISECONDS)
    try {
      work();
      return;
    } catch (error) {
      if (!errorCode(error).startsWith('SQLITE_BUSY') || left <= 0) throw error;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, BUSY_PAUSE_MILLISECONDS);
    }
};

const wrongVersion = (db: Database.Database, kind: FileKind, version: number): StoreError =>
  new StoreError(
    'corrupt',
    `${db.name} holds the schema version ${version} of the ${kind.name}, this version of Letopis reads ` +
      `${kind.schemaVersion}: run the version that wrote it, or export with that one and import with this one`,
  );

/** What brings the schema of a file to today's version; undefined where it has that already. */
const schemaChangeFor = (db: Database.Database, kind: FileKind): ChangeSchema | undefined => {
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
  throw new StoreError('corrupt', `${db.name} is a database, but not the ${kind.name} of Letopis: name another file`);
};

/**
 * Opens a file in WAL mode, each commit durable, and makes it where it does not exist. A file of an older version is
 * brought up to today's in one transaction; a file of another kind is left untouched. Several processes may open it at
 * once, a new one too.
 */
export const openDatabase = (file: string, kind: FileKind, busyMilliseconds = 5000): Database.Database => {
  if (!existsSync(dirname(file))) throw new StoreError('unavailable', `${file} can’t be made: make its folder first`);
  const db = openSqlite(file, { timeout: busyMilliseconds });
  try {
    whileBusy(busyMilliseconds, () => schemaChangeFor(db, kind));
    // Has an effect on an empty file only. An append changes a leaf of each index: larger pages, fewer writes (measured).
    db.pragma('page_size = 8192');
    whileBusy(busyMilliseconds, () => db.pragma('journal_mode = WAL'));
    db.pragma('synchronous = FULL');
    const prepare = db.transaction(() => {
      const make = schemaChangeFor(db, kind);
      if (!make) return;
      make(db);
      db.pragma(`application_id = ${kind.applicationId}`);
      db.pragma(`user_version = ${kind.schemaVersion}`);
    });
    prepare.immediate();
    // Otherwise the rollback data of a statement of several rows goes to a file: four of five writes (counted).
    db.pragma('temp_store = MEMORY');
    return db;
  } catch (error) {
    db.close();
    throw error;
  }
};
