import { betaCdf } from './distributions';
import { betaInterval } from './proportion';
import { sum } from './sum';
import type { Counted, Interval } from './proportion';

/**
 * What a group's rate is like before its own trials are looked at: `mean`, held with the weight of `strength` trials.
 * Infinite where the groups differ no more than chance makes them (or there is but one): all are taken as alike.
 * `successes` of `trials` are those of all groups together.
 */
export interface AcceptancePrior extends Counted {
  readonly mean: number;
  readonly strength: number;
}

/** τ², the variance of the true rates between groups: method of moments, never below 0. */
const acceptanceVariance = (groups: readonly Counted[], mean: number): number => {
  const trials = sum(groups.map((group) => group.trials));
  const freedom = groups.length - 1;
  const typicalSize = (trials - sum(groups.map((group) => group.trials ** 2)) / trials) / freedom;
  if (freedom < 1 || typicalSize <= 1) return 0;
  const seen = sum(groups.map((group) => group.trials * (group.successes / group.trials - mean) ** 2)) / freedom;
  return Math.max(0, (seen - mean * (1 - mean)) / (typicalSize - 1));
};

/**
 * Empirical Bayes, beta-binomial (docs/figures.md): what all groups together say about each of them. Groups without
 * trials are left out. Null where there were no trials at all.
 */
export const acceptancePrior = (groups: readonly Counted[]): AcceptancePrior | null => {
  const tried = groups.filter((group) => group.trials > 0);
  if (tried.length === 0) return null;
  const trials = sum(tried.map((group) => group.trials));
  const successes = sum(tried.map((group) => group.successes));
  const mean = successes / trials;
  const between = acceptanceVariance(tried, mean);
  // Below 0 where the groups differ more than any rates can: then each group counts by itself.
  const strength = between === 0 ? Infinity : Math.max(0, (mean * (1 - mean)) / between - 1);
  return { mean, strength, successes, trials };
};

/** (mM + k) / (M + n): the group's own rate, drawn towards the mean, the more the fewer its trials. */
export const acceptanceEstimate = (prior: AcceptancePrior, { successes, trials }: Counted): number =>
  Number.isFinite(prior.strength) && prior.strength + trials > 0
    ? (prior.mean * prior.strength + successes) / (prior.strength + trials)
    : prior.mean;

/**
 * The beta distribution of a group's rate. Where all groups are alike it is that of the rate of all of them together; where
 * the prior says nothing, that of the group alone (both with Jeffreys' ½, so that 0 of n is not taken for "never").
 */
const acceptancePosterior = (
  { mean, strength, ...all }: AcceptancePrior,
  group: Counted,
): readonly [number, number] => {
  if (strength > 0 && Number.isFinite(strength)) {
    const failures = group.trials - group.successes;
    return [mean * strength + group.successes, (1 - mean) * strength + failures];
  }
  const { successes, trials } = strength === 0 ? group : all;
  return [successes + 0.5, trials - successes + 0.5];
};

/** Credible interval of a group's rate. */
export const acceptanceInterval = (prior: AcceptancePrior, group: Counted, level = 0.95): Interval =>
  betaInterval(...acceptancePosterior(prior, group), level);

/** P(the group's rate is below a bound). */
export const acceptanceBelow = (prior: AcceptancePrior, group: Counted, bound: number): number =>
  betaCdf(bound, ...acceptancePosterior(prior, group));

/** The estimate with the numbers put in: of lines of a product, drawn towards those of all. */
export const acceptanceFormula = (prior: AcceptancePrior | null, own: Counted): string => {
  if (!prior) return 'nothing was ever decided';
  const { mean, strength, successes, trials } = prior;
  return Number.isFinite(strength)
    ? `(${mean} × ${strength} + ${own.successes}) ÷ (${strength} + ${own.trials}): ${own.successes} of ${own.trials} lines of the product were accepted, drawn towards ${successes} of ${trials} of all products with the weight of ${strength} lines`
    : `${successes} ÷ ${trials}: products differ no more than chance makes them, so all count as one`;
};
