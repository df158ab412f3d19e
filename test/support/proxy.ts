import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';

/** A way to a server that can be cut, or fall silent: nothing passes any more, and nobody is told. */
export interface Proxy {
  readonly port: number;
  fallSilent(): void;
  /** Ends all that goes over it and takes nothing new. */
  cut(): void;
  /** Takes connections again. */
  mend(): void;
  close(): Promise<void>;
}

export const openProxy = async (host: string, port: number): Promise<Proxy> => {
  const sockets = new Set<Socket>();
  let way: 'open' | 'silent' | 'cut' = 'open';
  const server = createServer((near) => {
    if (way === 'cut') {
      near.destroy();
      return;
    }
    const far = connect(port, host);
    for (const [from, to] of [
      [near, far],
      [far, near],
    ] as const) {
      sockets.add(from);
      from.on('data', (data) => {
        if (way === 'open') to.write(data);
      });
      from.on('error', () => undefined);
      from.on('close', () => {
        sockets.delete(from);
        if (way !== 'silent') to.destroy();
      });
    }
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const endAll = (): void => {
    for (const socket of sockets) socket.destroy();
  };
  return {
    port: typeof address === 'object' && address !== null ? address.port : 0,
    fallSilent: () => {
      way = 'silent';
    },
    cut: () => {
      way = 'cut';
      endAll();
    },
    mend: () => {
      way = 'open';
    },
    close: async () => {
      way = 'cut';
      endAll();
      server.close();
      await once(server, 'close');
    },
  };
};
