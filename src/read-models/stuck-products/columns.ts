import {
  moneyColumn,
  namedColumn,
  nullable,
  shareColumn,
  textColumn,
  textsColumn,
  wholeColumn,
  wholeColumns,
} from '../kit/answer-columns';
import { demandColumns, productColumns } from '../sales/columns';

export const stuckProductsColumns = {
  products: {
    ...{ ...productColumns, category: textColumn(), state: textColumn() },
    ...{ daysSinceLastSale: nullable(wholeColumn()), chanceOfNoSale: nullable(shareColumn()) },
    ...{ expectedLoss: nullable(moneyColumn('amount')), currency: nullable(textColumn()) },
    lossIn: nullable(textColumn('margin or turnover')),
    ...{ remedy: textColumn(), because: textColumn(), wouldChange: textColumn() },
    moreOffers: nullable(wholeColumn('How many more it takes to tell')),
    segment: nullable(textColumn()),
    gapMedian: nullable(moneyColumn('price', 'gapCurrency')),
    gapOfFourInFive: nullable(moneyColumn('price', 'gapCurrency')),
    gapCurrency: nullable(textColumn()),
    ...wholeColumns('offered', 'clientsOffered', 'decided', 'accepted', 'refused', 'openOffers'),
  },
  evidence: {
    ...{ ...productColumns, reason: namedColumn('reason'), ...wholeColumns('refusals') },
    eventIds: textsColumn('The first of the refusals'),
  },
  introduce: demandColumns,
};
