import { deciders } from '../application/executing/aggregates';
import type { EventStore } from '../application/log/event-store';
import type { LogTarget } from '../application/log/move-log';
import { ConfigError, type EventStoreDbAddress } from '../config/store-addresses';

/** The vendor's client is loaded only where it is used: it takes a third of the start of a command line. */
const loaded = async ({ connectionString: secret, name }: EventStoreDbAddress) => {
  const adapter = await import('../adapters/eventstoredb/event-store');
  const connectionString = secret.reveal();
  const wrong = adapter.wrongConnectionString(connectionString);
  if (wrong !== undefined) throw new ConfigError(`${name} is not an address of EventStoreDB: ${wrong}`);
  return { adapter, options: { connectionString, categories: Object.keys(deciders) } };
};

export const openEventStoreDb = async (address: EventStoreDbAddress): Promise<EventStore> => {
  const { adapter, options } = await loaded(address);
  return adapter.openEventStoreDbEventStore(options);
};

/** For `letopis copy`: takes events as another log holds them. */
export const openEventStoreDbTarget = async (address: EventStoreDbAddress): Promise<LogTarget> => {
  const { options } = await loaded(address);
  const { openEventStoreDbLogTarget } = await import('../adapters/eventstoredb/log-target');
  return openEventStoreDbLogTarget(options);
};
