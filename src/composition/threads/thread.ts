import { parentPort, workerData } from 'node:worker_threads';
import { StoreError } from '../../application/log/event-store';
import { plainError } from '../../application/log/thrown';
import type { Letopis } from '../../application/core';
import type { RebuildProgress } from '../../application/rebuilding/build-pace';
import { rebuild } from '../../application/rebuilding/rebuild';
import { doServiceWork } from '../../application/upkeep/service-work';
import { verify } from '../../application/verifying/verify';
import { compareAsked } from '../../application/comparing/compare-work';
import { configFrom } from '../../config/config';
import { openLetopis } from '../open-core';
import type { CompareTask, ReadModelTask, ThreadMessage, ThreadResult, ThreadTask } from './threads';

/** The entry point of a thread: does one task with stores of its own, posts the result, and ends. */
const post = (message: ThreadMessage): void => parentPort?.postMessage(message);

const workOnReadModels = async (
  { side }: Letopis,
  { kind, names, options }: ReadModelTask,
  signal: AbortSignal,
): Promise<ThreadResult> => {
  const chosen = { ...side, projections: side.projections.filter(({ name }) => names.includes(name)) };
  if (kind === 'verify') return { verified: await verify(chosen, { signal }) };
  const onProgress = (progress: RebuildProgress): void => {
    post({ kind: 'progress', progress });
  };
  return { rebuilt: await rebuild(chosen, { ...options, signal, onProgress }) };
};

const compareCandidates = async (
  { side, vault, zone, clock, readModels }: Letopis,
  { names, questions, soak }: CompareTask,
  signal: AbortSignal,
): Promise<ThreadResult> => {
  const chosen = side.projections.filter(({ name }) => names.includes(name));
  const work = { ...side, projections: chosen, vault, zone, clock, reports: readModels.reports };
  const compared = await compareAsked(work, side.projections, { questions, soak }, signal, (comparison) => {
    post({ kind: 'compared', comparison });
  });
  return { compared };
};

const runUpkeep = async (letopis: Letopis, signal: AbortSignal): Promise<ThreadResult> => {
  await doServiceWork(
    letopis,
    {
      onMove: () => {
        post({ kind: 'moved' });
      },
      onState: (state) => {
        post({ kind: 'state', state });
      },
      onRefused: ({ command, eventType, eventId, why }) => {
        process.stderr.write(
          `What follows from ${eventType} ${eventId} was rejected, please check: ${command}: ${why}\n`,
        );
      },
    },
    signal,
  );
  return {};
};

const perform = async (task: ThreadTask): Promise<ThreadResult> => {
  const letopis = await openLetopis(configFrom(task.source));
  const stop = new AbortController();
  parentPort?.once('message', () => {
    stop.abort();
  });
  try {
    if (task.kind === 'upkeep') return await runUpkeep(letopis, stop.signal);
    return await (task.kind === 'compare'
      ? compareCandidates(letopis, task, stop.signal)
      : workOnReadModels(letopis, task, stop.signal));
  } finally {
    await letopis.close();
  }
};

const runThread = async (): Promise<void> => {
  try {
    // `runInThread` alone starts this file, with a task.
    post({ kind: 'result', result: await perform(workerData as ThreadTask) });
  } catch (error) {
    if (!(error instanceof StoreError)) throw plainError(error);
    post({ kind: 'failed', code: error.code, message: error.message });
  } finally {
    parentPort?.close();
  }
};

void runThread();
