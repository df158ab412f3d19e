import {
  dayColumn,
  flagColumn,
  keyColumns,
  momentColumn,
  nullable,
  realColumn,
  shareColumn,
  textColumn,
  wholeColumn,
  wholeColumns,
} from '../kit/answer-columns';
import { acceptanceColumns, demandColumns, productColumns } from '../sales/columns';
import { causes } from './refusal-causes';

export const staleProductsColumns = {
  products: {
    ...{ ...productColumns, category: textColumn(), state: textColumn(), basis: textColumn() },
    ...{ introducedAt: momentColumn(), withdrawnFrom: nullable(momentColumn()), inStock: flagColumn() },
    ...{ lastSaleOn: nullable(dayColumn()), daysSinceLastSale: nullable(wholeColumn()) },
    quietDaysOnSale: nullable(realColumn('Days since the last sale on which it could be had')),
    daysWithSale: wholeColumn(),
    expectedIntervalDays: nullable(realColumn()),
    ...{ chanceOfNoSale: nullable(shareColumn()), chanceDead: nullable(shareColumn()) },
    ...{ ...wholeColumns('offered', 'accepted', 'decided'), ...acceptanceColumns },
    ...wholeColumns('decidedSinceAcceptance'),
    chanceOfNoAcceptance: nullable(shareColumn()),
  },
  refusals: {
    ...productColumns,
    ...keyColumns(causes),
    refusals: wholeColumn('By the date of the refusal'),
    cohortRefusals: wholeColumn('By the date of the offer'),
  },
  'acceptance-by-segment': {
    ...productColumns,
    segment: nullable(textColumn()),
    ...wholeColumns('accepted', 'decided'),
    ...acceptanceColumns,
  },
  'unmet-demand': demandColumns,
};
