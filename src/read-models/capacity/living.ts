import { DAY, millisecondsOf } from '../../domain/shared/time';
import type { Moment } from '../../domain/shared/values';
import {
  chanceAlive,
  chanceOfSilence,
  lifetimeModel,
  type LifetimeModel,
  type LifetimeSeen,
} from '../statistics/lifetimes';
import type { Buyer } from './purchases';

/** How far ahead a client is said to buy again or not. */
export const BUYING_AHEAD_DAYS = 90;
/** Purchases come in clusters, as sales do (docs/decisions/0055): time is counted in weeks with one. */
const WEEK = 7;

export interface LivingClient extends Buyer {
  readonly daysSince: number;
  /** Weeks with a purchase. */
  readonly purchases: number;
  readonly chanceAlive: number;
  readonly chanceOfPurchase: number;
  /** Of what both were computed. */
  readonly seen: LifetimeSeen;
  readonly model: LifetimeModel;
}

const purchasesSeen = ({ days }: Buyer, today: number): LifetimeSeen => {
  const weeks = [...new Set(days.map((day) => Math.floor((today - day) / WEEK)))];
  const [last, age] = [Math.min(...weeks), Math.max(...weeks)];
  return { repeats: weeks.length - 1, last: age - last, age };
};

const livingClient = (buyer: Buyer, seen: LifetimeSeen, model: LifetimeModel, today: number): LivingClient => ({
  ...buyer,
  daysSince: today - (buyer.days.at(-1) ?? today),
  purchases: seen.repeats + 1,
  chanceAlive: chanceAlive(model, seen),
  chanceOfPurchase: 1 - chanceOfSilence(model, seen, BUYING_AHEAD_DAYS / WEEK),
  ...{ seen, model },
});

/** Nothing where no client ever bought in two weeks: then there is no rate. */
export const livingClients = (buyers: readonly Buyer[], at: Moment): readonly LivingClient[] => {
  const today = Math.floor(millisecondsOf(at) / DAY);
  const seen = buyers.map((buyer) => ({ buyer, seen: purchasesSeen(buyer, today) }));
  const model = lifetimeModel(seen.map((each) => each.seen));
  return model ? seen.map((each) => livingClient(each.buyer, each.seen, model, today)) : [];
};
