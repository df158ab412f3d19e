import { openPostgresReadStore, type PostgresReadStoreOptions } from '../../src/adapters/postgres/read-store';
import { openSqliteReadStore } from '../../src/adapters/sqlite/read-store';
import type { ReadStore } from '../../src/application/projecting/read-store';
import { readConfig } from '../../src/config/config';

/** What `LETOPIS_READ_STORE` says of a server. */
export const postgresOptionsAt = (url: string): PostgresReadStoreOptions => {
  const { readStore } = readConfig({ LETOPIS_READ_STORE: url });
  if (readStore.kind !== 'postgres') throw new Error(`${url} is no address of PostgreSQL`);
  return { ...readStore, password: readStore.password?.reveal() };
};

/** The read store in a file, or at the address of a PostgreSQL. */
export const readStoreAt = (place: string): ReadStore =>
  place.includes('://') ? openPostgresReadStore(postgresOptionsAt(place)) : openSqliteReadStore({ file: place });
