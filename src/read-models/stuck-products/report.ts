import { trialNote } from '../kit/answer-on-trial';
import { firstPage, noPage } from '../kit/page';
import { defineReport, isAskedFor, limitParameter, namingParameter } from '../kit/report';
import { AHEAD_DAYS } from '../sales/assessment';
import { unmetDemand } from '../sales/demand';
import { basisParameter } from '../sales/known-products';
import { lastYearOf, sinceParameter } from '../kit/window';
import { stuckProductsColumns } from './columns';
import { explainedStuck } from './explained';
import { evidenceRows, productsStuck, stuckRow } from './rows';
import type { FactTables } from '../facts/tables';

const stuckNotes = [
  `expectedLoss, over ${AHEAD_DAYS} days: of what is stale, what sales brought at the pace that they had until the last one, times the chance that there will be none; of what is hardly accepted, what its lines would bring more if they were accepted as those of its category. It is margin where the cost is known, else turnover; the rows of one currency stand together, for amounts of several are not compared. What standing in stock costs is not in it: stock is not recorded.`,
  'A remedy is the first that fits: activate (hardly offered), wait (too few decided lines), reprice (refused for price or a competitor), campaign (one segment accepts it), withdraw (accepted less than its category, refused as not needed or not fit), wait. Products out of stock are not stuck.',
  'introduce: what was asked for and is not sold.',
];

export const stuckProductsReport = defineReport<FactTables>({
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
  explained: explainedStuck,
  answer: async (db, parameters, context) => {
    const window = lastYearOf(parameters, context);
    const { stuck } = isAskedFor(context, 'products', 'evidence')
      ? await productsStuck(db, parameters, context)
      : { stuck: [] };
    const limit = parameters.integer('limit', 100);
    const shown = firstPage('products', stuck, limit);
    const demand = isAskedFor(context, 'introduce') ? await unmetDemand(db, window, limit, context) : noPage;
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
