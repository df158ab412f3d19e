import { groupBy } from '../kit/group-by';
import { dayNumberOf } from '../../domain/shared/time';
import { trialNote } from '../kit/answer-on-trial';
import { firstPage } from '../kit/page';
import { defineReport, limitParameter, namingParameter, type AnswerRow, type ReportContext } from '../kit/report';
import { AHEAD_DAYS, type AssessedProduct } from '../sales/assessment';
import { unmetDemand } from '../sales/demand';
import { assessedSales, basisParameter, chosenProducts, daysSinceLastSale } from '../sales/known-products';
import type { SalesTables } from '../sales/sales';
import { lastYearOf, sinceParameter, type ReportWindow } from '../kit/window';
import { decidedLines, latelyOf, unitCosts, type Lately } from './evidence';
import { lossOfHardlyAccepted, lossOfStale, type Loss, type UnitCosts } from './losses';
import { adviceOn, isHardlyAccepted, type Case } from './remedy';
import { stuckProductsColumns } from './columns';

/** Why it is here: it is not expected to sell again, never sold, or is accepted far less than its category. */
type StuckState = 'stale' | 'never sold' | 'hardly accepted';

interface StuckProduct extends Loss {
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

const stuckRow = (stuck: StuckProduct, context: ReportContext): AnswerRow => {
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

/** The refusals by reason, each with the first of its events. */
const evidenceRows = ({ one, asked: { refused } }: StuckProduct): readonly AnswerRow[] =>
  [...groupBy(refused, ({ reason }) => reason)].map(([reason, those]) => ({
    ...{ productId: one.product.productId, name: one.product.name, reason, refusals: those.length },
    eventIds: those.slice(0, MOST_EVENTS).map(({ eventId }) => eventId),
  }));

const stuckNotes = [
  `expectedLoss, over ${AHEAD_DAYS} days: of what is stale, what sales brought at the pace that they had until the last one, times the chance that there will be none; of what is hardly accepted, what its lines would bring more if they were accepted as those of its category. It is margin where the cost is known, else turnover. What standing in stock costs is not in it: stock is not recorded.`,
  'A remedy is the first that fits: activate (hardly offered), wait (too few decided lines), reprice (refused for price or a competitor), campaign (one segment accepts it), withdraw (accepted less than its category, refused as not needed or not fit), wait. Products out of stock are not stuck.',
  'introduce: what was asked for and is not sold.',
];

export const stuckProductsReport = defineReport<SalesTables>({
  name: 'stuck-products',
  description: 'Which products are stuck, what that costs, why, and what to do about each',
  parameters: {
    from: sinceParameter,
    basis: basisParameter,
    product: namingParameter('product', 'Only this product'),
    category: namingParameter('category', 'Only products of this category'),
    limit: limitParameter('Rows of products and of what to introduce; 100 by default'),
  },
  columns: stuckProductsColumns,
  reads: ['products', 'offers', 'invoices', 'enquiries', 'clients'],
  answer: async (db, parameters, context) => {
    const window = lastYearOf(parameters, context);
    const { products } = await assessedSales(db, parameters, context);
    const lately = await latelyOf(db, window);
    const basics = { window, costs: await unitCosts(db, context.at) };
    const stuck = chosenProducts(products, parameters)
      .flatMap((one) => stuckProduct(one, caseOf(one, products, lately), basics))
      .toSorted((one, other) => (other.loss ?? -1) - (one.loss ?? -1));
    const limit = parameters.integer('limit', 100);
    const shown = firstPage('products', stuck, limit);
    const demand = await unmetDemand(db, window, limit, context);
    return {
      sections: {
        products: shown.rows.map((each) => stuckRow(each, context)),
        evidence: shown.rows.flatMap(evidenceRows),
        introduce: demand.rows,
      },
      notes: [...shown.notes, ...demand.notes, await trialNote('stuck-products', context), ...stuckNotes],
    };
  },
});
