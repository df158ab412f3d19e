import { isAbsolute, resolve } from 'node:path';
import { ConfigError } from './config-error';
import { Secret } from './secret';
import { describePostgres, postgresAddress, type PostgresAddress } from './postgres-address';

/** A file on this machine. */
export interface SqliteAddress {
  readonly kind: 'sqlite';
  readonly file: string;
}

/** A server or a cluster of EventStoreDB. */
export interface EventStoreDbAddress {
  readonly kind: 'eventstoredb';
  /** In the vendor's format; it is checked when it is opened. */
  readonly connectionString: Secret;
  /** The variable that holds it, for errors. */
  readonly name: string;
}

/** Where the log is. */
export type EventStoreAddress = SqliteAddress | EventStoreDbAddress;
/** Where the read models are. */
export type ReadStoreAddress = SqliteAddress | PostgresAddress;

/** Reads an address; `name` is the variable, for errors. */
type AddressReader<Address> = (text: string, name: string) => Address;

const sqlite: AddressReader<SqliteAddress> = (text, name) => {
  const file = text.slice('sqlite:'.length);
  if (file === '' || file.startsWith('//'))
    throw new ConfigError(`${name} names no file: write sqlite:<file>, as sqlite:/var/lib/letopis/events.sqlite`);
  if (file === ':memory:')
    throw new ConfigError(
      `${name} would be lost with the process: name a file, as sqlite:/var/lib/letopis/letopis.sqlite`,
    );
  return { kind: 'sqlite', file: isAbsolute(file) ? file : resolve(file) };
};

const eventStoreDb: AddressReader<EventStoreDbAddress> = (text, name) => ({
  kind: 'eventstoredb',
  connectionString: new Secret(text),
  name,
});

/**
 * Picks the reader by the scheme. Of a value with another scheme the error repeats only the scheme: the rest may hold a
 * password.
 */
const addressReader =
  <Address>(accepted: string, readers: Readonly<Record<string, AddressReader<Address>>>): AddressReader<Address> =>
  (text, name) => {
    const scheme = /^([a-z][a-z0-9+.-]*):/iu.exec(text)?.[1]?.toLowerCase();
    const read = scheme !== undefined && Object.hasOwn(readers, scheme) ? readers[scheme] : undefined;
    if (read) return read(text, name);
    const got = scheme === undefined ? 'has no scheme' : `begins with "${scheme}:"`;
    throw new ConfigError(`${name} ${got}: it must be ${accepted}`);
  };

/** Reads LETOPIS_EVENT_STORE. Throws ConfigError, without secrets. A relative file is relative to the working folder. */
export const eventStoreAddress = addressReader<EventStoreAddress>('sqlite:<file>, esdb://… or esdb+discover://…', {
  sqlite,
  esdb: eventStoreDb,
  'esdb+discover': eventStoreDb,
});

/** Reads LETOPIS_READ_STORE. Throws ConfigError, without secrets. A relative file is relative to the working folder. */
export const readStoreAddress = addressReader<ReadStoreAddress>('sqlite:<file> or postgres://…', {
  sqlite,
  postgres: postgresAddress,
  postgresql: postgresAddress,
});

/** Scheme and hosts: the part before the hosts may be a password, and the part after them may name files. */
const describeEventStoreDb = ({ connectionString }: EventStoreDbAddress): string => {
  const [scheme = '', rest = ''] = connectionString.reveal().split('://');
  return `${scheme}://${rest.slice(rest.lastIndexOf('@') + 1).split(/[/?]/u)[0] ?? ''}`;
};

/** An address for people to read: without passwords. */
export const describeAddress = (address: EventStoreAddress | ReadStoreAddress): string => {
  if (address.kind === 'postgres') return describePostgres(address);
  return address.kind === 'eventstoredb' ? describeEventStoreDb(address) : `sqlite:${address.file}`;
};
