import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from '../free-port';
import { TestServer } from './server';

/** A server whose life is in the hands of a test. It is not running at first. */
export interface TestBed {
  readonly connectionString: string;
  /** Starts it, or starts it again with what it held; does not wait until it is ready. */
  start(): Promise<void>;
  /** As by SIGKILL. */
  kill(): Promise<void>;
  /** As by SIGSTOP: connections stay open, and nothing is answered. */
  freeze(): void;
  thaw(): void;
  close(): Promise<void>;
}

export type MemoryTestBed = TestBed & { readonly server: TestServer };

/** A server in this process: what it is told to take, it keeps. */
export const memoryTestBed = async (): Promise<MemoryTestBed> => {
  const server = await TestServer.start();
  const { connectionString } = server;
  await server.line.cut();
  return {
    server,
    connectionString,
    start: async () => {
      // As the real one: it takes connections before it is ready.
      server.faults.notReady = true;
      await server.line.restore();
      setTimeout(() => {
        server.faults.notReady = false;
      }, 100);
    },
    kill: () => server.line.cut(),
    freeze: () => {
      server.line.freeze();
    },
    thaw: () => {
      server.line.thaw();
    },
    close: () => server.close(),
  };
};

/** A real server that the command starts; {port} and {folder} in it are replaced. It must not put itself into the background. */
export const realTestBed = async (command: string): Promise<TestBed> => {
  const folder = mkdtempSync(join(tmpdir(), 'letopis-eventstore-'));
  const port = await freePort();
  let running: ChildProcess | undefined;
  const kill = async (): Promise<void> => {
    if (!running) return;
    const exit = once(running, 'exit');
    running.kill('SIGKILL');
    running = undefined;
    await exit;
  };
  return {
    connectionString: `esdb://127.0.0.1:${port}?tls=false`,
    start: async () => {
      const line = command.replaceAll('{port}', String(port)).replaceAll('{folder}', folder);
      running = spawn('sh', ['-c', `exec ${line}`], { stdio: 'ignore' });
      await once(running, 'spawn');
    },
    kill,
    freeze: () => running?.kill('SIGSTOP'),
    thaw: () => running?.kill('SIGCONT'),
    close: async () => {
      await kill();
      rmSync(folder, { recursive: true, force: true });
    },
  };
};
