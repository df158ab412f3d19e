import { hash } from 'node:crypto';
import type { Moment } from '../../domain/shared/values';
import { type EventStore, isStoreError, type Position, type StoredEvent } from './event-store';
import { canonicalEvent } from './log-digest';

/**
 * What the log said of a stretch of events when its digest was taken. Digests are chained: the one at the end of a stretch
 * covers all events up to there, so that one line, kept elsewhere, holds the whole log up to its position.
 */
export interface LogStretch {
  /** The positions of its first event and of its last one. */
  readonly first: Position;
  readonly last: Position;
  /** The beginning of each event's own digest, one after the other: it names the event that was changed. */
  readonly marks: string;
  readonly digest: string;
  /** When the digest of its first event was taken. */
  readonly takenAt: Moment;
}

/** A place in the log at which something can't be as it was written. */
export interface FaultyPlace {
  readonly position: Position;
  /** False where it is about an event that is gone. */
  readonly isThere: boolean;
  readonly what: string;
}

/** Something in the log that can't be as it was written. */
export interface LogFault {
  readonly position: Position;
  /** The event that stands there now; undefined where there is none. */
  readonly event: StoredEvent | undefined;
  readonly what: string;
}

/** With the events that stand there. */
export const faultsAt = async (
  log: Pick<EventStore, 'eventsAt'>,
  places: readonly FaultyPlace[],
): Promise<readonly LogFault[]> => {
  const positions = places.filter(({ isThere }) => isThere).map(({ position }) => position);
  const events = new Map((await log.eventsAt([...new Set(positions)])).map((event) => [event.position, event]));
  return places.map(({ position, isThere, what }) => ({
    position,
    event: isThere ? events.get(position) : undefined,
    what,
  }));
};

/** Six bytes as base64: which of a thousand events differs, not whether one does, which the chain tells. */
const MARK_LENGTH = 8;
/** So many events a stretch. */
export const STRETCH_EVENTS = 1_000;

const UNREADABLE = 'unreadable';

/** All that an event says (ids, order, both times, data, metadata) and where it stands. */
const textOf = (event: StoredEvent): string => {
  try {
    return canonicalEvent(event);
  } catch (error) {
    if (isStoreError(error, 'corrupt')) return UNREADABLE;
    throw error;
  }
};

/** Where an event stands, with the digest of all that it says: taking it is what a check of the log costs most. */
export interface DigestedEvent {
  readonly position: Position;
  readonly digest: string;
  readonly isReadable: boolean;
}

export const digestedEvent = (event: StoredEvent): DigestedEvent => {
  const { position } = event;
  const text = textOf(event);
  return { position, digest: hash('sha256', `${position} ${text}`, 'base64url'), isReadable: text !== UNREADABLE };
};

/** The digest of all events up to one, from that of those before it and its own. */
export const chained = (before: string, digest: string): string => hash('sha256', `${before} ${digest}`, 'base64url');

const markOf = (digest: string): string => digest.slice(0, MARK_LENGTH);

const eventsIn = ({ marks }: LogStretch): number => marks.length / MARK_LENGTH;

export const countOfEvents = (stretches: readonly LogStretch[]): number =>
  stretches.reduce((sum, stretch) => sum + eventsIn(stretch), 0);

/** Adds events to the stretch that ends before them, as long as it takes more. */
const withEvents = (stretch: LogStretch, events: readonly StoredEvent[]): LogStretch => {
  let { marks, digest } = stretch;
  for (const event of events) {
    const { digest: own } = digestedEvent(event);
    marks += markOf(own);
    digest = chained(digest, own);
  }
  return { ...stretch, marks, digest, last: events.at(-1)?.position ?? stretch.last };
};

const roomIn = (stretch: LogStretch | undefined): number => (stretch ? STRETCH_EVENTS - eventsIn(stretch) : 0);

/** The stretches of these events, which follow `last`: the first of them is `last` with more events, where it takes more. */
export const stretchesOf = (
  last: LogStretch | undefined,
  events: readonly StoredEvent[],
  takenAt: Moment,
): readonly LogStretch[] => {
  const stretches: LogStretch[] = [];
  let left = events;
  let open = last;
  for (let [next] = left; next; [next] = left) {
    const room = roomIn(open);
    const { position } = next;
    if (!open || room <= 0)
      open = { first: position, last: position, marks: '', digest: open ? open.digest : '', takenAt };
    const count = room > 0 ? room : STRETCH_EVENTS;
    open = withEvents(open, left.slice(0, count));
    stretches.push(open);
    left = left.slice(count);
  }
  return stretches;
};

const CHANGED = 'says something else than when its digest was taken';
const MISSING = 'the event that stood here is gone';
const ADDED = 'was not here when the digest was taken';

/** The places at which a stretch holds other events than those whose marks were kept. */
const changedIn = (stretch: LogStretch, events: readonly DigestedEvent[]): readonly FaultyPlace[] => {
  const kept = eventsIn(stretch);
  const keptMark = (index: number): string => stretch.marks.slice(index * MARK_LENGTH, (index + 1) * MARK_LENGTH);
  // Where positions have no gaps, each mark has its position; elsewhere only its place among the others.
  const isDense = stretch.last - stretch.first === BigInt(kept - 1);
  const placeOf = ({ position }: DigestedEvent, index: number): number =>
    isDense ? Number(position - stretch.first) : index;
  const seen = new Set<number>();
  const faults = events.flatMap((event, index): FaultyPlace[] => {
    const { position } = event;
    const place = placeOf(event, index);
    seen.add(place);
    if (place < 0 || place >= kept) return [{ position, isThere: true, what: ADDED }];
    return keptMark(place) === markOf(event.digest) ? [] : [{ position, isThere: true, what: CHANGED }];
  });
  for (let place = 0; place < kept; place += 1)
    if (!seen.has(place))
      faults.push({
        position: isDense ? stretch.first + BigInt(place) : stretch.last,
        isThere: false,
        what: MISSING,
      });
  return faults;
};

/** Compares what stands in the place of a stretch with what was kept of it; `before`: the digest kept of what precedes it. */
export const faultsInStretch = (
  stretch: LogStretch,
  before: string,
  events: readonly DigestedEvent[],
): readonly FaultyPlace[] => {
  const digests = events.map(({ digest }) => digest);
  if (digests.reduce(chained, before) === stretch.digest && digests.map(markOf).join('') === stretch.marks) return [];
  const faults = changedIn(stretch, events);
  if (faults.length > 0) return faults;
  const what = `the digest that is kept of the events from ${stretch.first} on was itself changed, or an event with it`;
  return [{ position: stretch.last, isThere: true, what }];
};

/** What the events of a log must have without any digest: their order, no gap in a stream, JSON that can be read. */
export class LogOrder {
  private readonly revisions = new Map<string, number>();
  private before: Pick<StoredEvent, 'position' | 'recordedAt'> | undefined;

  wrongWith(event: StoredEvent, { isReadable }: DigestedEvent): string | undefined {
    const what = this.wrongInOrder(event) ?? (isReadable ? undefined : 'has data or metadata that can not be read');
    const { stream, revision, position, recordedAt } = event;
    this.revisions.set(stream, revision);
    this.before = { position, recordedAt };
    return what;
  }

  private wrongInOrder({ stream, revision, recordedAt, position }: StoredEvent): string | undefined {
    const next = (this.revisions.get(stream) ?? -1) + 1;
    if (revision !== next) return `is at revision ${revision} of its stream, where ${next} comes next`;
    if (this.before && position <= this.before.position) return 'does not come after the event before it';
    return this.before && recordedAt < this.before.recordedAt
      ? `was recorded at ${recordedAt}, before the event that precedes it`
      : undefined;
  }
}
