import { setTimeout as pause } from 'node:timers/promises';
import { StoreError } from './event-store';

const LONGEST_RETRY_PAUSE_MILLISECONDS = 5000;

/** True where a retry may help: a store is away or busy, or another writer was faster. */
export const isWorthRetrying = (error: unknown): boolean =>
  error instanceof StoreError && (error.code === 'unavailable' || error.code === 'conflict');

/** Ends early at the signal. */
export const waitOrAbort = (milliseconds: number, signal: AbortSignal): Promise<void> =>
  pause(milliseconds, undefined, { signal }).catch(() => undefined);

/** Lets work wait (`waitOrAbort`) until there is news of it. */
export class WakeUp {
  private next: AbortController | undefined;

  /** Aborted by the next ring. Taken before a look at what there is, it also tells of what came during that look. */
  get signal(): AbortSignal {
    return (this.next ??= new AbortController()).signal;
  }

  ring(): void {
    this.next?.abort();
    this.next = undefined;
  }
}

/** Retries until the work is done, with growing pauses, or until the signal. An error that no retry helps is thrown. */
export const retryUntilDone = async (work: () => Promise<void>, signal: AbortSignal): Promise<void> => {
  for (let attempt = 0; !signal.aborted; attempt += 1)
    try {
      await work();
      return;
    } catch (error) {
      if (!isWorthRetrying(error)) throw error;
      // With jitter: services that lost the same server do not all come back at once.
      await waitOrAbort(
        (0.5 + Math.random() / 2) * Math.min(LONGEST_RETRY_PAUSE_MILLISECONDS, 100 * 2 ** attempt),
        signal,
      );
    }
};
