import { parentPort, workerData } from 'node:worker_threads';
import { StoreError } from './application/event-store';
import type { Progress } from './application/pace';
import { rebuild } from './application/rebuild';
import { verify } from './application/verify';
import { configFrom } from './config';
import { openLetopis } from './letopis';
import { isTask, type Said, type Task } from './thread-messages';

/** The entry point of a thread: does one task with stores of its own, says what came of it, and ends. */
const say = (said: Said): void => parentPort?.postMessage(said);

const perform = async ({ kind, source, names, eventsPerSecond }: Task): Promise<Said> => {
  const letopis = await openLetopis(configFrom(source));
  const stop = new AbortController();
  parentPort?.once('message', () => {
    stop.abort();
  });
  try {
    const { side } = letopis;
    const chosen = { ...side, projections: side.projections.filter(({ name }) => names.includes(name)) };
    if (kind === 'verify') return { kind: 'verified', verified: await verify(chosen, { signal: stop.signal }) };
    const onProgress = (progress: Progress): void => {
      say({ kind: 'progress', progress });
    };
    return { kind: 'rebuilt', rebuilt: await rebuild(chosen, { signal: stop.signal, eventsPerSecond, onProgress }) };
  } finally {
    await letopis.close();
  }
};

const run = async (): Promise<void> => {
  const task: unknown = workerData;
  if (!isTask(task)) throw new TypeError('a thread was started without a task');
  try {
    say(await perform(task));
  } catch (error) {
    if (!(error instanceof StoreError)) throw error;
    say({ kind: 'failed', code: error.code, message: error.message });
  } finally {
    parentPort?.close();
  }
};

void run();
