import { StoreError, type EventStore, type Position, type StoredEvent } from '../event-store';
import { inPagesOf, noPages } from '../paging';
import { LogDigest } from '../log-digest';
import { readingAfter, BEFORE_FIRST, type LocalCopy } from './local-copy';

/** Events whose digests are compared at once. */
export const CHECKED_RANGE_EVENTS = 10_000;
const CHECKED_PAGE_EVENTS = 1_000;

/** What became of a comparison of a copy with its log. */
export interface LocalCopyChecked {
  readonly outcome: 'equal' | 'different';
  /** Of the copy that were compared, and found equal. */
  readonly events: number;
  /** The first range that differs: after one position, up to and including another. */
  readonly differs: { readonly after?: Position; readonly until: Position } | undefined;
  /** The file in which a copy that differs is kept. */
  readonly keptIn?: string;
}

/** `share`: 0 to 1 of the copy. */
export type LocalCopyCheckProgress = (events: number, share: number) => void;

const rangeDigest = (events: readonly StoredEvent[]): string => {
  const digest = new LogDigest();
  digest.take(events);
  return `${events.map(({ position }) => position).join(' ')} ${digest.value}`;
};

/** What a copy holds between two positions. */
const copiedBetween = (
  copy: LocalCopy,
  generation: number,
  after: Position,
  until: Position,
): readonly StoredEvent[] => {
  const events: StoredEvent[] = [];
  for (let place = after; place < until;) {
    const page = copy.page({ generation, after: place, until, limit: CHECKED_PAGE_EVENTS });
    if (!page)
      throw new StoreError(
        'unavailable',
        'the local copy of the log was cleared and started again in the meantime: retry',
      );
    events.push(...page.events);
    if (page.reached <= place) break;
    place = page.reached;
  }
  return events;
};

/**
 * Compares a copy with the log, range by range: positions, and a digest over all that the events say. Where a range
 * differs the copy is set aside, for it may say what the log said; the next reading fills it again.
 */
export const checkLocalCopy = async (
  log: EventStore,
  copy: LocalCopy,
  onProgress?: LocalCopyCheckProgress,
): Promise<LocalCopyChecked> => {
  const { generation, position: end } = copy.end();
  let [place, events] = [BEFORE_FIRST, 0];
  const different = (until: Position): LocalCopyChecked => {
    const keptIn = copy.setAside(generation);
    const differs = { ...readingAfter(place), until };
    return { outcome: 'different', events, differs, ...(keptIn !== undefined && { keptIn }) };
  };
  const pages = end === BEFORE_FIRST ? noPages() : log.readAll({ until: end });
  for await (const theirs of inPagesOf(pages, CHECKED_RANGE_EVENTS)) {
    const until = theirs.at(-1)?.position ?? end;
    if (rangeDigest(theirs) !== rangeDigest(copiedBetween(copy, generation, place, until))) return different(until);
    events += theirs.length;
    place = until;
    onProgress?.(events, Number(place) / Math.max(1, Number(end)));
  }
  return place < end ? different(end) : { outcome: 'equal', events, differs: undefined };
};
