/** What the vendor's reads and subscriptions have in common. */
export interface PausableStream<Item> {
  on(event: 'data', listener: (item: Item) => void): unknown;
  on(event: 'error', listener: (error: Error) => void): unknown;
  on(event: 'end' | 'close', listener: () => void): unknown;
  pause(): unknown;
  resume(): unknown;
  /** What it holds and has not given yet. */
  readonly readableLength: number;
}

export interface BatchedStreamOptions {
  /** So many items wait at most; then the server is held up. */
  readonly limit: number;
  readonly silenceMilliseconds: number;
  /** Called when nothing came for that long: throws where the source is not to be waited for any longer. */
  readonly onSilence: () => Promise<void>;
  /** True where the server said that it has given all. */
  readonly isAll?: () => boolean;
  readonly signal: AbortSignal;
}

/**
 * Items of a source as they come, all that wait at once: an async listener would not be waited for, and an item a turn
 * of the event loop is slow. A source may fail more than once (the client gives a second error after the first): the
 * first one is thrown, after what came before it was given.
 */
export class BatchedStream<Item> {
  private waiting: Item[] = [];
  private failure: Error | undefined;
  private isOver = false;
  private isDiscarded = false;
  /** Whoever waits is woken once for all that comes in a turn of the event loop. */
  private scheduled: NodeJS.Immediate | undefined;
  private wake: () => void = () => undefined;

  constructor(
    private readonly source: PausableStream<Item>,
    private readonly options: BatchedStreamOptions,
  ) {
    source.on('data', (item) => {
      if (this.isDiscarded) return;
      this.waiting.push(item);
      if (this.waiting.length >= options.limit) source.pause();
      this.scheduled ??= setImmediate(() => {
        this.scheduled = undefined;
        this.wake();
      });
    });
    source.on('error', (error) => {
      this.failure ??= error;
      this.wake();
    });
    source.on('end', () => {
      this.end();
    });
    source.on('close', () => {
      this.end();
    });
  }

  /** Something came that is no item: whoever waits looks again. */
  stir(): void {
    this.wake();
  }

  /** Ends with the source, or at the signal. */
  async *batches(): AsyncGenerator<readonly Item[]> {
    const { signal, onSilence } = this.options;
    for (;;) {
      if (signal.aborted) return;
      const batch = this.take();
      if (batch.length > 0) yield batch;
      else if (this.failure) throw this.failure;
      else if (this.hasEnded()) return;
      else if (!(await this.stirs())) await onSilence();
    }
  }

  /** Lets what still comes pass by: a source that is held up would never end. */
  discard(): void {
    this.isDiscarded = true;
    this.waiting = [];
    this.source.resume();
  }

  private hasEnded(): boolean {
    return this.isOver || (this.source.readableLength === 0 && this.options.isAll?.() === true);
  }

  private take(): readonly Item[] {
    const batch = this.waiting;
    this.waiting = [];
    if (batch.length >= this.options.limit) this.source.resume();
    return batch;
  }

  private end(): void {
    this.isOver = true;
    this.wake();
  }

  /** False where nothing came for too long. */
  private stirs(): Promise<boolean> {
    const { signal, silenceMilliseconds } = this.options;
    return new Promise((resolve) => {
      const settle = (came: boolean): void => {
        clearTimeout(timer);
        signal.removeEventListener('abort', wake);
        this.wake = () => undefined;
        resolve(came);
      };
      const wake = (): void => {
        settle(true);
      };
      const timer = setTimeout(() => {
        settle(false);
      }, silenceMilliseconds);
      this.wake = wake;
      signal.addEventListener('abort', wake);
    });
  }
}
