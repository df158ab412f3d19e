import type { Position, StoredEvent } from '../event-store';
import type { Moment } from '../../../domain/shared/values';

/** Before the first position of every log. */
export const BEFORE_FIRST: Position = -1n;

/** What follows a place, for a reading. */
export const readingAfter = (place: Position): { readonly after?: Position } =>
  place === BEFORE_FIRST ? {} : { after: place };

/** Where a copy ends. */
export interface LocalCopyEnd {
  /** Another number after each `clear`. */
  readonly generation: number;
  /** Of the last event; `BEFORE_FIRST` while it is empty. */
  readonly position: Position;
  readonly last: StoredEvent | undefined;
  /** The position of the event before the last one, or `BEFORE_FIRST`. */
  readonly before: Position;
}

/** What is read of a copy at once. */
export interface LocalCopySpan {
  readonly generation: number;
  /** Exclusive. */
  readonly after: Position;
  /** Inclusive. */
  readonly until: Position;
  readonly types?: readonly string[] | undefined;
  readonly limit: number;
}

export interface LocalCopyPage {
  readonly events: readonly StoredEvent[];
  /** All that the copy holds of what was asked for up to here is in the page; never beyond the copy's end. */
  readonly reached: Position;
}

/**
 * A copy of the beginning of a log, in a file of this machine, with the log's own positions. Whatever it says can be
 * read from the log as well: it may be lost, or cleared, at any time. Several processes may have it open.
 */
export interface LocalCopy {
  end(): LocalCopyEnd;
  /** Undefined where the copy was cleared since that generation: what was read before may be of another log. */
  page(span: LocalCopySpan): LocalCopyPage | undefined;
  /** Those of the events at these positions that it holds, in their order. */
  eventsAt(positions: readonly Position[]): readonly StoredEvent[];
  /** The last event that was recorded at or before a moment. */
  positionAt(recordedAt: Moment): Position | undefined;
  /** Adds the events after `after`, where the copy of that generation must end. False, and untouched, where it does not. */
  take(generation: number, events: readonly StoredEvent[], after: Position): boolean;
  /** Takes, or prolongs, the right to fill the copy. False where another holder has it. */
  lease(holder: string, milliseconds: number): boolean;
  release(holder: string): void;
  /** Empties it, where it still is of that generation. */
  clear(generation: number): void;
  /** The same, but what it held is kept in a file beside it, of which the name is given; undefined where it is not of it. */
  setAside(generation: number): string | undefined;
  close(): void;
}
