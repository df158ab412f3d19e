import { sql, type Kysely, type SqlBool } from 'kysely';
import { answerCurves, answersBy, type OpenWait } from '../clock/answer-times';
import { enquiryCounts, isAsked, isNotAnswered, type ClockQuestion } from '../clock/clock-counts';
import type { ActivityQuestion, ManagerActivityTables } from './queries';

type Db = Kysely<ManagerActivityTables>;

/** The earlier one of two columns, of which either may be empty. */
const earlierColumn = (one: string, other: string) =>
  sql`case when ${sql.ref(one)} < ${sql.ref(other)} then ${sql.ref(one)} else coalesce(${sql.ref(other)}, ${sql.ref(one)}) end`;

/** The waits of managers who have an enquiry: not answered yet, ended without an answer, or answered by another. */
const heldWaits = async (db: Db, question: ClockQuestion): Promise<readonly OpenWait[]> => {
  const { at } = question;
  const { rows } = await sql<OpenWait>`select "managerId" as "key", "heldSince" as "since",
      ${earlierColumn('answeredAt', 'endedAt')} as "until", "calendarVersion", "pauses"
    from "enquiries" where ${isAsked(question)} and "heldSince" <= ${at} and (${isNotAnswered(at)}
      or ("answeredAt" > "heldSince" and "answeredById" <> "managerId"))`.execute(db);
  return rows;
};

/** The waits of managers from whom an enquiry was taken before they answered it. */
const takenWaits = async (db: Db, question: ClockQuestion): Promise<readonly OpenWait[]> => {
  const { at } = question;
  interface Taken extends OpenWait {
    readonly takenAt: string | null;
  }
  const { rows } = await sql<Taken>`select h."managerId" as "key", h."since", h."until" as "takenAt",
      ${earlierColumn('answeredAt', 'endedAt')} as "until", "calendarVersion", "pauses"
    from "enquiry_holders" h join "enquiries" on "enquiries"."enquiryId" = h."enquiryId"
    where h."isOver" = 1 and h."since" <= ${at} and ${isAsked(question)} and (${isNotAnswered(at)}
      or ("answeredById" <> h."managerId" and "answeredAt" > h."since"))`.execute(db);
  return rows.map(({ takenAt, ...wait }) => {
    const isTakenFirst = takenAt !== null && (wait.until === null || takenAt < wait.until);
    return isTakenFirst ? { ...wait, until: takenAt } : wait;
  });
};

/** Answer times, service levels and fulfilment of each manager: answer times by his own part of the clock (rule 12). */
export const clockFiguresOf = async (db: Db, scope: ActivityQuestion) => {
  const question = { ...scope, which: sql<SqlBool>`1 = 1` };
  const answers = await answersBy(db, question, { key: sql`"answeredById"`, minutes: sql`"managerMinutes"` });
  const waits = [...(await heldWaits(db, question)), ...(await takenWaits(db, question))];
  const counts = await enquiryCounts(db, question, {
    answerableId: sql`"answerableId"`,
    fulfilmentOfId: sql`"fulfilmentOfId"`,
  });
  return {
    times: await answerCurves(db, scope.at, answers, waits),
    // Each enquiry whose answer fell due counts for one manager, and each that was fulfilled, declined or is overdue.
    service: counts
      .map((row) => ({ ...row, managerId: row.answerableId, due: row.answeredAndDue + row.neverAnswered }))
      .filter(({ due }) => due > 0),
    fulfilment: counts
      .map((row) => ({ ...row, managerId: row.fulfilmentOfId }))
      .filter(({ fulfilled, declined, overdue }) => fulfilled + declined + overdue > 0),
  };
};
