import autocannon from 'autocannon';
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { callBody, furnish, post } from './support/log-call';
import { isSmoke, measure } from './support/measure';

const CONNECTIONS = 64;
const SECONDS = isSmoke ? 1 : 10;
const WARM_UP_SECONDS = isSmoke ? 1 : 4;

interface Load {
  readonly commandsASecond: number;
  readonly p99Milliseconds: number;
}

const load = async (url: string, duration: number): Promise<Load> => {
  const { requests, latency, non2xx, errors } = await autocannon({
    ...{ url, method: 'POST', body: JSON.stringify(callBody), headers: { 'content-type': 'application/json' } },
    ...{ connections: CONNECTIONS, duration },
  });
  if (non2xx + errors > 0) throw new Error(`${non2xx + errors} of ${requests.total} commands failed`);
  return { commandsASecond: requests.total / duration, p99Milliseconds: latency.p99 };
};

/** The service in one process, the load in this one. */
const served = async (program: string, args: readonly string[], prepare = furnish): Promise<Load> => {
  const service = fork(program, args, {
    execArgv: ['-r', require.resolve('../test/support/ts-node.cjs')],
  });
  const [port] = (await once(service, 'message')) as [number];
  const url = `http://127.0.0.1:${port}/calls`;
  await prepare(`http://127.0.0.1:${port}`);
  await post(url, callBody);
  await load(url, WARM_UP_SECONDS);
  const loaded = await load(url, SECONDS);
  service.disconnect();
  await once(service, 'exit');
  return loaded;
};

let last: Load | undefined;

void measure({
  name: `HTTP: LogCall, validated and durable, ${CONNECTIONS} connections`,
  unit: 'commands/s',
  subjects: [
    {
      name: 'commands',
      run: async (folder) => {
        last = await served(require.resolve('./support/service.ts'), [folder]);
        return last.commandsASecond;
      },
    },
    { name: 'one connection at its slowest hundredth (1 s / p99)', run: () => 1_000 / (last?.p99Milliseconds ?? 0) },
    {
      name: 'commands, no read models followed',
      run: async (folder) =>
        (await served(require.resolve('./support/service.ts'), [folder, '--without-projector'])).commandsASecond,
    },
    {
      name: 'bare Fastify that answers at once',
      run: async () =>
        (await served(require.resolve('./support/bare-fastify.ts'), [], () => Promise.resolve())).commandsASecond,
    },
  ],
  // 12,000 of the 20,000 that bare Fastify did where the aim was set.
  targets: [{ of: 'commands', against: 'bare Fastify that answers at once', atLeast: 0.6 }],
  absolutes: [
    { of: 'commands', atLeast: 12_000 },
    { of: 'one connection at its slowest hundredth (1 s / p99)', atLeast: 1_000 / 25 },
  ],
});
