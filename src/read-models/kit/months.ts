import { dayOf, localDayNumber, millisecondsOf } from '../../domain/shared/time';
import type { Moment, Zone } from '../../domain/shared/values';

/** The month of a moment in a zone, `YYYY-MM`. */
export const localMonths = (zone: Zone): ((at: Moment) => string) => {
  const months = new Map<number, string>();
  return (at) => {
    const number = localDayNumber(millisecondsOf(at), zone);
    const month = months.get(number) ?? dayOf(number).slice(0, 7);
    months.set(number, month);
    return month;
  };
};
