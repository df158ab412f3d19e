import { sql, type SqlBool } from 'kysely';
import { answerCurves, answersBy, type OpenWait } from '../clock/answer-times';
import { enquiryCounts, isAsked, isNotAnswered, type ClockQuestion } from '../clock/clock-counts';
import type { SqlCondition } from '../kit/report';
import type { ActivityQuestion } from './queries';
import type { FactsDb } from '../facts/tables';

/** The earlier one of two columns, of which either may be empty. */
const earlierColumn = (one: string, other: string) =>
  sql`case when ${sql.ref(one)} < ${sql.ref(other)} then ${sql.ref(one)} else coalesce(${sql.ref(other)}, ${sql.ref(one)}) end`;

/** Enquiries whose present manager has waited, or waits, without an answer of his. */
export const isHeldByManager = (question: ClockQuestion): SqlCondition =>
  sql<SqlBool>`${isAsked(question)} and "heldSince" <= ${question.at} and (${isNotAnswered(question.at)}
      or ("answeredAt" > "heldSince" and "answeredById" <> "managerId"))`;

/** Of `enquiry_holders h` beside its enquiry: taken from the manager before he answered it. */
export const isTaken = (question: ClockQuestion): SqlCondition =>
  sql<SqlBool>`h."isOver" = 1 and h."since" <= ${question.at} and ${isAsked(question)} and (${isNotAnswered(question.at)}
      or ("answeredById" <> h."managerId" and "answeredAt" > h."since"))`;

/** The waits of managers who have an enquiry: not answered yet, ended without an answer, or answered by another. */
const heldWaits = async (db: FactsDb, question: ClockQuestion): Promise<readonly OpenWait[]> => {
  const { rows } = await sql<OpenWait>`select "managerId" as "key", "heldSince" as "since",
      ${earlierColumn('answeredAt', 'endedAt')} as "until", "calendarVersion", "pauses"
    from "enquiries" where ${isHeldByManager(question)}`.execute(db);
  return rows;
};

/** The waits of managers from whom an enquiry was taken before they answered it. */
const takenWaits = async (db: FactsDb, question: ClockQuestion): Promise<readonly OpenWait[]> => {
  interface Taken extends OpenWait {
    readonly takenAt: string | null;
  }
  const { rows } = await sql<Taken>`select h."managerId" as "key", h."since", h."until" as "takenAt",
      ${earlierColumn('answeredAt', 'endedAt')} as "until", "calendarVersion", "pauses"
    from "enquiry_holders" h join "enquiries" on "enquiries"."enquiryId" = h."enquiryId"
    where ${isTaken(question)}`.execute(db);
  return rows.map(({ takenAt, ...wait }) => {
    const isTakenFirst = takenAt !== null && (wait.until === null || takenAt < wait.until);
    return isTakenFirst ? { ...wait, until: takenAt } : wait;
  });
};

/** All enquiries of the window. */
export const enquiriesOf = (scope: ActivityQuestion): ClockQuestion => ({ ...scope, which: sql<SqlBool>`1 = 1` });

/** Answer times, by each manager's own part of the clock. */
export const managerTimes = async (db: FactsDb, question: ClockQuestion) => {
  const answers = await answersBy(db, question, { key: sql`"answeredById"`, minutes: sql`"managerMinutes"` });
  const waits = [...(await heldWaits(db, question)), ...(await takenWaits(db, question))];
  return answerCurves(db, question.at, answers, waits);
};

/** Answer times, service levels and fulfilment of each manager: answer times by his own part of the clock (rule 12). */
export const clockFiguresOf = async (db: FactsDb, scope: ActivityQuestion) => {
  const question = enquiriesOf(scope);
  const counts = await enquiryCounts(db, question, {
    answerableId: sql`"answerableId"`,
    fulfilmentOfId: sql`"fulfilmentOfId"`,
  });
  return {
    times: await managerTimes(db, question),
    // Each enquiry whose answer fell due counts for one manager, and each that was fulfilled, declined or is overdue.
    service: counts
      .map((row) => ({ ...row, managerId: row.answerableId, due: row.answeredAndDue + row.neverAnswered }))
      .filter(({ due }) => due > 0),
    fulfilment: counts
      .map((row) => ({ ...row, managerId: row.fulfilmentOfId }))
      .filter(({ fulfilled, declined, overdue }) => fulfilled + declined + overdue > 0),
  };
};
