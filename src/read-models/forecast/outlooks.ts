import { heldAmount } from '../kit/beyond';
import { monthAfter } from '../kit/months';
import { rangesOf, chosenMethod, outlookBy, YEAR_MONTHS, type ChosenMethod } from '../statistics/outlook';
import type { MonthlySeries } from './history';

/** Of ten months eight are to come within the bounds. */
export const RANGE_LEVEL = 0.8;

/** A month that is foretold. Amounts in minor units. */
export interface ForetoldMonth {
  readonly month: string;
  readonly forecast: number;
  readonly low: number;
  readonly high: number;
  /** The same month a year before: what anybody would say without a model. */
  readonly benchmark: number;
  readonly formula: string;
  /** How far the bounds are away. */
  readonly reach: number;
}

export interface ForetoldSeries {
  readonly series: MonthlySeries;
  readonly chosen: ChosenMethod;
  readonly months: readonly ForetoldMonth[];
}

export const isLongEnough = ({ values }: MonthlySeries): boolean => values.length >= YEAR_MONTHS;

/** The next months of a series that is long enough. */
export const foretold = (series: MonthlySeries, ahead: number): ForetoldSeries => {
  const values = series.values.map(Number);
  const chosen = chosenMethod(values, ahead);
  const outlook = outlookBy(chosen.method, values, ahead);
  const width = chosen.tried.find(({ method }) => method === chosen.method)?.width;
  const bounds = rangesOf(outlook, RANGE_LEVEL, width);
  // What never was below 0 will not be.
  const least = values.some((value) => value < 0) ? -Infinity : 0;
  const within = (value: number): number => heldAmount(Math.round(Math.max(least, value)));
  const months = bounds.map(({ low, high }, step) => ({
    month: monthAfter(series.firstMonth, values.length + step),
    forecast: within((low + high) / 2),
    ...{ low: within(low), high: within(high), reach: Math.round((high - low) / 2) },
    benchmark: within(values[values.length - YEAR_MONTHS + (step % YEAR_MONTHS)] ?? 0),
    formula: outlook.formulas[step] ?? '',
  }));
  return { series, chosen, months };
};
