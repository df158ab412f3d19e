import { betaQuantile } from './distributions';

/** Bounds of what a figure may be, given how little was seen. */
export interface Interval {
  readonly low: number;
  readonly high: number;
}

/** So many of so many. */
export interface Counted {
  readonly successes: number;
  readonly trials: number;
}

/** The standard normal quantile of 0.975: intervals hold 95 %. */
const z = 1.959963984540054;

/** The share itself; null of nothing, which is not a share of 0. */
export const share = ({ successes, trials }: Counted): number | null => (trials > 0 ? successes / trials : null);

/**
 * 95 % interval of a share (Wilson 1927); null where nothing was seen. Of none the lower bound is 0, of all the upper one
 * is 1, exactly: the formula says so, and its roundings don’t.
 */
export const wilsonInterval = ({ successes, trials }: Counted): Interval | null => {
  if (trials <= 0) return null;
  const rate = successes / trials;
  const centre = rate + (z * z) / (2 * trials);
  const spread = z * Math.sqrt((rate * (1 - rate)) / trials + (z * z) / (4 * trials * trials));
  const scale = 1 + (z * z) / trials;
  return {
    low: successes === 0 ? 0 : (centre - spread) / scale,
    high: successes === trials ? 1 : (centre + spread) / scale,
  };
};

/** The middle of a beta distribution that holds `level` of it; both parameters above 0. */
export const betaInterval = (alpha: number, beta: number, level = 0.95): Interval => ({
  low: betaQuantile((1 - level) / 2, alpha, beta),
  high: betaQuantile((1 + level) / 2, alpha, beta),
});
