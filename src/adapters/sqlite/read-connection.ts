import type Database from 'better-sqlite3';
import { Kysely, SqliteDialect, SqliteDriver, type Driver } from 'kysely';
import { openSqlite } from './driver';

/** A database in memory has a single connection: a reader's transaction would lock the writer's rows. */
class SharedDriver extends SqliteDriver {
  override beginTransaction(): Promise<void> {
    return Promise.resolve();
  }

  override commitTransaction(): Promise<void> {
    return Promise.resolve();
  }

  override rollbackTransaction(): Promise<void> {
    return Promise.resolve();
  }

  override destroy(): Promise<void> {
    return Promise.resolve();
  }
}

class SharedDialect extends SqliteDialect {
  constructor(private readonly db: Database.Database) {
    super({ database: db });
  }

  override createDriver(): Driver {
    return new SharedDriver({ database: this.db });
  }
}

/** A second, read-only connection. */
export const openReadOnly = (file: string): Database.Database => {
  const db = openSqlite(file, { readonly: true });
  db.pragma('cache_size = -65536');
  return db;
};

export const isInMemory = (file: string): boolean => file === ':memory:';

/** Queries for reports: over a read-only connection of their own, or the single one of a database in memory. */
export const openSqliteQueries = (file: string, writer: Database.Database): Kysely<unknown> =>
  new Kysely<unknown>({
    dialect: isInMemory(file) ? new SharedDialect(writer) : new SqliteDialect({ database: openReadOnly(file) }),
  });
