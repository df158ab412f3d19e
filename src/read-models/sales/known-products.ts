import { groupBy } from '../kit/group-by';
import { dayNumberOf, localDayNumber, millisecondsOf } from '../../domain/shared/time';
import { withoutTrace } from '../kit/trace';
import { optionalChoice, choiceOf, type ParameterValues, type ReportContext } from '../kit/report';
import { assessedAt, type AssessedProduct, type KnownProduct, type ProductRow } from './assessment';
import { saleDaysOf, type SaleDay } from './sale-days';
import { bases, salesOf, usualBasis, utcDay, type Basis, type Sales } from './sales';
import type { StateChange } from './sales-clock';
import type { FactsDb } from '../facts/tables';

export const basisParameter = optionalChoice(
  bases,
  'What counts as a sale; by default invoiced where there are invoices, otherwise accepted',
);

export const basisOf = async (db: FactsDb, parameters: Pick<ParameterValues, 'optionalText'>): Promise<Basis> =>
  choiceOf(parameters, 'basis', bases) ?? (await usualBasis(db));

const byProduct = <Each extends { readonly productId: string }>(rows: readonly Each[]) =>
  groupBy(rows, ({ productId }) => productId);

const statesOf = async (db: FactsDb): Promise<ReadonlyMap<string, readonly StateChange[]>> =>
  byProduct(await db.selectFrom('product_states').selectAll().orderBy('effectiveFrom').orderBy('position').execute());

const noSales = (productId: string, firstDay: string): Sales => ({
  productId,
  firstDay,
  saleDays: 0,
  lastSaleOn: null,
  offered: 0,
  accepted: 0,
  refused: 0,
  noResponse: 0,
  expired: 0,
  lastAcceptedOn: null,
});

/** A product that was sold before it was introduced, or was never introduced: the log was imported in part. */
const unintroduced = ({ productId, firstDay }: Sales): ProductRow => ({
  productId,
  name: '',
  category: '',
  introducedAt: `${firstDay}T00:00:00.000Z`,
  withdrawnFrom: null,
  withdrawnReason: null,
  replacementId: null,
  externalSource: null,
  externalId: null,
});

const noDays: readonly SaleDay[] = [];

/** Every product that was introduced, offered or sold by the moment of asking. */
const knownProducts = async (
  db: FactsDb,
  sales: readonly Sales[],
  basis: Basis,
  { at }: Pick<ReportContext, 'at'>,
): Promise<readonly KnownProduct[]> => {
  const rows = await db
    .selectFrom('products')
    .selectAll()
    .where('introducedAt', '<=', at)
    .orderBy('productId')
    .execute();
  const products = new Map(rows.map((row) => [row.productId, withoutTrace(row)]));
  const sold = new Set(sales.map(({ productId }) => productId));
  const days = byProduct(await saleDaysOf(db, basis, utcDay(at)));
  const states = await statesOf(db);
  const all = [
    ...sales.map((row) => ({ product: products.get(row.productId) ?? unintroduced(row), sales: row })),
    ...[...products.values()]
      .filter(({ productId }) => !sold.has(productId))
      .map((product) => ({ product, sales: noSales(product.productId, product.introducedAt.slice(0, 10)) })),
  ];
  return all.map(({ product, sales: ofProduct }) => ({
    product,
    sales: ofProduct,
    sold: days.get(product.productId) ?? noDays,
    states: states.get(product.productId) ?? [],
  }));
};

/** Those that the parameters `product` and `category` leave. */
export const chosenProducts = (
  all: readonly AssessedProduct[],
  parameters: Pick<ParameterValues, 'optionalText'>,
): readonly AssessedProduct[] => {
  const [product, category] = [parameters.optionalText('product'), parameters.optionalText('category')];
  return all
    .filter((one) => product === undefined || one.product.productId === product)
    .filter((one) => category === undefined || one.product.category === category);
};

/** In the zone of the company; null where it never sold. */
export const daysSinceLastSale = (
  { lastSaleOn }: Pick<Sales, 'lastSaleOn'>,
  { at, zone }: Pick<ReportContext, 'at' | 'zone'>,
): number | null => (lastSaleOn === null ? null : localDayNumber(millisecondsOf(at), zone) - dayNumberOf(lastSaleOn));

export interface AssessedSales {
  readonly basis: Basis;
  readonly sales: readonly Sales[];
  readonly products: readonly AssessedProduct[];
}

/** Every product and what is to be said of its sales at the moment of asking. */
export const assessedSales = async (
  db: FactsDb,
  parameters: Pick<ParameterValues, 'optionalText'>,
  context: ReportContext,
): Promise<AssessedSales> => {
  const basis = await basisOf(db, parameters);
  const sales = await salesOf(db, basis, context);
  return { basis, sales, products: assessedAt(await knownProducts(db, sales, basis, context), context.at) };
};
