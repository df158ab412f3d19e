import type Database from 'better-sqlite3';
import { createRequire } from 'node:module';
import { StoreError } from '../../application/log/event-store';

type Driver = typeof Database;

/** By the Node-API that better-sqlite3 13 is built for: see docs/decisions/0027. */
export const driverName = (nodeApi: string): string => (Number(nodeApi) >= 10 ? 'better-sqlite3' : 'better-sqlite3-12');

const isDriver = (loaded: unknown): loaded is Driver => typeof loaded === 'function';

const notThere = (name: string, error: unknown): StoreError => {
  const next = name === 'better-sqlite3' ? 'npm ci' : `npm ci, then npm run install --prefix node_modules/${name}`;
  return new StoreError(
    'unavailable',
    `SQLite cannot be loaded: there is no ${name} for Node ${process.version} on ${process.platform} ${process.arch}. ` +
      `Run ${next} (${error instanceof Error ? error.message : String(error)})`,
  );
};

/** Whether the binary of a driver is there shows only with its first database: it opens one before it is taken. */
export const loadDriver = (name: string, load: (name: string) => unknown = createRequire(__filename)): Driver => {
  try {
    const driver = load(name);
    if (!isDriver(driver)) throw new TypeError('it is no function');
    new driver(':memory:').close();
    return driver;
  } catch (error) {
    throw notThere(name, error);
  }
};

let driver: Driver | undefined;

/** The one place that opens a database of SQLite. */
export const openSqlite = (file: string, options: Database.Options = {}): Database.Database => {
  driver ??= loadDriver(driverName(process.versions['napi'] ?? ''));
  return new driver(file, options);
};
