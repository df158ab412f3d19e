import { sql, type Kysely } from 'kysely';
import { dayNumberOf, dayOf, localDay } from '../../domain/shared/time';
import type { Day } from '../../domain/shared/values';
import { areChosen, chosenBy, type Chosen } from '../groupings/chosen-rows';
import { sumParts, summed, type SumParts } from '../kit/beyond';
import type { clients } from '../facts/clients';
import type { enquiries } from '../facts/enquiries/tables';
import type { invoices, payments } from '../facts/invoices';
import type { offers } from '../facts/offers/tables';
import {
  groupColumn,
  groupNames,
  noColumn,
  originOfOffer,
  type GroupColumns,
  type Grouping,
} from '../groupings/groupings';
import { addedUp, type FilledSums } from '../kit/keyed-sums';
import type { RowOfTable } from '../kit/projection';
import type { ParameterValues, ReportContext, SqlPart } from '../kit/report';
import { isWithin, windowOf, type ReportWindow } from '../kit/window';

export type ReceivablesTables = {
  readonly clients: RowOfTable<typeof clients>;
  readonly enquiries: RowOfTable<typeof enquiries>;
  readonly offers: RowOfTable<typeof offers>;
  readonly invoices: RowOfTable<typeof invoices>;
  readonly payments: RowOfTable<typeof payments>;
};
export type ReceivablesDb = Kysely<ReceivablesTables>;

/** An invoice as a whole is of no product. */
export const receivableGroupings = ['client', 'manager', 'segment', 'source', 'month'] as const satisfies Grouping[];

export interface ReceivablesQuestion extends Chosen {
  readonly by: (typeof receivableGroupings)[number];
  readonly window: ReportWindow;
  readonly at: string;
  readonly today: Day;
}

export const receivablesQuestion = async (
  db: ReceivablesDb,
  parameters: ParameterValues,
  context: ReportContext,
): Promise<ReceivablesQuestion> => ({
  ...(await chosenBy(db, parameters)),
  by: receivableGroupings.find((grouping) => grouping === parameters.optionalText('by')) ?? 'client',
  window: windowOf(parameters, context),
  at: context.at,
  today: localDay(context.at, context.zone),
});

const invoiceColumns: GroupColumns = {
  at: sql`i."issuedAt"`,
  manager: sql`i."managerId"`,
  client: sql`i."clientId"`,
  product: noColumn,
  origin: originOfOffer(sql`i."offerId"`),
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
type AmountFigure = Exclude<ReceivableFigure, 'invoices'>;

interface OfDebtor {
  readonly key: string | null;
  readonly currency: string | null;
}

const owedWhere = (condition: SqlPart): SqlPart =>
  sql`case when i."outstanding" > 0 and ${condition} then i."outstanding" else 0 end`;

const owed = async (db: ReceivablesDb, question: ReceivablesQuestion) => {
  const byAge = Object.entries(dueSince(question.today)).map(([age, is]) => sumParts(age, owedWhere(is)));
  const { rows } = await sql<OfDebtor & SumParts<AmountFigure> & { readonly invoices: number }>`
    select ${groupColumn(question.by, invoiceColumns)} as "key", i."currency",
      sum(case when i."outstanding" > 0 then 1 else 0 end) as "invoices",
      ${sumParts('outstanding', owedWhere(sql`1 = 1`))}, ${sql.join(byAge)},
      ${sumParts('overpaid', sql`case when i."outstanding" < 0 then -i."outstanding" else 0 end`)}
    from "invoices" i where ${isUnsettled(question)} group by 1, 2`.execute(db);
  const amounts = receivableFigures.filter((figure) => figure !== 'invoices' && figure !== 'creditedAlone');
  return rows.map((row) => ({
    key: row.key,
    currency: row.currency,
    figures: {
      invoices: row.invoices,
      ...Object.fromEntries(amounts.map((figure) => [figure, summed(row, figure)])),
    },
  }));
};

const paymentColumns: GroupColumns = {
  ...invoiceColumns,
  at: sql`p."at"`,
  manager: sql`p."managerId"`,
  client: sql`p."clientId"`,
  origin: noColumn,
};

/** Credit notes that name no invoice, less what was refunded of them: nobody said which debt they make smaller. */
const creditedWithoutInvoice = async (db: ReceivablesDb, question: ReceivablesQuestion) => {
  const amount = sql`case when p."kind" = 'refund' then -p."amount" else p."covered" end`;
  const conditions = [
    isWithin('p.at', question.window),
    sql`p."kind" in ('credit note', 'refund')`,
    sql`not exists (select 1 from "invoices" i where i."invoiceId" = p."invoiceId")`,
    ...areChosen(question, paymentColumns),
  ];
  const { rows } = await sql<OfDebtor & SumParts<'creditedAlone'>>`
    select ${groupColumn(question.by, paymentColumns)} as "key", p."currency", ${sumParts('creditedAlone', amount)}
    from "payments" p where ${sql.join(conditions, sql` and `)} group by 1, 2`.execute(db);
  return rows.map((row) => ({
    key: row.key,
    currency: row.currency,
    figures: { creditedAlone: summed(row, 'creditedAlone') },
  }));
};

export const receivableSums = async (
  db: ReceivablesDb,
  question: ReceivablesQuestion,
  context: ReportContext,
): Promise<readonly FilledSums<ReceivableFigure>[]> => {
  const parts = [...(await owed(db, question)), ...(await creditedWithoutInvoice(db, question))];
  const values = new Set(parts.map(({ key }) => key));
  const nameOf = await groupNames(db, question.by, values, context);
  return addedUp(
    receivableFigures,
    parts.map((part) => ({ ...part, key: nameOf(part.key) })),
  );
};
