import { acceptanceEstimate, acceptancePrior, type AcceptancePrior } from '../statistics/acceptance';
import type { AnswerRow, ParameterValues, ReportContext } from '../kit/report';
import { acceptanceRow, decidedOf } from '../sales/acceptance';
import type { AssessedProduct, SalesState } from '../sales/assessment';
import { assessedSales, chosenProducts, daysSinceLastSale } from '../sales/known-products';
import { decidedSince, type Basis } from '../sales/sales';
import type { FactsDb } from '../facts/tables';

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

export interface ProductRows {
  readonly basis: Basis;
  readonly prior: AcceptancePrior | null;
  readonly rows: readonly { readonly one: AssessedProduct; readonly row: AnswerRow }[];
}

/** The products that are asked for, each as the report shows it, in its order. */
export const assessedRows = async (
  db: FactsDb,
  parameters: ParameterValues,
  context: ReportContext,
): Promise<ProductRows> => {
  const { basis, sales, products } = await assessedSales(db, parameters, context);
  const since = await decidedSince(db, context);
  const prior = acceptancePrior(sales.map(decidedOf));
  const rows = chosenProducts(products, parameters)
    .toSorted(byUrgency)
    .map((one) => ({
      one,
      row: {
        ...salesRow(one, basis, context),
        ...linesRow(one, prior, since.get(one.product.productId) ?? 0),
      },
    }));
  return { basis, prior, rows };
};

export const nothingAssessed = (basis: Basis): ProductRows => ({ basis, prior: null, rows: [] });
