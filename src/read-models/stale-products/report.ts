import { trialNote } from '../kit/answer-on-trial';
import { firstPage, noPage } from '../kit/page';
import { lastYearOf } from '../kit/window';
import {
  defineReport,
  limitParameter,
  namingParameter,
  optionalChoice,
  isAskedFor,
  optionalParameter,
} from '../kit/report';
import { acceptanceBySegment } from '../sales/acceptance';
import { basisOf, basisParameter } from '../sales/known-products';
import type { Basis } from '../sales/sales';
import { unmetDemand } from '../sales/demand';
import { staleProductsColumns } from './columns';
import { explainedStale } from './explained';
import { causeAsked, causes, refusedBy } from './refusal-causes';
import { nothingAssessed, assessedRows } from './rows';
import type { FactTables } from '../facts/tables';

const notesOn = (basis: Basis): readonly string[] => [
  `A sale is a day (UTC) on which a line was ${basis}. chanceOfNoSale is the chance that it will not sell in its next 90 days on sale: it has died (chanceDead), or lives and is silent so long (modified BG/NBD by category, corrected by what such chances were worth 90 days ago); a product is stale from 0.8 on. Days on which it is out of stock or withdrawn don’t count. A product younger than two expected intervals is new.`,
  'Acceptance is an empirical Bayes estimate over all products (or those of the segment), of lines accepted, refused, without response or expired, with its 95 % credible interval. Segments are those that the clients are in at the moment of the report; all lines of the past count.',
  'Refusals count from `from` to the moment of the report: by the date of the refusal, and as a cohort by the date of the offer. Refusals of the groups invalid and unknown (no response) are not counted.',
];

export const staleProductsReport = defineReport<FactTables>({
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
  explained: explainedStale,
  answer: async (db, parameters, context) => {
    const isOfProducts = isAskedFor(context, 'products', 'refusals', 'acceptance-by-segment');
    const { basis, rows } = isOfProducts
      ? await assessedRows(db, parameters, context)
      : nothingAssessed(await basisOf(db, parameters));
    const products = firstPage('products', rows, parameters.integer('limit', 100));
    const shown = new Map(products.rows.map(({ one: { product } }) => [product.productId, product.name]));
    const window = lastYearOf(parameters, context);
    const by = causeAsked(parameters);
    const limit = parameters.integer('limit', 100);
    const demand = isAskedFor(context, 'unmet-demand') ? await unmetDemand(db, window, limit, context) : noPage;
    return {
      sections: {
        products: products.rows.map(({ row }) => row),
        refusals: isAskedFor(context, 'refusals') ? await refusedBy(db, by, window, shown) : [],
        'acceptance-by-segment': isAskedFor(context, 'acceptance-by-segment')
          ? await acceptanceBySegment(db, shown)
          : [],
        'unmet-demand': demand.rows,
      },
      notes: [...products.notes, ...demand.notes, await trialNote('stuck-products', context), ...notesOn(basis)],
    };
  },
});
