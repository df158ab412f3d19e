import { runningMinutes } from '../../domain/enquiry/decisions/clock';
import type { Pause } from '../../domain/enquiry/state';
import type { Calendar } from '../../domain/shared/facts';
import { momentOf } from '../../domain/shared/time';
import { workingMinutesOf } from '../../domain/shared/working-time';
import { memoised } from '../kit/group-by';

export type Calendars = ReadonlyMap<number, Calendar>;

/** The same text gives the same calendar object, so that its working minutes are computed once and not per report. */
const calendarOf = memoised((json: string) => JSON.parse(json) as Calendar); // as CalendarDefined had it

export const calendarsOf = (rows: readonly { readonly version: number; readonly calendar: string }[]): Calendars =>
  new Map(rows.map(({ version, calendar }) => [version, calendarOf(calendar)]));

/** A wait that no answer has ended, in milliseconds since 1970: since when, and until when; without that it lasts. */
export type Wait = readonly [since: number, until?: number];

/** Working minutes of a wait so far, `at` in milliseconds, too; 0 under a calendar that was never defined. */
export const waitedMinutes = (
  calendar: Calendar | undefined,
  [since, until = Infinity]: Wait,
  pauses: string,
  at: number,
): number => {
  if (!calendar) return 0;
  const end = Math.min(until, at);
  if (pauses === '[]') return workingMinutesOf(calendar, since, end);
  const [from, to] = [momentOf(since), momentOf(end)];
  // As the enquiries projection writes them.
  const stops = JSON.parse(pauses) as readonly Pause[];
  return runningMinutes(calendar, stops, from, to);
};
