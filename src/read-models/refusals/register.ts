import { sql } from 'kysely';
import { pageOf, withOneMore, type Page } from '../kit/page';
import { personalCell } from '../kit/personal';
import { withoutTrace } from '../kit/trace';
import type { RefusalRow } from '../facts/offers/tables';
import type { AnswerRow, ParameterValues, SqlPart } from '../kit/report';
import { conditionsOf, datedBy, type RefusalsDb, type RefusalsQuestion } from './question';

/** The row after which a page goes on: `<event>:<line>`, as the column `row` says it. */
const beyond = (after: string, dated: SqlPart): SqlPart => {
  const [eventId = '', lineId = ''] = after.split(':');
  return sql`(${dated}, r."eventId", r."lineId") > (
    select ${dated}, r."eventId", r."lineId" from "refusals" r where r."eventId" = ${eventId} and r."lineId" = ${lineId})`;
};

/** A refusal as the register shows it. */
export const registerRow = ({ shown }: RefusalsQuestion, row: RefusalRow) => {
  const reason = shown.get(row.reason);
  return {
    row: `${row.eventId}:${row.lineId}`,
    ...withoutTrace(row),
    shownReason: reason?.code ?? row.reason,
    label: reason?.label ?? row.reason,
    otherReasons: row.otherReasons?.split(',') ?? [],
    comment: personalCell(row.comment),
    solicited: row.solicited === 1,
    corrected: row.corrected === 1,
    voided: row.voided === 1,
  } satisfies AnswerRow;
};

/** Which `refusals r` are in the register. */
export const areInRegister = (question: RefusalsQuestion, parameters: ParameterValues): readonly SqlPart[] => [
  ...conditionsOf(question),
  ...(parameters.flag('voided') ? [] : [sql`r."voided" = 0`]),
];

/** The refusals themselves, the oldest first, including those of the groups invalid and unknown. */
export const registerOf = async (
  db: RefusalsDb,
  question: RefusalsQuestion,
  parameters: ParameterValues,
): Promise<Page<AnswerRow>> => {
  const dated = datedBy(question);
  const after = parameters.optionalText('after');
  const limit = parameters.integer('limit', 100);
  const conditions = [...areInRegister(question, parameters), ...(after === undefined ? [] : [beyond(after, dated)])];
  const { rows } = await sql<RefusalRow>`select r.* from "refusals" r
    where ${sql.join(conditions, sql` and `)}
    order by ${dated}, r."eventId", r."lineId" limit ${withOneMore(limit)}`.execute(db);
  const register = rows.map((row) => registerRow(question, row));
  return pageOf('refusals', register, limit, ({ row }) => row);
};
