import { betaInterval } from './proportion';
import { sum } from './sum';
import type { Interval } from './proportion';

/** So many events in so long a time; days, or whatever unit the caller keeps to. */
export interface Observed {
  readonly count: number;
  readonly exposure: number;
}

/**
 * What a rate is like before its own history is looked at: a gamma distribution of this `shape` and `rate` (so many
 * events in so long a time). `pooled`: the groups differ no more than chance makes them, or there is but one; then it
 * is what all of them together showed, and a single group's own history, which is in it, is not counted twice.
 */
export interface RatePrior {
  readonly shape: number;
  readonly rate: number;
  readonly pooled: boolean;
}

/** Variance of the true rates between groups: method of moments (Bühlmann and Straub 1970), never below 0. */
const rateVariance = (groups: readonly Observed[], mean: number): number => {
  const exposure = sum(groups.map((group) => group.exposure));
  const freedom = groups.length - 1;
  if (freedom < 1) return 0;
  const typical = (exposure - sum(groups.map((group) => group.exposure ** 2)) / exposure) / freedom;
  const seen = sum(groups.map((group) => group.exposure * (group.count / group.exposure - mean) ** 2)) / freedom;
  return Math.max(0, (seen - mean) / typical);
};

/** Empirical Bayes, Gamma–Poisson. Null where nothing was observed, or nothing ever happened: then there is no rate. */
export const ratePrior = (groups: readonly Observed[]): RatePrior | null => {
  const watched = groups.filter((group) => group.exposure > 0);
  const exposure = sum(watched.map((group) => group.exposure));
  const count = sum(watched.map((group) => group.count));
  if (count === 0) return null;
  const mean = count / exposure;
  const between = rateVariance(watched, mean);
  return between === 0
    ? { shape: count + 0.5, rate: exposure, pooled: true }
    : { shape: mean ** 2 / between, rate: mean / between, pooled: false };
};

/** P(no event in the next `ahead`) = ((β₀ + t) / (β₀ + t + d))^(α₀ + x), after `count` events in `exposure`. */
export const chanceOfNone = (prior: RatePrior, { count, exposure }: Observed, ahead: number): number => {
  const shape = prior.shape + (prior.pooled ? 0 : count);
  const rate = prior.rate + (prior.pooled ? 0 : exposure);
  return (rate / (rate + ahead)) ** shape;
};

/**
 * 95 % interval of the first rate ÷ the second, both counts above 0 or one of them: x₁ given x₁ + x₂ is binomial with
 * t₁ / (t₁ + t₂) where the rates are equal (exact, Clopper and Pearson). Null where nothing was counted. `high` is
 * infinite where the second count is 0.
 */
export const rateRatioInterval = (first: Observed, second: Observed): Interval | null => {
  const count = first.count + second.count;
  if (count === 0) return null;
  const ratio = (share: number): number =>
    share === 1 ? Infinity : ((share / (1 - share)) * second.exposure) / first.exposure;
  const low = first.count === 0 ? 0 : betaInterval(first.count, second.count + 1).low;
  const high = second.count === 0 ? 1 : betaInterval(first.count + 1, second.count).high;
  return { low: ratio(low), high: ratio(high) };
};
