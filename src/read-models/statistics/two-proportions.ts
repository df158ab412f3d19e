import { gammaln } from './distributions';
import { wilsonInterval, type Counted, type Interval } from './proportion';
import { normalQuantile } from './student';

/**
 * 95 % interval of the first share less the second (Newcombe 1998, method 10: the Wilson intervals of both); null where one
 * of them was never tried.
 */
export const newcombeInterval = (first: Counted, second: Counted): Interval | null => {
  const [one, other] = [wilsonInterval(first), wilsonInterval(second)];
  if (!one || !other) return null;
  const [p, q] = [first.successes / first.trials, second.successes / second.trials];
  return {
    low: p - q - Math.hypot(p - one.low, other.high - q),
    high: p - q + Math.hypot(one.high - p, q - other.low),
  };
};

/** P(so many of all), from none to all. */
const binomial = (trials: number, chance: number): readonly number[] =>
  Array.from({ length: trials + 1 }, (_, count) => {
    if (chance <= 0 || chance >= 1) return count === (chance <= 0 ? 0 : trials) ? 1 : 0;
    const ways = gammaln(trials + 1) - gammaln(count + 1) - gammaln(trials - count + 1);
    return Math.exp(ways + count * Math.log(chance) + (trials - count) * Math.log(1 - chance));
  });

/** P(so many or more). */
const atLeast = (chances: readonly number[]): readonly number[] => {
  const tail = [...chances, 0];
  for (let count = chances.length - 1; count >= 0; count -= 1)
    tail[count] = (tail[count] ?? 0) + (tail[count + 1] ?? 0);
  return tail;
};

/** What two groups are compared by: how many there are in each, and how likely each of them is to do it. */
export interface TwoGroups {
  readonly first: { readonly trials: number; readonly chance: number };
  readonly second: { readonly trials: number; readonly chance: number };
}

/** Rarer cases are not worth going through. */
const NEGLIGIBLE = 1e-12;

/**
 * P(the Newcombe interval of the first less the second lies above 0), exactly: over all that may come of both groups. The
 * more of the second group, the more of the first it takes.
 */
export const chanceSeenAbove = ({ first, second }: TwoGroups): number => {
  const tail = atLeast(binomial(first.trials, first.chance));
  let [needed, total] = [0, 0];
  for (const [count, chance] of binomial(second.trials, second.chance).entries()) {
    if (chance < NEGLIGIBLE) continue;
    const others = { successes: count, trials: second.trials };
    const isSeen = (successes: number): boolean =>
      (newcombeInterval({ successes, trials: first.trials }, others)?.low ?? 0) > 0;
    while (needed <= first.trials && !isSeen(needed)) needed += 1;
    total += chance * (tail[needed] ?? 0);
  }
  return total;
};

/** How many it takes in each of two equal groups to see a difference (Fleiss, Levin and Paik 2003; R: power.prop.test). */
export const trialsNeededEach = (one: number, other: number, power: number): number => {
  const middle = (one + other) / 2;
  const spread =
    normalQuantile(0.975) * Math.sqrt(2 * middle * (1 - middle)) +
    normalQuantile(power) * Math.sqrt(one * (1 - one) + other * (1 - other));
  return (spread / (one - other)) ** 2;
};
