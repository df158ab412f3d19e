import { availableParallelism } from 'node:os';
import { extname, join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { StoreError } from '../../application/log/event-store';
import type { Progress } from '../../application/projecting/pace';
import type { ReadModelWork } from '../../application/projecting/read-model-work';
import type { Config } from '../../config/config';
import type { Projection } from '../../read-models/projection';
import { projections } from '../../read-models';
import { isThreadResult, isThreadMessage, type ThreadResult, type ThreadMessage, type ThreadTask } from './messages';

/** More than these wait for each other: a store takes the rows of one at a time. */
const MOST_THREADS = 4;

/**
 * What a page of events makes lives until its rows are written. A young generation that holds a batch is swept once for
 * it; the usual one copies the batch again and again (a sixth of a rebuild's time).
 */
const youngGenerationMebibytes = 96;

const THREAD_FILE = join(__dirname, `thread${extname(__filename)}`);

/** A guess of what a projection costs: how much it listens to. Closer than the width of what it keeps (measured). */
const weightOf = ({ on }: Projection): number => Object.keys(on).length;

/** What one thread gets. */
interface ThreadShare {
  weight: number;
  readonly names: string[];
}

/** Deals projections out to threads, the heaviest first, each to whoever has least. */
export const sharedOut = (among: readonly Projection[], threads: number): readonly (readonly string[])[] => {
  const hands = Array.from({ length: Math.min(threads, among.length) }, (): ThreadShare => ({ weight: 0, names: [] }));
  for (const projection of among.toSorted((one, other) => weightOf(other) - weightOf(one))) {
    const lightest = hands.reduce((least, hand) => (hand.weight < least.weight ? hand : least));
    lightest.weight += weightOf(projection);
    lightest.names.push(projection.name);
  }
  return hands.map(({ names }) => names);
};

interface ThreadOptions {
  readonly signal?: AbortSignal | undefined;
  readonly onRemark?: (remark: ThreadMessage) => void;
  readonly youngGenerationMebibytes?: number;
}

/** One task in a thread of its own; settles with the last that it says. Throws the StoreError with which it failed. */
export const runInThread = (
  task: ThreadTask,
  { signal, onRemark, youngGenerationMebibytes }: ThreadOptions,
): Promise<ThreadResult> =>
  new Promise((resolve, reject) => {
    const resourceLimits = { maxYoungGenerationSizeMb: youngGenerationMebibytes };
    const worker = new Worker(THREAD_FILE, { workerData: task, ...(youngGenerationMebibytes && { resourceLimits }) });
    const stop = (): void => {
      worker.postMessage('stop');
    };
    signal?.addEventListener('abort', stop);
    let outcome: ThreadResult | undefined;
    worker.on('message', (said: unknown) => {
      if (isThreadMessage(said)) onRemark?.(said);
      else if (isThreadResult(said)) outcome = said;
    });
    worker.once('error', reject);
    worker.once('exit', (code) => {
      signal?.removeEventListener('abort', stop);
      if (outcome?.kind === 'failed') reject(new StoreError(outcome.code, outcome.message));
      else if (outcome) resolve(outcome);
      else reject(new Error(`a thread ended with ${code} before it had done its work (${task.kind})`));
    });
    if (signal?.aborted) stop();
  });

/** All have ended when this settles, so that nothing is at work any more when one of them failed. */
const together = async (tasks: readonly Promise<ThreadResult>[]): Promise<readonly ThreadResult[]> => {
  await Promise.allSettled(tasks);
  return Promise.all(tasks);
};

/** The progress of whichever thread has the longest way to go. */
const slowest = (onProgress: ((progress: Progress) => void) | undefined) => {
  const known = new Map<number, Progress>();
  return (thread: number) =>
    (remark: ThreadMessage): void => {
      if (remark.kind !== 'progress') return;
      known.set(thread, remark.progress);
      onProgress?.([...known.values()].reduce((one, other) => (other.secondsLeft > one.secondsLeft ? other : one)));
    };
};

/**
 * Rebuilds and verifies in threads, the read models dealt out to as many as there are processors: a company's service
 * goes on answering meanwhile. Where it is throttled, one thread does it all.
 */
export const readModelWork = ({ source }: Config): ReadModelWork => {
  const tasksOf = (names: readonly string[] | undefined, most: number): readonly (readonly string[])[] =>
    sharedOut(names ? projections.filter(({ name }) => names.includes(name)) : projections, most);
  const most = Math.min(availableParallelism(), MOST_THREADS);
  const inOrder = <Of extends { readonly projection: string }>(results: readonly Of[]): readonly Of[] =>
    projections.flatMap(({ name }) => results.filter(({ projection }) => projection === name));
  return {
    rebuild: async (names, { onProgress, eventsPerSecond, signal } = {}) => {
      const progressOf = slowest(onProgress);
      const said = await together(
        tasksOf(names, eventsPerSecond === undefined ? most : 1).map((own, thread) => {
          const task: ThreadTask = { kind: 'rebuild', source: source.reveal(), names: own, eventsPerSecond };
          return runInThread(task, { signal, onRemark: progressOf(thread), youngGenerationMebibytes });
        }),
      );
      return inOrder(said.flatMap((each) => (each.kind === 'rebuilt' ? each.rebuilt : [])));
    },
    verify: async (names) => {
      const said = await together(
        tasksOf(names, most).map((own) => {
          const task: ThreadTask = { kind: 'verify', source: source.reveal(), names: own, eventsPerSecond: undefined };
          return runInThread(task, { youngGenerationMebibytes });
        }),
      );
      return inOrder(said.flatMap((each) => (each.kind === 'verified' ? each.verified : [])));
    },
  };
};
