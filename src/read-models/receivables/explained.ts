import { sql } from 'kysely';
import {
  combinedFigure,
  differenceOf,
  keyedRows,
  takenFigures,
  totalAndSummary,
  type RowsKey,
} from '../groupings/explained-rows';
import type { InvoiceRow } from '../facts/invoices';
import { allTold, rowsByKeys } from '../kit/grounds';
import type { AnswerRow, ExplainedSections, ReportContext, ReportFigures } from '../kit/report';
import { isUnsettled, receivableFigures, receivableRows, type ReceivablesQuestion } from './open-invoices';
import type { FactsDb } from '../facts/tables';

interface ReceivablesAsked {
  readonly db: FactsDb;
  readonly question: ReceivablesQuestion;
  readonly context: ReportContext;
  /** How an invoice is shown. */
  readonly shown: (row: InvoiceRow) => AnswerRow;
}

const figuresOfReceivables = async (
  { db, question, context }: ReceivablesAsked,
  key: RowsKey,
): Promise<ReportFigures> => {
  const keyed = await keyedRows(db, receivableRows(question), question, key, context);
  return {
    ...takenFigures(keyed, receivableFigures),
    overdue: combinedFigure(keyed, { outstanding: 'outstanding', notDue: 'less: not due yet' }, differenceOf),
    balance: combinedFigure(
      keyed,
      { outstanding: 'outstanding', overpaid: 'less: overpaid', creditedAlone: 'less: credited without an invoice' },
      differenceOf,
    ),
  };
};

const invoiceFigures = async (
  { db, question, shown }: ReceivablesAsked,
  invoiceId: string,
): Promise<ReportFigures | undefined> => {
  const { rows } = await sql<InvoiceRow>`select i.* from "invoices" i
    where i."invoiceId" = ${invoiceId} and ${isUnsettled(question)}`.execute(db);
  const [row] = rows;
  return row && allTold(shown(row), [rowsByKeys('row', 'invoices', [[invoiceId]])]);
};

export const explainedReceivables = (asked: ReceivablesAsked): ExplainedSections => ({
  ...totalAndSummary(asked.question.by, (key) => figuresOfReceivables(asked, key)),
  invoices: {
    key: ['invoiceId'],
    described: [],
    figuresOf: ([invoiceId = '']) => invoiceFigures(asked, invoiceId),
  },
});
