import { sql, type Kysely } from 'kysely';
import { millisecondsOf } from '../../domain/shared/time';
import type { Moment } from '../../domain/shared/values';
import type { ClockTables, ClockPart, OpenWaits } from './clock-parts';
import type { EnquiryCounts } from './enquiry-clock';
import type { Tally } from '../statistics/survival';
import { calendarsOf, waitedMinutes } from './waits';

/** How often each value occurs; values that are taken out as often as they were added are left out. */
const tally = <Of extends Pick<ClockPart, 'by'>>(
  parts: readonly Of[],
  eachOf: (part: Of, take: (value: number) => void) => void,
): readonly Tally[] => {
  const counted = new Map<number, number>();
  for (const part of parts)
    eachOf(part, (value) => {
      counted.set(value, (counted.get(value) ?? 0) + part.by);
    });
  return [...counted].map(([value, count]) => ({ value, count })).filter(({ count }) => count !== 0);
};

export const answerTally = (parts: readonly ClockPart[]): readonly Tally[] =>
  tally(parts, ({ minutes }, take) => {
    for (const list of minutes) for (const value of list) take(value);
  });

/** In whole working minutes up to the moment of the report. */
export type WaitTally = (parts: readonly OpenWaits[]) => readonly Tally[];

export const waitTallyAt = async <Tables extends ClockTables>(db: Kysely<Tables>, at: Moment): Promise<WaitTally> => {
  const { rows } = await sql<Tables['working_calendars']>`select * from "working_calendars"`.execute(db);
  const known = calendarsOf(rows);
  const now = millisecondsOf(at);
  return (parts) =>
    tally(parts, ({ waits, pauses, calendarVersion }, take) => {
      const calendar = known.get(calendarVersion);
      for (const list of waits) for (const wait of list) take(Math.round(waitedMinutes(calendar, wait, pauses, now)));
    });
};

/** The figures of some parts, added up. */
export const countsOf = (parts: readonly ClockPart[]): EnquiryCounts => {
  const total = (name: keyof EnquiryCounts): number =>
    parts.reduce((sum, { by, counts: counts }) => sum + by * counts[name], 0);
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
