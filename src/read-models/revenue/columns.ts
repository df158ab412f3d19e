import { groupings } from '../groupings/groupings';
import { column, keyColumns, sumColumns, wholeColumns, type AnswerColumns } from '../kit/answer-columns';
import { revenueFigures } from '../sales/movements';

const wholeFigures = ['acceptedLines', 'invoices'];

const amountColumns: AnswerColumns = {
  currency: column.text(),
  ...sumColumns(...revenueFigures.filter((name) => !wholeFigures.includes(name)), 'net', 'gross'),
  ...wholeColumns(...wholeFigures),
};

export const revenueColumns = {
  total: amountColumns,
  summary: { ...keyColumns(groupings), ...amountColumns },
  'without-price': { ...keyColumns(groupings), ...wholeColumns('acceptedLines') },
};
