import { EventStoreDBClient } from '@eventstore/db-client';
import { parseConnectionString } from '@eventstore/db-client/dist/Client/parseConnectionString';
import { Duplex } from 'node:stream';

type Method = (...given: readonly unknown[]) => unknown;

const methodOf = (client: EventStoreDBClient, name: string): Method => {
  const found: unknown = Reflect.get(client, name);
  if (typeof found !== 'function')
    throw new TypeError(
      `this version of @eventstore/db-client has no ${name}: look at what is mended, and whether still`,
    );
  return (...given) => {
    const result: unknown = Reflect.apply(found, client, given);
    return result;
  };
};

/**
 * The client keeps the appends of all clients of a process in one list, and empties it when the stream of any of them
 * fails. An answer that comes to another one afterwards finds no asker, and threw. Whoever asked was told of the failure
 * and asks again.
 */
const passOverAnswersToNobody = (stream: Duplex): void => {
  for (const listener of stream.listeners('data')) {
    stream.removeAllListeners('data');
    stream.on('data', (answer: unknown) => {
      try {
        Reflect.apply(listener, stream, [answer]);
      } catch {
        // Nobody waits for it any more.
      }
    });
  }
};

/**
 * What waits until the stream has room is rejected when the stream fails, besides the append itself, and nobody listens
 * to that. So nothing waits there: how much is sent at once, those who append bound by themselves.
 */
const neverHoldUp = (stream: Duplex): void => {
  const write = stream.write.bind(stream);
  stream.write = (chunk: unknown) => {
    write(chunk);
    return true;
  };
};

const patched = (stream: unknown): unknown => {
  if (stream instanceof Duplex) {
    passOverAnswersToNobody(stream);
    neverHoldUp(stream);
  }
  return stream;
};

/** Of several hosts behind `esdb+discover` this client asks the first alone, were it the one that died; behind `esdb`, all. */
const ofAllHosts = (connectionString: string): string =>
  parseConnectionString(connectionString).hosts.length > 1
    ? connectionString.replace(/^\s*esdb\+discover:/iu, 'esdb:')
    : connectionString;

/**
 * The vendor's client (6.2.1), without those of its faults that end the process (an error in a listener, a rejection that
 * nobody handles) instead of failing what was asked.
 */
export const openClient = (connectionString: string): EventStoreDBClient => {
  const client = EventStoreDBClient.connectionString(ofAllHosts(connectionString));
  const createStream = methodOf(client, 'GRPCStreamCreator');
  const handleError = methodOf(client, 'handleError');
  return Object.assign(client, {
    GRPCStreamCreator: (service: unknown, name: unknown, create: Method, cache: unknown) =>
      createStream(service, name, name === 'appendToStream' ? (grpc: unknown) => patched(create(grpc)) : create, cache),
    // Called for its effect and never awaited. It throws where another node is looked for meanwhile, and none is found:
    // whoever looks is told.
    handleError: async (...given: readonly unknown[]): Promise<void> => {
      try {
        await handleError(...given);
      } catch {
        // There is nobody to tell.
      }
    },
  });
};
