import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import type { PostgresReadStoreOptions } from '../adapters/postgres/read-store';

/** What is wrong with the configuration, and what to do. */
export class ConfigError extends Error {}

/** A password: where it is printed, logged or written as JSON, it shows `***`. */
export class Secret {
  readonly #value: string;

  constructor(value: string) {
    this.#value = value;
  }

  reveal(): string {
    return this.#value;
  }

  toString(): string {
    return '***';
  }

  toJSON(): string {
    return this.toString();
  }
}

/** A database of a PostgreSQL server. */
export interface PostgresAddress extends Omit<PostgresReadStoreOptions, 'password'> {
  readonly kind: 'postgres';
  readonly password: Secret | undefined;
}

const FORM = 'postgres://user:password@host:5432/database?sslmode=verify-full';
const TLS = { disable: 'off', require: 'unverified', 'verify-full': 'verified' } as const;
const LOCAL = new Set(['localhost', '127.0.0.1', '[::1]']);
const PARAMETERS = ['sslmode', 'sslrootcert', 'schema'];

const parsedUrl = (text: string, name: string): URL => {
  try {
    return new URL(text);
  } catch {
    throw new ConfigError(
      `${name} can’t be read as an address: write ${FORM}, with %40 for @, %2F for / and %3A for : in the password`,
    );
  }
};

const decoded = (text: string, name: string): string => {
  try {
    return decodeURIComponent(text);
  } catch {
    throw new ConfigError(`${name} has a % that is not part of a code like %40: write it as %25`);
  }
};

const isMode = (mode: string): mode is keyof typeof TLS => Object.hasOwn(TLS, mode);

const tlsModeOf = ({ hostname, searchParams }: URL, name: string): PostgresAddress['tls'] => {
  const mode = searchParams.get('sslmode') ?? (LOCAL.has(hostname) ? 'disable' : '');
  if (isMode(mode)) return TLS[mode];
  throw new ConfigError(
    `${name} must say how the connection to ${hostname} is secured: sslmode=verify-full (encrypted, the server’s certificate ` +
      'checked), require (encrypted, not checked) or disable (inside a private network)',
  );
};

const rootCertificateOf = ({ searchParams }: URL, name: string): string | undefined => {
  const file = searchParams.get('sslrootcert') ?? undefined;
  if (file === undefined || existsSync(file)) return file;
  throw new ConfigError(`${name}: there is no certificate ${file}: sslrootcert must name a PEM file`);
};

const schemaOf = ({ searchParams }: URL, name: string): string => {
  const schema = searchParams.get('schema') ?? 'letopis';
  if (/^[a-z][a-z0-9_]{0,29}$/.test(schema)) return schema;
  throw new ConfigError(
    `${name}: the schema must be up to 30 lower-case letters, digits and _, beginning with a letter`,
  );
};

/** Reads `postgres://…`. Throws ConfigError, without the password. */
const postgresAddress = (text: string, name: string): PostgresAddress => {
  const url = parsedUrl(text, name);
  const database = decoded(url.pathname.slice(1), name);
  const user = decoded(url.username, name);
  if (url.hostname === '' || database === '' || user === '')
    throw new ConfigError(`${name} must name a user, a host and a database: ${FORM}`);
  const unknown = [...url.searchParams.keys()].find((parameter) => !PARAMETERS.includes(parameter));
  if (unknown !== undefined)
    throw new ConfigError(`${name} has the unknown parameter "${unknown}": use ${PARAMETERS.join(', ')}`);
  return {
    kind: 'postgres',
    host: decoded(url.hostname, name).replace(/^\[(.*)\]$/, '$1'),
    port: url.port === '' ? 5432 : Number(url.port),
    ...{ database, user },
    password: url.password === '' ? undefined : new Secret(decoded(url.password, name)),
    tls: tlsModeOf(url, name),
    rootCertificate: rootCertificateOf(url, name),
    schema: schemaOf(url, name),
  };
};

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
  return { kind: 'sqlite', file: resolve(file) };
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
  if (address.kind === 'sqlite') return `sqlite:${address.file}`;
  if (address.kind === 'eventstoredb') return describeEventStoreDb(address);
  const { user, host, port, database, schema } = address;
  return `postgres://${user}@${host.includes(':') ? `[${host}]` : host}:${port}/${database}?schema=${schema}`;
};
