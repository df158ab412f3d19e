import { dayNumberOf, dayOf, localDay, localDayNumber, millisecondsOf } from '../../domain/shared/time';
import { acceptanceEstimate, acceptancePrior, type AcceptancePrior } from '../statistics/acceptance';
import { firstPage, type Page } from '../kit/page';
import { windowOf } from '../kit/window';
import {
  defineReport,
  limitParameter,
  namingParameter,
  optionalChoice,
  optionalParameter,
  type AnswerRow,
  type ParameterValues,
  type ReportContext,
} from '../kit/report';
import { acceptanceBySegment, acceptanceRow, decidedOf } from './acceptance';
import type { StateChange } from './sales-clock';
import { unmetDemand } from './demand';
import { causes, refusedBy } from './refusal-causes';
import {
  bases,
  decidedSince,
  salesOf,
  usualBasis,
  type Basis,
  type StaleProductsDb,
  type Sales,
  type StaleProductsTables,
} from './sales';
import { priorsOf, assess, watch, type ProductRow, type AssessedProduct, type SalesState } from './assessment';

const YEAR = 365;

const basisOf = async (db: StaleProductsDb, parameters: ParameterValues): Promise<Basis> =>
  bases.find((basis) => basis === parameters.optionalText('basis')) ?? (await usualBasis(db));

const statesOf = async (db: StaleProductsDb): Promise<ReadonlyMap<string, readonly StateChange[]>> => {
  const rows = await db.selectFrom('product_states').selectAll().orderBy('effectiveFrom').orderBy('position').execute();
  const states = new Map<string, StateChange[]>();
  for (const row of rows) states.set(row.productId, [...(states.get(row.productId) ?? []), row]);
  return states;
};

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

const assessedProducts = async (
  db: StaleProductsDb,
  sales: readonly Sales[],
  { at }: ReportContext,
): Promise<readonly AssessedProduct[]> => {
  const products = await db
    .selectFrom('products')
    .selectAll()
    .where('introducedAt', '<=', at)
    .orderBy('productId')
    .execute();
  const known = new Map(products.map((product) => [product.productId, product]));
  const sold = new Set(sales.map(({ productId }) => productId));
  const states = await statesOf(db);
  const all = [
    ...sales.map((row) => ({ product: known.get(row.productId) ?? unintroduced(row), row })),
    ...products
      .filter(({ productId }) => !sold.has(productId))
      .map((product) => ({ product, row: noSales(product.productId, product.introducedAt.slice(0, 10)) })),
  ];
  const watched = all.map(({ product, row }) => watch(product, row, states.get(product.productId) ?? [], at));
  const priorOf = priorsOf(watched);
  return watched.map((one) => assess(one, priorOf));
};

const rank: Record<SalesState, number> = { stale: 0, 'never sold': 1, selling: 2, new: 3, withdrawn: 4 };

/** What needs attention comes first: stale before selling, the least likely silence first. */
const byUrgency = (a: AssessedProduct, b: AssessedProduct): number =>
  rank[a.state] - rank[b.state] ||
  (a.silenceChance ?? 1) - (b.silenceChance ?? 1) ||
  (a.product.productId < b.product.productId ? -1 : 1);

const chosenProducts = (all: readonly AssessedProduct[], parameters: ParameterValues): Page<AssessedProduct> => {
  const product = parameters.optionalText('product');
  const category = parameters.optionalText('category');
  const some = all
    .filter((one) => product === undefined || one.product.productId === product)
    .filter((one) => category === undefined || one.product.category === category);
  return firstPage('products', some.toSorted(byUrgency), parameters.integer('limit', 100));
};

const daysSince = (day: string | null, { at, zone }: ReportContext): number | null =>
  day === null ? null : localDayNumber(millisecondsOf(at), zone) - dayNumberOf(day);

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
  daysSinceLastSale: daysSince(sales.lastSaleOn, context),
  quietDaysOnSale: rest.quietDays,
  daysWithSale: sales.saleDays,
  expectedIntervalDays: rest.expectedInterval,
  silenceChance: rest.silenceChance,
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
  `A sale is a day (UTC) on which a line was ${basis}. silenceChance is the probability of no sale in the quiet days (Gamma–Poisson with a prior of the category); a product is stale below 0.05. Days on which it is out of stock or withdrawn don’t count. A product younger than two expected intervals is new.`,
  'Acceptance is an empirical Bayes estimate over all products (or those of the segment), of lines accepted, refused, without response or expired, with its 95 % credible interval. Segments are those that the clients are in at the moment of the report; all lines of the past count.',
  'Refusals count from `from` to the moment of the report: by the date of the refusal, and as a cohort by the date of the offer. Refusals of the groups invalid and unknown (no response) are not counted.',
];

/** This report has no `to`, and starts a year back where `from` is left out. */
const boundOf = (parameters: ParameterValues, { at, zone }: ReportContext, name: string): string | undefined => {
  if (name === 'to') return undefined;
  return parameters.optionalText(name) ?? dayOf(dayNumberOf(localDay(at, zone)) - YEAR);
};

export const staleProductsReport = defineReport<StaleProductsTables>({
  name: 'stale-products',
  description: 'Which products sell and which are stuck, why they are refused, and which demand is not met',
  parameters: {
    from: optionalParameter('day', 'Refusals and demand from this day on; a year back by default'),
    basis: optionalChoice(
      bases,
      'What counts as a sale; by default invoiced where there are invoices, otherwise accepted',
    ),
    by: optionalChoice(causes, 'What refusals are counted by; reason by default'),
    product: namingParameter('product', 'Only this product'),
    category: namingParameter('category', 'Only products of this category'),
    limit: limitParameter('Rows of products and of unmet demand; 100 by default'),
  },
  names: { productId: 'product', reason: 'reason' },
  rates: ['silenceChance', 'acceptance', 'acceptanceLow', 'acceptanceHigh', 'chanceOfNoAcceptance'],
  reads: ['products', 'offers', 'invoices', 'enquiries', 'clients'],
  answer: async (db, parameters, context) => {
    const basis = await basisOf(db, parameters);
    const sales = await salesOf(db, basis, context);
    const products = chosenProducts(await assessedProducts(db, sales, context), parameters);
    const since = await decidedSince(db, context);
    const prior = acceptancePrior(sales.map(decidedOf));
    const shown = new Map(products.rows.map(({ product }) => [product.productId, product.name]));
    const window = windowOf({ ...parameters, optionalText: (name) => boundOf(parameters, context, name) }, context);
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
      notes: [...products.notes, ...demand.notes, ...notesOn(basis)],
    };
  },
});
