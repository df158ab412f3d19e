import { DAY, dayNumberOf, instantOf, localDay, millisecondsOf, momentOf } from '../domain/shared/time';
import type { Day, Moment } from '../domain/shared/values';
import { optionalParameter, type ParameterValues, type Parameters, type ReportContext } from './report';

/** The days that a report is about. `until` and `untilDay` are the first that no longer count. */
export interface ReportWindow {
  readonly from: Moment;
  readonly until: Moment;
  readonly fromDay: Day;
  readonly untilDay: Day;
}

export const windowParameters = {
  from: optionalParameter('day', 'First day, in the zone of the company; the beginning of the log by default'),
  to: optionalParameter(
    'day',
    'The day after the last one: for the one day 2024-06-21 from=2024-06-21 to=2024-06-22; the moment of the report by default',
  ),
} as const satisfies Parameters;

const startOf = (day: Day, { zone }: ReportContext): Moment => momentOf(instantOf(zone, dayNumberOf(day), 0));
const earlierOf = (one: string, other: string): string => (one < other ? one : other);
export const nextDay = (day: Day): Day => momentOf(millisecondsOf(`${day}T24:00:00.000Z`)).slice(0, 10);

/** From `from` on, before `to`, and nothing after the moment of the report. */
export const windowOf = (parameters: ParameterValues, context: ReportContext): ReportWindow => {
  const from = parameters.optionalText('from');
  const to = parameters.optionalText('to');
  const justAfter = momentOf(millisecondsOf(context.at) + 1);
  const tomorrow = nextDay(localDay(context.at, context.zone));
  return {
    from: from === undefined ? '' : startOf(from, context),
    until: to === undefined ? justAfter : earlierOf(startOf(to, context), justAfter),
    fromDay: from ?? '',
    untilDay: to === undefined ? tomorrow : earlierOf(to, tomorrow),
  };
};

/** From a moment (or day) on, and before another one. */
export interface Range {
  readonly from: Moment;
  readonly until: Moment;
}

/**
 * A window as months in UTC, or of local days: the months from `from` on and before `until` (`YYYY-MM`), and what of days
 * has to be added to them and taken from them, whichever is less.
 */
export interface Months {
  readonly from: string;
  readonly until: string;
  readonly added: readonly Range[];
  readonly taken: readonly Range[];
}

const MIDDLE = 15;

const monthOf = (moment: Moment): string => moment.slice(0, 7);
const firstDayOf = (month: string): Day => `${month}-01`;
const monthAfter = (month: string): string => monthOf(momentOf(millisecondsOf(`${month}-01T00:00:00.000Z`) + 31 * DAY));
const isEarly = (moment: Moment): boolean => Number(moment.slice(8, 10)) <= MIDDLE;

const startOfMonths = (from: Moment): Months => {
  const month = monthOf(from);
  if (from === '') return { from: '', until: '', added: [], taken: [] };
  if (isEarly(from)) return { from: month, until: '', added: [], taken: [{ from: firstDayOf(month), until: from }] };
  const next = monthAfter(month);
  return { from: next, until: '', added: [{ from, until: firstDayOf(next) }], taken: [] };
};

/** Nothing has happened yet after the moment of the report: that part is taken from the month. */
const endOfMonths = (until: Moment, at: Moment): Months => {
  const month = monthOf(until);
  if (isEarly(until) && until <= at)
    return { from: '', until: month, added: [{ from: firstDayOf(month), until }], taken: [] };
  const next = monthAfter(month);
  return { from: '', until: next, added: [], taken: [{ from: until, until: firstDayOf(next) }] };
};

export const monthsOf = ({ from, until }: Range, at: Moment): Months => {
  const [first, last] = [startOfMonths(from), endOfMonths(until, at)];
  if (first.from >= last.until) return { from: '', until: '', added: [{ from, until }], taken: [] };
  return {
    from: first.from,
    until: last.until,
    added: [...first.added, ...last.added],
    taken: [...first.taken, ...last.taken],
  };
};
