import { DAY, dayNumberOf, dayOf } from '../../domain/shared/time';
import { sum } from '../statistics/sum';
import type { SalesClock } from './sales-clock';

/**
 * Days up to an instant, of which those of a busy month count for more and those of a slack one for less: so a silence in
 * August is no sign of death where nobody buys in August.
 */
export type SaleTime = (milliseconds: number) => number;

export const plainTime: SaleTime = (milliseconds) => milliseconds / DAY;

/** Days on sale between two instants: days on which the product can't be sold don't count. */
export const daysOnSale = ({ spans }: SalesClock, from: number, to: number, time: SaleTime = plainTime): number =>
  sum(
    spans.map(({ start, end }) => {
      const [first, last] = [Math.max(start, from), Math.min(end, to)];
      return last > first ? time(last) - time(first) : 0;
    }),
  );

/** A season is looked for from two whole years on. */
const FEWEST_DAYS = 730;
/** So many days with a sale a month are worth as much as what was seen of it: no month is judged by a few. */
const HELD_BY = 12;
const MONTHS = 12;

const monthOf = (day: number): number => Number(dayOf(day).slice(5, 7)) - 1;

/** What each month is to the average one; undefined where there are not two years yet. */
export const monthlyIndex = (
  saleDays: readonly number[],
  first: number,
  today: number,
): readonly number[] | undefined => {
  if (today - first < FEWEST_DAYS) return undefined;
  const [sales, days] = [new Array<number>(MONTHS).fill(0), new Array<number>(MONTHS).fill(0)];
  for (const day of saleDays) sales[monthOf(day)] = (sales[monthOf(day)] ?? 0) + 1;
  for (let day = first; day < today; day += 1) days[monthOf(day)] = (days[monthOf(day)] ?? 0) + 1;
  const perDay = sum(sales) / sum(days);
  if (perDay === 0) return undefined;
  return sales.map((seen, month) => (seen + HELD_BY) / ((days[month] ?? 0) * perDay + HELD_BY));
};

/** The time that counts months by their index, from a day on; before it, days are days. */
export const seasonalTime = (index: readonly number[], first: number, last: number): SaleTime => {
  const passed = [0];
  for (let day = first; day <= last; day += 1) passed.push((passed.at(-1) ?? 0) + (index[monthOf(day)] ?? 1));
  return (milliseconds) => {
    const place = milliseconds / DAY - first;
    const whole = Math.max(0, Math.min(Math.floor(place), passed.length - 1));
    const [before = 0, after = before + 1] = [passed[whole], passed[whole + 1]];
    return before + (place - whole) * (place < 0 ? 1 : after - before);
  };
};

/** The time of a group of products, by the days on which they sold. */
export const saleTimeOf = (saleDays: readonly number[], today: number, ahead: number): SaleTime => {
  const first = saleDays.reduce((least, day) => Math.min(least, day), Infinity);
  const index = Number.isFinite(first) ? monthlyIndex(saleDays, first, today) : undefined;
  return index ? seasonalTime(index, first, today + ahead) : plainTime;
};

export const utcStartOf = (day: string): number => dayNumberOf(day) * DAY;
