import { IANAZone } from 'luxon';
import { existsSync, mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';

/** Where everything lies and how the service is reached; read once from the environment and the command line. */
export interface Config {
  /** The folder of this company's data. */
  readonly data: string;
  /** The log, the read models and the keys of personal data: a file each. */
  readonly files: { readonly events: string; readonly readModels: string; readonly keys: string };
  readonly host: string;
  readonly port: number;
  /** The zone in which days are counted, where somebody named one; else the company's calendar says. */
  readonly zone: string | undefined;
  /** Whether an empty store is filled with the sample company when the service starts. */
  readonly sample: boolean;
}

/** What is wrong with the configuration, and what to do. */
export class ConfigError extends Error {}

const portOf = (text: string): number => {
  const port = Number(text);
  if (Number.isInteger(port) && port >= 0 && port <= 65_535) return port;
  throw new ConfigError(`LETOPIS_PORT is "${text}": it must be a whole number from 0 to 65535`);
};

const zoneOf = (text: string): string => {
  if (IANAZone.isValidZone(text)) return text;
  throw new ConfigError(`the zone "${text}" is not known: name it as the IANA does, for example Europe/Berlin`);
};

const LOOPBACK = new Set(['127.0.0.1', '::1', 'localhost']);

const hostOf = (text: string): string => {
  if (LOOPBACK.has(text)) return text;
  throw new ConfigError(
    `LETOPIS_HOST is "${text}": Letopis has no log-in yet, so it listens on this machine alone (127.0.0.1, ::1 or ` +
      'localhost). Put a reverse proxy with authentication before it to reach it from elsewhere',
  );
};

const filesIn = (data: string): Config['files'] => ({
  events: join(data, 'events.sqlite'),
  readModels: join(data, 'read-models.sqlite'),
  keys: join(data, 'keys.sqlite'),
});

/** The same configuration for another folder of data. */
export const configIn = (data: string, config: Config): Config => ({ ...config, data, files: filesIn(data) });

/**
 * Reads the configuration: `LETOPIS_DATA` (default `.data`), `LETOPIS_HOST` (127.0.0.1), `LETOPIS_PORT` (3000),
 * `LETOPIS_ZONE` (the company's calendar, or the machine), `LETOPIS_SAMPLE` (yes; `no` leaves an empty store empty). `data` and `zone` of the command line win. Throws ConfigError for a wrong value.
 */
export const readConfig = (
  environment: Readonly<Record<string, string | undefined>>,
  given: { readonly data?: string | undefined; readonly zone?: string | undefined } = {},
): Config => {
  const data = resolve(given.data ?? environment['LETOPIS_DATA'] ?? '.data');
  const zone = given.zone ?? environment['LETOPIS_ZONE'];
  const config: Config = {
    data,
    files: filesIn(data),
    host: hostOf(environment['LETOPIS_HOST'] ?? '127.0.0.1'),
    port: portOf(environment['LETOPIS_PORT'] ?? '3000'),
    zone: zone === undefined ? undefined : zoneOf(zone),
    sample: environment['LETOPIS_SAMPLE'] !== 'no',
  };
  return Object.freeze(config);
};

/**
 * Makes the data folder, so that the stores can open their files in it. Whoever only reads is told of a folder that is
 * not there: an empty company would be the wrong answer to a slip of the pen.
 */
export const prepareData = ({ data }: Config, mayCreate: boolean): void => {
  if (!mayCreate && !existsSync(data))
    throw new ConfigError(`there is no data folder ${data}: name the right one with --data or LETOPIS_DATA`);
  try {
    mkdirSync(data, { recursive: true });
  } catch {
    throw new ConfigError(`the data folder ${data} can't be made: name another one with --data or LETOPIS_DATA`);
  }
};
