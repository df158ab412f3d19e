import { DAY, localDay, millisecondsOf, momentOf, offsetAt } from '../../../domain/shared/time';
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
  const moment = (local: number): Moment => {
    const before = offsetAt(zone, local - DAY);
    const after = offsetAt(zone, local + DAY);
    const isLate = offsetAt(zone, local - before) !== before && offsetAt(zone, local - after) === after;
    return momentOf(local - (isLate ? after : before));
  };
  const day = (at: Moment): Day => localDay(at, zone);
  const endOfDay = (of: Day): Moment => moment(millisecondsOf(`${of}T23:59:59.000Z`));
  return { moment, day, endOfDay };
};
