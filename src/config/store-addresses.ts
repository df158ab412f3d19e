import { isAbsolute, resolve } from 'node:path';
import { ConfigError } from './config-error';
import { Secret } from './secret';
import { describePostgres, postgresAddress, type PostgresAddress } from './postgres-address';

/** A file of this machine. */
export interface SqliteAddress {
  readonly kind: 'sqlite';
  readonly file: string;
}

/** A server or a cluster of EventStoreDB. */
export interface EventStoreDbAddress {
  readonly kind: 'eventstoredb';
  /** As the vendor defines it; what is wrong in it is said when it is opened. */
  readonly connectionString: Secret;
  /** The variable that named it, for errors. */
  readonly name: string;
}

/** Where the log lies. */
export type EventStoreAddress = SqliteAddress | EventStoreDbAddress;
/** Where the read models lie. */
export type ReadStoreAddress = SqliteAddress | PostgresAddress;

/** Reads what follows the scheme; `name` is the variable, for errors. */
type Reader<Address> = (text: string, name: string) => Address;

const sqlite: Reader<SqliteAddress> = (text, name) => {
  const file = text.slice('sqlite:'.length);
  if (file === '' || file.startsWith('//'))
    throw new ConfigError(`${name} names no file: write sqlite:<file>, as sqlite:/var/lib/letopis/events.sqlite`);
  if (file === ':memory:')
    throw new ConfigError(
      `${name} would be lost with the process: name a file, as sqlite:/var/lib/letopis/letopis.sqlite`,
    );
  return { kind: 'sqlite', file: isAbsolute(file) ? file : resolve(file) };
};

const eventStoreDb: Reader<EventStoreDbAddress> = (text, name) => ({
  kind: 'eventstoredb',
  connectionString: new Secret(text),
  name,
});

/**
 * Picks the reader by the scheme. A value that nobody reads is not repeated in the error beyond its scheme: it may hold
 * a password.
 */
const addressReader =
  <Address>(accepted: string, readers: Readonly<Record<string, Reader<Address>>>): Reader<Address> =>
  (text, name) => {
    const scheme = /^([a-z][a-z0-9+.-]*):/iu.exec(text)?.[1]?.toLowerCase();
    const read = scheme !== undefined && Object.hasOwn(readers, scheme) ? readers[scheme] : undefined;
    if (read) return read(text, name);
    const got = scheme === undefined ? 'has no scheme' : `begins with "${scheme}:"`;
    throw new ConfigError(`${name} ${got}: it must be ${accepted}`);
  };

/** Reads LETOPIS_EVENT_STORE. Throws ConfigError, without secrets. A relative file is one of the working folder. */
export const eventStoreAddress = addressReader<EventStoreAddress>('sqlite:<file>, esdb://… or esdb+discover://…', {
  sqlite,
  esdb: eventStoreDb,
  'esdb+discover': eventStoreDb,
});

/** Reads LETOPIS_READ_STORE. Throws ConfigError, without secrets. A relative file is one of the working folder. */
export const readStoreAddress = addressReader<ReadStoreAddress>('sqlite:<file> or postgres://…', {
  sqlite,
  postgres: postgresAddress,
  postgresql: postgresAddress,
});

/** Scheme and hosts: what stands before them may be a password, and what stands behind may name files. */
const describeEventStoreDb = ({ connectionString }: EventStoreDbAddress): string => {
  const [scheme = '', rest = ''] = connectionString.reveal().split('://');
  return `${scheme}://${rest.slice(rest.lastIndexOf('@') + 1).split(/[/?]/u)[0] ?? ''}`;
};

/** An address as people may see it: without passwords. */
export const describeAddress = (address: EventStoreAddress | ReadStoreAddress): string => {
  if (address.kind === 'postgres') return describePostgres(address);
  return address.kind === 'eventstoredb' ? describeEventStoreDb(address) : `sqlite:${address.file}`;
};
