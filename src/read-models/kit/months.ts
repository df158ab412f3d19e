import { dayOf, localDayNumber, millisecondsOf } from '../../domain/shared/time';
import type { Moment, Zone } from '../../domain/shared/values';
import { memoised } from './group-by';

/** The month of a moment in a zone, `YYYY-MM`. */
export const localMonths = (zone: Zone): ((at: Moment) => string) => {
  const monthOfDay = memoised((day: number) => dayOf(day).slice(0, 7));
  return (at) => monthOfDay(localDayNumber(millisecondsOf(at), zone));
};

/** So many months after a month, `YYYY-MM`. */
export const monthAfter = (month: string, months: number): string => {
  const [year = 0, ofYear = 0] = month.split('-').map(Number);
  return new Date(Date.UTC(year, ofYear - 1 + months, 1)).toISOString().slice(0, 7);
};

/** How many months after one month another one is. */
export const monthsBetween = (from: string, to: string): number => {
  const [[year = 0, month = 0], [toYear = 0, toMonth = 0]] = [from.split('-').map(Number), to.split('-').map(Number)];
  return (toYear - year) * 12 + toMonth - month;
};
