import { minimise } from './minimise';
import type { Series } from './smoothing';
import { sum } from './sum';

/** The chance of a sale and its size; or how much a step counts for the one, and a sale for the other. */
export interface IntermittentWeights {
  readonly chance: number;
  readonly size: number;
}

/** Expected at each of the next steps is the chance of a sale × its size. */
export interface Intermittent extends IntermittentWeights {
  readonly errors: Series;
}

/**
 * What sells at some steps only (Teunter, Syntetos and Babai 2011): p ← p + β(1−p) at a sale, p(1−β) without one;
 * z ← z + α(y−z) at a sale; expected is p·z. Begun with the share of steps with a sale, and their mean.
 */
export const intermittent = (series: Series, weights: IntermittentWeights): Intermittent => {
  const sold = series.filter((value) => value !== 0);
  let chance = sold.length / series.length;
  let size = sold.length === 0 ? 0 : sum(sold) / sold.length;
  const errors = series.map((value) => {
    const error = value - chance * size;
    if (value !== 0) size += weights.size * (value - size);
    chance += weights.chance * ((value === 0 ? 0 : 1) - chance);
    return error;
  });
  return { chance, size, errors };
};

/** More than that is noise: sales are few. */
const MOST = 0.5;
const weightAt = (at: number | undefined): number => MOST / (1 + Math.exp(-(at ?? 0)));

/** With the weights that make the squared errors of one step least. */
export const fittedIntermittent = (series: Series): Intermittent => {
  const weightsAt = ([chance, size]: readonly number[]) => ({ chance: weightAt(chance), size: weightAt(size) });
  const squares = (at: readonly number[]): number =>
    sum(intermittent(series, weightsAt(at)).errors.map((error) => error ** 2));
  return intermittent(series, weightsAt(minimise(squares, [-1, -1])));
};
