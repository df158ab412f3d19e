import { DAY, millisecondsOf } from '../../domain/shared/time';
import type { Moment } from '../../domain/shared/values';
import { groupBy } from '../kit/group-by';
import { acceptanceEstimate, acceptanceInterval, acceptancePrior } from '../statistics/acceptance';
import type { Counted, Interval } from '../statistics/proportion';
import { daysAgo, YEAR_DAYS } from './economics';
import type { TakeUp } from './take-ups';

export interface PastAsked {
  readonly at: Moment;
  /** How long a window is. */
  readonly days: number;
  /** When each client became known, in the order of time. */
  readonly registered: readonly { readonly clientId: string; readonly at: Moment }[];
  readonly products: readonly { readonly productId: string; readonly introducedAt: Moment }[];
  readonly takeUps: readonly TakeUp[];
}

/** Windows of so many days one after the other, within the last year and since anything was told, the latest last. */
const pastWindows = ({ at, days, takeUps }: PastAsked): readonly (readonly [from: number, until: number])[] => {
  const [now, length] = [millisecondsOf(at), days * DAY];
  const [first] = takeUps;
  const earliest = first === undefined ? now : millisecondsOf(first.at);
  const count = Math.max(1, Math.floor(YEAR_DAYS / days));
  return Array.from({ length: count }, (_, back) => [now - (back + 1) * length, now - back * length] as const)
    .filter(([from], back) => from >= earliest || back === 0)
    .toReversed();
};

/** Of the clients who did not have the product when a window began, those who took it in it. */
const takenInWindows = (
  firsts: readonly { readonly known: number; readonly taken: number }[],
  known: readonly number[],
  windows: readonly (readonly [number, number])[],
): Counted => {
  let [successes, trials] = [0, 0];
  for (const [from, until] of windows) {
    const had = firsts.filter((first) => first.known <= from && first.taken < from).length;
    trials += known.filter((each) => each <= from).length - had;
    successes += firsts.filter((first) => first.known <= from && first.taken >= from && first.taken < until).length;
  }
  return { successes, trials };
};

/** What share of clients without a product take it in so many days, as it is known of all products. */
export interface BaseRate extends Interval {
  readonly rate: number;
  readonly counted: Counted;
}

/**
 * The share of clients without a product who took it within a window of the last year, by whatever way: what was seen of
 * this product, drawn towards what is usual of all (empirical Bayes). Null where nothing at all was taken in that year.
 */
export const baseRateOf = (asked: PastAsked, productId: string): BaseRate | null => {
  const yearAgo = daysAgo(asked.at, YEAR_DAYS);
  if (!asked.takeUps.some(({ at }) => at >= yearAgo)) return null;
  const windows = pastWindows(asked);
  const known = asked.registered.map(({ at }) => millisecondsOf(at));
  const knownAt = new Map(asked.registered.map(({ clientId, at }) => [clientId, millisecondsOf(at)]));
  const taken = groupBy(asked.takeUps, (takeUp) => takeUp.productId);
  const counted = new Map<string, Counted>();
  for (const product of asked.products) {
    const firsts = [...groupBy(taken.get(product.productId) ?? [], ({ clientId }) => clientId)].flatMap(
      ([clientId, [first]]) =>
        first ? [{ known: knownAt.get(clientId) ?? Infinity, taken: millisecondsOf(first.at) }] : [],
    );
    const onSale = windows.filter(([from]) => from >= millisecondsOf(product.introducedAt));
    counted.set(product.productId, takenInWindows(firsts, known, onSale));
  }
  const prior = acceptancePrior([...counted.values()]);
  if (!prior) return null;
  const own = counted.get(productId) ?? { successes: 0, trials: 0 };
  return { rate: acceptanceEstimate(prior, own), ...acceptanceInterval(prior, own), counted: own };
};
