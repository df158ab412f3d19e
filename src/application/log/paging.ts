import type { StoredEvent } from './event-store';

/** Events of pages in portions of whichever size is asked for. */
export class EventPortions {
  private readonly pages: AsyncIterator<readonly StoredEvent[]>;
  private waiting: readonly StoredEvent[] = [];

  constructor(pages: AsyncIterable<readonly StoredEvent[]>) {
    this.pages = pages[Symbol.asyncIterator]();
  }

  /** Fewer only at the end. */
  async take(count: number): Promise<readonly StoredEvent[]> {
    let taken: readonly StoredEvent[] = [];
    while (taken.length < count) {
      if (this.waiting.length === 0) {
        const next = await this.pages.next();
        if (next.done === true) break;
        this.waiting = next.value;
      }
      const left = count - taken.length;
      const portion = this.waiting.length <= left ? this.waiting : this.waiting.slice(0, left);
      this.waiting = portion === this.waiting ? [] : this.waiting.slice(portion.length);
      taken = taken.length === 0 ? portion : [...taken, ...portion];
    }
    return taken;
  }

  /** Lets go of the pages before their end. */
  async end(): Promise<void> {
    await this.pages.return?.();
  }
}

/** The same events in pages of one size, but the last. */
export async function* inPagesOf(
  pages: AsyncIterable<readonly StoredEvent[]>,
  size: number,
): AsyncGenerator<readonly StoredEvent[]> {
  const flow = new EventPortions(pages);
  try {
    for (;;) {
      const page = await flow.take(size);
      if (page.length > 0) yield page;
      if (page.length < size) return;
    }
  } finally {
    await flow.end();
  }
}

/** The first event of pages; undefined where there is none. */
export const firstEvent = async (pages: AsyncIterable<readonly StoredEvent[]>): Promise<StoredEvent | undefined> => {
  for await (const [first] of pages) if (first) return first;
  return undefined;
};

/** The pages of a log that has none. */
export async function* noPages(): AsyncGenerator<readonly StoredEvent[]> {
  // There is no page.
}
