import { parentPort, workerData } from 'node:worker_threads';
import { StoreError } from '../../application/log/event-store';
import type { Letopis } from '../../application/core';
import type { Progress } from '../../application/projecting/pace';
import { doServiceWork } from '../../application/upkeep/service-work';
import { rebuild } from '../../application/projecting/rebuild';
import { verify } from '../../application/projecting/verify';
import { configFrom } from '../../config/config';
import { openLetopis } from '../open-core';
import { isThreadTask, type ThreadResult, type ReadModelTask, type ThreadMessage, type ThreadTask } from './messages';

/** The entry point of a thread: does one task with stores of its own, says what came of it, and ends. */
const post = (said: ThreadMessage | ThreadResult): void => parentPort?.postMessage(said);

const workThrough = async (
  { side }: Letopis,
  { kind, names, eventsPerSecond }: ReadModelTask,
  signal: AbortSignal,
): Promise<ThreadResult> => {
  const chosen = { ...side, projections: side.projections.filter(({ name }) => names.includes(name)) };
  if (kind === 'verify') return { kind: 'verified', verified: await verify(chosen, { signal }) };
  const onProgress = (progress: Progress): void => {
    post({ kind: 'progress', progress });
  };
  return { kind: 'rebuilt', rebuilt: await rebuild(chosen, { signal, eventsPerSecond, onProgress }) };
};

const keepItUp = async (letopis: Letopis, signal: AbortSignal): Promise<ThreadResult> => {
  const onMove = (): void => {
    post({ kind: 'moved' });
  };
  await doServiceWork(
    letopis,
    {
      onMove,
      onState: (standing) => {
        post({ kind: 'standing', standing });
      },
      onRefused: ({ command, eventType, eventId, why }) => {
        process.stderr.write(`What follows from ${eventType} ${eventId} was refused, look at it: ${command}: ${why}\n`);
      },
    },
    signal,
  );
  return { kind: 'kept-up' };
};

const perform = async (task: ThreadTask): Promise<ThreadResult> => {
  const letopis = await openLetopis(configFrom(task.source));
  const stop = new AbortController();
  parentPort?.once('message', () => {
    stop.abort();
  });
  try {
    return await (task.kind === 'keep-up' ? keepItUp(letopis, stop.signal) : workThrough(letopis, task, stop.signal));
  } finally {
    await letopis.close();
  }
};

const runThread = async (): Promise<void> => {
  const task: unknown = workerData;
  if (!isThreadTask(task)) throw new TypeError('a thread was started without a task');
  try {
    post(await perform(task));
  } catch (error) {
    if (!(error instanceof StoreError)) throw error;
    post({ kind: 'failed', code: error.code, message: error.message });
  } finally {
    parentPort?.close();
  }
};

void runThread();
