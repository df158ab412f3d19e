import { sql, type Kysely } from 'kysely';
import { millisecondsOf } from '../../domain/shared/time';
import type { Moment } from '../../domain/shared/values';
import type { ClockTables, ClockPart, OpenWait } from './clock-parts';
import type { EnquiryCounts } from './enquiry-clock';
import type { SurvivalQuantile, Tally } from '../statistics/survival';
import { calendarsOf, waitedMinutes } from './waits';

const tally = (values: Iterable<number>): readonly Tally[] => {
  const counted = new Map<number, number>();
  for (const value of values) counted.set(value, (counted.get(value) ?? 0) + 1);
  return [...counted].map(([value, count]) => ({ value, count }));
};

export const answerTally = (parts: readonly ClockPart[]): readonly Tally[] =>
  tally(parts.flatMap(({ minutes }) => (minutes === undefined ? [] : [minutes])));

/** In whole working minutes up to the moment of the report. */
export type WaitTally = (waits: readonly OpenWait[]) => readonly Tally[];

export const waitTallyAt = async <Tables extends ClockTables>(db: Kysely<Tables>, at: Moment): Promise<WaitTally> => {
  const { rows } = await sql<Tables['working_calendars']>`select * from "working_calendars"`.execute(db);
  const known = calendarsOf(rows);
  const now = millisecondsOf(at);
  return (waits) =>
    tally(
      waits.flatMap(({ wait, pauses, calendarVersion }) =>
        wait === undefined ? [] : [Math.round(waitedMinutes(known.get(calendarVersion), wait, pauses, now))],
      ),
    );
};

/** The figures of some enquiries, added up. */
export const countsOf = (parts: readonly ClockPart[]): EnquiryCounts => {
  const total = (name: keyof EnquiryCounts): number => parts.reduce((sum, { counts }) => sum + counts[name], 0);
  return {
    received: total('received'),
    answered: total('answered'),
    answeredInTime: total('answeredInTime'),
    answeredAndDue: total('answeredAndDue'),
    inTimeAndDue: total('inTimeAndDue'),
    neverAnswered: total('neverAnswered'),
    breachedAndOpen: total('breachedAndOpen'),
    endedBeforeDue: total('endedBeforeDue'),
    fulfilled: total('fulfilled'),
    declined: total('declined'),
    abandoned: total('abandoned'),
    overdue: total('overdue'),
  };
};

/** Median and p90 of the answers. One that is not reached is empty, and `notReached` names it. */
export const answerTimes = (quantile: SurvivalQuantile) => {
  const times = { medianAnswerMinutes: quantile(0.5), p90AnswerMinutes: quantile(0.9) };
  const notReached = Object.entries(times).flatMap(([name, time]) => (time === null ? [name] : []));
  return { ...times, notReached };
};
