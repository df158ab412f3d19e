import { existsSync, mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import type { CopyEnds } from '../adapters/cli/context';
import { openSqliteEventStore } from '../adapters/sqlite/event-store';
import { openSqliteLogTarget } from '../adapters/sqlite/log-target';
import type { EventStore } from '../application/log/event-store';
import type { LogTarget } from '../application/log/move-log';
import { ConfigError, describeAddress, eventStoreAddress, type EventStoreAddress } from '../config/store-addresses';
import { openEventStoreDb, openEventStoreDbTarget } from './open-event-store-db';

const openLogAt = async (address: EventStoreAddress): Promise<EventStore> =>
  address.kind === 'eventstoredb' ? openEventStoreDb(address) : openSqliteEventStore({ file: address.file });

const openTarget = async (address: EventStoreAddress): Promise<LogTarget> =>
  address.kind === 'eventstoredb' ? openEventStoreDbTarget(address) : openSqliteLogTarget({ file: address.file });

const prepare = (from: EventStoreAddress, to: EventStoreAddress): void => {
  if (from.kind === 'sqlite' && !existsSync(from.file))
    throw new ConfigError(`there is no log ${describeAddress(from)}: name the right one with --from`);
  if (to.kind === 'sqlite') mkdirSync(dirname(to.file), { recursive: true });
};

/** Opens the two logs of a copy. Throws ConfigError for a wrong address, without the secrets in it. */
export const openCopyEnds = async (fromText: string, toText: string): Promise<CopyEnds> => {
  const addresses = [eventStoreAddress(fromText, '--from'), eventStoreAddress(toText, '--to')] as const;
  const [from, to] = [describeAddress(addresses[0]), describeAddress(addresses[1])];
  if (from === to) throw new ConfigError(`--from and --to are the same log, ${from}: name another one in --to`);
  prepare(...addresses);
  const source = await openLogAt(addresses[0]);
  const copy = await openLogAt(addresses[1]);
  const target = await openTarget(addresses[1]);
  const close = async (): Promise<void> => {
    for (const each of [target, copy, source]) await each.close();
  };
  return { from, to, source, copy, target, close };
};
