import { sql } from 'kysely';
import { dayNumberOf, dayOf, localDay } from '../../domain/shared/time';
import type { Day } from '../../domain/shared/values';
import { sumsByName, sumsOfAll, type AddedRows } from '../groupings/added-rows';
import { areChosen, chosenBy, type Chosen } from '../groupings/chosen-rows';
import { noColumn, originByOffer, type GroupColumns, type Grouping } from '../groupings/groupings';
import type { FilledSums } from '../kit/keyed-sums';
import { choiceOf, type ParameterValues, type ReportContext, type SqlPart } from '../kit/report';
import { isWithin, windowOf, type ReportWindow } from '../kit/window';
import type { FactsDb } from '../facts/tables';

/** An invoice as a whole is of no product. */
export const receivableGroupings = ['client', 'manager', 'segment', 'source', 'month'] as const satisfies Grouping[];

export interface ReceivablesQuestion extends Chosen {
  readonly by: (typeof receivableGroupings)[number];
  readonly window: ReportWindow;
  readonly at: string;
  readonly today: Day;
}

export const receivablesQuestion = async (
  db: FactsDb,
  parameters: ParameterValues,
  context: ReportContext,
): Promise<ReceivablesQuestion> => ({
  ...(await chosenBy(db, parameters)),
  by: choiceOf(parameters, 'by', receivableGroupings) ?? 'client',
  window: windowOf(parameters, context),
  at: context.at,
  today: localDay(context.at, context.zone),
});

const invoiceColumns: GroupColumns = {
  at: sql`i."issuedAt"`,
  manager: sql`i."managerId"`,
  client: sql`i."clientId"`,
  product: noColumn,
  ...originByOffer(sql`i."offerId"`),
};

/** Which `invoices i` are not settled: something is owed of them, or too much was paid. */
export const isUnsettled = (question: ReceivablesQuestion): SqlPart =>
  sql.join(
    [
      isWithin('i.issuedAt', question.window),
      sql`i."outstanding" <> 0`,
      sql`(i."voidedAt" is null or i."voidedAt" > ${question.at})`,
      ...areChosen(question, invoiceColumns),
    ],
    sql` and `,
  );

export const receivableFigures = [
  'invoices',
  'outstanding',
  'notDue',
  'overdueTo30Days',
  'overdueTo60Days',
  'overdueTo90Days',
  'overdueLonger',
  'overpaid',
  'creditedAlone',
] as const;
export type ReceivableFigure = (typeof receivableFigures)[number];

const daysBefore = (day: Day, days: number): Day => dayOf(dayNumberOf(day) - days);

/** What is owed, by how long it has been due: today nothing is overdue yet that is due today. */
const dueSince = (today: Day) => {
  const dueFrom = (days: number): SqlPart => sql`i."dueOn" >= ${daysBefore(today, days)}`;
  const between = (least: number, most: number): SqlPart =>
    sql`i."dueOn" < ${daysBefore(today, least - 1)} and ${dueFrom(most)}`;
  return {
    notDue: dueFrom(0),
    overdueTo30Days: between(1, 30),
    overdueTo60Days: between(31, 60),
    overdueTo90Days: between(61, 90),
    overdueLonger: sql`i."dueOn" < ${daysBefore(today, 90)}`,
  };
};

const owed = (question: ReceivablesQuestion): AddedRows<ReceivableFigure> => {
  const isOwed = sql`i."outstanding" > 0`;
  const adds = sql`i."outstanding"`;
  const byAge = Object.entries(dueSince(question.today)).map(
    ([age, is]) => [age, { that: sql`${isOwed} and ${is}`, adds }] as const,
  );
  return {
    ...{ table: 'invoices', as: 'i', from: sql`"invoices" i` },
    where: [isUnsettled(question)],
    columns: invoiceColumns,
    currency: sql`i."currency"`,
    figures: {
      invoices: { that: isOwed },
      outstanding: { that: isOwed, adds },
      ...Object.fromEntries(byAge),
      overpaid: { that: sql`i."outstanding" < 0`, adds: sql`-i."outstanding"` },
    },
    lookUps: [],
  };
};

/** Credit notes that name no invoice, less what was refunded of them: nobody said which debt they make smaller. */
const creditedWithoutInvoice = (question: ReceivablesQuestion): AddedRows<ReceivableFigure> => {
  const columns: GroupColumns = {
    at: sql`p."at"`,
    manager: sql`p."managerId"`,
    client: sql`p."clientId"`,
    product: noColumn,
    origin: noColumn,
  };
  return {
    ...{ table: 'payments', as: 'p', from: sql`"payments" p` },
    where: [
      isWithin('p.at', question.window),
      sql`p."kind" in ('credit note', 'refund')`,
      sql`not exists (select 1 from "invoices" i where i."invoiceId" = p."invoiceId")`,
      ...areChosen(question, columns),
    ],
    columns,
    currency: sql`p."currency"`,
    figures: {
      creditedAlone: { adds: sql`case when p."kind" = 'refund' then -p."amount" else p."covered" end` },
    },
    lookUps: [],
  };
};

export const receivableRows = (question: ReceivablesQuestion): readonly AddedRows<ReceivableFigure>[] => [
  owed(question),
  creditedWithoutInvoice(question),
];

export const receivableSums = async (
  db: FactsDb,
  question: ReceivablesQuestion,
  context: ReportContext,
): Promise<readonly FilledSums<ReceivableFigure>[]> => {
  const sums = await sumsOfAll(db, receivableRows(question), question.by);
  return sumsByName(db, receivableFigures, sums, question.by, context);
};
