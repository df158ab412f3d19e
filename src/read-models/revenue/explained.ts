import { sql } from 'kysely';
import {
  combinedFigure,
  differenceOf,
  keyedRows,
  nameIn,
  takenFigures,
  totalAndSummary,
  valuesOfKeys,
  type RowsKey,
} from '../groupings/explained-rows';
import { addedFigure, rowsWith } from '../kit/grounds';
import { groupNames } from '../groupings/groupings';
import type { ExplainedSections, Ground, ReportContext, ReportFigures } from '../kit/report';
import { movementsOf, paidAsWhole, paidFigures, revenueFigures, type RevenueFigure } from '../sales/movements';
import { isByLine, type RevenueQuestion } from '../sales/revenue-question';
import { partsSharedOut, type PaidPart } from '../sales/revenue-sums';
import type { FactsDb } from '../facts/tables';

interface RevenueAsked {
  readonly db: FactsDb;
  readonly question: RevenueQuestion;
  readonly context: ReportContext;
}

/** What the lines of a key have of payments, by payment: none of a key whose lines have nothing of it. */
const paidRows = (parts: readonly PaidPart[]): Ground['rows'] => {
  const added = new Map<number, number>();
  for (const { position, part } of parts) added.set(position, (added.get(position) ?? 0) + part);
  return [...added].filter(([, adds]) => adds !== 0).map(([position, adds]) => ({ key: [position], adds }));
};

/** Of what is shared out to lines, by each payment: it looks up the invoice and all of its lines. */
const sharedOutFigures = async (
  { db, question, context }: RevenueAsked,
  { name, currency }: RowsKey,
  beside: readonly Ground[],
): Promise<ReportFigures> => {
  const parts = new Map<RevenueFigure, readonly PaidPart[]>();
  for (const figure of paidFigures) parts.set(figure, await partsSharedOut(db, figure, question));
  const keys = [...parts.values()].flat().map(({ key }) => key);
  const values = await valuesOfKeys(db, movementsOf(question), question.by);
  const nameOf = await groupNames(db, question.by, new Set([...values, ...keys]), context);
  const isIt = (part: PaidPart): boolean =>
    part.currency === currency && (name === undefined || nameOf(part.key) === name);
  return Object.fromEntries(
    paidFigures.map((figure) => {
      const own = (parts.get(figure) ?? []).filter(isIt);
      const { from, where } = paidAsWhole(question)[figure];
      const invoices = sql`"invoiceId" in (select p."invoiceId" from ${from} where ${sql.join(where, sql` and `)})`;
      const lookedUp = ['invoices', 'invoice_lines'].map((table) => rowsWith('looked up', table, invoices));
      return [
        figure,
        addedFigure({ role: 'counted', table: 'payments', rows: paidRows(own) }, [...lookedUp, ...beside]),
      ];
    }),
  );
};

const figuresOfRevenue = async (asked: RevenueAsked, key: RowsKey): Promise<ReportFigures> => {
  const { db, question, context } = asked;
  const keyed = await keyedRows(db, movementsOf(question), question, key, context);
  const roles = (unit: 'Net' | 'Gross') =>
    ({
      [`invoiced${unit}`]: 'invoiced',
      [`voided${unit}`]: 'less: voided',
      [`credited${unit}`]: 'less: credited',
    }) as const;
  return {
    ...takenFigures(keyed, revenueFigures),
    ...(isByLine(question) && (await sharedOutFigures(asked, key, keyed.beside))),
    net: combinedFigure(keyed, roles('Net'), differenceOf),
    gross: combinedFigure(keyed, roles('Gross'), differenceOf),
  };
};

export const explainedRevenue = (asked: RevenueAsked): ExplainedSections => {
  const { by } = asked.question;
  return {
    ...totalAndSummary(by, (key) => figuresOfRevenue(asked, key)),
    'without-price': {
      key: [by],
      described: [],
      figuresOf: async ([name]) => {
        const { acceptedLines } = await figuresOfRevenue(asked, { name: nameIn(name), currency: null });
        return acceptedLines && { acceptedLines };
      },
    },
  };
};
