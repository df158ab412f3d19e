import { sql } from 'kysely';
import { dayNumberOf } from '../../domain/shared/time';
import { compareAmounts, isBeyond, lessAmount, shownSum, shownSums, type ExactSum } from '../kit/beyond';
import type { InvoiceRow } from '../facts/invoices';
import { totalOf, type FilledSums } from '../kit/keyed-sums';
import { firstPage, noPage, pageOf, withOneMore, isAfterRow, type Page } from '../kit/page';
import {
  defineReport,
  isAskedFor,
  limitParameter,
  namingParameter,
  optionalChoice,
  optionalParameter,
  type AnswerRow,
  type ParameterValues,
} from '../kit/report';
import { windowParameters } from '../kit/window';
import { explainedReceivables } from './explained';
import {
  isUnsettled,
  receivablesQuestion,
  receivableFigures,
  receivableGroupings,
  receivableSums,
  type ReceivableFigure,
  type ReceivablesQuestion,
} from './open-invoices';
import { receivablesColumns } from './columns';
import type { FactsDb, FactTables } from '../facts/tables';

type Receivable = FilledSums<ReceivableFigure>;

const overdueOf = ({ outstanding, notDue }: Receivable['figures']): ExactSum => lessAmount(outstanding, notDue);

const receivableRow = ({ currency, figures }: Receivable): AnswerRow => {
  const { outstanding, overpaid, creditedAlone } = figures;
  return {
    currency,
    ...shownSums(figures),
    overdue: shownSum(overdueOf(figures)),
    balance: shownSum(lessAmount(lessAmount(outstanding, overpaid), creditedAlone)),
  };
};

/** What a person looks for first: who owes most that is overdue. */
const byOverdue = (one: Receivable, other: Receivable): number =>
  compareAmounts(overdueOf(other.figures), overdueOf(one.figures)) ||
  compareAmounts(other.figures.outstanding, one.figures.outstanding);

const paidOf = ({ gross, credited, outstanding }: InvoiceRow): ExactSum =>
  isBeyond(outstanding) ? outstanding : lessAmount(lessAmount(gross, credited), outstanding);

const openInvoice = (row: InvoiceRow, { today }: ReceivablesQuestion): AnswerRow => ({
  invoiceId: row.invoiceId,
  number: row.number,
  clientId: row.clientId,
  managerId: row.managerId,
  issuedAt: row.issuedAt,
  dueOn: row.dueOn,
  daysOverdue: Math.max(0, dayNumberOf(today) - dayNumberOf(row.dueOn)),
  gross: row.gross,
  credited: row.credited,
  paid: shownSum(paidOf(row)),
  outstanding: row.outstanding,
  currency: row.currency,
  state: row.state,
});

/** The invoices themselves, in the order in which they fall due. */
const invoicesDue = async (
  db: FactsDb,
  question: ReceivablesQuestion,
  parameters: ParameterValues,
): Promise<Page<AnswerRow>> => {
  const limit = parameters.integer('limit', 100);
  const after = parameters.optionalText('after');
  const isNext = isAfterRow('invoices', ['dueOn', 'invoiceId'], ['invoiceId'], after);
  const { rows } = await sql<InvoiceRow>`select i.* from "invoices" i
    where ${isUnsettled(question)} and ${isNext}
    order by i."dueOn", i."invoiceId" limit ${withOneMore(limit)}`.execute(db);
  const page = pageOf('invoices', rows, limit, ({ invoiceId }) => invoiceId);
  return { rows: page.rows.map((row) => openInvoice(row, question)), notes: page.notes };
};

export const receivablesReport = defineReport<FactTables>({
  name: 'receivables',
  description: 'What clients owe: open invoices, how long they have been overdue, and by whom',
  parameters: {
    ...windowParameters,
    by: optionalChoice(receivableGroupings, 'What the summary counts by; client by default'),
    manager: namingParameter('manager', 'Only invoices of this manager'),
    client: namingParameter('client', 'Only invoices of this client and its duplicates'),
    limit: limitParameter('Rows of the summary and of the invoices; 100 by default'),
    after: {
      ...optionalParameter('text', 'The id of the last invoice of the previous page'),
      row: { table: 'invoices', columns: ['invoiceId'] },
    },
  },
  columns: receivablesColumns,
  reads: ['clients', 'enquiries', 'offers', 'invoices'],
  explained: async (db, parameters, context) => {
    const question = await receivablesQuestion(db, parameters, context);
    return explainedReceivables({ db, question, context, shown: (row) => openInvoice(row, question) });
  },
  answer: async (db, parameters, context) => {
    const question = await receivablesQuestion(db, parameters, context);
    const sums = isAskedFor(context, 'total', 'summary') ? await receivableSums(db, question, context) : [];
    const ranked = question.by === 'month' ? sums : sums.toSorted(byOverdue);
    const summary = firstPage('summary', ranked, parameters.integer('limit', 100));
    const register = isAskedFor(context, 'invoices') ? await invoicesDue(db, question, parameters) : noPage;
    return {
      sections: {
        total: totalOf(receivableFigures, sums).map(receivableRow),
        summary: summary.rows.map((row) => ({ [question.by]: row.key, ...receivableRow(row) })),
        invoices: register.rows,
      },
      notes: [
        ...summary.notes,
        ...register.notes,
        'Invoices issued in the window, as they stand at the moment of the report, with tax: what is not paid or credited yet. An invoice is overdue from the day after dueOn; the columns say for how many days (1 to 30, 31 to 60, 61 to 90, longer). Voided invoices are owed until the moment of the void.',
        'overpaid is what was paid above what was owed; creditedAlone are credit notes that name no invoice, less refunds of them. Neither makes a single debt smaller: balance is outstanding − overpaid − creditedAlone. Currencies are never added up; a payment in another currency counts by what it covers.',
      ],
    };
  },
});
