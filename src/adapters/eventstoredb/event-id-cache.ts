import type { StoredEvent } from '../../application/log/event-store';
import type { Id } from '../../domain/shared/values';

/** The ids of a stream's events in their order; the first one has the revision `from`. */
interface CachedStream {
  readonly from: number;
  readonly ids: Id[];
}

/** Ids in memory: 100,000 take about 10 MB. */
const MOST_IDS = 100_000;

const lastRevisionOf = ({ from, ids }: CachedStream): number => from + ids.length - 1;

/** The event ids of the streams used last: each stream from its first event up to some revision, or not at all. */
export class EventIdCache {
  private readonly streams = new Map<string, CachedStream>();
  private count = 0;

  /** The revision up to which the stream is known; -1 where it is not. */
  revision(stream: string): number {
    const known = this.streams.get(stream);
    return known ? lastRevisionOf(known) : -1;
  }

  /** The revisions of these ids, undefined for an id that is not in the stream. */
  find(stream: string, ids: readonly Id[]): readonly (number | undefined)[] {
    const known = this.streams.get(stream);
    return ids.map((id) => {
      const index = known?.ids.indexOf(id) ?? -1;
      return known && index >= 0 ? known.from + index : undefined;
    });
  }

  /** Adds events that were written, or read from revision `from` on. */
  learn(stream: string, from: number, events: readonly Pick<StoredEvent, 'id' | 'revision'>[]): void {
    const [first] = events;
    if (!first) return;
    const known = this.streams.get(stream) ?? (from <= 0 ? { from: first.revision, ids: [] } : undefined);
    if (!known) return;
    this.streams.delete(stream);
    this.streams.set(stream, known);
    for (const { id, revision } of events)
      if (revision === lastRevisionOf(known) + 1) {
        known.ids.push(id);
        this.count += 1;
      }
    this.forgetOldest();
  }

  private forgetOldest(): void {
    for (const [stream, { ids }] of this.streams) {
      if (this.count <= MOST_IDS || this.streams.size === 1) return;
      this.streams.delete(stream);
      this.count -= ids.length;
    }
  }
}
