import { sql } from 'kysely';
import { sumsOfAll, type AddedRows } from '../groupings/added-rows';
import { areChosen, type Chosen } from '../groupings/chosen-rows';
import { groupNames, noColumn, type GroupColumns, type Grouping } from '../groupings/groupings';
import { addedUp, type FilledSums } from '../kit/keyed-sums';
import type { ReportContext, SqlPart } from '../kit/report';
import { isWithin, type ReportWindow } from '../kit/window';
import type { FactsDb } from '../facts/tables';

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

/** Rows that are counted at a moment. A call is of no offer: so the source of all work is where the client came from. */
interface WorkRows<Figure extends string> extends Omit<AddedRows<Figure>, 'columns' | 'where' | 'lookUps'> {
  readonly dated: string;
  readonly columns: Pick<GroupColumns, 'manager' | 'client'>;
  readonly where: SqlPart;
  readonly lookUps?: AddedRows<Figure>['lookUps'];
}

const isReached = sql`k."result" = 'reached'`;
const lineRows = { table: 'offer_lines', as: 'l', from: sql`"offer_lines" l` };
const noCurrency = sql`null`;

const effortRows: readonly WorkRows<EffortFigure>[] = [
  {
    ...{ table: 'calls', as: 'k', from: sql`"calls" k`, dated: 'k.at' },
    columns: { manager: sql`k."managerId"`, client: sql`k."clientId"` },
    currency: noCurrency,
    where: sql`k."voided" = 0 and k."clientId" is not null`,
    figures: {
      calls: {},
      attempts: { that: sql`k."direction" = 'out'` },
      contacts: { that: isReached },
      talkSeconds: { that: isReached, adds: sql`k."seconds"` },
    },
  },
  {
    ...{ table: 'enquiries', as: 'e', from: sql`"enquiries" e`, dated: 'e.answeredAt' },
    columns: { manager: sql`e."answeredById"`, client: sql`e."clientId"` },
    currency: noCurrency,
    where: sql`e."answerEvidence" = 'message' and e."clientId" is not null`,
    figures: { messages: {} },
  },
  {
    ...{ table: 'offers', as: 'f', from: sql`"offers" f`, dated: 'f.madeAt' },
    columns: { manager: sql`f."managerId"`, client: sql`f."clientId"` },
    currency: noCurrency,
    where: sql`f."voided" = 0`,
    figures: { offers: {} },
  },
  {
    ...{ ...lineRows, dated: 'l.offeredAt' },
    columns: { client: sql`l."clientId"`, manager: sql`l."managerId"` },
    currency: noCurrency,
    where: sql`l."voided" = 0`,
    figures: { linesOffered: {} },
  },
  {
    ...{ ...lineRows, dated: 'l.outcomeAt' },
    columns: { client: sql`l."clientId"`, manager: sql`l."outcomeById"` },
    currency: noCurrency,
    where: sql`l."voided" = 0 and l."outcome" in ('accepted', 'refused')`,
    figures: {
      linesAccepted: { that: sql`l."outcome" = 'accepted'` },
      linesRefused: { that: sql`l."outcome" = 'refused'` },
    },
  },
];

const workResults: readonly WorkRows<ResultFigure>[] = [
  {
    ...{ ...lineRows, dated: 'l.outcomeAt' },
    columns: { client: sql`l."clientId"`, manager: sql`l."outcomeById"` },
    currency: sql`l."currency"`,
    where: sql`l."voided" = 0 and l."outcome" = 'accepted' and l."value" is not null`,
    figures: { accepted: { adds: sql`l."value"` } },
  },
  {
    ...{ table: 'payments', as: 'p', dated: 'p.at' },
    from: sql`"payments" p left join "invoices" i on i."invoiceId" = p."invoiceId"`,
    columns: { manager: sql`p."managerId"`, client: sql`p."clientId"` },
    currency: sql`coalesce(i."currency", p."currency")`,
    where: sql`p."kind" = 'payment'`,
    figures: { paid: { adds: sql`p."covered"` } },
    lookUps: [{ table: 'invoices', id: 'invoiceId', column: sql`p."invoiceId"` }],
  },
];

const worked =
  (question: WorkQuestion) =>
  <Figure extends string>({ dated, where, lookUps = [], ...rows }: WorkRows<Figure>): AddedRows<Figure> => {
    const columns = { ...rows.columns, at: sql.ref(dated), product: noColumn, origin: noColumn };
    const conditions = [isWithin(dated, question.window), where, ...areChosen(question, columns)];
    return { ...rows, columns, where: conditions, lookUps };
  };

/** What was done, in the window of a question. */
export const effortsOf = (question: WorkQuestion): readonly AddedRows<EffortFigure>[] =>
  effortRows.map(worked(question));
/** What came of it. */
export const resultsOfWork = (question: WorkQuestion): readonly AddedRows<ResultFigure>[] =>
  workResults.map(worked(question));

/** What was done, and what came of it, by key. */
export interface WorkSums {
  readonly efforts: readonly FilledSums<EffortFigure>[];
  readonly results: readonly FilledSums<ResultFigure>[];
}

/** Both are named alike: however a source was written, in what was done or in what came of it. */
export const workSums = async (db: FactsDb, question: WorkQuestion, context: ReportContext): Promise<WorkSums> => {
  const done = await sumsOfAll(db, effortsOf(question), question.by);
  const came = await sumsOfAll(db, resultsOfWork(question), question.by);
  const values = new Set([...done, ...came].map(({ key }) => key));
  const nameOf = await groupNames(db, question.by, values, context);
  const named = <Sums extends { readonly key: string | null }>(sums: readonly Sums[]) =>
    sums.map((each) => ({ ...each, key: nameOf(each.key) }));
  return { efforts: addedUp(effortFigures, named(done)), results: addedUp(resultFigures, named(came)) };
};
