import { column, keyColumns, nullable, wholeColumns } from '../kit/answer-columns';
import { acceptanceColumns, demandColumns, productColumns } from '../sales/columns';
import { causes } from './refusal-causes';

export const staleProductsColumns = {
  products: {
    ...{ ...productColumns, category: column.text(), state: column.text(), basis: column.text() },
    ...{ introducedAt: column.moment(), withdrawnFrom: nullable(column.moment()), inStock: column.flag() },
    ...{ lastSaleOn: nullable(column.day()), daysSinceLastSale: nullable(column.whole()) },
    quietDaysOnSale: nullable(column.real('Days since the last sale on which it could be had')),
    daysWithSale: column.whole(),
    expectedIntervalDays: nullable(column.real()),
    ...{ chanceOfNoSale: nullable(column.share()), chanceDead: nullable(column.share()) },
    ...{ ...wholeColumns('offered', 'accepted', 'decided'), ...acceptanceColumns },
    ...wholeColumns('decidedSinceAcceptance'),
    chanceOfNoAcceptance: nullable(column.share()),
  },
  refusals: {
    ...productColumns,
    ...keyColumns(causes),
    refusals: column.whole('By the date of the refusal'),
    cohortRefusals: column.whole('By the date of the offer'),
  },
  'acceptance-by-segment': {
    ...productColumns,
    segment: nullable(column.text()),
    ...wholeColumns('accepted', 'decided'),
    ...acceptanceColumns,
  },
  'unmet-demand': demandColumns,
};
