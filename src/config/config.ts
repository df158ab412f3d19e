import { existsSync, mkdirSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { IANAZone } from 'luxon';
import {
  ConfigError,
  describeAddress,
  eventStoreAddress,
  readStoreAddress,
  Secret,
  type EventStoreAddress,
  type ReadStoreAddress,
} from './store-addresses';

/** Where the data is and how the service is reached; read once from the environment and the command line. */
export interface Config {
  /** The data folder of this company. */
  readonly data: string;
  readonly eventStore: EventStoreAddress;
  readonly readStore: ReadStoreAddress;
  /** The file of the keys of personal data. */
  readonly keys: string;
  /** The folder of the local copy of the log; undefined where there is none. */
  readonly logCopy: string | undefined;
  readonly host: string;
  readonly port: number;
  /** The zone in which days are counted, where it is configured; otherwise that of the company's calendar. */
  readonly zone: string | undefined;
  /** Whether an empty store is filled with the sample company when the service starts. */
  readonly sample: boolean;
  /** Whether the log is only read: nothing is ever appended to it, by no command and by no timer. */
  readonly readOnly: boolean;
  /** The folder of read models of the owner; undefined where there is none. */
  readonly readModels: string | undefined;
  /** The configuration as text, for a thread that reads it with `configFrom`. */
  readonly source: Secret;
}

const portOf = (text: string): number => {
  const port = Number(text);
  if (Number.isInteger(port) && port >= 0 && port <= 65_535) return port;
  throw new ConfigError(`LETOPIS_PORT or --port is "${text}": it must be a whole number from 0 to 65535`);
};

const zoneOf = (text: string | undefined): string | undefined => {
  if (text === undefined || IANAZone.isValidZone(text)) return text;
  throw new ConfigError(`the zone "${text}" is not known: use an IANA name, for example Europe/Berlin`);
};

const LOOPBACK_HOSTS = new Set(['127.0.0.1', '::1', 'localhost']);

const hostOf = (text: string): string => {
  if (LOOPBACK_HOSTS.has(text)) return text;
  throw new ConfigError(
    `LETOPIS_HOST is "${text}": Letopis has no log-in yet, so it listens only on this machine (127.0.0.1, ::1 or ` +
      'localhost). To reach it from elsewhere, put a reverse proxy with authentication in front of it',
  );
};

const yesOrNo = (text: string, name: string): boolean => {
  if (text === 'yes' || text === 'no') return text === 'yes';
  throw new ConfigError(`${name} is "${text}": it must be yes or no`);
};

/** All in the files of one folder. */
const embeddedIn = (data: string): Pick<Config, 'eventStore' | 'readStore' | 'keys' | 'logCopy'> => ({
  eventStore: { kind: 'sqlite', file: join(data, 'events.sqlite') },
  readStore: { kind: 'sqlite', file: join(data, 'read-models.sqlite') },
  keys: join(data, 'keys.sqlite'),
  logCopy: undefined,
});

type Environment = Readonly<Record<string, string | undefined>>;

/** The variables of Letopis. They may hold passwords. */
const sourceOf = (environment: Environment): Secret => {
  const ours = Object.entries(environment).filter(([name]) => name.startsWith('LETOPIS_'));
  return new Secret(JSON.stringify(Object.fromEntries(ours)));
};

/** The same configuration with everything in files of another folder: for a company that is made there. */
export const configIn = (data: string, config: Config): Config =>
  Object.freeze({ ...config, data, ...embeddedIn(data), source: sourceOf({ LETOPIS_DATA: data }) });

/** What the command line may say instead of the environment. */
export interface ConfigOptions {
  readonly data?: string | undefined;
  readonly zone?: string | undefined;
  readonly readOnly?: boolean | undefined;
  readonly port?: string | undefined;
}

/** The environment as if the options of the command line stood in it. */
const withOptions = (environment: Environment, { data, zone, readOnly, port }: ConfigOptions): Environment => ({
  ...environment,
  ...(data !== undefined && { LETOPIS_DATA: data }),
  ...(zone !== undefined && { LETOPIS_ZONE: zone }),
  ...(port !== undefined && { LETOPIS_PORT: port }),
  ...(readOnly !== undefined && { LETOPIS_READ_ONLY: readOnly ? 'yes' : 'no' }),
});

/** Undefined where the variable is missing or empty (a compose file passes empty variables). */
const nonEmpty = (environment: Environment, name: string): string | undefined => environment[name] || undefined;

/** The folder of the files that hold read models of the owner (LETOPIS_READ_MODELS). */
export const ownReadModelsFolder = (environment: Environment): string | undefined => {
  const folder = nonEmpty(environment, 'LETOPIS_READ_MODELS');
  return folder === undefined ? undefined : resolve(folder);
};

const storesOf = (environment: Environment, data: string): ReturnType<typeof embeddedIn> => {
  const embedded = embeddedIn(data);
  const events = nonEmpty(environment, 'LETOPIS_EVENT_STORE');
  const readModels = nonEmpty(environment, 'LETOPIS_READ_STORE');
  return {
    ...embedded,
    ...(events !== undefined && { eventStore: eventStoreAddress(events, 'LETOPIS_EVENT_STORE') }),
    ...(readModels !== undefined && { readStore: readStoreAddress(readModels, 'LETOPIS_READ_STORE') }),
  };
};

/** Where the log is on a server, a local copy is kept unless the configuration says no. */
const logCopyOf = (text: string | undefined, { kind }: EventStoreAddress, data: string): string | undefined => {
  if (kind === 'eventstoredb') return text === 'no' ? undefined : resolve(text ?? data);
  if (text === undefined || text === 'no') return undefined;
  throw new ConfigError(
    `LETOPIS_LOG_COPY is "${text}", but the log is a file on this machine: leave it out, or name a server in ` +
      'LETOPIS_EVENT_STORE',
  );
};

/**
 * Reads the configuration: `LETOPIS_DATA` (default `.data`), `LETOPIS_EVENT_STORE` and `LETOPIS_READ_STORE` (a SQLite file
 * each in the data folder), `LETOPIS_LOG_COPY` (the data folder where the log is on EventStoreDB; `no` for none),
 * `LETOPIS_HOST` (127.0.0.1), `LETOPIS_PORT` (3000), `LETOPIS_ZONE` (the company's calendar, or the machine),
 * `LETOPIS_READ_MODELS` (a folder of read models in files of their owner), `LETOPIS_SAMPLE` (yes; `no` leaves an empty store empty), `LETOPIS_READ_ONLY` (no; `yes` never appends to the log).
 * `data`, `zone`, `readOnly` and `port` of the command line come first. Throws ConfigError for a wrong value, without the secrets
 * in it.
 */
export const readConfig = (environment: Environment, options: ConfigOptions = {}): Config => {
  const given = withOptions(environment, options);
  const of = (name: string, otherwise: string): string => nonEmpty(given, name) ?? otherwise;
  const data = resolve(of('LETOPIS_DATA', '.data'));
  const stores = storesOf(given, data);
  return Object.freeze({
    data,
    source: sourceOf({ ...given, LETOPIS_DATA: data }),
    ...stores,
    logCopy: logCopyOf(nonEmpty(given, 'LETOPIS_LOG_COPY'), stores.eventStore, data),
    host: hostOf(of('LETOPIS_HOST', '127.0.0.1')),
    port: portOf(of('LETOPIS_PORT', '3000')),
    zone: zoneOf(nonEmpty(given, 'LETOPIS_ZONE')),
    readModels: ownReadModelsFolder(given),
    sample: yesOrNo(of('LETOPIS_SAMPLE', 'yes'), 'LETOPIS_SAMPLE'),
    readOnly: yesOrNo(of('LETOPIS_READ_ONLY', 'no'), 'LETOPIS_READ_ONLY'),
  });
};

/** The configuration that a `source` was made of. */
export const configFrom = (source: string): Config =>
  // Made by `sourceOf` alone, and each value is checked again.
  readConfig(JSON.parse(source) as Environment);

/** Where the data is, for people to read. */
export const describeStores = ({ eventStore, readStore }: Config): string =>
  `log ${describeAddress(eventStore)}, read models ${describeAddress(readStore)}`;

const isLogMissing = ({ data, eventStore, readOnly }: Config): boolean =>
  eventStore.kind === 'sqlite' && (readOnly || dirname(eventStore.file) !== data) && !existsSync(eventStore.file);

/**
 * Makes the data folder, so that the stores can open their files in it. A verb that only reads gets an error where the
 * folder or the log does not exist: an empty company would be the wrong answer to a typing error.
 */
export const prepareData = (config: Config, creates: boolean): void => {
  const { data, eventStore, readOnly } = config;
  const mayCreate = creates && !readOnly;
  if (!mayCreate && !existsSync(data))
    throw new ConfigError(`there is no data folder ${data}: name the right one with --data or LETOPIS_DATA`);
  if (!mayCreate && isLogMissing(config))
    throw new ConfigError(
      `there is no log ${describeAddress(eventStore)}: name the right one in LETOPIS_EVENT_STORE or LETOPIS_DATA`,
    );
  try {
    mkdirSync(data, { recursive: true });
  } catch {
    throw new ConfigError(`the data folder ${data} can't be made: name another one with --data or LETOPIS_DATA`);
  }
};
