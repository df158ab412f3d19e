import { sql } from 'kysely';
import { answerTimes, isTimed } from '../clock/answer-times';
import { conditionsAt, isAsked } from '../clock/clock-counts';
import { computed, countFigure, rateFigures, shareFigures, rowsWith } from '../kit/grounds';
import type { ReportFigure, ReportFigures, Ground, SqlCondition, SqlPart } from '../kit/report';
import { enquiriesOf, isHeldByManager, isTaken, managerTimes } from './answer-clocks';
import type { ActivityQuestion } from './queries';
import type { FactsDb } from '../facts/tables';

const TAKEN = 'waited until another took it';

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
    rowsWith('waiting', 'enquiries', isHeldByManager(question), sql`"managerId" = ${managerId}`),
    rowsWith(TAKEN, 'enquiry_holders', sql`("enquiryId", "managerId") in ${taken(sql`h."enquiryId", h."managerId"`)}`),
    rowsWith(TAKEN, 'enquiries', sql`"enquiryId" in ${taken(sql`h."enquiryId"`)}`),
    rowsWith('looked up', 'working_calendars'),
  ];
};

/** The enquiries that a manager has, had or answered: his times are of no others. */
const concernsManager = (managerId: string): SqlCondition => sql`("answeredById" = ${managerId}
  or "enquiries"."managerId" = ${managerId} or "enquiries"."enquiryId" in (
    select x."enquiryId" from "enquiry_holders" x where x."managerId" = ${managerId}))`;

const timesExplained = (
  db: FactsDb,
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
  db: FactsDb,
  scope: ActivityQuestion,
  managerId: string,
  beside: readonly Ground[],
): ReportFigures => {
  const question = enquiriesOf(scope);
  const is = conditionsAt(scope.at);
  const those =
    (column: 'answerableId' | 'fulfilmentOfId') =>
    (role: string, condition: SqlPart): Ground =>
      rowsWith(role, 'enquiries', isAsked(question), sql`${sql.ref(column)} = ${managerId}`, condition);
  const [answerable, fulfilment] = [those('answerableId'), those('fulfilmentOfId')];
  const due = sql`((${is.answeredAndDue}) or (${is.neverAnswered}))`;
  const ended = sql`((${is.fulfilled}) or (${is.declined}) or (${is.overdue}))`;
  const ofService = (condition: SqlPart): ReportFigure => countFigure(answerable('counted', condition), beside);
  const ofFulfilment = (condition: SqlPart): ReportFigure => countFigure(fulfilment('counted', condition), beside);
  return {
    ...timesExplained(db, scope, managerId, beside),
    answersDue: ofService(due),
    answersInTime: ofService(is.inTimeAndDue),
    ...rateFigures('serviceLevel', answerable('numerator', is.inTimeAndDue), [answerable('denominator', due)], beside),
    breachedAndOpen: ofService(is.breachedAndOpen),
    fulfilled: ofFulfilment(is.fulfilled),
    declinedByUs: ofFulfilment(is.declined),
    overdue: ofFulfilment(is.overdue),
    fulfilment: shareFigures(fulfilment('numerator', is.fulfilled), [fulfilment('denominator', ended)], beside).share,
  };
};
