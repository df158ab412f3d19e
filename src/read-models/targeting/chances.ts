import { acceptanceBelow, acceptanceEstimate, acceptancePrior, type AcceptancePrior } from '../statistics/acceptance';
import type { Counted } from '../statistics/proportion';
import { entryFor, memoised, groupBy } from '../kit/group-by';

/** A line that was offered, as far as the question of targeting goes. */
export interface OfferedLine {
  readonly managerId: string;
  readonly clientId: string;
  readonly segment: string | null;
  readonly productId: string;
  readonly solicited: boolean;
  readonly month: string;
  /** Undefined while nobody knows. */
  readonly accepted: boolean | undefined;
}

/** What is likely of a product in a segment, and how well it is known. */
export interface AcceptanceChance {
  readonly chance: number;
  /** The variance of what is its own. */
  readonly variance: number;
  /** With what weight it rests on the mean of its segment, whose error all its products share. */
  readonly shared: number;
}

interface SegmentChances {
  readonly of: (productId: string) => AcceptanceChance;
  /** P(what is likely of a product is below a bound). */
  readonly below: (productId: string, bound: number) => number;
  /** The variance of the mean of the segment; 0 where nothing was tried. */
  readonly meanVariance: number;
}

type ProductCounts = ReadonlyMap<string, Counted>;

/** Each text is made once: it is looked up for every line, many times. */
const keyOfAsked = memoised((segment: OfferedLine['segment']) => `asked ${segment ?? ''}`);
const keyOfNotAsked = memoised((segment: OfferedLine['segment']) => `not asked ${segment ?? ''}`);

/** Solicited lines are accepted otherwise than others: they are groups of their own. */
export const segmentKey = ({ segment, solicited }: Pick<OfferedLine, 'segment' | 'solicited'>): string =>
  (solicited ? keyOfAsked : keyOfNotAsked)(segment);

const productCountsOf = (lines: readonly OfferedLine[]): ReadonlyMap<string, ProductCounts> => {
  const segments = new Map<string, Map<string, { successes: number; trials: number }>>();
  for (const line of lines) {
    if (line.accepted === undefined) continue;
    const products = entryFor(
      segments,
      segmentKey(line),
      () => new Map<string, { successes: number; trials: number }>(),
    );
    const counted = entryFor(products, line.productId, () => ({ successes: 0, trials: 0 }));
    counted.trials += 1;
    if (line.accepted) counted.successes += 1;
  }
  return segments;
};

const neverTried: Counted = { successes: 0, trials: 0 };

const less = (all: Counted, own: Counted = neverTried): Counted => ({
  successes: all.successes - own.successes,
  trials: all.trials - own.trials,
});

const chanceOf = (prior: AcceptancePrior, counted: Counted): AcceptanceChance => {
  const chance = acceptanceEstimate(prior, counted);
  if (!Number.isFinite(prior.strength)) return { chance, variance: 0, shared: 1 };
  const weight = prior.strength + counted.trials;
  const shared = weight > 0 ? prior.strength / weight : 1;
  return { chance, variance: (chance * (1 - chance)) / (weight + 1), shared };
};

/** Nobody has tried anything: as likely as not. */
const nothingTried: SegmentChances = {
  of: () => ({ chance: 0.5, variance: 0.25, shared: 0 }),
  below: () => 0,
  meanVariance: 0,
};

const segmentChances = (products: ProductCounts, own: ProductCounts | undefined): SegmentChances => {
  const counted = new Map([...products].map(([productId, all]) => [productId, less(all, own?.get(productId))]));
  const prior = acceptancePrior([...counted.values()]);
  if (!prior) return nothingTried;
  const countedOf = (productId: string): Counted => counted.get(productId) ?? neverTried;
  return {
    of: memoised((productId) => chanceOf(prior, countedOf(productId))),
    below: (productId, bound) => acceptanceBelow(prior, countedOf(productId), bound),
    meanVariance: (prior.mean * (1 - prior.mean)) / prior.trials,
  };
};

/** Of a segment (`segmentKey`), what is likely of each product by what all managers but this one tried. */
export type ChancesWithout = (managerId: string | undefined) => (segment: string) => SegmentChances;

export const chancesWithout = (lines: readonly OfferedLine[]): ChancesWithout => {
  const all = productCountsOf(lines);
  const managers = groupBy(lines, ({ managerId }) => managerId);
  return memoised((managerId) => {
    const own = managerId === undefined ? undefined : productCountsOf(managers.get(managerId) ?? []);
    return memoised((segment) => {
      const products = all.get(segment);
      return products ? segmentChances(products, own?.get(segment)) : nothingTried;
    });
  });
};
