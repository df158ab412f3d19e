import { betaInterval } from './proportion';
import type { Interval } from './proportion';

/** So many events in so long a time; days, or whatever unit the caller keeps to. */
export interface Observed {
  readonly count: number;
  readonly exposure: number;
}

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
