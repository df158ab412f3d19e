import { START, type AllStreamResolvedEvent } from '@eventstore/db-client';
import type { Position, StoredEvent } from '../../application/log/event-store';
import { inPagesOf } from '../../application/log/paging';
import { BatchedStream } from './batched-stream';
import { OF_LEADER } from './connection';
import { closedWhileReading, Overdue } from './failure';
import { lastPosition, DB_PAGE_SIZE, type EventStoreDbLogReader } from './log-reader';
import type { DbEvent } from './stored-event';
import { placeOf } from './stream-names';

interface FeedRange {
  readonly after?: Position | undefined;
  readonly types?: readonly string[] | undefined;
  readonly pageSize?: number | undefined;
  /** Ends a live feed. */
  readonly signal?: AbortSignal | undefined;
  /**
   * Where it ends: at a position (inclusive), or at the head of the log when the feed gets there. A `live` feed ends with
   * its signal, and does not wait for full pages.
   */
  readonly until: Position | 'head' | 'live';
}

/**
 * The log from a position on, by subscriptions: only those are filtered on the server. Whatever ends a subscription (the
 * server stops, nothing comes, the reader is too slow), the next one begins after the last event that was handled. The
 * server's checkpoints do not show that it is alive: they come only while something is written. So when nothing came for a
 * while, the feed asks for the head of the log.
 */
export class Feed {
  private handled: Position | undefined;
  private readonly stop: AbortSignal;

  constructor(
    private readonly reader: EventStoreDbLogReader,
    private readonly range: FeedRange,
  ) {
    this.handled = range.after;
    const { closed } = reader.connection;
    this.stop = range.signal ? AbortSignal.any([range.signal, closed]) : closed;
  }

  async *pages(): AsyncGenerator<readonly StoredEvent[]> {
    const backoff = this.reader.connection.backoff();
    const types = this.range.types && new Set(this.range.types);
    const wantedOf = (page: readonly StoredEvent[]) => (types ? page.filter(({ type }) => types.has(type)) : page);
    for (;;)
      try {
        for await (const page of this.once()) {
          backoff.reset();
          const wanted = wantedOf(page);
          if (wanted.length > 0) yield wanted;
          this.handled = this.reader.noteLast(page) ?? this.handled;
        }
        return;
      } catch (error) {
        if (this.isStopped()) return;
        await backoff.waitAfter(error);
      }
  }

  private once(): AsyncGenerator<readonly StoredEvent[]> {
    const { until, pageSize = DB_PAGE_SIZE } = this.range;
    return until === 'live' ? this.own() : inPagesOf(this.own(), pageSize);
  }

  /** Our events from one subscription, each with the time that it has in the log. */
  private async *own(): AsyncGenerator<readonly DbEvent[]> {
    const { until } = this.range;
    await this.checkNode();
    let floor = await this.reader.floorAt(this.handled);
    for await (const batch of this.subscription()) {
      const events: DbEvent[] = [];
      for (const resolved of batch) {
        const event = this.reader.own(resolved, floor);
        if (!event || !this.isNew(event)) continue;
        floor = event.recordedAt;
        events.push(event);
      }
      yield typeof until === 'bigint' ? events.filter(({ position }) => position <= until) : events;
      if (this.isUpToEnd(events.at(-1)?.position)) return;
    }
  }

  /** One subscription of the server, until it has given the whole range or fails. */
  private async *subscription(): AsyncGenerator<readonly AllStreamResolvedEvent[]> {
    const { connection, names } = this.reader;
    const { until, types, signal } = this.range;
    const isLive = until === 'live';
    const given = { isAll: false };
    // A live subscription must see all our events to know how far it is.
    const filter = names.filter(isLive ? undefined : types, (checked) => {
      given.isAll ||= this.isUpToEnd(checked);
      batched.stir();
    });
    // A live subscription may go to any node: what is late there comes later. One with an end must not end too early.
    const asked = { fromPosition: placeOf(this.handled, START), filter, ...(isLive ? {} : OF_LEADER) };
    const source = connection.client.subscribeToAll(asked, { highWaterMark: DB_PAGE_SIZE });
    source.on('caughtUp', () => {
      given.isAll ||= !isLive;
      batched.stir();
    });
    const batched = new BatchedStream<AllStreamResolvedEvent>(source, {
      limit: DB_PAGE_SIZE,
      silenceMilliseconds: connection.answerMilliseconds,
      onSilence: () => this.checkSilence(),
      isAll: () => given.isAll,
      signal: this.stop,
    });
    try {
      for await (const batch of batched.batches()) {
        connection.heard();
        yield batch;
      }
    } finally {
      batched.discard();
      void source.unsubscribe().catch(() => undefined);
    }
    if (given.isAll || signal?.aborted) return;
    if (connection.isClosed) throw closedWhileReading();
    throw new Overdue('the server ended the subscription');
  }

  /** A node that does not have the start position yet gives the events that it receives next, also earlier ones. */
  private isNew({ position }: DbEvent): boolean {
    return this.handled === undefined || position > this.handled;
  }

  /**
   * A feed with an end stops where the node has no more. A node that is no longer the leader, and does not know it yet,
   * would stop too early, and the missing events would count as read.
   */
  private async checkNode(): Promise<void> {
    const { until } = this.range;
    if (typeof until !== 'bigint') return;
    const end = await this.reader.connection.askOnce(lastPosition);
    if (end === undefined || end < until) throw new Overdue('the node does not have the log up to that position yet');
  }

  private isUpToEnd(position: Position | undefined): boolean {
    const { until } = this.range;
    return position !== undefined && typeof until === 'bigint' && position >= until;
  }

  /** A live feed ends with its signal, or with the store. */
  private isStopped(): boolean {
    return this.range.until === 'live' && this.stop.aborted;
  }

  /** Nothing came: nothing was written, or the subscription is dead. */
  private async checkSilence(): Promise<void> {
    const head = await this.reader.connection.askOnce(() => this.reader.lastOwn());
    if (this.range.until !== 'live') throw new Overdue('the subscription gave nothing more before its end');
    if (head && (this.handled === undefined || head.position > this.handled))
      throw new Overdue('the subscription gave nothing more');
  }
}
