import { minimise } from './minimise';
import { sum } from './sum';

/** Values at equal steps of time, the oldest first. */
export type Series = readonly number[];

/** How much a new value counts for the level, the trend and the season; each step keeps `damping` of the trend. */
export interface SmoothingWeights {
  readonly level: number;
  readonly trend: number;
  readonly season: number;
  readonly damping: number;
}

/** Where a series stands. `season` is what each step of a period adds, the next step first; empty where there is none. */
export interface Components {
  readonly level: number;
  readonly trend: number;
  readonly season: Series;
}

export interface Smoothed {
  readonly components: Components;
  /** Of each value, less what was expected one step before. */
  readonly errors: Series;
}

/** Additive exponential smoothing: Holt 1957, Winters 1960; with a damped trend Gardner and McKenzie 1985. */
export const smoothed = (series: Series, weights: SmoothingWeights, start: Components): Smoothed => {
  let { level, trend } = start;
  const season = [...start.season];
  const errors: number[] = [];
  for (const value of series) {
    const usual = season.shift() ?? 0;
    const drift = weights.damping * trend;
    errors.push(value - level - drift - usual);
    const before = level;
    level = weights.level * (value - usual) + (1 - weights.level) * (level + drift);
    trend = weights.trend * (level - before) + (1 - weights.trend) * drift;
    if (start.season.length > 0) season.push(weights.season * (value - level) + (1 - weights.season) * usual);
  }
  return { components: { level, trend, season }, errors };
};

/** The trend of so many steps, damped at each. */
export const dampedSteps = (damping: number, steps: number): number =>
  sum(Array.from({ length: steps }, (_, step) => damping ** (step + 1)));

/** What is expected at each of the next steps. */
export const continued = ({ level, trend, season }: Components, damping: number, steps: number): Series =>
  Array.from(
    { length: steps },
    (_, step) => level + dampedSteps(damping, step + 1) * trend + (season[step % season.length] ?? 0),
  );

/**
 * The variance of the error at each of the next steps, in that of one step (Hyndman, Koehler, Ord and Snyder 2005, class 1):
 * 1 + Σ cⱼ², where cⱼ is how much an error counts j steps on.
 */
export const variancesAhead = (weights: SmoothingWeights, period: number, steps: number): Series => {
  const { level, trend, season, damping } = weights;
  const counted = (step: number): number =>
    level * (1 + trend * dampedSteps(damping, step)) + (step % period === 0 ? season * (1 - level) : 0);
  let variance = 1;
  return Array.from({ length: steps }, (_, step) => (step === 0 ? 1 : (variance += counted(step) ** 2)));
};

/** Level (one step before the first value) and trend of a straight line through the values: least squares. */
export const lineThrough = (series: Series): { readonly level: number; readonly trend: number } => {
  const count = series.length;
  const [middle, mean] = [(count + 1) / 2, sum(series) / count];
  const away = series.map((value, step) => (step + 1 - middle) * (value - mean));
  const trend = sum(away) / sum(series.map((_, step) => (step + 1 - middle) ** 2));
  return { level: mean - trend * middle, trend };
};

/** Means over a whole period around each value that has one, half of the step at either end (an even period). */
const periodMeans = (series: Series, period: number): Series =>
  Array.from({ length: series.length - period }, (_, first) => {
    const around = series.slice(first, first + period + 1);
    return (sum(around) - ((around[0] ?? 0) + (around[period] ?? 0)) / 2) / period;
  });

/** Where a series stands after its first period, by the decomposition of its first two (as R starts Holt–Winters). */
export const startOfSeason = (series: Series, period: number): Components => {
  const two = series.slice(0, 2 * period);
  const means = periodMeans(two, period);
  const half = period / 2;
  // Of each step of the period one value has a mean around it.
  const away = Array.from({ length: period }, (_, step) => {
    const place = step < half ? step + half : step - half;
    return (two[place + half] ?? 0) - (means[place] ?? 0);
  });
  const usual = sum(away) / period;
  return { ...lineThrough(means), season: away.map((value) => value - usual) };
};

/** A share between two bounds, for a number without bounds. */
const between = (low: number, high: number, at: number | undefined): number =>
  low + (high - low) / (1 + Math.exp(-(at ?? 0)));

/** So much of the trend is kept at each step: less is hardly a trend, more is hardly damped (as R bounds it). */
const DAMPING = [0.8, 0.98] as const;
/** Where the search for weights begins: 0.3 for the level, 0.1 for trend and season. */
const FIRST_WEIGHTS = [-0.85, -2.2];

export interface FittedSmoothing extends Smoothed {
  readonly weights: SmoothingWeights;
}

const fitted = (
  series: Series,
  start: Components,
  first: readonly number[],
  weightsAt: (at: readonly number[]) => SmoothingWeights,
): FittedSmoothing => {
  const squares = (at: readonly number[]): number =>
    sum(smoothed(series, weightsAt(at), start).errors.map((error) => error ** 2));
  const weights = weightsAt(minimise(squares, first));
  return { weights, ...smoothed(series, weights, start) };
};

/** By so many first values a series without a season begins (as R does). */
const FIRST_VALUES = 10;

/** A damped trend, with the weights that make the squared errors of one step least. */
export const fittedTrend = (series: Series): FittedSmoothing =>
  fitted(
    series,
    { ...lineThrough(series.slice(0, FIRST_VALUES)), season: [] },
    [...FIRST_WEIGHTS, 1],
    ([level, trend, damping]) => ({
      ...{ level: between(0, 1, level), trend: between(0, 1, trend) },
      ...{ season: 0, damping: between(...DAMPING, damping) },
    }),
  );

/** Holt–Winters, additive; of two periods at least. */
export const fittedSeason = (series: Series, period: number): FittedSmoothing =>
  fitted(
    series.slice(period),
    startOfSeason(series, period),
    [...FIRST_WEIGHTS, FIRST_WEIGHTS.at(-1) ?? 0],
    ([level, trend, season]) => ({
      ...{ level: between(0, 1, level), trend: between(0, 1, trend) },
      ...{ season: between(0, 1, season), damping: 1 },
    }),
  );
