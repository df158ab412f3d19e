import { DAY, dayNumberOf, instantOf, localDay, millisecondsOf, momentOf } from '../../domain/shared/time';
import type { Day, Moment } from '../../domain/shared/values';
import type { Asked, Parameters, ReportContext } from '../report';

/** The days that a report asks about. `until` and `untilDay` are the first that no longer count. */
export interface Window {
  readonly from: Moment;
  readonly until: Moment;
  readonly fromDay: Day;
  readonly untilDay: Day;
}

export const windowParameters = {
  from: {
    kind: 'day',
    says: 'First day, in the zone of the company; the beginning where it is left out',
    required: false,
  },
  to: {
    kind: 'day',
    says: 'The day after the last one; up to the moment of asking where it is left out',
    required: false,
  },
} as const satisfies Parameters;

const startOf = (day: Day, { zone }: ReportContext): Moment => momentOf(instantOf(zone, dayNumberOf(day), 0));
const earlier = (one: string, other: string): string => (one < other ? one : other);
const nextDay = (day: Day): Day => momentOf(millisecondsOf(`${day}T24:00:00.000Z`)).slice(0, 10);

/** From `from` on, before `to`, and nothing after the moment of asking. */
export const windowOf = (asked: Asked, context: ReportContext): Window => {
  const from = asked.optionalText('from');
  const to = asked.optionalText('to');
  const justAfter = momentOf(millisecondsOf(context.at) + 1);
  const tomorrow = nextDay(localDay(context.at, context.zone));
  return {
    from: from === undefined ? '' : startOf(from, context),
    until: to === undefined ? justAfter : earlier(startOf(to, context), justAfter),
    fromDay: from ?? '',
    untilDay: to === undefined ? tomorrow : earlier(to, tomorrow),
  };
};

/** The whole units (days or months in UTC) of a window, as they begin; what is left are its ends. */
export interface Whole {
  readonly from: Moment;
  /** The first that is not whole any more; never before `from`. */
  readonly until: Moment;
}

const wholeOf = (
  { from, until }: Window,
  startOfUnit: (moment: Moment) => Moment,
  next: (start: Moment) => Moment,
): Whole => {
  const start = from === '' ? '' : startOfUnit(from);
  const first = start === from ? from : next(start);
  const last = startOfUnit(until);
  return first <= last ? { from: first, until: last } : { from: until, until };
};

const startOfMonth = (moment: Moment): Moment => `${moment.slice(0, 7)}-01T00:00:00.000Z`;
const startOfDay = (moment: Moment): Moment => `${moment.slice(0, 10)}T00:00:00.000Z`;
const daysLater = (moment: Moment, days: number): Moment => momentOf(millisecondsOf(moment) + days * DAY);

export const wholeDays = (window: Window): Whole => wholeOf(window, startOfDay, (day) => daysLater(day, 1));
export const wholeMonths = (window: Window): Whole =>
  wholeOf(window, startOfMonth, (month) => startOfMonth(daysLater(month, 31)));
