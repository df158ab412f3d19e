import { dayNumberOf, DAY, millisecondsOf } from '../../domain/shared/time';
import { chanceOfNone, ratePrior, type Observed, type RatePrior } from '../statistics/rates';
import type { RowOfTable } from '../kit/projection';
import { daysOnSale, salesClock, type SalesClock, type StateChange } from './sales-clock';
import type { Sales } from './sales';
import type { products } from '../facts/products';
import type { traceColumns } from '../kit/trace';

export type ProductRow = Omit<RowOfTable<typeof products>, keyof typeof traceColumns>;
export type SalesState = 'selling' | 'stale' | 'new' | 'withdrawn' | 'never sold';

/** A product with what is known of its sales; days are those on which it could be sold. */
export interface Watched {
  readonly product: ProductRow;
  readonly sales: Sales;
  readonly clock: SalesClock;
  /** Days with a sale, in the days from the introduction to the last of them. */
  readonly history: Observed;
  /** Days since then. */
  readonly quietDays: number;
}

const STALE_BELOW = 0.05;

export const watch = (product: ProductRow, sales: Sales, changes: readonly StateChange[], at: string): Watched => {
  const now = millisecondsOf(at);
  const introduced = Math.min(millisecondsOf(product.introducedAt), dayNumberOf(sales.firstDay) * DAY);
  const clock = salesClock(introduced, changes, now);
  const { lastSaleOn, saleDays } = sales;
  const turn = lastSaleOn === null ? introduced : Math.min((dayNumberOf(lastSaleOn) + 1) * DAY, now);
  return {
    product,
    sales,
    clock,
    history: { count: saleDays, exposure: daysOnSale(clock, introduced, turn) },
    quietDays: daysOnSale(clock, turn, now),
  };
};

export type PriorOf = (category: string) => RatePrior | null;

const wholeHistory = ({ history, quietDays }: Watched): Observed => ({
  count: history.count,
  exposure: history.exposure + quietDays,
});

/** The prior of a category; that of all products where the category never sold anything. */
export const priorsOf = (watched: readonly Watched[]): PriorOf => {
  const categories = new Map<string, Observed[]>();
  for (const one of watched) {
    const { category } = one.product;
    const group = categories.get(category);
    if (group) group.push(wholeHistory(one));
    else categories.set(category, [wholeHistory(one)]);
  }
  const all = ratePrior(watched.map(wholeHistory));
  const priors = new Map([...categories].map(([category, group]) => [category, ratePrior(group) ?? all]));
  return (category) => priors.get(category) ?? all;
};

export interface AssessedProduct extends Watched {
  readonly state: SalesState;
  /** P(no sale in the quiet days) if nothing has changed; null where nothing was ever sold. */
  readonly silenceChance: number | null;
  /** Days between two sales that are expected in its category. */
  readonly expectedInterval: number | null;
}

const salesStateOf = (watched: Watched, silence: number | null, interval: number | null): SalesState => {
  if (watched.clock.withdrawn) return 'withdrawn';
  if (interval !== null && wholeHistory(watched).exposure < 2 * interval) return 'new';
  if (watched.sales.saleDays === 0) return 'never sold';
  return silence !== null && silence < STALE_BELOW ? 'stale' : 'selling';
};

export const assess = (watched: Watched, priorOf: PriorOf): AssessedProduct => {
  const prior = priorOf(watched.product.category);
  const silenceChance = prior && chanceOfNone(prior, watched.history, watched.quietDays);
  const expectedInterval = prior && prior.rate / prior.shape;
  return { ...watched, silenceChance, expectedInterval, state: salesStateOf(watched, silenceChance, expectedInterval) };
};
