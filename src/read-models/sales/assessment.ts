import { groupBy } from '../kit/group-by';
import { DAY, millisecondsOf } from '../../domain/shared/time';
import type { products } from '../facts/products';
import type { traceColumns } from '../kit/trace';
import type { RowOfTable } from '../kit/projection';
import { calibrationOf, corrected, type Calibration } from '../statistics/calibration';
import {
  chanceAlive,
  chanceOfSilence,
  lifetimeModel,
  lifetimeModelOfGroup,
  rateAlive,
  type LifetimeModel,
  type LifetimeSeen,
} from '../statistics/lifetimes';
import { salesPaceOf, type Pace, type SaleDay } from './sale-days';
import { daysOnSale, saleTimeOf, utcStartOf, type SaleTime } from './sale-time';
import type { Sales } from './sales';
import { salesClock, type SalesClock, type StateChange } from './sales-clock';

export type ProductRow = Omit<RowOfTable<typeof products>, keyof typeof traceColumns>;
export type SalesState = 'selling' | 'stale' | 'new' | 'withdrawn' | 'never sold';

/** How far ahead a product is said to sell or not. */
export const AHEAD_DAYS = 90;
const AHEAD = AHEAD_DAYS * DAY;
/**
 * Sales come in clusters: one day with a sale is followed by others, and a quiet one too. By days the model was far too
 * sure of itself; weeks with a sale come nearly by chance (docs/decisions/0055).
 */
const WEEK_DAYS = 7;
/** Stale: four of five such products are expected to sell no more in that time. */
export const STALE_FROM = 0.8;

/** A product with all that is known of its sales. */
export interface KnownProduct {
  readonly product: ProductRow;
  readonly sales: Sales;
  readonly sold: readonly SaleDay[];
  readonly states: readonly StateChange[];
}

/** The same, looked at from a moment. */
interface WatchedProduct extends KnownProduct {
  readonly clock: SalesClock;
  /** In weeks on sale, counted back from the moment; null where nothing was sold by then. */
  readonly seen: LifetimeSeen | null;
  readonly introduced: number;
}

/** Days are counted as they are sold on: without those out of stock or withdrawn, by the season of its category. */
const watchedAt = (known: KnownProduct, now: number, time: SaleTime): WatchedProduct => {
  const { product, sales, sold, states } = known;
  const introduced = Math.min(millisecondsOf(product.introducedAt), utcStartOf(sales.firstDay));
  const clock = salesClock(introduced, states, now);
  const quiet = sold
    .filter(({ day }) => day * DAY <= now)
    .map(({ day }) => daysOnSale(clock, (day + 1) * DAY, now, time));
  const weeks = [...new Set(quiet.map((days) => Math.floor(days / WEEK_DAYS)))];
  const [last, age] = [Math.min(...weeks), Math.max(...weeks)];
  const seen = weeks.length === 0 ? null : { repeats: weeks.length - 1, last: age - last, age };
  return { ...known, clock, introduced, seen };
};

const seenOf = (watched: readonly WatchedProduct[]): readonly LifetimeSeen[] =>
  watched.flatMap(({ seen }) => (seen ? [seen] : []));

type ModelOf = (category: string) => LifetimeModel | null;

/** The model of each category, drawn towards that of all products. */
const modelsOf = (watched: readonly WatchedProduct[]): ModelOf => {
  const whole = lifetimeModel(seenOf(watched));
  if (!whole) return () => null;
  const groups = groupBy(watched, ({ product }) => product.category);
  const isOne = groups.size === 1;
  const models = new Map(
    [...groups].map(([category, group]) => [category, isOne ? whole : lifetimeModelOfGroup(seenOf(group), whole)]),
  );
  return (category) => models.get(category) ?? whole;
};

type TimeOf = (category: string) => SaleTime;

const timesOf = (known: readonly KnownProduct[], today: number): TimeOf => {
  const groups = groupBy(known, ({ product }) => product.category);
  const times = new Map(
    [...groups].map(([category, group]) => {
      const days = group.flatMap(({ sold }) => sold.map(({ day }) => day));
      return [category, saleTimeOf(days, today, AHEAD_DAYS)];
    }),
  );
  return (category) => times.get(category) ?? ((milliseconds) => milliseconds / DAY);
};

const watchedAll = (known: readonly KnownProduct[], now: number, timeOf: TimeOf): readonly WatchedProduct[] =>
  known.map((one) => watchedAt(one, now, timeOf(one.product.category)));

const silenceOf = ({ product, seen }: WatchedProduct, modelOf: ModelOf, aheadDays: number): number | null => {
  const model = modelOf(product.category);
  return model && seen && chanceOfSilence(model, seen, aheadDays / WEEK_DAYS);
};

const isOnSaleAt = ({ inStock, withdrawn }: SalesClock): boolean => inStock && !withdrawn;

/** What the model would have said one horizon ago of the products on sale since, against what they sold since. */
const replayedCalibration = (known: readonly KnownProduct[], now: number, timeOf: TimeOf): Calibration => {
  const then = now - AHEAD;
  const past = watchedAll(
    known.filter(({ product }) => millisecondsOf(product.introducedAt) <= then),
    then,
    timeOf,
  );
  const modelOf = modelsOf(past);
  const foretold = past.flatMap((one) => {
    const time = timeOf(one.product.category);
    const chance = silenceOf(one, modelOf, time(now) - time(then));
    const isWhole =
      isOnSaleAt(one.clock) && daysOnSale(salesClock(one.introduced, one.states, now), then, now) > AHEAD_DAYS - 1;
    if (chance === null || !isWhole) return [];
    return [{ chance, happened: !one.sold.some(({ day }) => day * DAY > then && day * DAY <= now) }];
  });
  return calibrationOf(foretold);
};

/** How it goes on with a product that has sold. */
export interface SalesOutlook {
  /** P(it will not sell again while it is on sale). */
  readonly chanceDead: number;
  /** P(no sale in the next 90 days on sale), corrected by what such chances were worth 90 days ago. */
  readonly chanceOfNoSale: number;
  /** The same before the correction, which takes some that differ for one: products are ordered by it. */
  readonly rawChance: number;
  /** Its next 90 days on sale in weeks, by the season. */
  readonly weeksAhead: number;
  /** Weeks with a sale in 90 days on sale, at the pace that it had until its last sale. */
  readonly usualSales: number;
  /** What a week with a sale brings. */
  readonly pace: Pace;
}

/**
 * What the product would bring in 90 days on sale at the pace that it had until its last sale, in minor units of the
 * currency that it is mostly sold in: turnover, or margin where its unit cost is given.
 */
export const usualWorth = ({ usualSales, pace }: SalesOutlook, unitCost = 0): number =>
  Math.max(0, usualSales * (pace.net - unitCost * pace.quantity));

/** The part of it that is expected not to come. */
export const expectedLoss = (outlook: SalesOutlook, unitCost?: number): number =>
  usualWorth(outlook, unitCost) * outlook.chanceOfNoSale;

/** What is said of a product’s sales. */
export interface AssessedProduct extends KnownProduct {
  readonly clock: SalesClock;
  readonly state: SalesState;
  /** Days on sale since the last sale, or since it was introduced. */
  readonly quietDays: number;
  /** Days on sale between two sales in its category. */
  readonly expectedInterval: number | null;
  /** Null where it never sold, or nothing ever sold twice. */
  readonly outlook: SalesOutlook | null;
  /** What the outlook is computed of: how it sold so far, and how its category sells. */
  readonly seen: LifetimeSeen | null;
  readonly model: LifetimeModel | null;
}

const salesStateOf = (
  { clock, sales, seen, introduced }: WatchedProduct,
  now: number,
  noSale: number | null,
  interval: number | null,
): SalesState => {
  if (clock.withdrawn) return 'withdrawn';
  if (interval !== null && daysOnSale(clock, introduced, now) < 2 * interval) return 'new';
  if (sales.saleDays === 0 || !seen) return 'never sold';
  return noSale !== null && noSale >= STALE_FROM ? 'stale' : 'selling';
};

interface Basics {
  readonly now: number;
  readonly modelOf: ModelOf;
  readonly timeOf: TimeOf;
  readonly calibration: Calibration;
}

const outlookOf = (
  { product, seen, sold }: WatchedProduct,
  { now, modelOf, timeOf, calibration }: Basics,
): SalesOutlook | null => {
  const model = modelOf(product.category);
  if (!model || !seen) return null;
  const time = timeOf(product.category);
  const ahead = (time(now + AHEAD) - time(now)) / WEEK_DAYS;
  const rawChance = chanceOfSilence(model, seen, ahead);
  return {
    rawChance,
    weeksAhead: ahead,
    chanceOfNoSale: corrected(calibration, rawChance),
    chanceDead: 1 - chanceAlive(model, seen),
    usualSales: rateAlive(model, { ...seen, age: seen.last }) * ahead,
    pace: salesPaceOf(sold, seen.repeats + 1),
  };
};

const assessed = (one: WatchedProduct, basics: Basics): AssessedProduct => {
  const { product, sales, sold, states, clock, introduced, seen } = one;
  const { now, modelOf } = basics;
  const model = modelOf(product.category);
  const expectedInterval = model && (WEEK_DAYS * model.scale) / model.shape;
  const { lastSaleOn } = sales;
  const turn = lastSaleOn === null ? introduced : Math.min(utcStartOf(lastSaleOn) + DAY, now);
  const outlook = outlookOf(one, basics);
  return {
    ...{ product, sales, sold, states, clock, seen, model, expectedInterval, outlook },
    state: salesStateOf(one, now, outlook?.chanceOfNoSale ?? null, expectedInterval),
    quietDays: daysOnSale(clock, turn, now),
  };
};

/** What is to be said of each product at a moment; nothing that was sold later is looked at. */
export const assessedAt = (known: readonly KnownProduct[], at: string): readonly AssessedProduct[] => {
  const now = millisecondsOf(at);
  const timeOf = timesOf(known, Math.floor(now / DAY));
  const watched = watchedAll(known, now, timeOf);
  const basics = { now, timeOf, modelOf: modelsOf(watched), calibration: replayedCalibration(known, now, timeOf) };
  return watched.map((one) => assessed(one, basics));
};
