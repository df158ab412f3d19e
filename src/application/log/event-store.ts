import type { EventMetadata } from '../../domain/shared/event';
import type { Id, Moment } from '../../domain/shared/values';

/** A place in the whole log: totally ordered, opaque to everybody but the store. A string outside the program. */
export type Position = bigint;

/** What a stream must look like for an append to be taken. A number is the revision of its last event. */
export type ExpectedRevision = 'any' | 'no-stream' | number;

/** An event on its way into the log. `data` is JSON, personal fields sealed. */
export interface NewEvent {
  readonly id: Id;
  readonly type: string;
  readonly occurredAt: Moment;
  readonly data: object;
  readonly metadata: EventMetadata;
}

/**
 * An event as the log holds it. `revision` is its place in the stream (from 0), `position` its place in the log.
 * `data` and `metadata` may be parsed only when they are asked for: reading what one does not need costs nothing.
 */
export interface StoredEvent {
  readonly id: Id;
  readonly stream: string;
  readonly revision: number;
  readonly position: Position;
  readonly type: string;
  readonly occurredAt: Moment;
  readonly recordedAt: Moment;
  readonly data: unknown;
  readonly metadata: EventMetadata;
}

export interface Appended {
  /** Of the last event of this append. */
  readonly revision: number;
  readonly position: Position;
  /** True where these events were in the log before: nothing was written, the result is the first one's. */
  readonly alreadyThere: boolean;
}

export interface ReadAll {
  /** Exclusive; from the start of the log where it is left out. */
  readonly after?: Position | undefined;
  /** Inclusive; to the head as it is at the call where it is left out. */
  readonly until?: Position;
  readonly types?: readonly string[] | undefined;
  readonly pageSize?: number;
}

export interface Subscribe {
  readonly after?: Position | undefined;
  readonly types?: readonly string[] | undefined;
  readonly signal: AbortSignal;
}

export interface EventCount {
  readonly events: number;
  /** True where there are more, which were not counted. */
  readonly orMore: boolean;
}

/** How the store is, as this process sees it. */
export interface StoreHealth {
  readonly connected: boolean;
  /** Where it is not connected: the last moment at which it answered; undefined where it never did. */
  readonly silentSince: Moment | undefined;
}

/**
 * The log. Every adapter gives the same guarantees, tested by one contract suite (test/contracts):
 * - what `append` acknowledged is durable, also through a crash of the process or of the machine;
 * - the events of one append are taken all together or not at all, at consecutive revisions;
 * - an append with another revision than expected is refused with `conflict` and changes nothing;
 * - the same append again (same event ids) changes nothing and gives the first result, whatever came since;
 * - readers see one total order without gaps: no event ever appears later before a position that was read;
 * - `recordedAt` never goes backwards along the log;
 * - several processes may write the same log.
 * Not promised: that two streams change together; that `subscribe` delivers at once (it delivers within a second); that
 * positions count events: they are places, and what lies between two of them is the store's business.
 * Pages are never empty. A position that the log never gave may be refused with `unknown-position`.
 */
export interface EventStore {
  append(stream: string, events: readonly NewEvent[], expected: ExpectedRevision): Promise<Appended>;
  /** The events of a stream in order, from revision `from` on; no page where there is no such stream. */
  read(stream: string, from?: number): AsyncIterable<readonly StoredEvent[]>;
  readAll(asked: ReadAll): AsyncIterable<readonly StoredEvent[]>;
  /** The events at these positions, in their order; a position at which there is none has none. */
  eventsAt(positions: readonly Position[]): Promise<readonly StoredEvent[]>;
  /** As `readAll`, but goes on with what is appended later, by whichever process, until the signal. */
  subscribe(asked: Subscribe): AsyncIterable<readonly StoredEvent[]>;
  /** The position of the last event; undefined while the log is empty. */
  head(): Promise<Position | undefined>;
  /** The position of the last event that was recorded at or before a moment. */
  positionAt(recordedAt: Moment): Promise<Position | undefined>;
  /** When the last event at or before a position was recorded; undefined where there is none. */
  momentAt(position: Position): Promise<Moment | undefined>;
  /** Counts the events after a position (all of them where it is left out), as far as that is cheap. */
  countAfter(position?: Position): Promise<EventCount>;
  /** Answers within seconds, also while the store is away. */
  health(): Promise<StoreHealth>;
  close(): Promise<void>;
}

/** What commands need of a log: its streams, and where it ends; not their common order. */
export type StreamStore = Pick<EventStore, 'append' | 'read' | 'head'>;

export type StoreErrorCode =
  /** The stream is not at the expected revision. The only code that is worth a retry with a fresh read. */
  | 'conflict'
  /**
   * An event's id stands in another stream: the command's id was used for something else. A store that can't see this
   * (its ids are looked up by stream alone) takes such an append.
   */
  | 'reused-id'
  /** The store can't be reached or is too busy: nothing is known to be written; the same append may be asked again. */
  | 'unavailable'
  /** The append is larger than the store takes. */
  | 'too-large'
  /** No event of this log stands there: the position was invented, or is one of another log. */
  | 'unknown-position'
  /** What the store holds is not what it wrote: something changed it. */
  | 'corrupt'
  /** A read model can't serve reports: it is not filled yet, or it stopped at an event, which the message names. */
  | 'not-serving';

/** The one error of a store; told apart by its code, never by its class. */
export class StoreError extends Error {
  constructor(
    readonly code: StoreErrorCode,
    message: string,
    /** With `conflict`: the stream's revision now, -1 where there is no stream. */
    readonly currentRevision?: number,
  ) {
    super(message);
    this.name = 'StoreError';
  }
}

/** Whether it is an error of a store: with this code, where one is named. */
export const isStoreError = (error: unknown, code?: StoreErrorCode): error is StoreError =>
  error instanceof StoreError && (code === undefined || error.code === code);

/** What to do about an event that is not as Letopis wrote it. */
export const COMPARE_WITH_BACKUP =
  'keep a copy of the log as it is, then compare the event with a backup (letopis verify says more)';

/** All that an event says, read: a stored one may hold it behind getters, which a spread would lose. */
export const plainEvent = <Event extends StoredEvent>(event: Event): Event => {
  const { id, type, stream, revision, position, occurredAt, recordedAt, data, metadata } = event;
  const read: StoredEvent = { id, type, stream, revision, position, occurredAt, recordedAt, data, metadata };
  // Field by field it is the same event.
  return read as Event;
};
