import type { Interval } from './proportion';
import { normalQuantile } from './student';
import { sum } from './sum';

/** What one did, and what was known of him before. */
export interface Outcome {
  readonly outcome: number;
  readonly before: number;
}

const groupMean = (group: readonly Outcome[], of: keyof Outcome): number =>
  sum(group.map((each) => each[of])) / group.length;

/** Within its group: what `before` varies, how it goes with the outcome, and what the outcome varies. */
const withinGroup = (group: readonly Outcome[]) => {
  const [before, outcome] = [groupMean(group, 'before'), groupMean(group, 'outcome')];
  return {
    before,
    outcome,
    squares: sum(group.map((each) => (each.before - before) ** 2)),
    products: sum(group.map((each) => (each.before - before) * (each.outcome - outcome))),
    outcomes: sum(group.map((each) => (each.outcome - outcome) ** 2)),
  };
};

export interface AdjustedDifference extends Interval {
  readonly difference: number;
  readonly error: number;
}

/**
 * The difference of the means of the first two groups as it would be if both had been alike before (analysis of covariance,
 * Fisher 1932: one slope within all groups), with its 95 % interval. Null where nothing was known before that tells them
 * apart, or there are too few.
 */
export const adjustedDifference = (groups: readonly (readonly Outcome[])[]): AdjustedDifference | null => {
  const sums = groups.map(withinGroup);
  const [one, other] = sums;
  const squares = sum(sums.map((each) => each.squares));
  const freedom = sum(groups.map(({ length }) => length)) - groups.length - 1;
  if (!one || !other || groups.some(({ length }) => length === 0) || freedom < 1 || squares === 0) return null;
  const products = sum(sums.map((each) => each.products));
  const slope = products / squares;
  const residual = (sum(sums.map((each) => each.outcomes)) - slope * products) / freedom;
  const apart = one.before - other.before;
  const difference = one.outcome - other.outcome - slope * apart;
  const shares = sum(groups.slice(0, 2).map(({ length }) => 1 / length));
  const error = Math.sqrt(Math.max(0, residual) * (shares + apart ** 2 / squares));
  const spread = normalQuantile(0.975) * error;
  return { difference, error, low: difference - spread, high: difference + spread };
};
