import type { Position } from '../../application/log/event-store';
import { Overdue } from './failure';
import { lastPosition, DB_PAGE_SIZE, type EventStoreDbLogReader } from './log-reader';
import type { DbEvent } from './stored-event';
import { Subscription } from './subscription';

export interface FeedAsked {
  readonly after?: Position | undefined;
  readonly types?: readonly string[] | undefined;
  readonly pageSize?: number | undefined;
  /** Ends a live one. */
  readonly signal?: AbortSignal | undefined;
  /**
   * Where it ends: at a position (inclusive), or where the log ended when it was reached. A `live` one ends with its
   * signal, and gives what comes without waiting for a full page.
   */
  readonly until: Position | 'head' | 'live';
}

/** Events in arrays of one size, but the last. */
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
 * The log from a place on. It is filtered by the server, which only its subscriptions do for this client. Whatever ends
 * one of them (the server's death, silence, a reader too slow for it), the next begins behind the last event that was
 * handled. That the server lives is not taken from its checkpoints alone, which come only while something is written:
 * when nothing came for a while, the log is asked for its head.
 */
export class Feed {
  private handled: Position | undefined;
  private readonly types: ReadonlySet<string> | undefined;

  constructor(
    private readonly reader: EventStoreDbLogReader,
    private readonly asked: FeedAsked,
  ) {
    this.handled = asked.after;
    this.types = asked.types && new Set(asked.types);
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
    const { until, pageSize = DB_PAGE_SIZE } = this.asked;
    return until === 'live' ? this.own() : inFullPages(this.own(), pageSize);
  }

  /** Events of ours, of one subscription, each with what is known of its time. */
  private async *own(): AsyncGenerator<readonly DbEvent[]> {
    const { connection, names } = this.reader;
    const { until, types, signal } = this.asked;
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
      if (this.isThere(events.at(-1))) return;
    }
  }

  /** A node that lags behind the place at which a subscription begins gives what it gets next, also from before that. */
  private isNew({ position }: DbEvent): boolean {
    return this.handled === undefined || position > this.handled;
  }

  /**
   * One that ends, ends where the node has no more. A node that was deposed and has not heard of it yet would end too
   * early, and what is missing would be taken for read.
   */
  private async checkNode(): Promise<void> {
    const { until } = this.asked;
    if (typeof until !== 'bigint') return;
    const end = await this.reader.connection.askOnce(lastPosition);
    if (end === undefined || end < until) throw new Overdue('the node does not have the log up to there yet');
  }

  private isThere(last: DbEvent | undefined): boolean {
    const { until } = this.asked;
    return last !== undefined && typeof until === 'bigint' && last.position >= until;
  }

  /** A live one ends with its signal, or with the store. */
  private isStopped(): boolean {
    const { until, signal } = this.asked;
    return until === 'live' && (signal?.aborted === true || this.reader.connection.isClosed);
  }

  /** Nothing came: because nothing was written, or because nobody tells us. */
  private async checkSilence(): Promise<void> {
    const head = await this.reader.connection.askOnce(() => this.reader.lastOwn());
    if (this.asked.until !== 'live') throw new Overdue('the subscription fell silent before its end');
    if (head && (this.handled === undefined || head.position > this.handled))
      throw new Overdue('the subscription fell silent');
  }
}
