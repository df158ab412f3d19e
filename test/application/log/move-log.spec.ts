import { openSqliteEventStore } from '../../../src/adapters/sqlite/event-store';
import { moveLog, type LogTarget } from '../../../src/application/log/move-log';
import type { EventStore, Position, StoredEvent } from '../../../src/application/log/event-store';
import { LogDigest } from '../../../src/application/log/log-digest';
import { allOf, fillLog, plainly } from '../../support/logged';

/** A copy in memory; `change` is what its store does wrong. */
class Kept implements LogTarget {
  readonly events: StoredEvent[] = [];

  constructor(
    private readonly source: EventStore,
    private readonly change: (events: readonly StoredEvent[]) => readonly StoredEvent[] = (events) => events,
  ) {}

  take(events: readonly StoredEvent[], after: Position | undefined): Promise<Position> {
    expect(after).toBe(this.events.at(-1)?.position);
    this.events.push(...this.change(events));
    return Promise.resolve(this.events.at(-1)!.position);
  }

  close(): Promise<void> {
    return Promise.resolve();
  }

  get log(): EventStore {
    const pages = () => this.pages();
    return { ...this.source, head: () => Promise.resolve(this.events.at(-1)?.position), readAll: pages };
  }

  private async *pages(): AsyncGenerator<readonly StoredEvent[]> {
    await Promise.resolve();
    if (this.events.length > 0) yield [...this.events];
  }
}

describe('a copy of a log', () => {
  let source: EventStore;

  beforeEach(async () => {
    source = openSqliteEventStore({ file: ':memory:' });
    await fillLog(source, 2_500);
  });

  afterEach(() => source.close());

  const copyTo = (target: Kept, signal?: AbortSignal) =>
    moveLog({ source, copy: target.log, target, ...(signal && { signal }) });

  it('is equal to the source, by one digest over each', async () => {
    const target = new Kept(source);
    const { outcome, eventsCopied, sourceDigest, copyDigest } = await copyTo(target);
    expect({ outcome, eventsCopied }).toEqual({ outcome: 'equal', eventsCopied: 2_500 });
    const digest = new LogDigest();
    digest.take(await allOf(source.readAll({})));
    expect([sourceDigest, copyDigest]).toEqual([digest.value, digest.value]);
  });

  it.each<readonly [string, (events: readonly StoredEvent[]) => readonly StoredEvent[]]>([
    ['loses an event', (events) => events.slice(1)],
    ['takes two in another order', ([first, second, ...rest]) => [second!, first!, ...rest]],
    [
      'gives a later recordedAt',
      (events) => events.map(({ recordedAt: _, ...event }) => ({ ...event, recordedAt: '2999-01-01T00:00:00.000Z' })),
    ],
  ])('is told to differ where its store %s', async (_, change) => {
    const plain = (events: readonly StoredEvent[]) => change(events.map(plainly));
    expect((await copyTo(new Kept(source, plain))).outcome).toBe('different');
  });

  it('of an empty log is empty and equal', async () => {
    await source.close();
    source = openSqliteEventStore({ file: ':memory:' });
    expect(await copyTo(new Kept(source))).toMatchObject({ outcome: 'equal', eventsCopied: 0 });
  });

  it('ends between two portions when it is interrupted, without a verdict', async () => {
    const stop = new AbortController();
    const target = new Kept(source, (events) => {
      stop.abort();
      return events;
    });
    const copied = await copyTo(target, stop.signal);
    expect(copied).toMatchObject({ outcome: 'interrupted', eventsCopied: 1_000, copyDigest: '' });
    expect(await copyTo(target)).toMatchObject({ outcome: 'equal', eventsAlreadyThere: 1_000, eventsCopied: 1_500 });
  });
});
