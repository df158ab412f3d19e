import { sum } from './sum';

/** A value that was seen `count` times. */
export interface Tally {
  readonly value: number;
  readonly count: number;
}

const totalCount = (tallies: readonly Tally[]): number => sum(tallies.map(({ count }) => count));
const byValue = (tallies: readonly Tally[]): readonly Tally[] => [...tallies].sort((a, b) => a.value - b.value);

/** Sums of shares such as 1 − 9 × 0.1 miss the mark by this much at most. */
const tolerance = 1e-9;

/** The smallest value that `share` of all do not exceed (nearest rank); null of nothing. */
export const quantile = (tallies: readonly Tally[], share: number): number | null => {
  const wanted = share * totalCount(tallies) - tolerance;
  let passed = 0;
  for (const { value, count } of byValue(tallies)) {
    passed += count;
    if (count > 0 && passed >= wanted) return value;
  }
  return null;
};

export type SurvivalQuantile = (share: number) => number | null;

/**
 * Quantiles of waiting times of which some have not ended (Kaplan and Meier 1958): `ended` after so long, `waiting`
 * (censored) still after so long. A wait that ends and one that is cut at the same moment: the end comes first. The
 * quantile is the smallest time by which `share` have ended; null where the curve does not come down so far: "not
 * reached". Without censored waits it equals `quantile`.
 */
export const kaplanMeier = (ended: readonly Tally[], waiting: readonly Tally[]): SurvivalQuantile => {
  const cuts = byValue(waiting);
  const steps: { readonly at: number; readonly survival: number }[] = [];
  let atRisk = totalCount(ended) + totalCount(waiting);
  let survival = 1;
  let cut = 0;
  for (const { value, count } of byValue(ended)) {
    for (let next = cuts[cut]; next && next.value < value; next = cuts[++cut]) atRisk -= next.count;
    survival *= atRisk > 0 ? 1 - count / atRisk : 1;
    atRisk -= count;
    steps.push({ at: value, survival });
  }
  return (share) => steps.find((step) => step.survival <= 1 - share + tolerance)?.at ?? null;
};
