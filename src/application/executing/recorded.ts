import type { Id } from '../../domain/shared/values';
import { type EventStore, isStoreError, type Position, type StoredEvent } from '../log/event-store';
import { eventIdOf } from '../log/ids';

/** The events that a command gave on its own stream when it was executed before; none where it was not. */
export type Recorded = (stream: string, commandId: Id) => Promise<readonly StoredEvent[]>;

/** Looks in the stream. */
export const recordedIn =
  (store: Pick<EventStore, 'read'>): Recorded =>
  async (stream, commandId) => {
    const events: StoredEvent[] = [];
    for await (const page of store.read(stream))
      for (const stored of page) if (stored.id === eventIdOf(commandId, events.length)) events.push(stored);
    return events;
  };

/** The same for commands that were executed before one after the other: reads the log ahead of them. */
export const recordedAhead = (log: Pick<EventStore, 'read' | 'readAll'>): Recorded => {
  const ahead = new ReadAhead(log);
  const inStream = recordedIn(log);
  return async (stream, commandId) => {
    const known = await ahead.find(commandId);
    if (known) return known;
    const events = await inStream(stream, commandId);
    const last = events.at(-1);
    if (last) ahead.foundAt(last.position);
    return events;
  };
};

const AHEAD_PAGE_EVENTS = 1_000;
/** Rows of a file that are under way together lie so many pages apart, at most: their facts were given side by side. */
const AHEAD_PAGES = 4;

type PageById = ReadonlyMap<Id, StoredEvent>;

/**
 * A stretch of the log in memory, for a caller that repeats what it did before, in the same order (an import that is
 * called again): what it asks for next comes after what was found last. A page of a thousand events is read where
 * else a thousand streams would be.
 */
class ReadAhead {
  private pages: readonly PageById[] = [];
  private from: Position = 0n;
  private until: Position = 0n;
  private isAtEnd = false;
  /** Since the stretch was begun. */
  private asked = AHEAD_PAGE_EVENTS;
  private loading: Promise<void> | undefined;

  constructor(private readonly log: Pick<EventStore, 'readAll'>) {}

  /** All events that a command gave on its own stream; undefined where only the stream can tell. */
  async find(commandId: Id): Promise<readonly StoredEvent[] | undefined> {
    this.asked += 1;
    const found = this.eventsOf(commandId);
    if (found || !this.loading) return found;
    await this.loading;
    return this.eventsOf(commandId);
  }

  /**
   * An event was found in its stream: the stretch continues there, if that is elsewhere. Not for each one: a page costs
   * as much as many streams, and a caller in another order than before would read a page for every event.
   */
  foundAt(position: Position): void {
    const isWithin = position > this.from && position <= this.until;
    if (isWithin || this.loading || this.asked < AHEAD_PAGE_EVENTS) return;
    this.asked = 0;
    this.pages = [];
    this.isAtEnd = false;
    [this.from, this.until] = [position, position];
    this.load();
  }

  private eventsOf(commandId: Id): readonly StoredEvent[] | undefined {
    const events: StoredEvent[] = [];
    for (let event = this.get(commandId, 0); event; event = this.get(commandId, events.length)) events.push(event);
    const last = events.at(-1);
    // The events of an append lie together: after the last of a page there may be more of them.
    if (!last || last.position === this.until) return undefined;
    if (this.pages.at(-1)?.has(last.id)) this.load();
    return events;
  }

  private get(commandId: Id, index: number): StoredEvent | undefined {
    const id = eventIdOf(commandId, index);
    return this.pages.find((page) => page.has(id))?.get(id);
  }

  private load(): void {
    if (this.isAtEnd) return;
    this.loading ??= this.next().finally(() => (this.loading = undefined));
  }

  private async next(): Promise<void> {
    this.isAtEnd = true;
    try {
      for await (const events of this.log.readAll({ after: this.until, pageSize: AHEAD_PAGE_EVENTS })) {
        this.pages = [...this.pages, new Map(events.map((event) => [event.id, event]))].slice(-AHEAD_PAGES);
        this.until = events.at(-1)?.position ?? this.until;
        this.isAtEnd = false;
        return;
      }
    } catch (error) {
      // The streams tell as well, and what is wrong with the log shows there.
      if (!isStoreError(error)) throw error;
    }
  }
}
