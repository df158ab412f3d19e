import { groupings } from '../groupings/groupings';
import {
  idColumn,
  keyColumns,
  momentColumn,
  moneyColumn,
  namedColumn,
  nullable,
  realColumn,
  shareColumn,
  sumColumns,
  textColumn,
  wholeColumn,
  wholeColumns,
  type AnswerColumns,
} from '../kit/answer-columns';
import { shownChanges } from './changes';
import { lineAges } from './open-lines';

/** Of lines without a price. */
const currencyOfPriced = nullable(textColumn('Null: lines without a price'));
const expectedAmount = nullable(moneyColumn('amount'));

const openColumns: AnswerColumns = {
  currency: currencyOfPriced,
  ...wholeColumns('lines'),
  ...sumColumns('value', ...lineAges),
  expectedLines: nullable(realColumn()),
  expected: expectedAmount,
};

export const pipelineColumns = {
  total: openColumns,
  summary: { ...keyColumns(groupings), ...openColumns },
  changes: { change: textColumn(), currency: currencyOfPriced, ...wholeColumns('lines'), ...sumColumns('value') },
  'changes-by': { ...keyColumns(groupings), currency: textColumn(), ...sumColumns(...Object.keys(shownChanges)) },
  lines: {
    ...{ offerId: idColumn(), lineId: idColumn() },
    ...{ clientId: namedColumn('client'), managerId: namedColumn('manager'), productId: namedColumn('product') },
    ...{ offeredAt: momentColumn(), validUntil: nullable(momentColumn()) },
    ...{ value: nullable(moneyColumn('amount')), currency: nullable(textColumn()) },
    ...{ ageDays: wholeColumn(), segment: nullable(textColumn()) },
    acceptance: nullable(shareColumn('The chance that it is accepted in the end')),
    expected: expectedAmount,
  },
};
