import { setTimeout as pause } from 'node:timers/promises';
import { plainEvent, type StoredEvent } from '../../../application/log/event-store';

/** An event as the API shows it. */
export interface EventItem extends Omit<StoredEvent, 'position'> {
  readonly position: string;
}

export const itemOf = (event: StoredEvent): EventItem => ({ ...plainEvent(event), position: String(event.position) });

/** The first events of a log or stream, as many as asked for; the rest is not read. */
export const takeEvents = async (
  pages: AsyncIterable<readonly StoredEvent[]>,
  count: number,
): Promise<StoredEvent[]> => {
  const taken: StoredEvent[] = [];
  for await (const page of pages) {
    taken.push(...page.slice(0, count - taken.length));
    if (taken.length >= count) break;
  }
  return taken;
};

const asServerSent = (items: readonly EventItem[]): string =>
  items.map((item) => `id: ${item.position}\nevent: ${item.type}\ndata: ${JSON.stringify(item)}\n\n`).join('');

/**
 * Events as server-sent events, a page at a time, and a comment whenever nothing came for a while, so that proxies keep
 * the connection and the client notices a dead one. The next page is read when the last one was taken: a client that
 * reads slowly costs a page of memory, not a queue. Ends when the pages do, as at their signal.
 */
export async function* eventFeed(
  pages: AsyncIterable<readonly StoredEvent[]>,
  itemOf: (event: StoredEvent) => EventItem,
  heartbeatMilliseconds: number,
): AsyncGenerator<string> {
  const iterator = pages[Symbol.asyncIterator]();
  yield 'retry: 1000\n\n';
  try {
    for (;;) {
      const next = iterator.next();
      for (;;) {
        const timer = new AbortController();
        const silence = pause(heartbeatMilliseconds, undefined, { signal: timer.signal }).catch(() => undefined);
        const result = await Promise.race([next, silence]).finally(() => {
          timer.abort();
        });
        if (result?.done) return;
        yield result ? asServerSent(result.value.map(itemOf)) : ': still here\n\n';
        if (result) break;
      }
    }
  } finally {
    await iterator.return?.();
  }
}
