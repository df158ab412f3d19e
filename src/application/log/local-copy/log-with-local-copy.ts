import { randomUUID } from 'node:crypto';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Moment } from '../../../domain/shared/values';
import {
  type EventStore,
  isStoreError,
  type Position,
  type ReadAll,
  type StoredEvent,
  StoreError,
  type Subscribe,
} from '../event-store';
import { inPagesOf } from '../paging';
import { waitOrAbort } from '../retrying';
import { LocalCopyFilling, isOfThisLog } from './fill-local-copy';
import { readingAfter, BEFORE_FIRST, type LocalCopyPage, type LocalCopySpan, type LocalCopy } from './local-copy';

const READ_PAGE_EVENTS = 1_000;
const FOLLOW_AGAIN_MILLISECONDS = 1_000;

/**
 * A log with a copy of it nearby. The copy serves what is read of the whole log, up to the copy's end; everything else, and
 * what comes after that end, is read from the log itself. A reading that goes on beyond the copy's end fills the copy
 * with what it reads.
 *
 * The copy is never a source of truth: before each reading, its last event is compared with the log's at that position;
 * where it differs the copy is emptied. Nothing is served beyond the log's head. A copy that can't be read or written is
 * left alone, and the log is read.
 *
 * Not promised: that a change made around the log (scavenged events, deleted streams, a restored log that has the same
 * last event) is seen before `checkLocalCopy` compares the whole.
 */
export class LogWithLocalCopy implements EventStore {
  constructor(
    private readonly log: EventStore,
    private readonly copy: LocalCopy,
  ) {}

  readonly append: EventStore['append'] = (...asked) => this.log.append(...asked);
  readonly read: EventStore['read'] = (...asked) => this.log.read(...asked);
  readonly head: EventStore['head'] = () => this.log.head();
  readonly momentAt: EventStore['momentAt'] = (position) => this.log.momentAt(position);
  readonly countAfter: EventStore['countAfter'] = (position) => this.log.countAfter(position);
  readonly health: EventStore['health'] = () => this.log.health();

  async *readAll(asked: ReadAll): AsyncGenerator<readonly StoredEvent[]> {
    const head = await this.log.head();
    if (head === undefined || asked.types?.length === 0) return;
    const until = asked.until !== undefined && asked.until < head ? asked.until : head;
    const pages = this.stretch({ after: asked.after ?? BEFORE_FIRST, until, types: asked.types });
    yield* inPagesOf(pages, asked.pageSize ?? READ_PAGE_EVENTS);
  }

  async eventsAt(positions: readonly Position[]): Promise<readonly StoredEvent[]> {
    const isNear = positions.length > 0 && (await this.generation()) !== undefined;
    const near = (isNear ? this.attempt(() => this.copy.eventsAt(positions)) : undefined) ?? [];
    const known = new Set(near.map(({ position }) => position));
    const others = await this.log.eventsAt(positions.filter((position) => !known.has(position)));
    return [...near, ...others].sort((one, other) => (one.position < other.position ? -1 : 1));
  }

  async *subscribe(asked: Subscribe): AsyncGenerator<readonly StoredEvent[]> {
    const after = asked.after ?? BEFORE_FIRST;
    const near = this.attempt(() => this.copy.end().position) ?? BEFORE_FIRST;
    if (near > after)
      for await (const page of this.stretch({ after, until: near, types: asked.types })) {
        if (asked.signal.aborted) return;
        yield page;
      }
    yield* this.log.subscribe({ ...asked, ...readingAfter(near > after ? near : after) });
  }

  async positionAt(recordedAt: Moment): Promise<Position | undefined> {
    const last = this.attempt(() => this.copy.end().last);
    const isWithin = last !== undefined && recordedAt < last.recordedAt && (await this.generation()) !== undefined;
    return (
      (isWithin ? this.attempt(() => this.copy.positionAt(recordedAt)) : undefined) ?? this.log.positionAt(recordedAt)
    );
  }

  async close(): Promise<void> {
    await this.log.close();
    this.copy.close();
  }

  /** Fills the copy with what is there and with what comes, until the signal; while another process does, it stands by. */
  async follow(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      try {
        await this.followOnce(signal);
      } catch (error) {
        // The log is away, or the copy can't be written: neither may disturb those who work on the log itself.
        if (!isStoreError(error)) throw error;
      }
      await waitOrAbort(FOLLOW_AGAIN_MILLISECONDS, signal);
    }
  }

  private async followOnce(signal: AbortSignal): Promise<void> {
    const generation = await this.generation();
    const filling = new LocalCopyFilling(this.log, this.copy, randomUUID());
    if (generation === undefined) return;
    try {
      await filling.follow(generation, signal);
    } finally {
      await filling.end();
    }
  }

  private async *stretch({
    after,
    until,
    types,
  }: Omit<LocalCopySpan, 'generation' | 'limit'>): AsyncGenerator<readonly StoredEvent[]> {
    const generation = after < until ? await this.generation() : undefined;
    let place = after;
    if (generation !== undefined)
      for await (const { events, reached } of this.near({ generation, after, until, types, limit: READ_PAGE_EVENTS })) {
        if (events.length > 0) yield events;
        place = reached;
      }
    if (place < until) yield* this.log.readAll({ until, types, ...readingAfter(place) });
  }

  /** What the copy holds, and what it is filled with while it is read. */
  private async *near(span: LocalCopySpan): AsyncGenerator<LocalCopyPage> {
    const filling = new LocalCopyFilling(this.log, this.copy, randomUUID());
    let place = span.after;
    try {
      while (place < span.until) {
        const page = this.attempt(() => this.copy.page({ ...span, after: place }) ?? 'cleared');
        if (page === undefined) return;
        if (page === 'cleared') throw madeAnew();
        if (page.reached > place) {
          yield page;
          place = page.reached;
          await nextTurn();
        } else if (!(await filling.extend(span.generation, place, span.until))) return;
      }
    } finally {
      await filling.end();
    }
  }

  /** Of the copy, compared with the log just now; undefined where it can't be used. */
  private async generation(): Promise<number | undefined> {
    const end = this.attempt(() => this.copy.end());
    if (!end || (await isOfThisLog(this.log, end))) return end?.generation;
    return this.attempt(() => {
      this.copy.clear(end.generation);
      return this.copy.end().generation;
    });
  }

  /** Undefined where the copy can't be read or written: the log is read instead. */
  private attempt<Result>(work: () => Result): Result | undefined {
    try {
      return work();
    } catch (error) {
      if (isStoreError(error)) return undefined;
      throw error;
    }
  }
}

const madeAnew = (): StoreError =>
  new StoreError('unavailable', 'the local copy of the log was cleared and started again while it was read: retry');
