import type Database from 'better-sqlite3';
import { Kysely, SqliteDialect, SqliteDriver } from 'kysely';
import { openSqlite } from './driver';

const doNothing = (): Promise<void> => Promise.resolve();

/**
 * Over the single connection of a database in memory: a reader's transaction would lock the writer's rows, and its end
 * would close the tables.
 */
const sharedDialect = (database: Database.Database): SqliteDialect => {
  const driver = Object.assign(new SqliteDriver({ database }), {
    beginTransaction: doNothing,
    commitTransaction: doNothing,
    rollbackTransaction: doNothing,
    destroy: doNothing,
  });
  return Object.assign(new SqliteDialect({ database }), { createDriver: () => driver });
};

/** Queries over a connection that others use, too: they open and end no transaction of their own. */
export const openSharedQueries = (database: Database.Database): Kysely<unknown> =>
  new Kysely<unknown>({ dialect: sharedDialect(database) });

/** A second, read-only connection. */
export const openReadOnly = (file: string): Database.Database => {
  const db = openSqlite(file, { readonly: true });
  db.pragma('cache_size = -65536');
  return db;
};

/** Queries for reports: over a read-only connection of their own, or the single one of a database in memory. */
export const openSqliteQueries = (writer: Database.Database): Kysely<unknown> =>
  new Kysely<unknown>({
    dialect: writer.memory ? sharedDialect(writer) : new SqliteDialect({ database: openReadOnly(writer.name) }),
  });
