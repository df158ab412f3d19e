import { setTimeout as pause } from 'node:timers/promises';
import { StoreError } from './event-store';

const LONGEST_RETRY_PAUSE_MILLISECONDS = 5000;

/** True where trying again may help: a store is away or busy, or somebody else was faster. */
export const isWorthRetrying = (error: unknown): boolean =>
  error instanceof StoreError && (error.code === 'unavailable' || error.code === 'conflict');

/** Ends early at the signal. */
export const waitOrAbort = (milliseconds: number, signal: AbortSignal): Promise<void> =>
  pause(milliseconds, undefined, { signal }).catch(() => undefined);

/** Tries until it is done, with pauses that grow; ends with the signal, too. What won't pass is thrown. */
export const retryUntilDone = async (work: () => Promise<void>, signal: AbortSignal): Promise<void> => {
  for (let attempt = 0; !signal.aborted; attempt += 1)
    try {
      await work();
      return;
    } catch (error) {
      if (!isWorthRetrying(error)) throw error;
      // Apart from each other: services that lost the same server do not come back all at once.
      await waitOrAbort(
        (0.5 + Math.random() / 2) * Math.min(LONGEST_RETRY_PAUSE_MILLISECONDS, 100 * 2 ** attempt),
        signal,
      );
    }
};
