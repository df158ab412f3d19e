import type { Calendar } from './facts';
import { DAY, dayOf, instantOf, localDayNumber, millisecondsOf, MINUTE, momentOf, type DayNumber } from './time';
import type { Moment } from './values';

/** Open from `from` until just before `to`, UTC milliseconds. */
interface OpenWindow {
  readonly from: number;
  readonly to: number;
}

/** What a calendar has worked, day by day from its first day on: `worked[n]` milliseconds before day `first + n`. */
interface Meter {
  readonly first: DayNumber;
  readonly windows: (readonly OpenWindow[])[];
  readonly worked: number[];
}

/** A calendar that stays closed so long never opens again. */
const CLOSED_FOR_EVER = 1_000;
/** A deadline that is farther off than twenty years is none: looking for it would only keep the others waiting. */
const FARTHEST_DAYS = 20 * 366;
const NEVER: Moment = '9999-12-31T23:59:59.999Z';
const LAST_DAY: DayNumber = Math.floor(millisecondsOf(NEVER) / DAY);
const HEAD_START = 400;

const minuteOfDay = (time: string): number => Number(time.slice(0, 2)) * 60 + Number(time.slice(3, 5));

/** Monday is 1; 1970-01-01 was a Thursday. */
const weekdayOf = (day: DayNumber): number => ((((day + 3) % 7) + 7) % 7) + 1;

/** Windows that touch or overlap are one, so that nothing counts twice. */
const joined = (windows: readonly OpenWindow[]): readonly OpenWindow[] =>
  windows.reduce<readonly OpenWindow[]>((done, window) => {
    const last = done.at(-1);
    if (!last || last.to < window.from) return [...done, window];
    return [...done.slice(0, -1), { from: last.from, to: Math.max(last.to, window.to) }];
  }, []);

const windowsOf = (calendar: Calendar, day: DayNumber): readonly OpenWindow[] => {
  if (calendar.holidays.includes(dayOf(day))) return [];
  const weekday = weekdayOf(day);
  const windows = calendar.hours
    .filter((hours) => hours.weekday === weekday)
    .map(({ opens, closes }) => ({
      from: instantOf(calendar.zone, day, minuteOfDay(opens)),
      to: instantOf(calendar.zone, day, minuteOfDay(closes)),
    }))
    .filter(({ from, to }) => from < to)
    .sort((one, other) => one.from - other.from);
  return joined(windows);
};

/** A calendar never changes once it is defined, so what it has worked is counted once. */
const meters = new WeakMap<Calendar, Meter>();

const startOn = (calendar: Calendar, first: DayNumber): Meter => {
  const meter: Meter = { first, windows: [], worked: [0] };
  meters.set(calendar, meter);
  return meter;
};

/** The calendar's meter, counted up to the end of a day. */
const meterOver = (calendar: Calendar, day: DayNumber): Meter => {
  const known = meters.get(calendar);
  const meter = known && known.first <= day ? known : startOn(calendar, day - HEAD_START);
  for (let next = meter.windows.length; meter.first + next <= day; next += 1) {
    const windows = windowsOf(calendar, meter.first + next);
    meter.windows.push(windows);
    meter.worked.push((meter.worked[next] ?? 0) + windows.reduce((sum, { from, to }) => sum + to - from, 0));
  }
  return meter;
};

/** Working milliseconds of the meter before an instant. */
const workedBefore = (calendar: Calendar, at: number): number => {
  const day = localDayNumber(at, calendar.zone);
  const meter = meterOver(calendar, day);
  const index = day - meter.first;
  const today = meter.windows[index] ?? [];
  return today.reduce((sum, { from, to }) => sum + Math.max(0, Math.min(at, to) - from), meter.worked[index] ?? 0);
};

/** The day by whose end so much has been worked; undefined where the calendar never gets there. */
const dayReaching = (calendar: Calendar, from: DayNumber, worked: number): DayNumber | undefined => {
  let idle = 0;
  const last = Math.min(LAST_DAY, from + FARTHEST_DAYS);
  for (let day = from; day < last && idle <= CLOSED_FOR_EVER; day += 1) {
    const meter = meterOver(calendar, day);
    if ((meter.worked[day - meter.first + 1] ?? 0) >= worked) return day;
    idle = meter.windows[day - meter.first]?.length === 0 ? idle + 1 : 0;
  }
  return undefined;
};

/**
 * Working minutes between two moments in milliseconds since 1970, exact to the millisecond (so with a fraction); 0 where
 * `to` is not later than `from`, and under a calendar without hours. A window counts what really passes between its
 * opening and its closing on the local clock: an hour less or more where the clock changes in between.
 */
export const workingMinutesOf = (calendar: Calendar, from: number, to: number): number => {
  if (to <= from) return 0;
  // The earlier day first: a meter that has to start again starts early enough for both.
  meterOver(calendar, localDayNumber(from, calendar.zone) - 1);
  const before = workedBefore(calendar, from);
  return (workedBefore(calendar, to) - before) / MINUTE;
};

/** The same between two moments as events tell them. */
export const workingMinutesBetween = (calendar: Calendar, from: Moment, to: Moment): number =>
  to <= from ? 0 : workingMinutesOf(calendar, millisecondsOf(from), millisecondsOf(to));

/**
 * The first moment by which so many working minutes have passed since `from`; `from` itself for 0 or less. Where it
 * would be more than twenty years off, or the calendar never opens again, it never comes: the last moment of the year
 * 9999.
 */
export const addWorkingMinutes = (calendar: Calendar, from: Moment, minutes: number): Moment => {
  const wanted = Math.round(minutes * MINUTE);
  if (!(wanted > 0)) return from;
  const start = millisecondsOf(from);
  const today = localDayNumber(start, calendar.zone);
  meterOver(calendar, today - 1);
  const worked = workedBefore(calendar, start) + wanted;
  const day = dayReaching(calendar, today, worked);
  if (day === undefined) return NEVER;
  const meter = meterOver(calendar, day);
  let left = worked - (meter.worked[day - meter.first] ?? 0);
  for (const window of meter.windows[day - meter.first] ?? []) {
    const length = window.to - window.from;
    if (left <= length) return momentOf(window.from + left);
    left -= length;
  }
  return NEVER;
};
