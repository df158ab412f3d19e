import type { Moment } from '../domain/shared/values';
import type {
  Appended,
  Count,
  EventStore,
  ExpectedRevision,
  NewEvent,
  Position,
  ReadAll,
  StoredEvent,
  StoreHealth,
  Subscribe,
} from './event-store';
import { StoreError } from './event-store';

/** What was appended here, and how long the stream was in the log before. */
interface Overlay {
  readonly before: number;
  readonly events: StoredEvent[];
}

/**
 * A log over another one: it reads through, and keeps what is appended to itself in memory, so that commands can be
 * tried for their outcome without a trace. What others append to the log below while it runs is seen on streams that
 * were not written here, as long as nobody writes them here.
 *
 * Not promised: that `subscribe` delivers anything of this store's own.
 */
export const dryRunStore = (store: EventStore, clock: () => Moment): EventStore => new DryRunStore(store, clock);

class DryRunStore implements EventStore {
  private readonly streams = new Map<string, Overlay>();
  private readonly log: StoredEvent[] = [];
  private readonly byId = new Map<string, StoredEvent>();
  private start: Position | undefined;

  constructor(
    private readonly store: EventStore,
    private readonly clock: () => Moment,
  ) {}

  async append(stream: string, events: readonly NewEvent[], expected: ExpectedRevision): Promise<Appended> {
    this.start ??= (await this.store.head()) ?? 0n;
    const overlay = await this.overlay(stream);
    const earlier = await this.earlier(stream, overlay, events.at(-1));
    if (earlier) return appendedAs(earlier, true);
    const current = overlay.before + overlay.events.length - 1;
    checkRevision(stream, expected, current);
    const stored = this.keep(stream, overlay, events, this.start);
    return appendedAs(stored.at(-1) ?? { revision: current, position: this.start }, false);
  }

  async *read(stream: string, from = 0): AsyncGenerator<readonly StoredEvent[]> {
    const overlay = this.streams.get(stream);
    if (!overlay) yield* this.store.read(stream, from);
    else yield* this.readBoth(stream, from, overlay);
  }

  private async *readBoth(stream: string, from: number, { before, events }: Overlay) {
    if (from < before)
      for await (const page of this.store.read(stream, from)) {
        const seen = page.filter(({ revision }) => revision < before);
        if (seen.length > 0) yield seen;
      }
    const own = events.filter(({ revision }) => revision >= from);
    if (own.length > 0) yield own;
  }

  async *readAll(asked: ReadAll): AsyncGenerator<readonly StoredEvent[]> {
    yield* this.store.readAll({ ...asked, ...this.limit(asked.until) });
    const { after = -1n, until, types } = asked;
    const own = this.log.filter(
      ({ position, type }) =>
        position > after && (until === undefined || position <= until) && (types?.includes(type) ?? true),
    );
    if (own.length > 0) yield own;
  }

  subscribe(asked: Subscribe): AsyncIterable<readonly StoredEvent[]> {
    return this.store.subscribe(asked);
  }

  async head(): Promise<Position | undefined> {
    return this.log.at(-1)?.position ?? (await this.store.head());
  }

  async positionAt(recordedAt: Moment): Promise<Position | undefined> {
    const own = this.log.findLast((event) => event.recordedAt <= recordedAt);
    return own?.position ?? (await this.store.positionAt(recordedAt));
  }

  async momentAt(position: Position): Promise<Moment | undefined> {
    const own = this.log.findLast((event) => event.position <= position);
    return own?.recordedAt ?? (await this.store.momentAt(position));
  }

  async countAfter(position?: Position): Promise<Count> {
    const own = this.log.filter((event) => position === undefined || event.position > position).length;
    const { events, orMore } = await this.store.countAfter(position);
    return { events: events + own, orMore };
  }

  health(): Promise<StoreHealth> {
    return this.store.health();
  }

  close(): Promise<void> {
    return this.store.close();
  }

  /** The log below ends where this one begins. */
  private limit(until: Position | undefined): { readonly until?: Position } {
    if (this.start === undefined) return until === undefined ? {} : { until };
    return { until: until !== undefined && until < this.start ? until : this.start };
  }

  private async overlay(stream: string): Promise<Overlay> {
    const known = this.streams.get(stream);
    if (known) return known;
    let before = 0;
    for await (const page of this.store.read(stream)) before += page.length;
    const overlay = this.streams.get(stream) ?? { before, events: [] };
    this.streams.set(stream, overlay);
    return overlay;
  }

  /** The last event of the same append, where it was made before: here or in the log below. */
  private async earlier(
    stream: string,
    { before }: Overlay,
    last: NewEvent | undefined,
  ): Promise<StoredEvent | undefined> {
    if (!last) return undefined;
    const own = this.byId.get(last.id);
    if (own || before === 0) return own;
    for await (const page of this.store.read(stream)) {
      const found = page.find((event) => event.id === last.id && event.revision < before);
      if (found) return found;
    }
    return undefined;
  }

  private keep(stream: string, overlay: Overlay, events: readonly NewEvent[], start: Position): readonly StoredEvent[] {
    const recordedAt = this.clock();
    const stored = events.map((event, index) => ({
      ...event,
      stream,
      recordedAt,
      revision: overlay.before + overlay.events.length + index,
      position: start + BigInt(this.log.length + 1 + index),
    }));
    overlay.events.push(...stored);
    this.log.push(...stored);
    for (const event of stored) this.byId.set(event.id, event);
    return stored;
  }
}

const checkRevision = (stream: string, expected: ExpectedRevision, current: number): void => {
  const wanted = expected === 'no-stream' ? -1 : expected;
  if (wanted !== 'any' && wanted !== current)
    throw new StoreError('conflict', `${stream} is at revision ${current}`, current);
};

const appendedAs = (last: Pick<StoredEvent, 'revision' | 'position'>, alreadyThere: boolean): Appended => ({
  revision: last.revision,
  position: last.position,
  alreadyThere,
});
