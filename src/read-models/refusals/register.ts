import { sql, type RawBuilder } from 'kysely';
import { pageOf, withOneMore, type Page } from '../page';
import { personalCell } from '../personal';
import type { RowOfTable } from '../projection';
import type { AnswerRow, ParameterValues } from '../report';
import type { RefusalsDb, RefusalsQuestion } from './question';
import type { refusals } from './tables';

type SqlPart = RawBuilder<unknown>;

/** The row after which a page goes on: `<event>:<line>`, as the column `row` says it. */
const beyond = (after: string, dated: SqlPart): SqlPart => {
  const [eventId = '', lineId = ''] = after.split(':');
  return sql`(${dated}, r."eventId", r."lineId") > (
    select ${dated}, r."eventId", r."lineId" from "refusals" r where r."eventId" = ${eventId} and r."lineId" = ${lineId})`;
};

const among = (column: SqlPart, values: readonly string[] | undefined): readonly SqlPart[] =>
  values === undefined ? [] : [values.length === 0 ? sql`1 = 0` : sql`${column} in (${sql.join(values)})`];

const conditionsOf = (
  { window, manager, product, reasons, ofClients }: RefusalsQuestion,
  dated: SqlPart,
): readonly SqlPart[] => [
  sql`${dated} >= ${window.from}`,
  sql`${dated} < ${window.until}`,
  ...among(sql`r."managerId"`, manager === undefined ? undefined : [manager]),
  ...among(sql`r."productId"`, product === undefined ? undefined : [product]),
  ...among(sql`r."reason"`, reasons),
  ...among(sql`r."clientId"`, ofClients),
];

/** The refusals themselves, the oldest first, including those of the groups invalid and unknown. */
export const registerOf = async (
  db: RefusalsDb,
  question: RefusalsQuestion,
  parameters: ParameterValues,
): Promise<Page<AnswerRow>> => {
  const { cohort, shown } = question;
  const dated = cohort ? sql`r."offeredAt"` : sql`r."refusedAt"`;
  const after = parameters.optionalText('after');
  const limit = parameters.integer('limit', 100);
  const conditions = [
    ...conditionsOf(question, dated),
    ...(parameters.flag('voided') ? [] : [sql`r."voided" = 0`]),
    ...(after === undefined ? [] : [beyond(after, dated)]),
  ];
  const { rows } = await sql<RowOfTable<typeof refusals>>`select r.* from "refusals" r
    where ${sql.join(conditions, sql` and `)}
    order by ${dated}, r."eventId", r."lineId" limit ${withOneMore(limit)}`.execute(db);
  const register = rows.map((row) => {
    const reason = shown.get(row.reason);
    return {
      row: `${row.eventId}:${row.lineId}`,
      ...row,
      shownReason: reason?.code ?? row.reason,
      label: reason?.label ?? row.reason,
      comment: personalCell(row.comment),
      solicited: row.solicited === 1,
      corrected: row.corrected === 1,
      voided: row.voided === 1,
    };
  });
  return pageOf('refusals', register, limit, ({ row }) => row);
};
