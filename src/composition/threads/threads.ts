import { availableParallelism } from 'node:os';
import { extname, join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { StoreError, type StoreErrorCode } from '../../application/log/event-store';
import type { Comparison } from '../../application/comparing/compare';
import type { CompareAsked } from '../../application/comparing/compare-work';
import type { RebuildProgress } from '../../application/rebuilding/build-pace';
import type { Rebuilt, RebuildOptions, ReadModelWork } from '../../application/rebuilding/rebuild';
import type { ServiceWorkState } from '../../application/upkeep/service-work';
import type { Verified } from '../../application/verifying/verify';
import type { Config } from '../../config/config';
import type { Projection } from '../../read-models/kit/projection';

interface WithConfig {
  /** The configuration as text, see `Config.source`. */
  readonly source: string;
}

/** A task on some read models, after which the thread ends. */
export interface ReadModelTask extends WithConfig {
  readonly kind: 'rebuild' | 'verify';
  readonly names: readonly string[];
  readonly options: Pick<RebuildOptions, 'eventsPerSecond' | 'keep' | 'purpose'>;
}

/** Compares the candidates of some read models with the live ones. */
export interface CompareTask extends WithConfig, CompareAsked {
  readonly kind: 'compare';
  readonly names: readonly string[];
}

/** The work of a thread, its `workerData`. The message 'stop' ends it early. */
export type ThreadTask = ReadModelTask | CompareTask | (WithConfig & { readonly kind: 'upkeep' });

/** What a task gives. */
export interface ThreadResult {
  readonly rebuilt?: readonly Rebuilt[];
  readonly verified?: readonly Verified[];
  readonly compared?: Comparison;
}

/** What a thread posts while it works, and its result at the end. */
export type ThreadMessage =
  | { readonly kind: 'progress'; readonly progress: RebuildProgress }
  | { readonly kind: 'compared'; readonly comparison: Comparison }
  | { readonly kind: 'moved' }
  | { readonly kind: 'state'; readonly state: ServiceWorkState }
  | { readonly kind: 'result'; readonly result: ThreadResult }
  | { readonly kind: 'failed'; readonly code: StoreErrorCode; readonly message: string };

/** More threads than these wait for each other: a store takes the rows of one at a time. */
const MOST_THREADS = 4;

/**
 * The objects of a page of events live until its rows are written. A young generation that is large enough for a batch is
 * collected once for it; the default one copies the batch again and again (a sixth of a rebuild's time).
 */
const youngGenerationMebibytes = 96;

const THREAD_FILE = join(__dirname, `thread${extname(__filename)}`);

/**
 * An estimate of a projection's cost: how many event types it listens to, and how many columns it fills. By the types
 * alone the index of histories is the dearest, and one of two threads has more than twice the work of the other (measured).
 */
const weightOf = ({ on, tables }: Projection): number =>
  Object.keys(on).length + tables.reduce((columns, table) => columns + Object.keys(table.columns).length, 0);

/** The projections of one thread. */
interface ThreadShare {
  weight: number;
  readonly names: string[];
}

/** Shares projections out to threads, the heaviest first, each to the thread with the least weight. */
export const sharedOut = (among: readonly Projection[], threads: number): readonly (readonly string[])[] => {
  const shares = Array.from({ length: Math.min(threads, among.length) }, (): ThreadShare => ({ weight: 0, names: [] }));
  for (const projection of among.toSorted((one, other) => weightOf(other) - weightOf(one))) {
    const lightest = shares.reduce((least, share) => (share.weight < least.weight ? share : least));
    lightest.weight += weightOf(projection);
    lightest.names.push(projection.name);
  }
  return shares.map(({ names }) => names);
};

interface ThreadOptions {
  readonly signal?: AbortSignal | undefined;
  readonly onMessage?: (message: ThreadMessage) => void;
  readonly youngGenerationMebibytes?: number;
}

/** Runs a task in a thread of its own and gives its result. Throws the StoreError with which it failed. */
export const runInThread = (
  task: ThreadTask,
  { signal, onMessage, youngGenerationMebibytes }: ThreadOptions,
): Promise<ThreadResult> =>
  new Promise((resolve, reject) => {
    const resourceLimits = { maxYoungGenerationSizeMb: youngGenerationMebibytes };
    const worker = new Worker(THREAD_FILE, { workerData: task, ...(youngGenerationMebibytes && { resourceLimits }) });
    const stop = (): void => {
      worker.postMessage('stop');
    };
    signal?.addEventListener('abort', stop);
    let last: ThreadMessage | undefined;
    worker.on('message', (message: ThreadMessage) => {
      last = message;
      onMessage?.(message);
    });
    worker.once('error', reject);
    worker.once('exit', (code) => {
      signal?.removeEventListener('abort', stop);
      if (last?.kind === 'failed') reject(new StoreError(last.code, last.message));
      else if (last?.kind === 'result') resolve(last.result);
      else reject(new Error(`a thread ended with ${code} before it had finished its task (${task.kind})`));
    });
    if (signal?.aborted) stop();
  });

/** The progress of the thread that needs most time. */
const slowest = (onProgress: ((progress: RebuildProgress) => void) | undefined) => {
  const known = new Map<number, RebuildProgress>();
  return (thread: number) =>
    (message: ThreadMessage): void => {
      if (message.kind !== 'progress') return;
      known.set(thread, message.progress);
      onProgress?.([...known.values()].reduce((one, other) => (other.secondsLeft > one.secondsLeft ? other : one)));
    };
};

/**
 * Rebuilds and verifies in threads, the read models shared out to as many as there are processors: the service goes on
 * answering meanwhile. A throttled rebuild runs in one thread.
 */
export const readModelWork = ({ source }: Config, projections: readonly Projection[]): ReadModelWork => {
  const most = Math.min(availableParallelism(), MOST_THREADS);
  /** The results of a task of each thread, in the order of the threads. */
  const inThreads = async (
    kind: ReadModelTask['kind'],
    names: readonly string[] | undefined,
    { signal, onProgress, eventsPerSecond, keep, purpose }: RebuildOptions = {},
  ): Promise<readonly ThreadResult[]> => {
    const progressOf = slowest(onProgress);
    const chosen = names ? projections.filter(({ name }) => names.includes(name)) : projections;
    const tasks = sharedOut(chosen, eventsPerSecond === undefined ? most : 1).map((own, thread) => {
      const options = { eventsPerSecond, keep, purpose };
      const task: ThreadTask = { kind, source: source.reveal(), names: own, options };
      return runInThread(task, { signal, onMessage: progressOf(thread), youngGenerationMebibytes });
    });
    // None is running any more when one of them failed.
    await Promise.allSettled(tasks);
    return Promise.all(tasks);
  };
  const inOrder = <Of extends { readonly projection: string }>(results: readonly Of[]): readonly Of[] =>
    projections.flatMap(({ name }) => results.filter(({ projection }) => projection === name));
  return {
    rebuild: async (names, options) =>
      inOrder((await inThreads('rebuild', names, options)).flatMap(({ rebuilt = [] }) => rebuilt)),
    compare: async (names, asked, { signal, onCompared } = {}) => {
      const onMessage = (message: ThreadMessage): void => {
        if (message.kind === 'compared') onCompared?.(message.comparison);
      };
      const task: ThreadTask = { kind: 'compare', source: source.reveal(), names, ...asked };
      const { compared } = await runInThread(task, { signal, onMessage });
      if (!compared) throw new TypeError('a thread that compares gives a comparison');
      return compared;
    },
    verify: async (names) => inOrder((await inThreads('verify', names)).flatMap(({ verified = [] }) => verified)),
  };
};
