import { sql } from 'kysely';
import { answerTimes, isTimed } from '../clock/answer-times';
import { conditionsAt, isAsked } from '../clock/clock-counts';
import { computed, countFigure, rateFigures, shareFigures } from '../kit/grounds';
import type { ReportFigure, ReportFigures, Ground, SqlCondition, SqlPart } from '../kit/report';
import { enquiriesOf, isHeldByManager, isTaken, managerTimes } from './answer-clocks';
import type { ActivityQuestion, ManagerActivityDb } from './queries';

const managerTimeGrounds = (scope: ActivityQuestion, managerId: string): readonly Ground[] => {
  const question = enquiriesOf(scope);
  const minutes = sql`"managerMinutes"`;
  const taken = (columns: SqlPart): SqlPart => sql`(select ${columns} from "enquiry_holders" h
    join "enquiries" on "enquiries"."enquiryId" = h."enquiryId"
    where h."managerId" = ${managerId} and ${isTaken(question)})`;
  return [
    {
      role: 'answered',
      table: 'enquiries',
      rows: { where: sql`${isTimed(question, minutes)} and "answeredById" = ${managerId}`, shows: minutes },
    },
    {
      role: 'waiting',
      table: 'enquiries',
      rows: { where: sql`${isHeldByManager(question)} and "managerId" = ${managerId}` },
    },
    {
      role: 'waited until another took it',
      table: 'enquiry_holders',
      rows: { where: sql`("enquiryId", "managerId") in ${taken(sql`h."enquiryId", h."managerId"`)}` },
    },
    {
      role: 'waited until another took it',
      table: 'enquiries',
      rows: { where: sql`"enquiryId" in ${taken(sql`h."enquiryId"`)}` },
    },
    { role: 'looked up', table: 'working_calendars', rows: { where: sql`1 = 1` } },
  ];
};

/** The enquiries that a manager has, had or answered: his times are of no others. */
const concernsManager = (managerId: string): SqlCondition => sql`("answeredById" = ${managerId}
  or "enquiries"."managerId" = ${managerId} or "enquiries"."enquiryId" in (
    select x."enquiryId" from "enquiry_holders" x where x."managerId" = ${managerId}))`;

const timesExplained = (
  db: ManagerActivityDb,
  scope: ActivityQuestion,
  managerId: string,
  beside: readonly Ground[],
): ReportFigures => {
  const grounds = [...managerTimeGrounds(scope, managerId), ...beside];
  const figure = (name: keyof ReturnType<typeof answerTimes>): ReportFigure =>
    computed(grounds, async ([answered, waiting, taken]) => {
      const curves = await managerTimes(db, { ...enquiriesOf(scope), which: concernsManager(managerId) });
      const waits = (waiting?.rows ?? 0) + (taken?.rows ?? 0);
      return {
        value: answerTimes(curves(managerId))[name],
        formula: `Kaplan–Meier over ${answered?.rows ?? 0} answers and ${waits} waits that go on or ended without one`,
      };
    });
  return {
    medianAnswerMinutes: figure('medianAnswerMinutes'),
    p90AnswerMinutes: figure('p90AnswerMinutes'),
    notReached: figure('notReached'),
  };
};

export const clocksExplained = (
  db: ManagerActivityDb,
  scope: ActivityQuestion,
  managerId: string,
  beside: readonly Ground[],
): ReportFigures => {
  const question = enquiriesOf(scope);
  const is = conditionsAt(scope.at);
  const those = (role: string, column: 'answerableId' | 'fulfilmentOfId', condition: SqlPart): Ground => ({
    role,
    table: 'enquiries',
    rows: { where: sql`${isAsked(question)} and ${sql.ref(column)} = ${managerId} and ${condition}` },
  });
  const due = sql`((${is.answeredAndDue}) or (${is.neverAnswered}))`;
  const ended = sql`((${is.fulfilled}) or (${is.declined}) or (${is.overdue}))`;
  const ofService = (condition: SqlPart): ReportFigure =>
    countFigure(those('counted', 'answerableId', condition), beside);
  const ofFulfilment = (condition: SqlPart): ReportFigure =>
    countFigure(those('counted', 'fulfilmentOfId', condition), beside);
  return {
    ...timesExplained(db, scope, managerId, beside),
    answersDue: ofService(due),
    answersInTime: ofService(is.inTimeAndDue),
    ...rateFigures(
      'serviceLevel',
      those('numerator', 'answerableId', is.inTimeAndDue),
      [those('denominator', 'answerableId', due)],
      beside,
    ),
    breachedAndOpen: ofService(is.breachedAndOpen),
    fulfilled: ofFulfilment(is.fulfilled),
    declinedByUs: ofFulfilment(is.declined),
    overdue: ofFulfilment(is.overdue),
    fulfilment: shareFigures(
      those('numerator', 'fulfilmentOfId', is.fulfilled),
      [those('denominator', 'fulfilmentOfId', ended)],
      beside,
    ).share,
  };
};
