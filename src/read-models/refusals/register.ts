import { sql } from 'kysely';
import { pageOf, withOneMore, isAfterRow, type Page } from '../kit/page';
import { personalCell } from '../kit/personal';
import { withoutTrace } from '../kit/trace';
import type { RefusalRow } from '../facts/offers/tables';
import type { AnswerRow, ParameterValues } from '../kit/report';
import { conditionsOf, datedBy, type RefusalsQuestion } from './question';
import type { FactsDb } from '../facts/tables';

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

/** The refusals themselves, the oldest first, including those of the groups invalid and unknown. */
export const registerOf = async (
  db: FactsDb,
  question: RefusalsQuestion,
  parameters: ParameterValues,
): Promise<Page<AnswerRow>> => {
  const dated = datedBy(question);
  const order = [question.cohort ? 'offeredAt' : 'refusedAt', 'eventId', 'lineId'];
  const limit = parameters.integer('limit', 100);
  const conditions = [
    ...conditionsOf(question),
    ...(parameters.flag('voided') ? [] : [sql`r."voided" = 0`]),
    isAfterRow('refusals', order, ['eventId', 'lineId'], parameters.optionalText('after')),
  ];
  const { rows } = await sql<RefusalRow>`select r.* from "refusals" r
    where ${sql.join(conditions, sql` and `)}
    order by ${dated}, r."eventId", r."lineId" limit ${withOneMore(limit)}`.execute(db);
  const register = rows.map((row) => registerRow(question, row));
  return pageOf('refusals', register, limit, ({ row }) => row);
};
