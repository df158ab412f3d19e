import { sql } from 'kysely';
import { lessAmount, negative, shownSum, sumParts, summed, type ExactSum, type SumParts } from '../kit/beyond';
import { groupColumn, groupNames } from '../groupings/groupings';
import { addedUp, totalOf, type FilledSums } from '../kit/keyed-sums';
import type { AnswerRow, ReportContext, SqlPart } from '../kit/report';
import {
  endOf,
  linesChosen,
  isOpenBefore,
  lineColumns,
  outcomeBefore,
  type PipelineDb,
  type PipelineQuestion,
} from './lines';

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
const figures = changes.flatMap((change) => [change, `${change}Lines`] as const);
type Figure = (typeof figures)[number];
export type PipelineChanges = FilledSums<Figure>;

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

type ChangeRow = SumParts<ChangeOfLines> &
  Readonly<Record<`${ChangeOfLines}Lines`, number>> & {
    readonly key: string | null;
    readonly currency: string | null;
  };

/** What the pipeline gained and lost between the two moments, by key and currency. */
export const changesBetween = async (
  db: PipelineDb,
  question: PipelineQuestion,
  context: ReportContext,
): Promise<readonly PipelineChanges[]> => {
  const columns = Object.entries(conditionOfEach(question)).flatMap(([change, is]) => [
    sumParts(change, sql`case when ${is} then l."value" end`),
    sql`sum(case when ${is} then 1 else 0 end) as ${sql.ref(`${change}Lines`)}`,
  ]);
  const { from, until } = question;
  const concerned = [
    sql`l."offeredAt" < ${until}`,
    sql`(${endOf(question)} is null or ${endOf(question)} >= ${from})`,
    ...linesChosen(question),
  ];
  const { rows } = await sql<ChangeRow>`select ${groupColumn(question.by, lineColumns)} as "key",
      case when l."value" is null then null else l."currency" end as "currency", ${sql.join(columns)}
    from "offer_lines" l where ${sql.join(concerned, sql` and `)} group by 1, 2`.execute(db);
  const values = new Set(rows.map(({ key }) => key));
  const nameOf = await groupNames(db, question.by, values, context);
  return addedUp<Figure>(
    figures,
    rows.map((row) => ({
      key: nameOf(row.key),
      currency: row.currency,
      figures: Object.fromEntries(
        changes.flatMap((change) => [
          [change, summed(row, change)],
          [`${change}Lines`, row[`${change}Lines`]],
        ]),
      ),
    })),
  );
};

/** What leaves the pipeline is taken off it: so the rows from the opening to the last one add up to the closing. */
const shownChanges = ({ figures: of }: PipelineChanges): Readonly<Record<string, readonly [ExactSum, ExactSum]>> => ({
  opening: [of.openingLines, of.opening],
  new: [of.newLines, of.new],
  reopened: [of.reopenedLines, of.reopened],
  moved: [lessAmount(of.movedInLines, of.movedOutLines), lessAmount(of.movedIn, of.movedOut)],
  won: [negative(of.wonLines), negative(of.won)],
  lost: [negative(of.lostLines), negative(of.lost)],
  expired: [negative(of.expiredLines), negative(of.expired)],
  withdrawn: [negative(of.withdrawnLines), negative(of.withdrawn)],
  invalid: [negative(of.invalidLines), negative(of.invalid)],
  closing: [of.closingLines, of.closing],
});

/** The waterfall: one row a change, in each currency. */
export const waterfallOf = (all: readonly PipelineChanges[]): readonly AnswerRow[] =>
  totalOf(figures, all).flatMap((total) =>
    Object.entries(shownChanges(total)).map(([change, [lines, value]]) => ({
      ...{ change, currency: total.currency, lines: shownSum(lines), value: shownSum(value) },
    })),
  );

/** Lines without a price have no value that could change. */
export const changesByKey = (all: readonly PipelineChanges[], by: string): readonly AnswerRow[] =>
  all
    .filter(({ currency }) => currency !== null)
    .map((each) => ({
      [by]: each.key,
      currency: each.currency,
      ...Object.fromEntries(Object.entries(shownChanges(each)).map(([change, [, value]]) => [change, shownSum(value)])),
    }));
