import { sql, type SqlBool } from 'kysely';
import { dayNumberOf, dayOf, localDay, millisecondsOf, momentOf, startOfDay } from '../../domain/shared/time';
import type { Day, Moment } from '../../domain/shared/values';
import {
  optionalParameter,
  type ParameterValues,
  type Parameters,
  type ReportContext,
  type SqlCondition,
} from './report';

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

/** Of a report that looks a year back by default, and always up to its moment. */
export const sinceParameter = optionalParameter(
  'day',
  'From this day on, in the zone of the company, to the moment of the report; a year back by default',
);

/** When a day begins in the zone of the company. */
export const startOf = (day: Day, { zone }: Pick<ReportContext, 'zone'>): Moment => startOfDay(day, zone);
const earlierOf = (one: string, other: string): string => (one < other ? one : other);
export const nextDay = (day: Day): Day => momentOf(millisecondsOf(`${day}T24:00:00.000Z`)).slice(0, 10);

/** The first moment that no longer counts: that of a day, and nothing after the moment of the report. */
export const endBefore = (to: Day | undefined, context: Pick<ReportContext, 'at' | 'zone'>): Moment => {
  const justAfter = momentOf(millisecondsOf(context.at) + 1);
  return to === undefined ? justAfter : earlierOf(startOf(to, context), justAfter);
};

/** From `from` on, before `to`, and nothing after the moment of the report. */
export const windowOf = (parameters: ParameterValues, context: ReportContext): ReportWindow => {
  const from = parameters.optionalText('from');
  const to = parameters.optionalText('to');
  const tomorrow = nextDay(localDay(context.at, context.zone));
  return {
    from: from === undefined ? '' : startOf(from, context),
    until: endBefore(to, context),
    fromDay: from ?? '',
    untilDay: to === undefined ? tomorrow : earlierOf(to, tomorrow),
  };
};

const YEAR = 365;

/** From `from` on, or a year back, to the moment of the report. */
export const lastYearOf = (parameters: ParameterValues, context: ReportContext): ReportWindow => {
  const from = parameters.optionalText('from') ?? dayOf(dayNumberOf(localDay(context.at, context.zone)) - YEAR);
  return windowOf({ ...parameters, optionalText: (name) => (name === 'from' ? from : undefined) }, context);
};

/** A column of moments is of the window. */
export const isWithin = (column: string, { from, until }: ReportWindow): SqlCondition =>
  sql<SqlBool>`${sql.ref(column)} >= ${from} and ${sql.ref(column)} < ${until}`;
