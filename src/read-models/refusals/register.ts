import { sql } from 'kysely';
import { personalCell } from '../personal';
import type { RowOfTable } from '../projection';
import type { AnswerRow, Asked } from '../report';
import { mergedClients, type Database, type Question, type Sql } from './question';
import type { refusals } from './tables';

/** The row after which a page goes on: `<event>:<line>`, as the column `row` says it. */
const beyond = (asked: Asked, dated: Sql): Sql => {
  const after = asked.optionalText('after');
  if (after === undefined) return sql`1 = 1`;
  const [eventId = '', lineId = ''] = after.split(':');
  return sql`(${dated}, r."eventId", r."lineId") > (
    select ${dated}, r."eventId", r."lineId" from "refusals" r where r."eventId" = ${eventId} and r."lineId" = ${lineId})`;
};

/** The refusals themselves, the oldest first; those of the groups invalid and unknown stand here, too. */
export const registerOf = async (db: Database, question: Question, asked: Asked): Promise<readonly AnswerRow[]> => {
  const { dated, conditions, shown } = question;
  const voided = asked.flag('voided') ? sql`1 = 1` : sql`r."voided" = 0`;
  const { rows } = await sql<RowOfTable<typeof refusals>>`with recursive ${mergedClients}
    select r.* from "refusals" r left join canonical a on a."clientId" = r."clientId"
    where ${sql.join([...conditions, voided, beyond(asked, dated)], sql` and `)}
    order by ${dated}, r."eventId", r."lineId" limit ${asked.integer('limit', 100)}`.execute(db);
  return rows.map((row) => {
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
};
