import type { Position } from '../../application/log/event-store';
import { Overdue } from './failure';
import { lastPosition, DB_PAGE_SIZE, type EventStoreDbLogReader } from './log-reader';
import type { DbEvent } from './stored-event';
import { Subscription } from './subscription';

export interface FeedRange {
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

/** Events in pages of one size, except the last. */
async function* inFullPages(
  batches: AsyncIterable<readonly DbEvent[]>,
  size: number,
): AsyncGenerator<readonly DbEvent[]> {
  let page: DbEvent[] = [];
  for await (const batch of batches)
    for (const event of batch) {
      page.push(event);
      if (page.length < size) continue;
      yield page;
      page = [];
    }
  if (page.length > 0) yield page;
}

/**
 * The log from a position on, by subscriptions: only those are filtered on the server. Whatever ends a subscription (the
 * server stops, nothing comes, the reader is too slow), the next one begins after the last event that was handled. The
 * server's checkpoints do not show that it is alive: they come only while something is written. So when nothing came for a
 * while, the feed asks for the head of the log.
 */
export class Feed {
  private handled: Position | undefined;
  private readonly types: ReadonlySet<string> | undefined;

  constructor(
    private readonly reader: EventStoreDbLogReader,
    private readonly range: FeedRange,
  ) {
    this.handled = range.after;
    this.types = range.types && new Set(range.types);
  }

  async *pages(): AsyncGenerator<readonly DbEvent[]> {
    const backoff = this.reader.connection.backoff();
    for (;;)
      try {
        for await (const page of this.once()) {
          backoff.reset();
          const wanted = this.wanted(page);
          if (wanted.length > 0) yield wanted;
          this.handled = this.reader.noteLast(page) ?? this.handled;
        }
        return;
      } catch (error) {
        if (this.isStopped()) return;
        await backoff.waitAfter(error);
      }
  }

  private wanted(page: readonly DbEvent[]): readonly DbEvent[] {
    const { types } = this;
    return types ? page.filter(({ type }) => types.has(type)) : page;
  }

  private once(): AsyncGenerator<readonly DbEvent[]> {
    const { until, pageSize = DB_PAGE_SIZE } = this.range;
    return until === 'live' ? this.own() : inFullPages(this.own(), pageSize);
  }

  /** Our events from one subscription, each with the time that it has in the log. */
  private async *own(): AsyncGenerator<readonly DbEvent[]> {
    const { connection, names } = this.reader;
    const { until, types, signal } = this.range;
    const onSilence = (): Promise<void> => this.checkSilence();
    await this.checkNode();
    let floor = await this.reader.floorAt(this.handled);
    const asked = { after: this.handled, types, until, signal, onSilence };
    for await (const batch of new Subscription(connection, names, asked).batches()) {
      const events: DbEvent[] = [];
      for (const resolved of batch) {
        const event = this.reader.own(resolved, floor);
        if (!event || !this.isNew(event)) continue;
        floor = event.recordedAt;
        events.push(event);
      }
      yield typeof until === 'bigint' ? events.filter(({ position }) => position <= until) : events;
      if (this.hasReachedEnd(events.at(-1))) return;
    }
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

  private hasReachedEnd(last: DbEvent | undefined): boolean {
    const { until } = this.range;
    return last !== undefined && typeof until === 'bigint' && last.position >= until;
  }

  /** A live feed ends with its signal, or with the store. */
  private isStopped(): boolean {
    const { until, signal } = this.range;
    return until === 'live' && (signal?.aborted === true || this.reader.connection.isClosed);
  }

  /** Nothing came: nothing was written, or the subscription is dead. */
  private async checkSilence(): Promise<void> {
    const head = await this.reader.connection.askOnce(() => this.reader.lastOwn());
    if (this.range.until !== 'live') throw new Overdue('the subscription gave nothing more before its end');
    if (head && (this.handled === undefined || head.position > this.handled))
      throw new Overdue('the subscription gave nothing more');
  }
}
