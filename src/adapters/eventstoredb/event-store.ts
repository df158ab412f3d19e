import {
  type Appended,
  type EventCount,
  type EventStore,
  type ExpectedRevision,
  type NewEvent,
  type Position,
  type ReadAll,
  type StoredEvent,
  type StoreHealth,
  type Subscribe,
} from '../../application/log/event-store';
import { prepareAppend } from '../../application/log/prepare-append';
import type { Moment } from '../../domain/shared/values';
import { Connection, type ConnectionOptions } from './connection';
import { Feed } from './feed';
import { EventStoreDbLogReader } from './log-reader';
import { EventStoreDbLogWriter } from './log-writer';
import { TimeLookup } from './time-lookup';
import { StreamNames, type StreamNamesOptions } from './stream-names';

export type EventStoreDbOptions = ConnectionOptions & StreamNamesOptions;

/** A position, or the head of the log where that comes first. */
const upToHead = (position: Position | undefined, head: Position | undefined): Position | undefined =>
  position !== undefined && head !== undefined && position < head ? position : head;

/** Events after a position are counted up to here: more would cost more than the number is worth. */
const COUNTED = 1_000;
/** The server reads single positions one by one: so many are on their way at once. */
const READS_AT_ONCE = 16;
/** A health check must be answered before its caller gives up. */
const HEALTH_MILLISECONDS = 2_000;

/**
 * The log on an EventStoreDB server or cluster (23.10 or later). See `EventStore` for the guarantees; of this engine:
 * - positions are the server's commit positions: places in its file, with gaps;
 * - `recordedAt` is the server's time, raised to that of the events before where the server's clock was set back: a read
 *   that begins within such a stretch looks at the last 100 events before it; events of a single stream, or at single
 *   positions, show the time as it is;
 * - what other applications keep on the same server is never seen, also under names like ours: our events are recognised
 *   by their metadata. A stream of ours into which another application wrote is `corrupt`;
 * - Letopis never deletes anything. If a user of the server deletes a stream, its events are gone from the log as soon as
 *   the server has scavenged them; after a permanent delete (a tombstone), reading the stream or appending to it throws
 *   `corrupt`;
 * - an id that is used in another stream is not noticed (`reused-id` is never thrown).
 * Opening does not connect: where the server is away, the calls throw `unavailable`.
 *
 * Not promised: that of two processes that append the same events at the same moment one is told `alreadyThere` (the events
 * are written once); a fast `positionAt` (it reads the log from the nearest position that this process has seen).
 */
export const openEventStoreDbEventStore = (options: EventStoreDbOptions): EventStore =>
  new EventStoreDbEventStore(options);

class EventStoreDbEventStore implements EventStore {
  private readonly names = new StreamNames(this.options);
  private readonly connection = new Connection(this.options);
  private readonly reader = new EventStoreDbLogReader(this.connection, this.names);
  private readonly writer = new EventStoreDbLogWriter(this.connection, this.names, this.reader);
  private readonly moments = new TimeLookup(this.reader);

  constructor(private readonly options: EventStoreDbOptions) {}

  async append(stream: string, events: readonly NewEvent[], expected: ExpectedRevision): Promise<Appended> {
    prepareAppend(stream, events, expected);
    return this.writer.append(stream, events, expected);
  }

  async *read(stream: string, from = 0): AsyncGenerator<readonly StoredEvent[]> {
    let next = from;
    for await (const page of this.reader.stream(stream, from)) {
      this.writer.learn(stream, next, page);
      next = (page.at(-1)?.revision ?? next) + 1;
      yield page;
    }
  }

  async *readAll(asked: ReadAll): AsyncGenerator<readonly StoredEvent[]> {
    const until = upToHead(asked.until, await this.head());
    if (until === undefined || (asked.after ?? -1n) >= until || asked.types?.length === 0) return;
    yield* new Feed(this.reader, { ...asked, until }).pages();
  }

  async *subscribe(asked: Subscribe): AsyncGenerator<readonly StoredEvent[]> {
    if (!asked.signal.aborted) yield* new Feed(this.reader, { ...asked, until: 'live' }).pages();
  }

  async head(): Promise<Position | undefined> {
    return (await this.reader.head())?.position;
  }

  positionAt(recordedAt: Moment): Promise<Position | undefined> {
    return this.moments.positionAt(recordedAt);
  }

  async eventsAt(positions: readonly Position[]): Promise<readonly StoredEvent[]> {
    const asked = [...new Set(positions)].sort((one, other) => (one < other ? -1 : 1));
    const found: StoredEvent[] = [];
    for (let start = 0; start < asked.length; start += READS_AT_ONCE) {
      const some = asked.slice(start, start + READS_AT_ONCE);
      const events = await this.connection.persist(() => Promise.all(some.map((each) => this.reader.at(each))));
      found.push(...events.filter((event) => event !== undefined));
    }
    return found;
  }

  momentAt(position: Position): Promise<Moment | undefined> {
    return this.moments.momentAt(position);
  }

  async countAfter(position?: Position): Promise<EventCount> {
    const feed = new Feed(this.reader, { after: position, until: 'head', pageSize: COUNTED + 1 });
    for await (const { length } of feed.pages()) return { events: Math.min(length, COUNTED), orMore: length > COUNTED };
    return { events: 0, orMore: false };
  }

  async health(): Promise<StoreHealth> {
    try {
      await this.connection.askOnce(() => this.reader.lastOwn(), HEALTH_MILLISECONDS);
      return { connected: true, silentSince: undefined };
    } catch {
      return { connected: false, silentSince: this.connection.heardAt };
    }
  }

  close(): Promise<void> {
    return this.connection.close();
  }
}
