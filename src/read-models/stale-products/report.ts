import { trialNote } from '../kit/answer-on-trial';
import { acceptanceEstimate, acceptancePrior, type AcceptancePrior } from '../statistics/acceptance';
import { firstPage } from '../kit/page';
import { lastYearOf } from '../kit/window';
import {
  defineReport,
  limitParameter,
  namingParameter,
  optionalChoice,
  optionalParameter,
  type AnswerRow,
  type ReportContext,
} from '../kit/report';
import { acceptanceBySegment, acceptanceRow, decidedOf } from '../sales/acceptance';
import type { AssessedProduct, SalesState } from '../sales/assessment';
import { assessedSales, basisParameter, chosenProducts, daysSinceLastSale } from '../sales/known-products';
import { decidedSince, type Basis, type SalesTables } from '../sales/sales';
import { unmetDemand } from '../sales/demand';
import { causes, refusedBy } from './refusal-causes';
import { staleProductsColumns } from './columns';

const rank: Record<SalesState, number> = { stale: 0, 'never sold': 1, selling: 2, new: 3, withdrawn: 4 };

/** What needs attention comes first: stale before selling, the likeliest to sell no more first. */
const byUrgency = (a: AssessedProduct, b: AssessedProduct): number =>
  rank[a.state] - rank[b.state] ||
  (b.outlook?.rawChance ?? 1) - (a.outlook?.rawChance ?? 1) ||
  (a.product.productId < b.product.productId ? -1 : 1);

const salesRow = (
  { product, sales, clock, state, ...rest }: AssessedProduct,
  basis: Basis,
  context: ReportContext,
): AnswerRow => ({
  productId: product.productId,
  name: product.name,
  category: product.category,
  state,
  basis,
  introducedAt: product.introducedAt,
  withdrawnFrom: product.withdrawnFrom,
  inStock: clock.inStock,
  lastSaleOn: sales.lastSaleOn,
  daysSinceLastSale: daysSinceLastSale(sales, context),
  quietDaysOnSale: rest.quietDays,
  daysWithSale: sales.saleDays,
  expectedIntervalDays: rest.expectedInterval,
  chanceOfNoSale: rest.outlook?.chanceOfNoSale ?? null,
  chanceDead: rest.outlook?.chanceDead ?? null,
});

const linesRow = ({ sales }: AssessedProduct, prior: AcceptancePrior | null, since: number): AnswerRow => {
  const counted = decidedOf(sales);
  return {
    offered: sales.offered,
    accepted: sales.accepted,
    decided: counted.trials,
    ...acceptanceRow(prior, counted),
    decidedSinceAcceptance: since,
    chanceOfNoAcceptance: prior && (1 - acceptanceEstimate(prior, counted)) ** since,
  };
};

const notesOn = (basis: Basis): readonly string[] => [
  `A sale is a day (UTC) on which a line was ${basis}. chanceOfNoSale is the chance that it will not sell in its next 90 days on sale: it has died (chanceDead), or lives and is silent so long (modified BG/NBD by category, corrected by what such chances were worth 90 days ago); a product is stale from 0.8 on. Days on which it is out of stock or withdrawn don’t count. A product younger than two expected intervals is new.`,
  'Acceptance is an empirical Bayes estimate over all products (or those of the segment), of lines accepted, refused, without response or expired, with its 95 % credible interval. Segments are those that the clients are in at the moment of the report; all lines of the past count.',
  'Refusals count from `from` to the moment of the report: by the date of the refusal, and as a cohort by the date of the offer. Refusals of the groups invalid and unknown (no response) are not counted.',
];

export const staleProductsReport = defineReport<SalesTables>({
  name: 'stale-products',
  description: 'Which products sell and which are stuck, why they are refused, and which demand is not met',
  parameters: {
    from: optionalParameter('day', 'Refusals and demand from this day on; a year back by default'),
    basis: basisParameter,
    by: optionalChoice(causes, 'What refusals are counted by; reason by default'),
    product: namingParameter('product', 'Only this product'),
    category: namingParameter('category', 'Only products of this category'),
    limit: limitParameter('Rows of products and of unmet demand; 100 by default'),
  },
  columns: staleProductsColumns,
  reads: ['products', 'offers', 'invoices', 'enquiries', 'clients'],
  answer: async (db, parameters, context) => {
    const { basis, sales, products: all } = await assessedSales(db, parameters, context);
    const some = chosenProducts(all, parameters).toSorted(byUrgency);
    const products = firstPage('products', some, parameters.integer('limit', 100));
    const since = await decidedSince(db, context);
    const prior = acceptancePrior(sales.map(decidedOf));
    const shown = new Map(products.rows.map(({ product }) => [product.productId, product.name]));
    const window = lastYearOf(parameters, context);
    const by = causes.find((cause) => cause === parameters.optionalText('by')) ?? 'reason';
    const demand = await unmetDemand(db, window, parameters.integer('limit', 100), context);
    return {
      sections: {
        products: products.rows.map((row) => ({
          ...salesRow(row, basis, context),
          ...linesRow(row, prior, since.get(row.product.productId) ?? 0),
        })),
        refusals: await refusedBy(db, by, window, shown),
        'acceptance-by-segment': await acceptanceBySegment(db, shown),
        'unmet-demand': demand.rows,
      },
      notes: [...products.notes, ...demand.notes, await trialNote('stuck-products', context), ...notesOn(basis)],
    };
  },
});
