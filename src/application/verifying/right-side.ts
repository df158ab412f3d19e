import type { RowExplained } from './row-origins';
import type { LogVerified } from './verify-log';

/** Which side is right where a row and the log differ, as far as the digests of the log can tell. */
export interface RightSide {
  readonly right: 'log' | 'perhaps the row' | 'not known';
  readonly why: string;
}

type LogFindings = Pick<LogVerified, 'faults' | 'comparedUntil' | 'keptSince' | 'isOtherLog'>;

const unknown = (why: string): RightSide => ({ right: 'not known', why });

/** The positions of its events that the log no longer tells as it did. */
const changedOrigins = ({ origins }: RowExplained, { faults }: LogFindings): readonly bigint[] => {
  const faulty = new Set(faults.map(({ position }) => position));
  return origins.map(({ position }) => position).filter((position) => faulty.has(position));
};

/** An event that is gone can't be one of those that wrote the row: any that is may be. */
const hasLostEvents = ({ faults }: LogFindings): boolean => faults.some(({ event }) => event === undefined);

/** `log`: what the check of the log found; undefined where only read models were looked at. */
export const rightSideOf = (row: RowExplained, log: LogFindings | undefined): RightSide => {
  if (!log) return unknown('the log was not looked at: letopis verify without names does that as well');
  const changed = changedOrigins(row, log);
  if (changed.length > 0)
    return {
      right: 'perhaps the row',
      why: `the log says something else at position ${changed.join(', ')} than when its digest was taken: the row may still hold what it said`,
    };
  if (log.isOtherLog || hasLostEvents(log))
    return unknown('events are gone from the log, or digests of it: one of them may have written the row');
  const uncovered = row.origins.filter(({ position }) => position > (log.comparedUntil ?? -1n));
  if (uncovered.length > 0)
    return unknown(
      `no digest was kept of its event at position ${uncovered.map(({ position }) => position).join(', ')}`,
    );
  return {
    right: 'log',
    why: `all events that are named say what they said when their digests were taken (since ${log.keptSince ?? ''}): the read model was changed, or filled wrongly`,
  };
};
