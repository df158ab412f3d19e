import { sql } from 'kysely';
import { sumsByName, sumsOfRows, type AddedRows } from '../groupings/added-rows';
import { lessAmount, negative, shownSum, type ExactSum } from '../kit/beyond';
import { totalOf, type FilledSums } from '../kit/keyed-sums';
import type { AnswerRow, ReportContext, SqlPart } from '../kit/report';
import {
  endOf,
  linesChosen,
  isOpenBefore,
  lineColumns,
  lineCurrency,
  otherLines,
  outcomeBefore,
  type PipelineQuestion,
} from './lines';
import type { FactsDb } from '../facts/tables';

/** What happens to the pipeline between two moments; `movedOut` is what the earlier versions of revised lines were. */
const changes = [
  'opening',
  'new',
  'reopened',
  'movedIn',
  'movedOut',
  'won',
  'lost',
  'expired',
  'withdrawn',
  'invalid',
  'closing',
] as const;
type ChangeOfLines = (typeof changes)[number];
const pipelineFigures = changes.flatMap((change) => [change, `${change}Lines`] as const);
type PipelineFigure = (typeof pipelineFigures)[number];
export type PipelineChanges = FilledSums<PipelineFigure>;

const earlierVersion = (condition: SqlPart): SqlPart => sql`exists (select 1 from "offer_lines" p
  where p."offerId" = l."offerId" and p."lineId" = l."lineId" and ${condition})`;

const isContinued = earlierVersion(sql`p."version" = l."version" - 1 and p."outcome" = 'revised'`);
const wasOfferedBefore = earlierVersion(sql`p."version" < l."version"`);

const conditionOfEach = (question: PipelineQuestion): Readonly<Record<ChangeOfLines, SqlPart>> => {
  const { from, until } = question;
  const began = sql`l."offeredAt" >= ${from} and l."offeredAt" < ${until}`;
  const ended = sql`${endOf(question)} >= ${from} and ${endOf(question)} < ${until}`;
  const endedAs = (...outcomes: readonly string[]): SqlPart =>
    sql`${ended} and ${outcomeBefore(question)} in (${sql.join(outcomes.map((outcome) => sql.lit(outcome)))})`;
  return {
    opening: isOpenBefore(from, question),
    new: sql`${began} and not ${wasOfferedBefore}`,
    reopened: sql`${began} and ${wasOfferedBefore} and not ${isContinued}`,
    movedIn: sql`${began} and ${isContinued}`,
    movedOut: endedAs('revised'),
    won: endedAs('accepted'),
    lost: endedAs('refused', 'no_response'),
    expired: endedAs('expired'),
    withdrawn: endedAs('withdrawn'),
    invalid: endedAs('invalid'),
    closing: isOpenBefore(until, question),
  };
};

/** The lines that were open at some time between the two moments. */
export const changingLines = (question: PipelineQuestion): AddedRows<PipelineFigure> => {
  const { from, until } = question;
  const adds = sql`l."value"`;
  const figuresOfEach = Object.entries(conditionOfEach(question)).flatMap(([change, that]) => [
    [change, { that, adds }],
    [`${change}Lines`, { that }],
  ]);
  return {
    ...{ table: 'offer_lines', as: 'l', from: sql`"offer_lines" l` },
    where: [
      sql`l."offeredAt" < ${until}`,
      sql`(${endOf(question)} is null or ${endOf(question)} >= ${from})`,
      ...linesChosen(question),
    ],
    columns: lineColumns,
    currency: lineCurrency,
    // As conditionOfEach names them.
    figures: Object.fromEntries(figuresOfEach) as AddedRows<PipelineFigure>['figures'],
    lookUps: [otherLines],
  };
};

/** What the pipeline gained and lost between the two moments, by key and currency. */
export const changesBetween = async (
  db: FactsDb,
  question: PipelineQuestion,
  context: ReportContext,
): Promise<readonly PipelineChanges[]> => {
  const sums = await sumsOfRows(db, changingLines(question), question.by);
  return sumsByName(db, pipelineFigures, sums, question.by, context);
};

/** What leaves the pipeline is taken off it: so the rows from the opening to the last one add up to the closing. */
export const shownChanges: Readonly<Record<string, { readonly plus?: ChangeOfLines; readonly less?: ChangeOfLines }>> =
  {
    opening: { plus: 'opening' },
    new: { plus: 'new' },
    reopened: { plus: 'reopened' },
    moved: { plus: 'movedIn', less: 'movedOut' },
    won: { less: 'won' },
    lost: { less: 'lost' },
    expired: { less: 'expired' },
    withdrawn: { less: 'withdrawn' },
    invalid: { less: 'invalid' },
    closing: { plus: 'closing' },
  };

/** What came less what went, of which there may be only one. */
export const changeOf = (plus: ExactSum | undefined, less: ExactSum | undefined): ExactSum => {
  if (less === undefined) return plus ?? 0;
  return plus === undefined ? negative(less) : lessAmount(plus, less);
};

const changesShown = ({ figures: of }: PipelineChanges) =>
  Object.entries(shownChanges).map(([change, { plus, less }]) => ({
    change,
    lines: shownSum(changeOf(plus && of[`${plus}Lines`], less && of[`${less}Lines`])),
    value: shownSum(changeOf(plus && of[plus], less && of[less])),
  }));

/** The waterfall: one row a change, in each currency. */
export const waterfallOf = (all: readonly PipelineChanges[]): readonly AnswerRow[] =>
  totalOf(pipelineFigures, all).flatMap((total) =>
    changesShown(total).map(({ change, lines, value }) => ({ change, currency: total.currency, lines, value })),
  );

/** Lines without a price have no value that could change. */
export const changesByKey = (all: readonly PipelineChanges[], by: string): readonly AnswerRow[] =>
  all
    .filter(({ currency }) => currency !== null)
    .map((each) => ({
      [by]: each.key,
      currency: each.currency,
      ...Object.fromEntries(changesShown(each).map(({ change, value }) => [change, value])),
    }));
