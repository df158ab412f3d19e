import { IANAZone } from 'luxon';
import type { Day, Moment, Zone } from './values';

/** Moments, days and zones. Whatever is asked once an event is remembered here: a rebuild asks millions of times. */

export const MINUTE = 60_000;
const QUARTER_HOUR = 15 * MINUTE;
export const DAY = 24 * 60 * MINUTE;

/** Days since 1970-01-01. */
export type DayNumber = number;

export const millisecondsOf = (moment: Moment): number => Date.parse(moment);
export const momentOf = (milliseconds: number): Moment => new Date(milliseconds).toISOString();

/** A moment so many real minutes later. */
export const plusMinutes = (moment: Moment, minutes: number): Moment =>
  momentOf(millisecondsOf(moment) + minutes * MINUTE);

const remembered = <Key, Value>(known: Map<Key, Value>, key: Key, find: () => Value): Value => {
  const value = known.get(key);
  if (value !== undefined) return value;
  const found = find();
  known.set(key, found);
  return found;
};

type Offset = (milliseconds: number) => number;

/**
 * The zone's distance from UTC in milliseconds. A UTC day that starts and ends alike is remembered as one, a day with a
 * change by quarter-hours: no zone has changed off a quarter-hour since 1972, and none twice a day.
 */
const createOffset = (name: Zone): Offset => {
  const zone = IANAZone.create(name);
  const exact = (at: number): number => (zone.isValid ? zone.offset(at) * MINUTE : 0);
  const ofDays = new Map<number, number | 'changes'>();
  const ofQuarterHours = new Map<number, number>();
  const ofDay = (day: number): number | 'changes' => {
    const first = exact(day * DAY);
    return first === exact((day + 1) * DAY) ? first : 'changes';
  };
  return (at) => {
    const day = Math.floor(at / DAY);
    const whole = remembered(ofDays, day, () => ofDay(day));
    if (whole !== 'changes') return whole;
    const quarter = Math.floor(at / QUARTER_HOUR);
    return remembered(ofQuarterHours, quarter, () => exact(quarter * QUARTER_HOUR));
  };
};

const offsets = new Map<Zone, Offset>();

/** Milliseconds to add to UTC for the local clock at a moment; 0 for a zone that nobody knows. */
export const offsetAt = (zone: Zone, milliseconds: number): number =>
  remembered(offsets, zone, () => createOffset(zone))(milliseconds);

const days = new Map<DayNumber, Day>();

export const dayOf = (day: DayNumber): Day => remembered(days, day, () => momentOf(day * DAY).slice(0, 10));
export const dayNumberOf = (day: Day): DayNumber => Math.floor(Date.parse(day) / DAY);

/** The number of the local day in which a moment lies. */
export const localDayNumber = (milliseconds: number, zone: Zone): DayNumber =>
  Math.floor((milliseconds + offsetAt(zone, milliseconds)) / DAY);

const dayAt = (milliseconds: number, zone: Zone): Day => dayOf(localDayNumber(milliseconds, zone));

const HOUR = 60 * MINUTE;
/** The local day of each UTC hour (`2024-05-06T21`); empty where a day ends within the hour. */
const daysOfHours = new Map<Zone, Map<string, Day>>();
const dayOfHour = (hour: string, zone: Zone): Day => {
  const start = millisecondsOf(`${hour}:00:00.000Z`);
  const first = dayAt(start, zone);
  return first === dayAt(start + HOUR - 1, zone) ? first : '';
};

/** The local day in which a moment lies. */
export const localDay = (moment: Moment, zone: Zone): Day => {
  const ofHours = remembered(daysOfHours, zone, () => new Map<string, Day>());
  const hour = moment.slice(0, 13);
  return remembered(ofHours, hour, () => dayOfHour(hour, zone)) || dayAt(millisecondsOf(moment), zone);
};

/** The first quarter-hour from `after` on at which the zone's clock has the new offset. */
const changeAfter = (zone: Zone, after: number, by: number, offset: number): number => {
  let before = Math.floor(after / QUARTER_HOUR);
  let reached = Math.ceil(by / QUARTER_HOUR);
  while (reached - before > 1) {
    const middle = Math.floor((before + reached) / 2);
    if (offsetAt(zone, middle * QUARTER_HOUR) === offset) reached = middle;
    else before = middle;
  }
  return reached * QUARTER_HOUR;
};

/**
 * The first instant (UTC milliseconds) at which the local clock shows this time of day or a later one: a time that a
 * change skips is the change itself, a time that comes twice is the first of the two.
 */
export const instantOf = (zone: Zone, day: DayNumber, minuteOfDay: number): number => {
  const local = day * DAY + minuteOfDay * MINUTE;
  const before = offsetAt(zone, local - DAY);
  const after = offsetAt(zone, local + DAY);
  const byOld = local - before;
  const byNew = local - after;
  if (before === after || offsetAt(zone, byOld) === before) return byOld;
  if (offsetAt(zone, byNew) === after) return byNew;
  return changeAfter(zone, byNew, byOld, after);
};

/** The last millisecond of a local day. */
export const startOfDay = (day: Day, zone: Zone): Moment => momentOf(instantOf(zone, dayNumberOf(day), 0));

export const endOfDay = (day: Day, zone: Zone): Moment => momentOf(instantOf(zone, dayNumberOf(day) + 1, 0) - 1);
