import { START, type AllStreamResolvedEvent } from '@eventstore/db-client';
import { StoreError, type Position } from '../../application/log/event-store';
import { OF_LEADER, type Connection } from './connection';
import { Overdue } from './failure';
import { BatchedStream } from './batched-stream';
import { DB_PAGE_SIZE } from './log-reader';
import { placeOf, type StreamNames } from './stream-names';

export interface SubscriptionRange {
  readonly after: Position | undefined;
  readonly types: readonly string[] | undefined;
  /** Where it ends; `head`: at the end of the log when the subscription gets there. */
  readonly until: Position | 'head' | 'live';
  readonly signal: AbortSignal | undefined;
  readonly onSilence: () => Promise<void>;
}

/** One subscription of the server, until it has given the whole range or fails. */
export class Subscription {
  private isAll = false;

  constructor(
    private readonly connection: Connection,
    private readonly names: StreamNames,
    private readonly range: SubscriptionRange,
  ) {}

  async *batches(): AsyncGenerator<readonly AllStreamResolvedEvent[]> {
    const { connection, range } = this;
    // A live subscription must see all our events to know how far it is.
    const types = range.until === 'live' ? undefined : range.types;
    const filter = this.names.filter(types, (checked) => {
      this.noteChecked(checked);
      batched.stir();
    });
    const fromPosition = placeOf(range.after, START);
    // A live subscription may go to any node: what is late there comes later. One with an end must not end too early.
    const node = range.until === 'live' ? {} : OF_LEADER;
    const source = connection.client.subscribeToAll({ fromPosition, filter, ...node }, { highWaterMark: DB_PAGE_SIZE });
    source.on('caughtUp', () => {
      this.isAll ||= range.until !== 'live';
      batched.stir();
    });
    const batched = new BatchedStream<AllStreamResolvedEvent>(source, {
      limit: DB_PAGE_SIZE,
      silenceMilliseconds: connection.answerMilliseconds,
      onSilence: range.onSilence,
      isAll: () => this.isAll,
      signal: range.signal ? AbortSignal.any([range.signal, connection.closed]) : connection.closed,
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
    this.checkEnd();
  }

  private noteChecked(checked: Position): void {
    if (typeof this.range.until === 'bigint' && checked >= this.range.until) this.isAll = true;
  }

  private checkEnd(): void {
    if (this.isAll || this.range.signal?.aborted) return;
    if (this.connection.isClosed)
      throw new StoreError('unavailable', 'the log was closed during the read: open it again');
    throw new Overdue('the server ended the subscription');
  }
}
