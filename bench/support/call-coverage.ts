import { Session, type Profiler } from 'node:inspector';
import { isMainThread } from 'node:worker_threads';

/** A function of the product that ran: the same place in the same file is the same function. */
export interface CalledFunction {
  readonly url: string;
  readonly name: string;
  readonly offset: number;
  readonly calls: number;
}

const called = ({ url, functions }: Profiler.ScriptCoverage): readonly CalledFunction[] =>
  functions.flatMap(({ functionName, ranges: [whole] }) =>
    whole && whole.count > 0 ? [{ url, name: functionName, offset: whole.startOffset, calls: whole.count }] : [],
  );

/**
 * Loaded into a service before its program (`node -r`): counts which functions its main thread runs, from the first
 * message of the parent on. Each message is answered with what ran since the one before.
 */
if (isMainThread) {
  const session = new Session();
  session.connect();
  session.post('Profiler.enable');
  let isCounting = false;
  process.on('message', () => {
    if (!isCounting) session.post('Profiler.startPreciseCoverage', { callCount: true, detailed: true });
    isCounting = true;
    session.post('Profiler.takePreciseCoverage', (error, taken) => {
      if (error) throw error;
      process.send?.(taken.result.filter(({ url }) => url.startsWith('file:')).flatMap(called));
    });
  });
}
