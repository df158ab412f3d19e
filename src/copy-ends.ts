import { existsSync, mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import type { CopyEnds } from './adapters/cli/context';
import { openSqliteEventStore } from './adapters/sqlite/event-store';
import { openSqliteLogTarget } from './adapters/sqlite/log-target';
import type { EventStore } from './application/event-store';
import type { LogTarget } from './application/log-target';
import { ConfigError } from './config-error';
import { describeAddress, eventStoreAddress, type EventStoreAddress } from './store-addresses';

const openSource = (address: EventStoreAddress): EventStore => {
  if (!existsSync(address.file))
    throw new ConfigError(`there is no log ${describeAddress(address)}: name the right one with --from`);
  return openSqliteEventStore({ file: address.file });
};

const openTarget = (address: EventStoreAddress): { readonly copy: EventStore; readonly target: LogTarget } => {
  mkdirSync(dirname(address.file), { recursive: true });
  return { copy: openSqliteEventStore({ file: address.file }), target: openSqliteLogTarget({ file: address.file }) };
};

/** Opens the logs of a copy. Throws ConfigError for an address that is wrong, without the secrets in it. */
export const openCopyEnds = (fromText: string, toText: string): CopyEnds => {
  const [source, target] = [eventStoreAddress(fromText, '--from'), eventStoreAddress(toText, '--to')];
  const [from, to] = [describeAddress(source), describeAddress(target)];
  if (from === to) throw new ConfigError(`--from and --to are the same log, ${from}: name another one in --to`);
  const log = openSource(source);
  const ends = openTarget(target);
  return {
    from,
    to,
    source: log,
    ...ends,
    close: async () => {
      for (const each of [ends.target, ends.copy, log]) await each.close();
    },
  };
};
