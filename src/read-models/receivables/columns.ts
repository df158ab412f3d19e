import {
  dayColumn,
  idColumn,
  keyColumns,
  momentColumn,
  moneyColumn,
  namedColumn,
  sumColumns,
  textColumn,
  wholeColumn,
  wholeColumns,
  type AnswerColumns,
} from '../kit/answer-columns';
import { receivableFigures, receivableGroupings } from './open-invoices';

const owedColumns: AnswerColumns = {
  currency: textColumn(),
  ...sumColumns(...receivableFigures.filter((name) => name !== 'invoices'), 'overdue', 'balance'),
  ...wholeColumns('invoices'),
};

export const receivablesColumns = {
  total: owedColumns,
  summary: { ...keyColumns(receivableGroupings), ...owedColumns },
  invoices: {
    invoiceId: idColumn(),
    number: textColumn(),
    clientId: namedColumn('client'),
    managerId: namedColumn('manager'),
    issuedAt: momentColumn(),
    dueOn: dayColumn(),
    daysOverdue: wholeColumn('0 where it is not overdue'),
    gross: moneyColumn('amount'),
    credited: moneyColumn('amount'),
    paid: moneyColumn('sum'),
    outstanding: moneyColumn('amount'),
    currency: textColumn(),
    state: textColumn(),
  },
};
