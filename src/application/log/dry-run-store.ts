import {
  type Appended,
  type ExpectedRevision,
  type NewEvent,
  plainEvent,
  type Position,
  type StoredEvent,
  StoreError,
  type StreamStore,
} from './event-store';
import { BoundedCache } from './bounded-cache';

/** So many streams, at least, are known by their length without asking the log below again. */
const LENGTHS_KEPT = 20_000;

/**
 * A log over another one, so that commands can be tried for their outcome without a trace: it reads `log` as it stood at
 * `start` (undefined: it was empty), and appends to `own`, an empty log that is thrown away afterwards. Memory stays the
 * same however much is appended, where `own` is on a disk.
 *
 * Not promised: that it sees what others append to the log below after `start`; that it recognises the id of an event that
 * the log below has on another stream.
 */
export const dryRunStore = (log: StreamStore, start: Position | undefined, own: StreamStore): StreamStore =>
  start === undefined ? own : new DryRunStore(log, start, own);

class DryRunStore implements StreamStore {
  /** As text: what is kept are objects or strings. */
  private readonly lengths = new BoundedCache<string>(LENGTHS_KEPT);

  constructor(
    private readonly log: StreamStore,
    private readonly start: Position,
    private readonly own: StreamStore,
  ) {}

  async append(stream: string, events: readonly NewEvent[], expected: ExpectedRevision): Promise<Appended> {
    const before = await this.lengthBefore(stream);
    const earlier = before === 0 ? undefined : await this.earlier(stream, events.at(-1));
    if (earlier) return { revision: earlier.revision, position: earlier.position, alreadyThere: true };
    try {
      const { revision, position, alreadyThere } = await this.own.append(stream, events, ownPart(expected, before));
      return { revision: revision + before, position: position + this.start, alreadyThere };
    } catch (error) {
      if (!(error instanceof StoreError) || error.currentRevision === undefined) throw error;
      const revision = error.currentRevision + before;
      throw new StoreError(error.code, `${stream} is at revision ${revision}, another one was expected`, revision);
    }
  }

  async head(): Promise<Position> {
    return this.start + ((await this.own.head()) ?? 0n);
  }

  async *read(stream: string, from = 0): AsyncGenerator<readonly StoredEvent[]> {
    const before = await this.lengthBefore(stream);
    if (from < before) yield* this.readBelow(stream, from);
    for await (const page of this.own.read(stream, Math.max(0, from - before)))
      yield page.map((event) => this.raised(event, before));
  }

  private async *readBelow(stream: string, from: number): AsyncGenerator<readonly StoredEvent[]> {
    for await (const page of this.log.read(stream, from)) {
      const seen = page.filter(({ position }) => position <= this.start);
      if (seen.length > 0) yield seen;
      if (seen.length < page.length) return;
    }
  }

  /** How many events the stream had at the start. */
  private async lengthBefore(stream: string): Promise<number> {
    const known = this.lengths.get(stream);
    if (known !== undefined) return Number(known);
    let length = 0;
    for await (const page of this.readBelow(stream, 0)) length += page.length;
    this.lengths.set(stream, String(length));
    return length;
  }

  private async earlier(stream: string, last: NewEvent | undefined): Promise<StoredEvent | undefined> {
    for await (const page of this.readBelow(stream, 0)) {
      const found = page.find(({ id }) => id === last?.id);
      if (found) return found;
    }
    return undefined;
  }

  private raised(event: StoredEvent, before: number): StoredEvent {
    return { ...plainEvent(event), revision: event.revision + before, position: event.position + this.start };
  }
}

/** A revision of the whole stream as one of the part that lies here; one that lies below can't be met any more. */
const ownPart = (expected: ExpectedRevision, before: number): ExpectedRevision => {
  if (expected === 'any') return expected;
  const revision = expected === 'no-stream' ? -1 : expected;
  return revision === before - 1 ? 'no-stream' : revision - before;
};
