import { column, keyColumns, sumColumns, wholeColumns, type AnswerColumns } from '../kit/answer-columns';
import { receivableFigures, receivableGroupings } from './open-invoices';

const owedColumns: AnswerColumns = {
  currency: column.text(),
  ...sumColumns(...receivableFigures.filter((name) => name !== 'invoices'), 'overdue', 'balance'),
  ...wholeColumns('invoices'),
};

export const receivablesColumns = {
  total: owedColumns,
  summary: { ...keyColumns(receivableGroupings), ...owedColumns },
  invoices: {
    invoiceId: column.id(),
    number: column.text(),
    clientId: column.named('client'),
    managerId: column.named('manager'),
    issuedAt: column.moment(),
    dueOn: column.day(),
    daysOverdue: column.whole('0 where it is not overdue'),
    gross: column.money('amount'),
    credited: column.money('amount'),
    paid: column.money('sum'),
    outstanding: column.money('amount'),
    currency: column.text(),
    state: column.text(),
  },
};
