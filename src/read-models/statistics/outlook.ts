import type { Interval } from './proportion';
import { fittedIntermittent } from './intermittent';
import {
  continued,
  dampedSteps,
  fittedSeason,
  fittedTrend,
  variancesAhead,
  type FittedSmoothing,
  type Series,
} from './smoothing';
import { studentQuantile } from './student';
import { sum } from './sum';

/** Steps of a period: months of a year. */
export const YEAR_MONTHS = 12;

export const forecastMethods = ['seasonal naive', 'damped trend', 'Holt–Winters', 'TSB'] as const;
export type ForecastMethod = (typeof forecastMethods)[number];

/** What is expected at each of the next steps, and how far it may be away. */
export interface Outlook {
  readonly values: Series;
  /** How each of them comes about, with the numbers put in. */
  readonly formulas: readonly string[];
  readonly variances: Series;
  /** Degrees of freedom of the variance. */
  readonly freedom: number;
}

/** A method is tried, and its errors are told by, so many past steps at least. */
const FEWEST_ORIGINS = 3;

const squaredMean = (errors: Series, freedom: number): number => sum(errors.map((error) => error ** 2)) / freedom;

const inSixDigits = (value: number): string => String(Number(value.toPrecision(6)));

const stepsTo = (ahead: number): readonly number[] => Array.from({ length: ahead }, (_, step) => step);

const smoothingFormula = ({ components, weights }: FittedSmoothing, step: number): string => {
  const { level, trend, season } = components;
  const usual = season[step % season.length];
  const steps = inSixDigits(dampedSteps(weights.damping, step + 1));
  const line = `level ${inSixDigits(level)} + ${steps} × trend ${inSixDigits(trend)}`;
  return usual === undefined ? line : `${line} + season ${inSixDigits(usual)}`;
};

const outlookOfSmoothing = (fitted: FittedSmoothing, parameters: number, ahead: number): Outlook => {
  const { components, errors, weights } = fitted;
  const freedom = Math.max(1, errors.length - parameters);
  const variance = squaredMean(errors, freedom);
  return {
    values: continued(components, weights.damping, ahead),
    formulas: stepsTo(ahead).map((step) => smoothingFormula(fitted, step)),
    variances: variancesAhead(weights, YEAR_MONTHS, ahead).map((each) => each * variance),
    freedom,
  };
};

/** The value of the same step of the period before. */
const seasonalNaive = (series: Series, ahead: number): Outlook => {
  const apart = series.slice(YEAR_MONTHS).map((value, step) => value - (series[step] ?? 0));
  const mean = sum(series) / series.length;
  // Of too few steps that can be held against the period before, it is told by how far they are from their mean.
  const errors = apart.length < FEWEST_ORIGINS ? series.map((value) => value - mean) : apart;
  const freedom = apart.length < FEWEST_ORIGINS ? errors.length - 1 : errors.length;
  const last = series.slice(-YEAR_MONTHS);
  const values = stepsTo(ahead).map((step) => last[step % YEAR_MONTHS] ?? 0);
  return {
    values,
    formulas: values.map((value) => `${inSixDigits(value)} a year before`),
    variances: stepsTo(ahead).map((step) => squaredMean(errors, freedom) * (1 + Math.floor(step / YEAR_MONTHS))),
    freedom,
  };
};

const slow = (series: Series, ahead: number): Outlook => {
  const { chance, size, errors } = fittedIntermittent(series);
  const freedom = Math.max(1, errors.length - 2);
  const each = <Value>(value: Value): readonly Value[] => stepsTo(ahead).map(() => value);
  return {
    values: each(chance * size),
    formulas: each(`chance of a sale ${inSixDigits(chance)} × its size ${inSixDigits(size)}`),
    variances: each(squaredMean(errors, freedom)),
    freedom,
  };
};

interface MethodOfForecast {
  /** Steps that it takes before it can say anything. */
  readonly fewest: number;
  /** Whether it is meant for such a series. */
  readonly suits: (series: Series) => boolean;
  readonly outlook: (series: Series, ahead: number) => Outlook;
}

const anySeries = (): boolean => true;
/** From so many steps without a sale on, a series is slow. */
const SLOW_FROM = 0.25;
const isSlow = (series: Series): boolean => series.filter((value) => value === 0).length >= SLOW_FROM * series.length;

const methods: Readonly<Record<ForecastMethod, MethodOfForecast>> = {
  'seasonal naive': { fewest: YEAR_MONTHS, suits: anySeries, outlook: seasonalNaive },
  'damped trend': {
    fewest: YEAR_MONTHS,
    suits: anySeries,
    outlook: (series, ahead) => outlookOfSmoothing(fittedTrend(series), 3, ahead),
  },
  'Holt–Winters': {
    fewest: 2 * YEAR_MONTHS,
    suits: anySeries,
    outlook: (series, ahead) => outlookOfSmoothing(fittedSeason(series, YEAR_MONTHS), 3, ahead),
  },
  TSB: { fewest: YEAR_MONTHS, suits: isSlow, outlook: slow },
};

export const outlookBy = (method: ForecastMethod, series: Series, ahead: number): Outlook =>
  methods[method].outlook(series, ahead);

/** How far the same step of two periods is apart on average: what errors are measured by; null where it is not known. */
export const seasonalScale = (series: Series): number | null => {
  const apart = series.slice(YEAR_MONTHS).map((value, step) => Math.abs(value - (series[step] ?? 0)));
  return apart.length === 0 ? null : sum(apart) / apart.length;
};

/** The last year’s steps. */
const MOST_ORIGINS = YEAR_MONTHS;

interface PastError {
  readonly error: number;
  /** What it was taken to be, squared. */
  readonly variance: number;
}

const errorsFrom = (method: ForecastMethod, series: Series, origin: number, ahead: number): readonly PastError[] => {
  const { values, variances } = outlookBy(method, series.slice(0, origin), Math.min(ahead, series.length - origin));
  return values.map((value, step) => ({
    error: Math.abs(value - (series[origin + step] ?? 0)),
    variance: variances[step] ?? 0,
  }));
};

/** By how much past errors were larger than they were taken to be; never less than 1. */
const widthOfErrors = (errors: readonly PastError[]): number => {
  const ratios = errors.flatMap(({ error, variance }) => (variance === 0 ? [] : [error ** 2 / variance]));
  return Math.max(1, Math.sqrt(sum(ratios) / Math.max(1, ratios.length)));
};

export interface TriedMethod {
  readonly method: ForecastMethod;
  /** Mean absolute error ÷ that of one step of the seasonal naive method within the series (Hyndman and Koehler 2006). */
  readonly mase: number;
  readonly width: number;
}

export interface ChosenMethod {
  readonly method: ForecastMethod;
  /** From how many past steps all were tried; 0: there were too few, and nothing is known to be better than the benchmark. */
  readonly origins: number;
  readonly tried: readonly TriedMethod[];
}

/** The method that would have been nearest, asked from each step of the last year with what was known by then. */
export const chosenMethod = (series: Series, ahead: number): ChosenMethod => {
  const able = forecastMethods.filter(
    (method) => methods[method].suits(series) && series.length >= methods[method].fewest + FEWEST_ORIGINS,
  );
  const scale = seasonalScale(series);
  if (able.length === 0 || scale === null)
    return { method: isSlow(series) ? 'TSB' : 'seasonal naive', origins: 0, tried: [] };
  const first = Math.max(series.length - MOST_ORIGINS, ...able.map((method) => methods[method].fewest));
  const origins = Array.from({ length: series.length - first }, (_, step) => first + step);
  const tried = able.map((method) => {
    const errors = origins.flatMap((origin) => errorsFrom(method, series, origin, ahead));
    const mean = sum(errors.map(({ error }) => error)) / errors.length;
    return { method, mase: mean === 0 ? 0 : mean / scale, width: widthOfErrors(errors) };
  });
  const best = tried.reduce((least, each) => (each.mase < least.mase ? each : least));
  return { method: best.method, origins: origins.length, tried };
};

/** Within these bounds it comes in so many of all cases. */
export const rangesOf = ({ values, variances, freedom }: Outlook, level: number, width = 1): readonly Interval[] => {
  const reach = width * studentQuantile((1 + level) / 2, freedom);
  return values.map((value, step) => {
    const away = reach * Math.sqrt(variances[step] ?? 0);
    return { low: value - away, high: value + away };
  });
};
