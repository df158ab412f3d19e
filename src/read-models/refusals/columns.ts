import { refusals } from '../facts/offers/tables';
import { column, keyColumns, nullable, sharesWithin, wholeColumns } from '../kit/answer-columns';
import { columnsOfTable } from '../kit/shown-rows';
import { dimensions } from './question';

const valueIfOne = { value: nullable(column.money('sum')), currency: nullable(column.text()) };

export const refusalsColumns = {
  summary: {
    ...keyColumns(dimensions),
    name: nullable(column.text('Of what it is counted by')),
    ...wholeColumns('refusals', 'offers', 'clients'),
    ...valueIfOne,
    priceGapMedian: nullable(column.money('price', 'priceGapCurrency')),
    priceGapCurrency: nullable(column.text()),
    priceGaps: column.whole('How often a gap was stated'),
    ...sharesWithin('share'),
    statedByClientShare: nullable(column.share()),
  },
  values: {
    ...keyColumns(dimensions),
    currency: column.text(),
    ...wholeColumns('refusals'),
    value: column.money('sum'),
  },
  outside: { outcome: column.text(), ...wholeColumns('lines', 'offers') },
  refusals: {
    row: column.text('What after is for the page that begins after it'),
    ...columnsOfTable(refusals),
    ...{ clientId: column.named('client'), managerId: column.named('manager'), productId: column.named('product') },
    ...{ price: nullable(column.money('price')), listPrice: nullable(column.money('price')) },
    value: nullable(column.money('amount')),
    priceGap: nullable(column.money('price', 'priceGapCurrency')),
    reason: column.named('reason'),
    otherReasons: column.texts('Further reasons'),
    shownReason: column.text('The reason that it is mapped to by the moment of the report'),
    label: column.text('That in words'),
  },
};
