import { groupBy, entryFor, memoised } from '../kit/group-by';
import { sum } from '../statistics/sum';
import { clusterSums, clusterVariance, type Cluster } from '../statistics/dispersion';
import type { Interval } from '../statistics/proportion';
import { normalQuantile } from '../statistics/student';
import { segmentKey, type ChancesWithout, type OfferedLine } from './chances';

/** The products that could be offered in a month. */
export type OnSale = (month: string) => readonly string[];

/** An index of a manager: 1 is as expected, below is worse. */
export interface ManagerIndex {
  readonly expected: number;
  readonly lines: number;
  readonly clients: number;
  readonly index: number;
  readonly interval: Interval;
  readonly error: number;
  /** What it is held against: 1, or the index of the others. */
  readonly reference: number;
  /** How many standard errors it is above that. */
  readonly score: number;
}
/** Below it all products are taken as alike, and what is left is rounding. */
export const LEAST_ERROR = 1e-9;
/** Of fewer clients nothing is said. */
const FEWEST_TOLD = 5;

export const scoreOf = (difference: number, error: number): number => (error < LEAST_ERROR ? 0 : difference / error);

const indexOf = (
  { seen, expected, variance }: { readonly seen: number; readonly expected: number; readonly variance: number },
  { lines, clients }: { readonly lines: number; readonly clients: number },
): ManagerIndex | null => {
  if (clients < FEWEST_TOLD || expected <= 0) return null;
  const index = seen / expected;
  const error = Math.sqrt(variance) / expected;
  const spread = normalQuantile(0.975) * error;
  const interval = { low: Math.max(0, index - spread), high: index + spread };
  return { lines, clients, expected, index, interval, error, reference: 1, score: scoreOf(index - 1, error) };
};

export type Segments = ReturnType<ChancesWithout>;

/** The variance of Σ weight × chance that is due to what is not known of the chances. */
const varianceOfChances = (
  weights: ReadonlyMap<string, ReadonlyMap<string, number>>,
  segments: Segments,
  designEffect: number,
): number => {
  let total = 0;
  for (const [segment, products] of weights) {
    const { of, meanVariance } = segments(segment);
    let shared = 0;
    for (const [productId, weight] of products) {
      const chance = of(productId);
      total += weight ** 2 * chance.variance * designEffect;
      shared += weight * chance.shared;
    }
    total += shared ** 2 * meanVariance * designEffect;
  }
  return total;
};

type Weights = Map<string, Map<string, number>>;

const addWeight = (weights: Weights, segment: string, productId: string, weight: number): void => {
  const products = entryFor(weights, segment, () => new Map<string, number>());
  products.set(productId, (products.get(productId) ?? 0) + weight);
};

/** What he could have offered instead. */
interface Instead {
  readonly segment: string;
  readonly products: readonly string[];
  /** How likely it is on average. */
  readonly mean: number;
}

/** One for each segment and month. */
const chancesInstead = (segments: Segments, onSale: OnSale) =>
  memoised((segment: string) =>
    memoised((month: string): Instead => {
      const products = onSale(month);
      const mean = sum(products.map((each) => segments(segment).of(each).chance)) / products.length;
      return { segment, products, mean };
    }),
  );

export const targetingOf = (
  own: readonly OfferedLine[],
  segments: Segments,
  onSale: OnSale,
  designEffect: number,
): ManagerIndex | null => {
  const insteadOf = chancesInstead(segments, onSale);
  const lines = own.filter(({ solicited, month }) => !solicited && onSale(month).length > 0);
  const weights: Weights = new Map();
  const spread = new Map<Instead, number>();
  const clients = [...groupBy(lines, ({ clientId }) => clientId).values()].map((ofClient) => {
    let [chosen, possible] = [0, 0];
    for (const line of ofClient) {
      const segment = segmentKey(line);
      const instead = insteadOf(segment)(line.month);
      chosen += segments(segment).of(line.productId).chance;
      possible += instead.mean;
      addWeight(weights, segment, line.productId, 1);
      spread.set(instead, (spread.get(instead) ?? 0) + 1);
    }
    return { chosen, possible };
  });
  for (const [{ segment, products }, count] of spread)
    for (const productId of products) addWeight(weights, segment, productId, -count / products.length);
  const [seen, expected] = [sum(clients.map(({ chosen }) => chosen)), sum(clients.map(({ possible }) => possible))];
  const between = sum(clients.map(({ chosen, possible }) => (chosen - (possible * seen) / expected) ** 2));
  const variance =
    (between * clients.length) / Math.max(1, clients.length - 1) + varianceOfChances(weights, segments, designEffect);
  return indexOf({ seen, expected, variance }, { lines: lines.length, clients: clients.length });
};

/** The outcomes of each client, with the chances that others had with such lines. */
export const clustersOf = (own: readonly OfferedLine[], segments: Segments): readonly Cluster[] => {
  const decided = own.flatMap((line) => {
    const { clientId, productId, accepted: happened } = line;
    if (happened === undefined) return [];
    return [{ clientId, happened, chance: segments(segmentKey(line)).of(productId).chance }];
  });
  return [...groupBy(decided, ({ clientId }) => clientId).values()];
};

export const closingOf = (
  own: readonly OfferedLine[],
  segments: Segments,
  correlation: number,
  designEffect: number,
): ManagerIndex | null => {
  const clusters = clustersOf(own, segments);
  const decided = own.filter(({ accepted }) => accepted !== undefined);
  const weights: Weights = new Map();
  for (const line of decided) addWeight(weights, segmentKey(line), line.productId, 1);
  const sums = clusters.map(clusterSums);
  const expected = sum(clusters.flat().map(({ chance }) => chance));
  const seen = decided.filter(({ accepted }) => accepted).length;
  const variance =
    sum(sums.map((each) => clusterVariance(each, correlation))) + varianceOfChances(weights, segments, designEffect);
  return indexOf({ seen, expected, variance }, { lines: decided.length, clients: clusters.length });
};
