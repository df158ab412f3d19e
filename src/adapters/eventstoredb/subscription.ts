import { START, type AllStreamResolvedEvent } from '@eventstore/db-client';
import { StoreError, type Position } from '../../application/log/event-store';
import { OF_LEADER, type Connection } from './connection';
import { Overdue } from './failure';
import { BatchedStream } from './batched-stream';
import { DB_PAGE_SIZE } from './log-reader';
import { placeOf, type StreamNames } from './stream-names';

export interface SubscriptionAsked {
  readonly after: Position | undefined;
  readonly types: readonly string[] | undefined;
  /** Where it ends; `head` is where the log ends when it comes there. */
  readonly until: Position | 'head' | 'live';
  readonly signal: AbortSignal | undefined;
  readonly onSilence: () => Promise<void>;
}

/** One subscription of the server: what it gives, until it gave all that was asked for or fails. */
export class Subscription {
  private isAll = false;

  constructor(
    private readonly connection: Connection,
    private readonly names: StreamNames,
    private readonly asked: SubscriptionAsked,
  ) {}

  async *batches(): AsyncGenerator<readonly AllStreamResolvedEvent[]> {
    const { connection, asked } = this;
    // A live one must know of every event of ours how far it is.
    const types = asked.until === 'live' ? undefined : asked.types;
    const filter = this.names.filter(types, (checked) => {
      this.looked(checked);
      batched.stir();
    });
    const fromPosition = placeOf(asked.after, START);
    // One that goes on for ever may be any node's: what lags there comes later. One that ends must not end too early.
    const whose = asked.until === 'live' ? {} : OF_LEADER;
    const source = connection.client.subscribeToAll(
      { fromPosition, filter, ...whose },
      { highWaterMark: DB_PAGE_SIZE },
    );
    source.on('caughtUp', () => {
      this.isAll ||= asked.until !== 'live';
      batched.stir();
    });
    const batched = new BatchedStream<AllStreamResolvedEvent>(source, {
      limit: DB_PAGE_SIZE,
      silenceMilliseconds: connection.answerMilliseconds,
      onSilence: asked.onSilence,
      isAll: () => this.isAll,
      signal: asked.signal ? AbortSignal.any([asked.signal, connection.closed]) : connection.closed,
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

  private looked(checked: Position): void {
    if (typeof this.asked.until === 'bigint' && checked >= this.asked.until) this.isAll = true;
  }

  private checkEnd(): void {
    if (this.isAll || this.asked.signal?.aborted) return;
    if (this.connection.isClosed) throw new StoreError('unavailable', 'the log was closed while it was read');
    throw new Overdue('the server ended the subscription');
  }
}
