import { deciders } from '../application/executing/aggregates';
import type { EventStore } from '../application/log/event-store';
import type { LogTarget } from '../application/log/log-target';
import { ConfigError } from '../config/config-error';
import type { EventStoreDbAddress } from '../config/store-addresses';

/** The vendor's client is loaded only where it is used: it takes a third of the start of a command line. */
const optionsFor = async ({ connectionString: secret, name }: EventStoreDbAddress) => {
  const { wrongConnectionString } = await import('../adapters/eventstoredb/connection-string');
  const connectionString = secret.reveal();
  const wrong = wrongConnectionString(connectionString);
  if (wrong !== undefined) throw new ConfigError(`${name} is not an address of EventStoreDB: ${wrong}`);
  return { connectionString, categories: Object.keys(deciders) };
};

export const openEventStoreDb = async (address: EventStoreDbAddress): Promise<EventStore> => {
  const options = await optionsFor(address);
  const { openEventStoreDbEventStore } = await import('../adapters/eventstoredb/event-store');
  return openEventStoreDbEventStore(options);
};

/** For `letopis copy`: takes events as another log holds them. */
export const openEventStoreDbTarget = async (address: EventStoreDbAddress): Promise<LogTarget> => {
  const options = await optionsFor(address);
  const { openEventStoreDbLogTarget } = await import('../adapters/eventstoredb/log-target');
  return openEventStoreDbLogTarget(options);
};
