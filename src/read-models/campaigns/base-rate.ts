import { DAY, millisecondsOf, momentOf } from '../../domain/shared/time';
import type { Moment } from '../../domain/shared/values';
import { groupBy } from '../kit/group-by';
import { acceptanceEstimate, acceptanceInterval, acceptancePrior } from '../statistics/acceptance';
import type { Counted, Interval } from '../statistics/proportion';
import type { BusyTime } from './candidates';
import { daysAgo, YEAR_DAYS } from './economics';
import type { TakeUp } from './take-ups';

export interface PastAsked {
  readonly at: Moment;
  /** How long a window is. */
  readonly days: number;
  /** When each client became known. */
  readonly registered: readonly { readonly clientId: string; readonly at: Moment }[];
  readonly products: readonly { readonly productId: string; readonly introducedAt: Moment }[];
  readonly takeUps: readonly TakeUp[];
  /** When clients were in talks: nobody would have approached them. */
  readonly busy: readonly BusyTime[];
}

/** A time of the past year in which the clients who could have been approached when it began may have taken something. */
interface PastTime {
  readonly from: number;
  readonly until: number;
  /** Those who were known then, and not in talks. */
  readonly approachable: ReadonlySet<string>;
}

/** Times of so many days one after the other, within the last year and since anything was told. */
const pastTimes = ({ at, days, takeUps, registered, busy }: PastAsked): readonly PastTime[] => {
  const [now, length] = [millisecondsOf(at), days * DAY];
  const [first] = takeUps;
  const earliest = first === undefined ? now : millisecondsOf(first.at);
  const count = Math.max(1, Math.floor(YEAR_DAYS / days));
  return Array.from({ length: count }, (_, back) => now - (back + 1) * length)
    .filter((from, back) => from >= earliest || back === 0)
    .map((start) => {
      const from = momentOf(start);
      const inTalks = new Set(
        busy.filter((each) => each.from < from && each.until > from).map((each) => each.clientId),
      );
      const free = registered.filter((client) => client.at <= from && !inTalks.has(client.clientId));
      return { from: start, until: start + length, approachable: new Set(free.map(({ clientId }) => clientId)) };
    });
};

/** Of those who did not have the product when a time began, the ones who took it in it. */
const takenInTimes = (
  firsts: readonly { readonly clientId: string; readonly taken: number }[],
  times: readonly PastTime[],
): Counted => {
  let [successes, trials] = [0, 0];
  for (const { from, until, approachable } of times) {
    const of = firsts.filter(({ clientId }) => approachable.has(clientId));
    trials += approachable.size - of.filter(({ taken }) => taken < from).length;
    successes += of.filter(({ taken }) => taken >= from && taken < until).length;
  }
  return { successes, trials };
};

/** What share of clients without a product take it in so many days, as it is known of all products. */
export interface BaseRate extends Interval {
  readonly rate: number;
  readonly counted: Counted;
}

/**
 * The share of clients without a product, whom a campaign could have approached, who took it within so many days of the last
 * year, by whatever way: what was seen of this product, drawn towards what is usual of all (empirical Bayes). Null where
 * nothing at all was taken in that year.
 */
export const baseRateOf = (asked: PastAsked, productId: string): BaseRate | null => {
  const yearAgo = daysAgo(asked.at, YEAR_DAYS);
  if (!asked.takeUps.some(({ at }) => at >= yearAgo)) return null;
  const times = pastTimes(asked);
  const taken = groupBy(asked.takeUps, (takeUp) => takeUp.productId);
  const counted = new Map<string, Counted>();
  for (const product of asked.products) {
    const ofClients = groupBy(taken.get(product.productId) ?? [], ({ clientId }) => clientId);
    const firsts = [...ofClients].flatMap(([clientId, [first]]) =>
      first ? [{ clientId, taken: millisecondsOf(first.at) }] : [],
    );
    const introduced = millisecondsOf(product.introducedAt);
    counted.set(
      product.productId,
      takenInTimes(
        firsts,
        times.filter(({ from }) => from >= introduced),
      ),
    );
  }
  const prior = acceptancePrior([...counted.values()]);
  if (!prior) return null;
  const own = counted.get(productId) ?? { successes: 0, trials: 0 };
  return { rate: acceptanceEstimate(prior, own), ...acceptanceInterval(prior, own), counted: own };
};
