import { groupings } from '../groupings/groupings';
import { keyColumns, sumColumns, textColumn, wholeColumns, type AnswerColumns } from '../kit/answer-columns';
import { revenueFigures } from '../sales/movements';

const wholeFigures = ['acceptedLines', 'invoices'];

const amountColumns: AnswerColumns = {
  currency: textColumn(),
  ...sumColumns(...revenueFigures.filter((name) => !wholeFigures.includes(name)), 'net', 'gross'),
  ...wholeColumns(...wholeFigures),
};

export const revenueColumns = {
  total: amountColumns,
  summary: { ...keyColumns(groupings), ...amountColumns },
  'without-price': { ...keyColumns(groupings), ...wholeColumns('acceptedLines') },
};
