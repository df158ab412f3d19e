import { EventStoreDBClient } from '@eventstore/db-client';
import { parseConnectionString } from '@eventstore/db-client/dist/Client/parseConnectionString';
import { Duplex } from 'node:stream';

type Method = (...given: readonly unknown[]) => unknown;

const methodOf = (client: EventStoreDBClient, name: string): Method => {
  const found: unknown = Reflect.get(client, name);
  if (typeof found !== 'function')
    throw new TypeError(
      `this version of @eventstore/db-client has no ${name}: check whether this file is still needed, and adapt it`,
    );
  return (...given) => {
    const result: unknown = Reflect.apply(found, client, given);
    return result;
  };
};

/**
 * The client keeps the appends of all clients of a process in one list, and empties it when the stream of any of them
 * fails. An answer that arrives on another stream afterwards finds no append, and would throw. The caller of that append
 * has got the failure and tries again.
 */
const ignoreLateAnswers = (stream: Duplex): void => {
  for (const listener of stream.listeners('data')) {
    stream.removeAllListeners('data');
    stream.on('data', (answer: unknown) => {
      try {
        Reflect.apply(listener, stream, [answer]);
      } catch {
        // The append has failed already.
      }
    });
  }
};

/**
 * An append that waits until the stream has room is rejected twice when the stream fails, and nobody handles the second
 * rejection. So nothing waits there: the callers themselves limit how much is sent at once.
 */
const neverWaitForRoom = (stream: Duplex): void => {
  const write = stream.write.bind(stream);
  stream.write = (chunk: unknown) => {
    write(chunk);
    return true;
  };
};

const patched = (stream: unknown): unknown => {
  if (stream instanceof Duplex) {
    ignoreLateAnswers(stream);
    neverWaitForRoom(stream);
  }
  return stream;
};

/** With `esdb+discover` and several hosts this client asks only the first one, even where it is dead; with `esdb`, all. */
const ofAllHosts = (connectionString: string): string =>
  parseConnectionString(connectionString).hosts.length > 1
    ? connectionString.replace(/^\s*esdb\+discover:/iu, 'esdb:')
    : connectionString;

/**
 * The vendor's client (6.2.1), without those of its faults that end the process (an error in a listener, an unhandled
 * rejection) instead of failing the request.
 */
export const openClient = (connectionString: string): EventStoreDBClient => {
  const client = EventStoreDBClient.connectionString(ofAllHosts(connectionString));
  const createStream = methodOf(client, 'GRPCStreamCreator');
  const handleError = methodOf(client, 'handleError');
  return Object.assign(client, {
    GRPCStreamCreator: (service: unknown, name: unknown, create: Method, cache: unknown) =>
      createStream(service, name, name === 'appendToStream' ? (grpc: unknown) => patched(create(grpc)) : create, cache),
    // Called for its effect and never awaited. It throws where no other node is found; the request itself fails then, too.
    handleError: async (...given: readonly unknown[]): Promise<void> => {
      try {
        await handleError(...given);
      } catch {
        // The caller gets the failure of the request.
      }
    },
  });
};
