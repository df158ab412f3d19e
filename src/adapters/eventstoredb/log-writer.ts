import { NO_STREAM, type AppendResult, type AppendToStreamOptions, type EventData } from '@eventstore/db-client';
import { areInOrder, idConflict, revisionConflict } from '../../application/log/prepare-append';
import type { Appended, ExpectedRevision, NewEvent, Position, StoredEvent } from '../../application/log/event-store';
import type { Id } from '../../domain/shared/values';
import { OF_LEADER, type Connection } from './connection';
import { currentRevisionIn } from './failure';
import { lastPosition, type EventStoreDbLogReader } from './log-reader';
import type { StreamNames } from './stream-names';
import { asEventData } from './stored-event';

/** How often an append with the expected revision `any` is tried while other appends come first. */
const MOST_APPEND_ATTEMPTS = 12;
/** How old the known end of the log may be: see `floor`. */
const FLOOR_MILLISECONDS = 1_000;
/** The server's own limit is stricter; with a short one, a client whose clock is slow could write nothing. */
const APPEND_DEADLINE_MILLISECONDS = 3_600_000;

/** The ids of a stream's events in their order; the first one has the revision `from`. */
interface CachedStream {
  readonly from: number;
  readonly ids: Id[];
}

/** Ids in memory: 100,000 take about 10 MB. */
const MOST_IDS = 100_000;

const lastRevisionOf = ({ from, ids }: CachedStream): number => from + ids.length - 1;

/** The event ids of the streams used last: each stream from its first event up to some revision, or not at all. */
class EventIdCache {
  private readonly streams = new Map<string, CachedStream>();
  private count = 0;

  /** The revision up to which the stream is known; -1 where it is not. */
  revision(stream: string): number {
    const known = this.streams.get(stream);
    return known ? lastRevisionOf(known) : -1;
  }

  /** The revisions of these ids, undefined for an id that is not in the stream. */
  find(stream: string, ids: readonly Id[]): readonly (number | undefined)[] {
    const known = this.streams.get(stream);
    return ids.map((id) => {
      const index = known?.ids.indexOf(id) ?? -1;
      return known && index >= 0 ? known.from + index : undefined;
    });
  }

  /** Adds events that were written, or read from revision `from` on. */
  learn(stream: string, from: number, events: readonly Pick<StoredEvent, 'id' | 'revision'>[]): void {
    const [first] = events;
    if (!first) return;
    const known = this.streams.get(stream) ?? (from <= 0 ? { from: first.revision, ids: [] } : undefined);
    if (!known) return;
    this.streams.delete(stream);
    this.streams.set(stream, known);
    for (const { id, revision } of events)
      if (revision === lastRevisionOf(known) + 1) {
        known.ids.push(id);
        this.count += 1;
      }
    this.forgetOldest();
  }

  private forgetOldest(): void {
    for (const [stream, { ids }] of this.streams) {
      if (this.count <= MOST_IDS || this.streams.size === 1) return;
      this.streams.delete(stream);
      this.count -= ids.length;
    }
  }
}

/** An append as it is worked on. */
interface PendingAppend {
  readonly stream: string;
  readonly ids: readonly Id[];
  readonly data: EventData[];
  readonly expected: ExpectedRevision;
}

/**
 * Appends, always at an exact revision: with it the server recognises an append that it has taken before, so that one whose
 * outcome is unknown is sent again until it is known, and never written twice. The server does not recognise the same
 * events at the stream's current end: those are recognised by the ids of the stream, which are in memory for the streams
 * used last and are read for others.
 */
export class EventStoreDbLogWriter {
  private readonly turns = new Map<string, Promise<unknown>>();
  private readonly known = new EventIdCache();
  private end: { readonly position: Position; readonly at: number } | undefined;
  private asking: Promise<void> | undefined;

  constructor(
    private readonly connection: Connection,
    private readonly names: StreamNames,
    private readonly reader: EventStoreDbLogReader,
  ) {}

  /** Appends to one stream come one after the other, those to several at once. */
  append(stream: string, events: readonly NewEvent[], expected: ExpectedRevision): Promise<Appended> {
    const pending = {
      stream,
      ids: events.map(({ id }) => id),
      data: events.map((event) => asEventData(event)),
      expected,
    };
    const before = this.turns.get(stream);
    const turn = before ? before.then(() => this.write(pending)) : this.write(pending);
    const leave = (): void => {
      if (this.turns.get(stream) === settled) this.turns.delete(stream);
    };
    const settled = turn.then(leave, leave);
    this.turns.set(stream, settled);
    return turn;
  }

  /** Remembers events that were read of a stream from a revision on. */
  learn(stream: string, from: number, events: readonly StoredEvent[]): void {
    this.known.learn(stream, from, events);
  }

  private async write(pending: PendingAppend): Promise<Appended> {
    const { stream, expected } = pending;
    for (let attempt = 1; ; attempt += 1) {
      const place = expected === 'no-stream' ? -1 : await this.placeFor(pending);
      if (typeof place === 'object') return place;
      const sent = await this.send(pending, place);
      if (typeof sent === 'object') return sent;
      await this.readOn(stream);
      const again = await this.recognise(pending);
      if (again) return again;
      if (expected !== 'any' || attempt === MOST_APPEND_ATTEMPTS) throw revisionConflict(stream, expected, sent);
    }
  }

  /** The revision after which to write; or the result of the same append before. */
  private async placeFor(pending: PendingAppend): Promise<number | Appended> {
    const { stream, expected } = pending;
    const isKnown = expected === 'any' ? this.known.revision(stream) >= 0 : this.known.revision(stream) === expected;
    if (!isKnown) await this.readOn(stream);
    const again = await this.recognise(pending);
    if (again) return again;
    const current = this.known.revision(stream);
    if (expected !== 'any' && expected !== current) throw revisionConflict(stream, expected, current);
    return current;
  }

  /** Gives the stream's revision where that differs from `place`. */
  private async send({ stream, ids, data }: PendingAppend, place: number): Promise<Appended | number> {
    const floor = await this.floor();
    const options: AppendToStreamOptions = {
      expectedRevision: place < 0 ? NO_STREAM : BigInt(place),
      deadline: APPEND_DEADLINE_MILLISECONDS,
      ...OF_LEADER,
    };
    try {
      const result = await this.connection.ask((client) =>
        client.appendToStream(this.names.onServer(stream), data, options),
      );
      return this.written(stream, ids, place, floor, result);
    } catch (error) {
      const current = currentRevisionIn(error);
      if (current === undefined) throw error;
      return current;
    }
  }

  private written(stream: string, ids: readonly Id[], place: number, floor: Position, result: AppendResult): Appended {
    const position = result.position?.commit ?? 0n;
    const revision = Number(result.nextExpectedRevision);
    const alreadyThere = position <= floor;
    this.reader.noteServed(position);
    if (!alreadyThere) {
      this.end = { position, at: performance.now() };
      const first = revision - ids.length + 1;
      this.known.learn(
        stream,
        place + 1,
        ids.map((id, index) => ({ id, revision: first + index })),
      );
    }
    return { revision, position, alreadyThere };
  }

  private async readOn(stream: string): Promise<void> {
    const from = this.known.revision(stream) + 1;
    for await (const page of this.reader.stream(stream, from)) this.known.learn(stream, from, page);
  }

  /** The result of the same append before; undefined where none of its events is known. Throws where only some are. */
  private async recognise({ stream, ids }: PendingAppend): Promise<Appended | undefined> {
    const found = this.known.find(stream, ids);
    const index = found.findIndex((revision) => revision !== undefined);
    if (index < 0) return undefined;
    const last = areInOrder(found) ? found.at(-1) : undefined;
    if (last !== undefined)
      for await (const [event] of this.reader.stream(stream, last))
        if (event) return { revision: last, position: event.position, alreadyThere: true };
    const known = { id: ids[index] ?? '', stream, revision: found[index] ?? 0 };
    throw idConflict(stream, known, this.known.revision(stream));
  }

  /**
   * A position that is in the log before the next append: the server's answer does not tell whether the append was written
   * now or before, but what was written before is at or before this position. Known from the last append, or asked for
   * where that is too long ago.
   */
  private async floor(): Promise<Position> {
    const { end } = this;
    if (end && performance.now() - end.at < FLOOR_MILLISECONDS) return end.position;
    this.asking ??= this.askForEnd().finally(() => {
      this.asking = undefined;
    });
    await this.asking;
    return this.knownEnd;
  }

  private get knownEnd(): Position {
    return this.end?.position ?? -1n;
  }

  private async askForEnd(): Promise<void> {
    const at = performance.now();
    const position = (await this.connection.ask(lastPosition)) ?? -1n;
    this.end = { position: position > this.knownEnd ? position : this.knownEnd, at };
  }
}
