import { sql, type Kysely } from 'kysely';
import { areChosen, type Chosen } from '../groupings/chosen-rows';
import { sumParts, summed, type SumParts } from '../kit/beyond';
import { countWhere } from '../kit/count-where';
import type { calls } from '../facts/calls';
import type { clients } from '../facts/clients';
import type { enquiries } from '../facts/enquiries/tables';
import type { invoices, payments } from '../facts/invoices';
import type { offerLines, offers } from '../facts/offers/tables';
import { groupColumn, groupNames, noColumn, type GroupColumns, type Grouping } from '../groupings/groupings';
import { addedUp, type FilledSums, type KeyedSums } from '../kit/keyed-sums';
import type { RowOfTable } from '../kit/projection';
import type { ReportContext, SqlPart } from '../kit/report';
import { isWithin, type ReportWindow } from '../kit/window';

export type WorkTables = {
  readonly clients: RowOfTable<typeof clients>;
  readonly calls: RowOfTable<typeof calls>;
  readonly enquiries: RowOfTable<typeof enquiries>;
  readonly offers: RowOfTable<typeof offers>;
  readonly offer_lines: RowOfTable<typeof offerLines>;
  readonly invoices: RowOfTable<typeof invoices>;
  readonly payments: RowOfTable<typeof payments>;
};
export type WorkDb = Kysely<WorkTables>;

/** A call is about no product of its own. */
export const workGroupings = ['client', 'manager', 'segment', 'source', 'month'] as const satisfies readonly Grouping[];
export type WorkGrouping = (typeof workGroupings)[number];

export interface WorkQuestion extends Chosen {
  readonly by: WorkGrouping;
  readonly window: ReportWindow;
}

export const effortFigures = [
  'calls',
  'attempts',
  'contacts',
  'talkSeconds',
  'messages',
  'offers',
  'linesOffered',
  'linesAccepted',
  'linesRefused',
] as const;
export type EffortFigure = (typeof effortFigures)[number];
export const resultFigures = ['accepted', 'paid'] as const;
export type ResultFigure = (typeof resultFigures)[number];

interface WorkRows<Figure extends string> {
  readonly from: SqlPart;
  readonly dated: string;
  readonly columns: Pick<GroupColumns, 'manager' | 'client'>;
  readonly where: SqlPart;
  readonly figures: Readonly<Partial<Record<Figure, SqlPart>>>;
}

const all = sql`count(*)`;
const isOut = sql`k."direction" = 'out'`;
const isReached = sql`k."result" = 'reached'`;

const efforts: readonly WorkRows<EffortFigure>[] = [
  {
    from: sql`"calls" k`,
    dated: 'k.at',
    columns: { manager: sql`k."managerId"`, client: sql`k."clientId"` },
    where: sql`k."voided" = 0 and k."clientId" is not null`,
    figures: {
      calls: all,
      attempts: countWhere(isOut),
      contacts: countWhere(isReached),
      talkSeconds: sql`coalesce(sum(case when ${isReached} then k."seconds" else 0 end), 0)`,
    },
  },
  {
    from: sql`"enquiries" e`,
    dated: 'e.answeredAt',
    columns: { manager: sql`e."answeredById"`, client: sql`e."clientId"` },
    where: sql`e."answerEvidence" = 'message' and e."clientId" is not null`,
    figures: { messages: all },
  },
  {
    from: sql`"offers" f`,
    dated: 'f.madeAt',
    columns: { manager: sql`f."managerId"`, client: sql`f."clientId"` },
    where: sql`f."voided" = 0`,
    figures: { offers: all },
  },
  {
    from: sql`"offer_lines" l`,
    dated: 'l.offeredAt',
    columns: { client: sql`l."clientId"`, manager: sql`l."managerId"` },
    where: sql`l."voided" = 0`,
    figures: { linesOffered: all },
  },
  {
    from: sql`"offer_lines" l`,
    dated: 'l.outcomeAt',
    columns: { client: sql`l."clientId"`, manager: sql`l."outcomeById"` },
    where: sql`l."voided" = 0 and l."outcome" in ('accepted', 'refused')`,
    figures: {
      linesAccepted: countWhere(sql`l."outcome" = 'accepted'`),
      linesRefused: countWhere(sql`l."outcome" = 'refused'`),
    },
  },
];

const results: readonly (WorkRows<ResultFigure> & { readonly currency: SqlPart })[] = [
  {
    from: sql`"offer_lines" l`,
    dated: 'l.outcomeAt',
    columns: { client: sql`l."clientId"`, manager: sql`l."outcomeById"` },
    currency: sql`l."currency"`,
    where: sql`l."voided" = 0 and l."outcome" = 'accepted' and l."value" is not null`,
    figures: { accepted: sql`l."value"` },
  },
  {
    from: sql`"payments" p left join "invoices" i on i."invoiceId" = p."invoiceId"`,
    dated: 'p.at',
    columns: { manager: sql`p."managerId"`, client: sql`p."clientId"` },
    currency: sql`coalesce(i."currency", p."currency")`,
    where: sql`p."kind" = 'payment'`,
    figures: { paid: sql`p."covered"` },
  },
];

/** A call is of no offer: so the source of all work is where the client came from. */
const workKeyOf = ({ columns, dated }: WorkRows<string>, { by }: WorkQuestion): SqlPart =>
  groupColumn(by, { ...columns, at: sql.ref(dated), product: noColumn, origin: noColumn });

const workWhere = ({ columns, dated, where }: WorkRows<string>, question: WorkQuestion): SqlPart =>
  sql.join(
    [isWithin(dated, question.window), where, ...areChosen(question, { ...columns, product: noColumn })],
    sql` and `,
  );

interface OfWork {
  readonly key: string | null;
  readonly currency: string | null;
}

const effortParts = async (
  db: WorkDb,
  rowsOf: WorkRows<EffortFigure>,
  question: WorkQuestion,
): Promise<readonly KeyedSums<EffortFigure>[]> => {
  const counts = Object.entries(rowsOf.figures).map(([name, count]) => sql`${count} as ${sql.ref(name)}`);
  const { rows } = await sql<OfWork & Readonly<Partial<Record<EffortFigure, number>>>>`
    select ${workKeyOf(rowsOf, question)} as "key", ${sql.join(counts)}
    from ${rowsOf.from} where ${workWhere(rowsOf, question)} group by 1`.execute(db);
  return rows.map(({ key, ...figures }) => ({ key, currency: null, figures }));
};

const resultParts = async (
  db: WorkDb,
  rowsOf: (typeof results)[number],
  question: WorkQuestion,
): Promise<readonly KeyedSums<ResultFigure>[]> => {
  const figures = resultFigures.filter((figure) => rowsOf.figures[figure] !== undefined);
  const sums = Object.entries(rowsOf.figures).map(([name, amount]) => sumParts(name, amount));
  const { rows } = await sql<OfWork & SumParts<ResultFigure>>`
    select ${workKeyOf(rowsOf, question)} as "key", ${rowsOf.currency} as "currency", ${sql.join(sums)}
    from ${rowsOf.from} where ${workWhere(rowsOf, question)} group by 1, 2`.execute(db);
  return rows.map((row) => ({
    key: row.key,
    currency: row.currency,
    figures: Object.fromEntries(figures.map((figure) => [figure, summed(row, figure)])),
  }));
};

/** What was done, and what came of it, by key. */
export interface WorkSums {
  readonly efforts: readonly FilledSums<EffortFigure>[];
  readonly results: readonly FilledSums<ResultFigure>[];
}

export const workSums = async (db: WorkDb, question: WorkQuestion, context: ReportContext): Promise<WorkSums> => {
  const [done, came]: [KeyedSums<EffortFigure>[], KeyedSums<ResultFigure>[]] = [[], []];
  for (const rowsOf of efforts) done.push(...(await effortParts(db, rowsOf, question)));
  for (const rowsOf of results) came.push(...(await resultParts(db, rowsOf, question)));
  const values = new Set([...done, ...came].map(({ key }) => key));
  const nameOf = await groupNames(db, question.by, values, context);
  const named = <Sums extends OfWork>(sums: readonly Sums[]) =>
    sums.map((each) => ({ ...each, key: nameOf(each.key) }));
  return { efforts: addedUp(effortFigures, named(done)), results: addedUp(resultFigures, named(came)) };
};
