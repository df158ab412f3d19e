import { groupings } from '../groupings/groupings';
import { column, keyColumns, nullable, sumColumns, wholeColumns, type AnswerColumns } from '../kit/answer-columns';
import { shownChanges } from './changes';
import { lineAges } from './open-lines';

/** Of lines without a price. */
const currencyOfPriced = nullable(column.text('Null: lines without a price'));
const expectedAmount = nullable(column.money('amount'));

const openColumns: AnswerColumns = {
  currency: currencyOfPriced,
  ...wholeColumns('lines'),
  ...sumColumns('value', ...lineAges),
  expectedLines: nullable(column.real()),
  expected: expectedAmount,
};

export const pipelineColumns = {
  total: openColumns,
  summary: { ...keyColumns(groupings), ...openColumns },
  changes: { change: column.text(), currency: currencyOfPriced, ...wholeColumns('lines'), ...sumColumns('value') },
  'changes-by': { ...keyColumns(groupings), currency: column.text(), ...sumColumns(...Object.keys(shownChanges)) },
  lines: {
    ...{ offerId: column.id(), lineId: column.id() },
    ...{ clientId: column.named('client'), managerId: column.named('manager'), productId: column.named('product') },
    ...{ offeredAt: column.moment(), validUntil: nullable(column.moment()) },
    ...{ value: nullable(column.money('amount')), currency: nullable(column.text()) },
    ...{ ageDays: column.whole(), segment: nullable(column.text()) },
    acceptance: nullable(column.share('The chance that it is accepted in the end')),
    expected: expectedAmount,
  },
};
