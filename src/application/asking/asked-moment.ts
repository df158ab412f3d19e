import { isInFuture } from '../../domain/shared/occurrence';
import { endOfDay, localDay } from '../../domain/shared/time';
import type { Moment, Zone } from '../../domain/shared/values';

interface Present {
  readonly now: Moment;
  readonly zone: Zone;
}

/**
 * A moment that a report is asked about: of what is yet to come nobody knows anything, and an answer about it would show
 * the present under another date. The end of today, which is what its day means, is now. Undefined: it lies ahead.
 */
export const upToNow = (moment: Moment, { now, zone }: Present): Moment | undefined => {
  if (moment > now && moment === endOfDay(localDay(now, zone), zone)) return now;
  return isInFuture(moment, now) ? undefined : moment;
};

/** What is said of a moment that lies ahead. */
export const upToText = ({ now }: Pick<Present, 'now'>): string => `a moment up to now (${now}), or a day up to today`;
