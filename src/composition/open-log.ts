import { existsSync, mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import type { CopyEnds } from '../adapters/cli/terminal/context';
import { openSqliteEventStore, type SqliteEventStoreOptions } from '../adapters/sqlite/event-store';
import { openSqliteLogTarget } from '../adapters/sqlite/log-target';
import { deciders } from '../application/executing/aggregates';
import type { EventStore } from '../application/log/event-store';
import type { LogTarget } from '../application/log/move-log';
import {
  ConfigError,
  describeAddress,
  eventStoreAddress,
  type EventStoreAddress,
  type EventStoreDbAddress,
} from '../config/store-addresses';

/** The vendor's client is loaded only where it is used: it takes a third of the start of a command line. */
const optionsFor = async ({ connectionString: secret, name }: EventStoreDbAddress) => {
  const { wrongConnectionString } = await import('../adapters/eventstoredb/connection-string');
  const connectionString = secret.reveal();
  const wrong = wrongConnectionString(connectionString);
  if (wrong !== undefined) throw new ConfigError(`${name} is not an address of EventStoreDB: ${wrong}`);
  return { connectionString, categories: Object.keys(deciders) };
};

/** `fileOptions` are for a log in a file. */
export const openLog = async (
  address: EventStoreAddress,
  fileOptions: Omit<SqliteEventStoreOptions, 'file'> = {},
): Promise<EventStore> => {
  if (address.kind === 'sqlite') return openSqliteEventStore({ ...fileOptions, file: address.file });
  const options = await optionsFor(address);
  const { openEventStoreDbEventStore } = await import('../adapters/eventstoredb/event-store');
  return openEventStoreDbEventStore(options);
};

const openTarget = async (address: EventStoreAddress): Promise<LogTarget> => {
  if (address.kind === 'sqlite') return openSqliteLogTarget({ file: address.file });
  const options = await optionsFor(address);
  const { openEventStoreDbLogTarget } = await import('../adapters/eventstoredb/log-target');
  return openEventStoreDbLogTarget(options);
};

/** Opens the two logs of a copy. Throws ConfigError for a wrong address, without the secrets in it. */
export const openCopyEnds = async (fromText: string, toText: string): Promise<CopyEnds> => {
  const [fromAddress, toAddress] = [eventStoreAddress(fromText, '--from'), eventStoreAddress(toText, '--to')];
  const [from, to] = [describeAddress(fromAddress), describeAddress(toAddress)];
  if (from === to) throw new ConfigError(`--from and --to are the same log, ${from}: name another one in --to`);
  if (fromAddress.kind === 'sqlite' && !existsSync(fromAddress.file))
    throw new ConfigError(`there is no log ${from}: name the right one with --from`);
  if (toAddress.kind === 'sqlite') mkdirSync(dirname(toAddress.file), { recursive: true });
  const source = await openLog(fromAddress);
  const copy = await openLog(toAddress);
  const target = await openTarget(toAddress);
  const close = async (): Promise<void> => {
    for (const each of [target, copy, source]) await each.close();
  };
  return { from, to, source, copy, target, close };
};
