import { randomUUID } from 'node:crypto';
import { openEventStoreDbEventStore } from '../../../src/adapters/eventstoredb/event-store';
import type { EventStore } from '../../../src/application/log/event-store';
import { eventStoreContract, type StoreUnderTest } from '../../contracts/event-store.contract';
import { TestServer } from '../../support/eventstoredb/server';

const categories = ['call', 'counter', 'mixed'];

eventStoreContract('the log in EventStoreDB (a server in this process)', (): StoreUnderTest => {
  let server: TestServer | undefined;
  const opened: EventStore[] = [];
  const open = async (clock?: () => string): Promise<EventStore> => {
    server ??= await TestServer.start();
    if (clock) server.log.clock = () => new Date(clock());
    const store = openEventStoreDbEventStore({ connectionString: server.connectionString, categories });
    opened.push(store);
    return store;
  };
  const close = async (): Promise<void> => {
    for (const store of opened) await store.close();
    await server?.close();
  };
  return { open, reopen: open, close };
});

const real = process.env['LETOPIS_TEST_EVENTSTORE'];

if (real)
  eventStoreContract('the log in EventStoreDB (the real server)', (): StoreUnderTest => {
    // A part of the server for each test: it may hold others' events, and those of earlier runs.
    const namespace = `test-${randomUUID().slice(0, 8)}`;
    const opened: EventStore[] = [];
    const open = async (): Promise<EventStore> => {
      const store = openEventStoreDbEventStore({ connectionString: real, categories, namespace });
      opened.push(store);
      return store;
    };
    const close = async (): Promise<void> => {
      for (const store of opened) await store.close();
    };
    return { open, reopen: open, close };
  });
