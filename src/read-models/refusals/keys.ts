import { sql } from 'kysely';
import type { RefusalRow } from '../facts/offers/tables';
import { localMonths } from '../kit/months';
import { segmentNow } from '../groupings/segments';
import { commonSpelling } from '../kit/spellings';
import { conditionsOf, datedBy, type Dimension, type RefusalsQuestion } from './question';
import type { FactsDb } from '../facts/tables';

const columns = [
  'eventId',
  'lineId',
  'offerId',
  'clientId',
  'productId',
  'managerId',
  'reason',
  'reasonGroup',
  'statedBy',
  'competitor',
  'currency',
  'value',
  'priceGap',
  'priceGapCurrency',
  'refusedAt',
  'offeredAt',
  'voided',
] as const satisfies readonly (keyof RefusalRow)[];

/** What is counted of a line that was refused. */
export type RefusedLine = Pick<RefusalRow, (typeof columns)[number]>;
export type RefusedLines = readonly RefusedLine[];

/** All lines of the window, including voided ones and those of the groups invalid and unknown. */
export const refusedLines = async (db: FactsDb, question: RefusalsQuestion): Promise<RefusedLines> => {
  const { rows } = await sql<RefusedLine>`select ${sql.join(columns.map((name) => sql.ref(name)))}
    from "refusals" r where ${sql.join(conditionsOf(question), sql` and `)}
    order by ${datedBy(question)}, "eventId", "lineId"`.execute(db);
  return rows;
};

/** By what a line is counted. */
export type KeyOf = (line: RefusedLine) => string | null;

/** The group of the reason that is shown. */
export const groupIn =
  ({ shown }: RefusalsQuestion): KeyOf =>
  ({ reason, reasonGroup }) => {
    const as = shown.get(reason);
    return as === undefined || as.code === reason ? reasonGroup : as.group;
  };

const segmentIn = async (db: FactsDb): Promise<KeyOf> => {
  const segmentOf = await segmentNow(db);
  return ({ clientId }) => segmentOf(clientId);
};

const monthIn = ({ zone, cohort }: RefusalsQuestion): KeyOf => {
  const monthOf = localMonths(zone);
  return ({ refusedAt, offeredAt }) => monthOf(cohort ? offeredAt : refusedAt);
};

/** However its name was written, it is one competitor. */
const competitorIn = (lines: RefusedLines): KeyOf => {
  const common = commonSpelling(lines.map(({ competitor }) => competitor));
  return ({ competitor }) => common(competitor);
};

interface KeySource {
  readonly db: FactsDb;
  readonly question: RefusalsQuestion;
  readonly lines: RefusedLines;
}

const keyIn: Readonly<Record<Dimension, (asked: KeySource) => KeyOf | Promise<KeyOf>>> = {
  reason:
    ({ question: { shown } }) =>
    ({ reason }) =>
      shown.get(reason)?.code ?? reason,
  group: ({ question }) => groupIn(question),
  client:
    ({ question: { canonical } }) =>
    ({ clientId }) =>
      canonical(clientId),
  segment: ({ db }) => segmentIn(db),
  month: ({ question }) => monthIn(question),
  manager:
    () =>
    ({ managerId }) =>
      managerId,
  product:
    () =>
    ({ productId }) =>
      productId,
  competitor: ({ lines }) => competitorIn(lines),
  'stated-by':
    () =>
    ({ statedBy }) =>
      statedBy,
};

export const keyOfLines = (asked: KeySource): KeyOf | Promise<KeyOf> => keyIn[asked.question.by](asked);
