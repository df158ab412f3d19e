import { groupBy } from '../kit/group-by';
import { byMoney } from '../kit/order';
import { dayNumberOf } from '../../domain/shared/time';
import type { AnswerRow, ParameterValues, ReportContext } from '../kit/report';
import type { AssessedProduct } from '../sales/assessment';
import { assessedSales, chosenProducts, daysSinceLastSale } from '../sales/known-products';
import type { Basis } from '../sales/sales';
import { lastYearOf, type ReportWindow } from '../kit/window';
import { decidedLines, latelyOf, unitCosts, type Lately } from './evidence';
import { lossOfHardlyAccepted, lossOfStale, type Loss, type UnitCosts } from './losses';
import { adviceOn, isHardlyAccepted, type Case } from './remedy';
import type { FactsDb } from '../facts/tables';

/** Why it is here: it is not expected to sell again, never sold, or is accepted far less than its category. */
type StuckState = 'stale' | 'never sold' | 'hardly accepted';

export interface StuckProduct extends Loss {
  readonly one: AssessedProduct;
  readonly asked: Case;
  readonly state: StuckState;
}

const caseOf = (
  { product }: AssessedProduct,
  all: readonly AssessedProduct[],
  { offered, refused, isAnyOffered }: Lately,
): Case => {
  const others = all.filter(
    (other) =>
      other.product.category === product.category &&
      other.product.productId !== product.productId &&
      !other.clock.withdrawn,
  );
  return {
    offered: offered.get(product.productId) ?? [],
    refused: refused.get(product.productId) ?? [],
    others: {
      lines: others.flatMap((other) => offered.get(other.product.productId) ?? []),
      products: others.length,
    },
    isAnyOffered,
  };
};

const stuckStateOf = ({ state, clock }: AssessedProduct, asked: Case): StuckState | undefined => {
  if (!clock.inStock || clock.withdrawn || state === 'new') return undefined;
  if (state === 'stale' || state === 'never sold') return state;
  return isHardlyAccepted(asked) ? 'hardly accepted' : undefined;
};

const daysOf = ({ fromDay, untilDay }: ReportWindow): number => dayNumberOf(untilDay) - dayNumberOf(fromDay);

const stuckProduct = (
  one: AssessedProduct,
  asked: Case,
  { costs, window }: { readonly costs: UnitCosts; readonly window: ReportWindow },
): readonly StuckProduct[] => {
  const state = stuckStateOf(one, asked);
  if (state === undefined) return [];
  const loss = state === 'hardly accepted' ? lossOfHardlyAccepted(asked, daysOf(window)) : lossOfStale(one, costs);
  return [{ one, asked, state, ...loss }];
};

const countsOfCase = ({ offered, refused }: Case): AnswerRow => {
  const decided = decidedLines(offered);
  return {
    offered: offered.length,
    clientsOffered: new Set(offered.map(({ clientId }) => clientId)).size,
    decided: decided.trials,
    accepted: decided.successes,
    refused: refused.length,
    openOffers: new Set(offered.filter(({ outcome }) => outcome === 'open').map(({ offerId }) => offerId)).size,
  };
};

const lossIn = ({ loss, isMargin }: Loss): string | null => {
  if (loss === null) return null;
  return isMargin ? 'margin' : 'turnover';
};

export const stuckRow = (stuck: StuckProduct, context: ReportContext): AnswerRow => {
  const { one, asked, state, loss, currency } = stuck;
  const { product, sales, outlook } = one;
  const { remedy, because, wouldChange, moreOffers, segment, ...gap } = adviceOn(asked);
  return {
    ...{ productId: product.productId, name: product.name, category: product.category, state },
    daysSinceLastSale: daysSinceLastSale(sales, context),
    chanceOfNoSale: outlook && outlook.chanceOfNoSale,
    ...{ expectedLoss: loss, currency, lossIn: lossIn(stuck) },
    ...{ remedy, because, wouldChange, moreOffers, segment },
    ...{ gapMedian: gap.gapMedian, gapOfFourInFive: gap.gapOfFourInFive, gapCurrency: gap.gapCurrency },
    ...countsOfCase(asked),
  };
};

const MOST_EVENTS = 20;

export const refusedByReason = ({ asked: { refused } }: StuckProduct) => groupBy(refused, ({ reason }) => reason);

/** The refusals by reason, each with the first of its events. */
export const evidenceRows = (stuck: StuckProduct): readonly AnswerRow[] =>
  [...refusedByReason(stuck)].map(([reason, those]) => ({
    ...{ productId: stuck.one.product.productId, name: stuck.one.product.name, reason, refusals: those.length },
    eventIds: those.slice(0, MOST_EVENTS).map(({ eventId }) => eventId),
  }));

/** The products that are stuck, of those that are asked for, by what each loses. */
export const productsStuck = async (
  db: FactsDb,
  parameters: ParameterValues,
  context: ReportContext,
): Promise<{ readonly basis: Basis; readonly stuck: readonly StuckProduct[] }> => {
  const window = lastYearOf(parameters, context);
  const { basis, products } = await assessedSales(db, parameters, context);
  const lately = await latelyOf(db, window);
  const basics = { window, costs: await unitCosts(db, context.at) };
  const stuck = chosenProducts(products, parameters).flatMap((one) =>
    stuckProduct(one, caseOf(one, products, lately), basics),
  );
  return { basis, stuck: byMoney(stuck, ({ loss, currency }) => ({ amount: loss, currency })) };
};
