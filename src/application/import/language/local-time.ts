import { IANAZone } from 'luxon';
import { DAY, MINUTE } from '../../../domain/shared/time';
import type { Day, Moment, Zone } from '../../../domain/shared/values';

export interface LocalClock {
  /**
   * The moment of a local time. One that is shown twice (clocks go back) is taken as the first of the two; one that is
   * never shown (clocks go forward) moves on by as much as the clock did.
   */
  readonly moment: (local: number) => Moment;
  readonly day: (moment: Moment) => Day;
  /** The last second of a day. */
  readonly endOfDay: (day: Day) => Moment;
}

export const localClock = (zone: Zone): LocalClock => {
  const iana = IANAZone.create(zone);
  const days = new Map<number, number | undefined>();
  /** The offset of a whole UTC day; undefined where the clocks change on it. */
  const offsetOfDay = (day: number): number | undefined => {
    if (days.has(day)) return days.get(day);
    const [first, last] = [iana.offset(day * DAY), iana.offset((day + 1) * DAY)];
    const offset = first === last ? first * MINUTE : undefined;
    days.set(day, offset);
    return offset;
  };
  const offsetAt = (time: number): number => offsetOfDay(Math.floor(time / DAY)) ?? iana.offset(time) * MINUTE;
  const moment = (local: number): Moment => {
    const before = offsetAt(local - DAY);
    const after = offsetAt(local + DAY);
    const early = local - before;
    if (before === after || offsetAt(early) === before) return new Date(early).toISOString();
    return new Date(offsetAt(local - after) === after ? local - after : early).toISOString();
  };
  const day = (at: Moment): Day => {
    const time = Date.parse(at);
    return new Date(time + offsetAt(time)).toISOString().slice(0, 10);
  };
  const endOfDay = (of: Day): Moment => moment(Date.parse(`${of}T23:59:59.000Z`));
  return { moment, day, endOfDay };
};
