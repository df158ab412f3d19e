import { refusals } from '../facts/offers/tables';
import {
  keyColumns,
  moneyColumn,
  namedColumn,
  nullable,
  shareColumn,
  sharesWithin,
  textColumn,
  textsColumn,
  wholeColumn,
  wholeColumns,
} from '../kit/answer-columns';
import { columnsOfTable } from '../kit/shown-rows';
import { dimensions } from './question';

const valueIfOne = { value: nullable(moneyColumn('sum')), currency: nullable(textColumn()) };

export const refusalsColumns = {
  summary: {
    ...keyColumns(dimensions),
    name: nullable(textColumn('Of what it is counted by')),
    ...wholeColumns('refusals', 'offers', 'clients'),
    ...valueIfOne,
    priceGapMedian: nullable(moneyColumn('price', 'priceGapCurrency')),
    priceGapCurrency: nullable(textColumn()),
    priceGaps: wholeColumn('How often a gap was stated'),
    ...sharesWithin('share'),
    statedByClientShare: nullable(shareColumn()),
  },
  values: { ...keyColumns(dimensions), currency: textColumn(), ...wholeColumns('refusals'), value: moneyColumn('sum') },
  outside: { outcome: textColumn(), ...wholeColumns('lines', 'offers') },
  refusals: {
    row: textColumn('What after is for the page that begins after it'),
    ...columnsOfTable(refusals),
    ...{ clientId: namedColumn('client'), managerId: namedColumn('manager'), productId: namedColumn('product') },
    ...{ price: nullable(moneyColumn('price')), listPrice: nullable(moneyColumn('price')) },
    value: nullable(moneyColumn('amount')),
    priceGap: nullable(moneyColumn('price', 'priceGapCurrency')),
    reason: namedColumn('reason'),
    otherReasons: textsColumn('Further reasons'),
    shownReason: textColumn('The reason that it is mapped to by the moment of the report'),
    label: textColumn('That in words'),
  },
};
