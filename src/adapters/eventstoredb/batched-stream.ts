import { WakeUp } from '../../application/log/retrying';

/** What the vendor's reads and subscriptions have in common: a readable stream. */
export interface PausableStream<Item> {
  on(event: 'data', listener: (item: Item) => void): unknown;
  on(event: 'error', listener: (error: Error) => void): unknown;
  on(event: 'end' | 'close', listener: () => void): unknown;
  pause(): unknown;
  resume(): unknown;
  /** The number of items in its buffer. */
  readonly readableLength: number;
}

export interface BatchedStreamOptions {
  /** So many items wait at most; then the stream is paused, and with it the server. */
  readonly limit: number;
  readonly silenceMilliseconds: number;
  /** Called when nothing came for that long: throws to stop waiting. */
  readonly onSilence: () => Promise<void>;
  /** True where the server said that it has sent everything. */
  readonly isAll?: () => boolean;
  readonly signal: AbortSignal;
}

/**
 * The items of a stream in batches, all that wait at once: nobody waits for an async listener, and one item for each turn of
 * the event loop is slow. A stream may fail more than once (the client emits a second error after the first): the first
 * error is thrown, after the items that came before it.
 */
export class BatchedStream<Item> {
  private waiting: Item[] = [];
  private failure: Error | undefined;
  private isOver = false;
  private isDiscarded = false;
  /** One wake-up for all items that come in a turn of the event loop. */
  private scheduled: NodeJS.Immediate | undefined;
  private readonly wakeUp = new WakeUp();

  constructor(
    private readonly stream: PausableStream<Item>,
    private readonly options: BatchedStreamOptions,
  ) {
    stream.on('data', (item) => {
      if (this.isDiscarded) return;
      this.waiting.push(item);
      if (this.waiting.length >= options.limit) stream.pause();
      this.scheduled ??= setImmediate(() => {
        this.scheduled = undefined;
        this.stir();
      });
    });
    stream.on('error', (error) => {
      this.failure ??= error;
      this.stir();
    });
    stream.on('end', () => {
      this.end();
    });
    stream.on('close', () => {
      this.end();
    });
  }

  /** Something came that is not an item: looks again. */
  readonly stir = (): void => {
    this.wakeUp.ring();
  };

  /** Ends with the stream, or at the signal. */
  async *batches(): AsyncGenerator<readonly Item[]> {
    const { signal, silenceMilliseconds, onSilence } = this.options;
    signal.addEventListener('abort', this.stir);
    try {
      while (!signal.aborted) {
        const { rings } = this.wakeUp;
        const batch = this.take();
        if (batch.length > 0) yield batch;
        else if (this.failure) throw this.failure;
        else if (this.hasEnded()) return;
        else if (!(await this.wakeUp.wait(silenceMilliseconds, rings))) await onSilence();
      }
    } finally {
      signal.removeEventListener('abort', this.stir);
    }
  }

  /** Drops whatever still comes: a paused stream would never end. */
  discard(): void {
    this.isDiscarded = true;
    this.waiting = [];
    this.stream.resume();
  }

  private hasEnded(): boolean {
    return this.isOver || (this.stream.readableLength === 0 && this.options.isAll?.() === true);
  }

  private take(): readonly Item[] {
    const batch = this.waiting;
    this.waiting = [];
    if (batch.length >= this.options.limit) this.stream.resume();
    return batch;
  }

  private end(): void {
    this.isOver = true;
    this.stir();
  }
}
