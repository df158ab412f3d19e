import { setTimeout as pause } from 'node:timers/promises';
import { isStoreError } from './event-store';

const LONGEST_RETRY_PAUSE_MILLISECONDS = 5000;

/** A store is away or busy, or another writer was faster. */
const isWorthRetrying = (error: unknown): boolean =>
  isStoreError(error, 'unavailable') || isStoreError(error, 'conflict');

/** Ends early at the signal. */
export const waitOrAbort = (milliseconds: number, signal: AbortSignal): Promise<void> =>
  pause(milliseconds, undefined, { signal }).catch(() => undefined);

/** Lets work wait until there is news of it, or some time has passed. Cheaper than a signal for each wait (measured). */
export class WakeUp {
  /** How often it rang. Read before a look at what there is, it also tells `wait` of what came during that look. */
  rings = 0;
  private readonly sleepers = new Set<() => void>();

  ring(): void {
    this.rings += 1;
    for (const wake of this.sleepers) wake();
  }

  /** Ends when it rings, at once where it rang `since`; false where it did not ring for so long. */
  async wait(milliseconds: number, since: number): Promise<boolean> {
    if (this.rings === since)
      await new Promise<void>((resolve) => {
        const wake = (): void => {
          clearTimeout(timer);
          this.sleepers.delete(wake);
          resolve();
        };
        const timer = setTimeout(wake, milliseconds);
        this.sleepers.add(wake);
      });
    return this.rings > since;
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
