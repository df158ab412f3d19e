import { StoreError, type EventStore, type Position, type StoredEvent } from '../event-store';
import { inPages, nothing } from '../paging';
import { LogDigest } from '../log-digest';
import { behind, START, type LogCopy } from './local-copy';

/** Events whose digests are compared at once. */
export const RANGE = 10_000;
const PAGE_SIZE = 1_000;

/** What became of a comparison of a copy with its log. */
export interface LogCopyChecked {
  readonly outcome: 'equal' | 'different';
  /** Of the copy that were compared, and found equal. */
  readonly events: number;
  /** The first range that differs: behind one position, up to another. */
  readonly differs: { readonly after?: Position; readonly until: Position } | undefined;
}

/** `share`: 0 to 1 of the copy. */
export type CheckProgress = (events: number, share: number) => void;

const digestOf = (events: readonly StoredEvent[]): string => {
  const digest = new LogDigest();
  digest.take(events);
  return `${events.map(({ position }) => position).join(' ')} ${digest.value}`;
};

/** What a copy holds between two positions. */
const within = (copy: LogCopy, generation: number, after: Position, until: Position): readonly StoredEvent[] => {
  const events: StoredEvent[] = [];
  for (let place = after; place < until;) {
    const page = copy.page({ generation, after: place, until, limit: PAGE_SIZE });
    if (!page) throw new StoreError('unavailable', 'the local copy of the log was made anew meanwhile: ask again');
    events.push(...page.events);
    if (page.reached <= place) break;
    place = page.reached;
  }
  return events;
};

const pagesUpTo = (log: EventStore, end: Position): AsyncIterable<readonly StoredEvent[]> =>
  end === START ? nothing() : log.readAll({ until: end });

/**
 * Compares a copy with the log, range by range: positions, and a digest over all that the events say. Where a range
 * differs the copy is emptied, so that it is filled anew by whoever reads next.
 */
export const checkLogCopy = async (
  log: EventStore,
  copy: LogCopy,
  onProgress?: CheckProgress,
): Promise<LogCopyChecked> => {
  const { generation, position: end } = copy.end();
  let [place, events] = [START, 0];
  const different = (until: Position): LogCopyChecked => {
    copy.clear(generation);
    return { outcome: 'different', events, differs: { ...behind(place), until } };
  };
  for await (const theirs of inPages(pagesUpTo(log, end), RANGE)) {
    const until = theirs.at(-1)?.position ?? end;
    if (digestOf(theirs) !== digestOf(within(copy, generation, place, until))) return different(until);
    events += theirs.length;
    place = until;
    onProgress?.(events, Number(place) / Math.max(1, Number(end)));
  }
  return place < end ? different(end) : { outcome: 'equal', events, differs: undefined };
};
