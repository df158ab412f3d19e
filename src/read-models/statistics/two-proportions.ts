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

/** Rarer cases are not worth going through. */
const NEGLIGIBLE = 1e-15;

/** P(so many of all), of the counts around the likeliest: all that are not negligible, from the lowest on. */
const binomial = (trials: number, chance: number) => {
  if (chance <= 0 || chance >= 1) return { lowest: chance <= 0 ? 0 : trials, chances: [1] };
  const [likeliest, odds] = [Math.min(trials, Math.floor((trials + 1) * chance)), chance / (1 - chance)];
  const ways = gammaln(trials + 1) - gammaln(likeliest + 1) - gammaln(trials - likeliest + 1);
  const top = Math.exp(ways + likeliest * Math.log(chance) + (trials - likeliest) * Math.log(1 - chance));
  const [fewer, more]: [number[], number[]] = [[], []];
  for (let [count, each] = [likeliest, top]; count > 0; count -= 1) {
    each *= count / ((trials - count + 1) * odds);
    if (each < NEGLIGIBLE) break;
    fewer.push(each);
  }
  for (let [count, each] = [likeliest, top]; count < trials; count += 1) {
    each *= ((trials - count) * odds) / (count + 1);
    if (each < NEGLIGIBLE) break;
    more.push(each);
  }
  return { lowest: likeliest - fewer.length, chances: [...fewer.reverse(), top, ...more] };
};

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

/**
 * P(the Newcombe interval of the first less the second lies above 0), exactly: over all that may come of both groups. The
 * more of the second group, the more of the first it takes. What comes of them is held against as many as there are, or
 * as `heldTo` says.
 */
export const chanceSeenAbove = (
  { first, second }: TwoGroups,
  heldTo: { readonly first: number; readonly second: number } = { first: first.trials, second: second.trials },
): number => {
  const [ofFirst, ofSecond] = [binomial(first.trials, first.chance), binomial(second.trials, second.chance)];
  const tail = atLeast(ofFirst.chances);
  let [needed, total] = [ofFirst.lowest, 0];
  for (const [place, chance] of ofSecond.chances.entries()) {
    const others = { successes: ofSecond.lowest + place, trials: heldTo.second };
    const isSeen = (successes: number): boolean =>
      (newcombeInterval({ successes, trials: heldTo.first }, others)?.low ?? 0) > 0;
    while (needed <= heldTo.first && !isSeen(needed)) needed += 1;
    total += chance * (tail[needed - ofFirst.lowest] ?? 0);
  }
  return total;
};

/** How many there may be of a group. */
export interface Sizes {
  readonly least: number;
  readonly most: number;
}

/**
 * No two groups of such sizes see it surer than this: the most of the first and the fewest of the second do it, held
 * against the fewest and the most that there are.
 */
export const mostChanceSeenAbove = (
  first: Sizes,
  second: Sizes,
  { chance, base }: { readonly chance: number; readonly base: number },
): number =>
  chanceSeenAbove(
    { first: { trials: first.most, chance }, second: { trials: second.least, chance: base } },
    { first: first.least, second: second.most },
  );

/** How many it takes in each of two equal groups to see a difference (Fleiss, Levin and Paik 2003; R: power.prop.test). */
export const trialsNeededEach = (one: number, other: number, power: number): number => {
  const middle = (one + other) / 2;
  const spread =
    normalQuantile(0.975) * Math.sqrt(2 * middle * (1 - middle)) +
    normalQuantile(power) * Math.sqrt(one * (1 - one) + other * (1 - other));
  return (spread / (one - other)) ** 2;
};
