import type { Position, StoredEvent } from './event-store';

/**
 * A log that takes over another one's events, for `letopis copy` alone: ids, streams, revisions, both times, data and
 * metadata stay as they are, positions are new. No other process may write to it at the same time.
 */
export interface LogTarget {
  /**
   * Appends events in their order after `after`, where the log must end (undefined: it must be empty), and gives the
   * position of the last one. Throws StoreError `conflict` where the log ends elsewhere, or took them in another order.
   * After any other failure, the first of the events may have been written: read the log to see which.
   */
  take(events: readonly StoredEvent[], after: Position | undefined): Promise<Position>;
  close(): Promise<void>;
}
