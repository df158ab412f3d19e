import { acceptanceBelow, acceptanceEstimate, acceptancePrior, type AcceptancePrior } from '../statistics/acceptance';
import type { Counted } from '../statistics/proportion';

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

type ProductCounts = Map<string, { successes: number; trials: number }>;
type SegmentCounts = ReadonlyMap<string, ProductCounts>;

/** Solicited lines are accepted otherwise than others: they are groups of their own. */
export const segmentKey = ({ segment, solicited }: Pick<OfferedLine, 'segment' | 'solicited'>): string =>
  `${solicited ? 'asked' : 'not asked'} ${segment ?? ''}`;

const productCountsOf = (lines: readonly OfferedLine[]): SegmentCounts => {
  const segments = new Map<string, ProductCounts>();
  for (const line of lines) {
    if (line.accepted === undefined) continue;
    const key = segmentKey(line);
    const products = segments.get(key) ?? new Map<string, { successes: number; trials: number }>();
    segments.set(key, products);
    const counted = products.get(line.productId) ?? { successes: 0, trials: 0 };
    products.set(line.productId, counted);
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
  const known = new Map<string, AcceptanceChance>();
  const of = (productId: string): AcceptanceChance => {
    const found = known.get(productId) ?? chanceOf(prior, counted.get(productId) ?? neverTried);
    known.set(productId, found);
    return found;
  };
  const below = (productId: string, bound: number): number =>
    acceptanceBelow(prior, counted.get(productId) ?? neverTried, bound);
  return { of, below, meanVariance: (prior.mean * (1 - prior.mean)) / prior.trials };
};

/** Of a segment (`segmentKey`), what is likely of each product by what all managers but this one tried. */
export type ChancesWithout = (managerId: string | undefined) => (segment: string) => SegmentChances;

export const chancesWithout = (lines: readonly OfferedLine[]): ChancesWithout => {
  const all = productCountsOf(lines);
  const managers = new Map<string, OfferedLine[]>();
  for (const line of lines) {
    const own = managers.get(line.managerId);
    if (own) own.push(line);
    else managers.set(line.managerId, [line]);
  }
  return (managerId) => {
    const own = managerId === undefined ? undefined : productCountsOf(managers.get(managerId) ?? []);
    const known = new Map<string, SegmentChances>();
    return (segment) => {
      const products = all.get(segment);
      const found = known.get(segment) ?? (products ? segmentChances(products, own?.get(segment)) : nothingTried);
      known.set(segment, found);
      return found;
    };
  };
};
