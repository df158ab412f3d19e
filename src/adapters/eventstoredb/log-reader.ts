import {
  BACKWARDS,
  END,
  START,
  type AllStreamResolvedEvent,
  type EventStoreDBClient,
  type ResolvedEvent,
  type StreamingRead,
} from '@eventstore/db-client';
import { StoreError, type Position, type StoredEvent } from '../../application/log/event-store';
import { lastWhere } from '../../application/log/last-where';
import type { Moment } from '../../domain/shared/values';
import { OF_LEADER, type Connection } from './connection';
import { closedWhileReading, isNoStream, Overdue } from './failure';
import { BatchedStream } from './batched-stream';
import { placeOf, type StreamNames } from './stream-names';
import { asStored, type DbEvent } from './stored-event';

export const DB_PAGE_SIZE = 1_000;
/** How many events before the start of a read are searched for a later `recordedAt`. */
const LOOK_BACK = 100;
const SILENCES = 12;
/** How far back our last event is searched: further each time, since other applications may write much more. */
const STEPS_BACK = [1, 100, Number.MAX_SAFE_INTEGER];

/** A position, and our last event up to there: what is between them belongs to other applications. */
interface SeenEnd {
  readonly end: Position;
  readonly last: DbEvent | undefined;
}

/** The latest `recordedAt` of the log at a position. */
export interface TimedPosition {
  readonly position: Position;
  readonly recordedAt: Moment;
}

const MOST_TIMES = 2_048;

/** A sparse index from time to position, in the order of both: filled while the log is read, and thinned out when full. */
class TimeIndex {
  private entries: TimedPosition[] = [];

  note(entry: TimedPosition): void {
    const last = this.lastWhere(({ position }) => position <= entry.position);
    if (this.entries[last]?.position === entry.position) return;
    this.entries.splice(last + 1, 0, entry);
    if (this.entries.length > MOST_TIMES) this.entries = this.entries.filter((_, index) => index % 2 === 1);
  }

  /** The entry of exactly this position. */
  at(position: Position): TimedPosition | undefined {
    const entry = this.entries[this.lastWhere((known) => known.position <= position)];
    return entry?.position === position ? entry : undefined;
  }

  /** The last entry at or before a moment, and the first one after it. */
  around(moment: Moment): { readonly before: TimedPosition | undefined; readonly after: TimedPosition | undefined } {
    const last = this.lastWhere(({ recordedAt }) => recordedAt <= moment);
    return { before: this.entries[last], after: this.entries[last + 1] };
  }

  private lastWhere(holds: (entry: TimedPosition) => boolean): number {
    return lastWhere(0, this.entries.length - 1, (index) => {
      const entry = this.entries[index];
      return entry !== undefined && holds(entry);
    });
  }
}

/** Reads single streams, the end of the log, and the log backwards. `Feed` reads it forwards. */
export class EventStoreDbLogReader {
  /** The times of positions that this process has seen. */
  readonly times = new TimeIndex();
  private seen: SeenEnd | undefined;
  private served: Position = -1n;

  constructor(
    readonly connection: Connection,
    readonly names: StreamNames,
  ) {}

  async *stream(name: string, from: number): AsyncGenerator<readonly StoredEvent[]> {
    const backoff = this.connection.backoff();
    for (let next = Math.max(0, from); ;)
      try {
        for await (const batch of this.streamBatches(name, next)) {
          backoff.reset();
          next = (batch.at(-1)?.revision ?? next) + 1;
          yield batch;
        }
        return;
      } catch (error) {
        if (isNoStream(error)) return;
        await backoff.waitAfter(error);
      }
  }

  /** Events before a position, the latest first. The client can't filter them on the server. */
  async *backwards(from: Position, count: number): AsyncGenerator<DbEvent> {
    for await (const resolved of this.anyBackwards(from, count)) {
      const event = this.own(resolved);
      if (event) yield event;
    }
  }

  /** The event at exactly this position; undefined where that is another application's. */
  async at(position: Position): Promise<DbEvent | undefined> {
    const asked = { fromPosition: placeOf(position, START), maxCount: 1, ...OF_LEADER };
    let found: DbEvent | undefined;
    for await (const [resolved] of this.batches((client) => client.readAll(asked)))
      found = resolved && this.own(resolved);
    return found?.position === position ? found : undefined;
  }

  /** The last event of the log. */
  head(): Promise<DbEvent | undefined> {
    return this.connection.persist(() => this.lastOwn());
  }

  /** As `head`, without a retry. Throws where the node has less than was read before: it lags without knowing it. */
  async lastOwn(): Promise<DbEvent | undefined> {
    let found: SeenEnd | undefined;
    for (const count of STEPS_BACK) found ??= await this.lastWithin(count);
    if ((found?.last?.position ?? -1n) < this.served)
      throw new Overdue('the node has less of the log than was read before');
    return found?.last;
  }

  /** A caller was given this position: from now on the log does not end before it. */
  noteServed(position: Position): void {
    if (position > this.served) this.served = position;
  }

  /** Searches so many records from the end; undefined where they hold none of our events. */
  private async lastWithin(count: number): Promise<SeenEnd | undefined> {
    let end: Position | undefined;
    for await (const resolved of this.anyBackwards(undefined, count)) {
      const position = positionIn(resolved);
      end ??= position;
      const seen = this.seenAt(position);
      const last = seen ? seen.last : this.own(resolved);
      if (seen ?? last) return (this.seen = { end, last });
    }
    if (count === Number.MAX_SAFE_INTEGER && end !== undefined) this.seen = { end, last: undefined };
    return undefined;
  }

  private seenAt(position: Position): SeenEnd | undefined {
    return this.seen && position <= this.seen.end ? this.seen : undefined;
  }

  /** The latest `recordedAt` at or shortly before a position. */
  async floorAt(position: Position | undefined): Promise<Moment> {
    if (position === undefined) return '';
    const known = this.times.at(position);
    if (known) return known.recordedAt;
    let floor = (await this.at(position))?.recordedAt ?? '';
    for await (const { recordedAt } of this.backwards(position, LOOK_BACK)) if (recordedAt > floor) floor = recordedAt;
    return floor;
  }

  /** An event of $all as ours; undefined where it is not. `floor`: the time of the event before it. */
  own({ event }: AllStreamResolvedEvent, floor: Moment = ''): DbEvent | undefined {
    const stream = event && this.names.ours(event.streamId);
    return event && stream !== undefined ? asStored(event, stream, floor) : undefined;
  }

  /** Notes the end of a page. */
  noteLast(page: readonly StoredEvent[]): Position | undefined {
    const last = page.at(-1);
    if (!last) return undefined;
    this.times.note(last);
    this.noteServed(last.position);
    return last.position;
  }

  private async *anyBackwards(from: Position | undefined, maxCount: number): AsyncGenerator<AllStreamResolvedEvent> {
    const asked = { direction: BACKWARDS, fromPosition: placeOf(from, END), maxCount, ...OF_LEADER } as const;
    for await (const batch of this.batches((client) => client.readAll(asked, { highWaterMark: DB_PAGE_SIZE })))
      yield* batch;
  }

  private async *streamBatches(name: string, from: number): AsyncGenerator<readonly DbEvent[]> {
    const stream = this.names.onServer(name);
    const asked = { fromRevision: BigInt(from), ...OF_LEADER };
    for await (const batch of this.batches((client) =>
      client.readStream(stream, asked, { highWaterMark: DB_PAGE_SIZE }),
    ))
      yield batch.map(({ event }) => {
        const stored = event && asStored(event, name);
        if (stored) return stored;
        throw new StoreError(
          'corrupt',
          `${name} holds the event ${event?.id ?? ''} that another application wrote: that application must use other stream names`,
        );
      });
  }

  /** The records of a read in batches, as they come. Cancels the read when the caller stops. */
  private async *batches<Item extends ResolvedEvent>(
    open: (client: EventStoreDBClient) => StreamingRead<Item>,
  ): AsyncGenerator<readonly Item[]> {
    const { connection } = this;
    const read = open(connection.client);
    let silences = 0;
    const onSilence = async (): Promise<void> => {
      silences += 1;
      if (silences > SILENCES) throw new Overdue('the read gave nothing more');
      await connection.askOnce(lastPosition);
    };
    const batched = new BatchedStream<Item>(read, {
      limit: DB_PAGE_SIZE,
      silenceMilliseconds: connection.answerMilliseconds,
      onSilence,
      signal: connection.closed,
    });
    try {
      for await (const batch of batched.batches()) {
        connection.heard();
        silences = 0;
        yield batch;
      }
      if (connection.isClosed) throw closedWhileReading();
    } finally {
      batched.discard();
      void read.cancel().catch(() => undefined);
    }
  }
}

const positionIn = ({ event }: AllStreamResolvedEvent): Position => event?.position.commit ?? 0n;

/** The position of the last event on the server, whichever application wrote it. */
export const lastPosition = async (client: EventStoreDBClient): Promise<Position | undefined> => {
  let last: Position | undefined;
  // Reads to the end: a read that is left early stays paused and never closes.
  const asked = { direction: BACKWARDS, fromPosition: END, maxCount: 1, ...OF_LEADER } as const;
  for await (const { event } of client.readAll(asked)) last = event?.position.commit;
  return last;
};
