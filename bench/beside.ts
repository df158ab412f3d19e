import autocannon from 'autocannon';
import { execFileSync, fork, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { openSqliteEventStore } from '../src/adapters/sqlite/event-store';
import { openSqliteReadStore } from '../src/adapters/sqlite/read-store';
import { identityOf } from '../src/application/projecting/log-identity';
import { liveGeneration } from '../src/application/projecting/read-store';
import { followed } from '../src/application/upkeep/upkeep';
import { keepLogDigests } from '../src/application/verifying/log-digests';
import { companyLog } from './company-log';
import { callBody, furnish, post } from './support/log-call';
import { isSmoke, sized } from './support/measure';

const EVENTS = sized(1_000_000);
const COMMANDS_A_SECOND = 1_000;
const SECONDS = isSmoke ? 1 : 10;
const MOST_MILLISECONDS = 50;
const LOOK_EVERY_MILLISECONDS = 2;

const letopis = [join(__dirname, '..', 'dist', 'cli.js')] as const;

/** Until the signal: how long after the log had an event each was in the read model of calls, in milliseconds. */
const lagsUntil = async (folder: string, signal: AbortSignal): Promise<readonly number[]> => {
  const log = openSqliteEventStore({ file: join(folder, 'events.sqlite') });
  const store = openSqliteReadStore({ file: join(folder, 'read-models.sqlite') });
  let waiting: { readonly position: bigint; readonly since: number }[] = [];
  const lags: number[] = [];
  while (!signal.aborted || waiting.length > 0) {
    const now = performance.now();
    const head = (await log.head()) ?? 0n;
    if (!signal.aborted && head > (waiting.at(-1)?.position ?? 0n)) waiting.push({ position: head, since: now });
    const reached = liveGeneration(await store.generations(), 'calls')?.checkpoint ?? 0n;
    lags.push(...waiting.filter(({ position }) => position <= reached).map(({ since }) => now - since));
    waiting = waiting.filter(({ position }) => position > reached);
    await pause(LOOK_EVERY_MILLISECONDS);
  }
  await store.close();
  await log.close();
  return lags.sort((one, other) => one - other);
};

/**
 * As after a long run: what followed was done (in the copies of a branch it has other ids than it would get, and the service
 * would do all of it again), and the digests of the log are taken.
 */
const keptUp = async (folder: string): Promise<void> => {
  const log = openSqliteEventStore({ file: join(folder, 'events.sqlite') });
  const store = openSqliteReadStore({ file: join(folder, 'read-models.sqlite') });
  const live = await store.makeLive(await store.build(followed), followed);
  const generation = { ...live, log: await identityOf(log) };
  await store.commit([{ generation, writes: [], checkpoint: (await log.head()) ?? 0n }]);
  await keepLogDigests({ log, store, clock: () => new Date().toISOString() });
  await store.close();
  await log.close();
};

interface Beside {
  readonly lags: readonly number[];
  readonly commands: number;
  readonly p99: number;
}

/** Commands at a rate, for so many seconds, and how the read models follow them meanwhile. */
const loaded = async (folder: string, url: string, duration: number): Promise<Beside> => {
  const over = new AbortController();
  const lags = lagsUntil(folder, over.signal);
  const { requests, latency, non2xx, errors } = await autocannon({
    ...{ url, method: 'POST', body: JSON.stringify(callBody), headers: { 'content-type': 'application/json' } },
    ...{ connections: 64, duration, overallRate: COMMANDS_A_SECOND },
  });
  over.abort();
  if (non2xx + errors > 0) throw new Error(`${non2xx + errors} of ${requests.total} commands failed`);
  return { lags: await lags, commands: requests.total, p99: latency.p99 };
};

const print = (when: string, { lags, commands, p99 }: Beside): void => {
  const lag = (share: number): number => Math.round(lags[Math.floor((lags.length - 1) * share)] ?? Number.NaN);
  const says = (value: number) => `to reach ${MOST_MILLISECONDS}: ${value <= MOST_MILLISECONDS ? 'yes' : 'NO'}`;
  console.log(`  ${when}: ${commands.toLocaleString('en')} commands`);
  console.log(`    a command at p99                        ${Math.round(p99)} ms  ${says(p99)}`);
  console.log(`    the read model of calls, median         ${lag(0.5)} ms  ${says(lag(0.5))}`);
  console.log(`    the same at p99, and at its slowest     ${lag(0.99)} ms, ${lag(1)} ms`);
};

const run = async (): Promise<void> => {
  const folder = process.env['LETOPIS_BENCH_FOLDER'] ?? '.';
  const { events } = await companyLog(join(folder, 'events.sqlite'), EVENTS);
  const env = { ...process.env, LETOPIS_DATA: folder, LETOPIS_SAMPLE: 'no' };
  // The bench's log was written without keys.
  execFileSync(process.execPath, [...letopis, 'keys', '--accept-loss'], { env, stdio: 'ignore' });
  await keptUp(folder);
  const service = fork(require.resolve('./support/service.ts'), [folder], {
    execArgv: ['-r', require.resolve('../test/support/ts-node.cjs')],
  });
  const [port] = (await once(service, 'message')) as [number];
  const url = `http://127.0.0.1:${port}/calls`;
  await furnish(`http://127.0.0.1:${port}`);
  await post(url, callBody);
  console.log(`\n${COMMANDS_A_SECOND} commands a second beside ${events.toLocaleString('en')} events`);
  await loaded(folder, url, 1);
  print('alone', await loaded(folder, url, SECONDS));
  const rebuilding = spawn(process.execPath, [...letopis, 'rebuild'], { env, stdio: 'ignore' });
  print('while all read models are rebuilt', await loaded(folder, url, SECONDS));
  if (rebuilding.exitCode === null) await once(rebuilding, 'exit');
  service.disconnect();
  await once(service, 'exit');
};

void run();
