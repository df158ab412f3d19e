import { runningMinutes } from '../../domain/enquiry/clock';
import type { Pause } from '../../domain/enquiry/state';
import type { Calendar } from '../../domain/shared/facts';
import { workingMinutesBetween } from '../../domain/shared/working-time';
import type { Moment } from '../../domain/shared/values';
import type { Tally } from './survival';

/** JSON of our own tables, typed by the column that holds it. */
function calendarIn(json: string): Calendar;
function calendarIn(json: string): unknown {
  const value: unknown = JSON.parse(json);
  return value;
}

function pausesIn(json: string): readonly Pause[];
function pausesIn(json: string): unknown {
  const value: unknown = JSON.parse(json);
  return value;
}

export type Calendars = ReadonlyMap<number, Calendar>;

const known = new Map<string, Calendar>();

/** The same text gives the same calendar, so that what it has worked is counted once and not at every question. */
const calendarOf = (json: string): Calendar => {
  const calendar = known.get(json) ?? calendarIn(json);
  known.set(json, calendar);
  return calendar;
};

export const calendarsOf = (rows: readonly { readonly version: number; readonly calendar: string }[]): Calendars =>
  new Map(rows.map(({ version, calendar }) => [version, calendarOf(calendar)]));

/** A wait that no answer has ended. */
export interface Wait {
  readonly calendarVersion: number;
  readonly since: Moment;
  readonly until: Moment;
  readonly pauses: string;
}

/** Working minutes so far; 0 under a calendar that was never defined. */
export const waitedMinutes = (calendars: Calendars, { calendarVersion, since, until, pauses }: Wait): number => {
  const calendar = calendars.get(calendarVersion);
  if (!calendar) return 0;
  if (pauses === '[]') return workingMinutesBetween(calendar, since, until);
  const clock = { from: since, answerDueAt: until, fulfilDueAt: until, pauses: pausesIn(pauses) };
  return runningMinutes(calendar, clock, since, until);
};

/** Whole working minutes, as answers are tallied. */
export const waitTallies = (calendars: Calendars, waits: readonly Wait[]): readonly Tally[] =>
  waits.map((wait) => ({ value: Math.round(waitedMinutes(calendars, wait)), count: 1 }));

/**
 * Waits without pauses come from SQL as one text (`string_agg`), fields by blanks and waits by commas: a row each would
 * cost ten times as much. An empty field is an absent one.
 */
export const packedWaits = (text: string | null): readonly (readonly string[])[] =>
  text === null || text === '' ? [] : text.split(',').map((wait) => wait.split(' '));
