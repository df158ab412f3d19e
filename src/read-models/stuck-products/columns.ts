import { column, nullable, wholeColumns } from '../kit/answer-columns';
import { demandColumns, productColumns } from '../sales/columns';

export const stuckProductsColumns = {
  products: {
    ...{ ...productColumns, category: column.text(), state: column.text() },
    ...{ daysSinceLastSale: nullable(column.whole()), chanceOfNoSale: nullable(column.share()) },
    ...{ expectedLoss: nullable(column.money('amount')), currency: nullable(column.text()) },
    lossIn: nullable(column.text('margin or turnover')),
    ...{ remedy: column.text(), because: column.text(), wouldChange: column.text() },
    moreOffers: nullable(column.whole('How many more it takes to tell')),
    segment: nullable(column.text()),
    gapMedian: nullable(column.money('price', 'gapCurrency')),
    gapOfFourInFive: nullable(column.money('price', 'gapCurrency')),
    gapCurrency: nullable(column.text()),
    ...wholeColumns('offered', 'clientsOffered', 'decided', 'accepted', 'refused', 'openOffers'),
  },
  evidence: {
    ...{ ...productColumns, reason: column.named('reason'), ...wholeColumns('refusals') },
    eventIds: column.texts('The first of the refusals'),
  },
  introduce: demandColumns,
};
