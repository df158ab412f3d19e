import { groupBy } from '../kit/group-by';
import { sql, type RawBuilder, type SqlBool } from 'kysely';
import { millisecondsOf } from '../../domain/shared/time';
import type { Moment } from '../../domain/shared/values';
import { kaplanMeier, type SurvivalQuantile, type Tally } from '../statistics/survival';
import { isAsked, isNotAnswered, rowsAsked, type ClockQuestion } from './clock-counts';
import type { SqlCondition, SqlPart } from '../kit/report';
import { calendarsOf, waitedMinutes } from './waits';
import type { FactsDb, FactTables } from '../facts/tables';

/** How often an answer took so many working minutes, of whomever the key names. */
interface Answered {
  readonly key: string | null;
  readonly minutes: number;
  readonly count: number;
}

/** A wait that no answer has ended: since when, and until when; null: it lasts. */
export interface OpenWait {
  readonly key: string | null;
  readonly since: Moment;
  readonly until: Moment | null;
  readonly calendarVersion: number;
  readonly pauses: string;
}

/** Enquiries of the question with an answer that took so long. */
export const isTimed = (question: ClockQuestion, minutes: SqlPart): SqlCondition =>
  sql<SqlBool>`${isAsked(question)} and "answeredAt" <= ${question.at} and ${minutes} is not null`;

export const answersBy = async (
  db: FactsDb,
  question: ClockQuestion,
  { key, minutes }: { readonly key: RawBuilder<unknown>; readonly minutes: RawBuilder<unknown> },
): Promise<readonly Answered[]> => {
  const { rows } = await sql<Answered>`select ${key} as "key", ${minutes} as "minutes", count(*) as "count"
    from ${rowsAsked(question)} where ${isTimed(question, minutes)} group by 1, 2`.execute(db);
  return rows;
};

/** The waits of clients: since the receipt, until the end of an enquiry that was never answered. */
export const clientWaits = async (
  db: FactsDb,
  question: ClockQuestion,
  key: RawBuilder<unknown> = sql`null`,
): Promise<readonly OpenWait[]> => {
  const { rows } = await sql<OpenWait>`select ${key} as "key", "receivedAt" as "since", "endedAt" as "until",
      "calendarVersion", "pauses"
    from ${rowsAsked(question)} where ${isAsked(question)} and ${isNotAnswered(question.at)}`.execute(db);
  return rows;
};

/** Minutes as they are counted: rounded to whole ones. */
const tallyOf = (answered: readonly Answered[]): readonly Tally[] => {
  const counted = new Map<number, number>();
  for (const { minutes, count } of answered) {
    const whole = Math.floor(minutes + 0.5);
    counted.set(whole, (counted.get(whole) ?? 0) + count);
  }
  return [...counted].map(([value, count]) => ({ value, count }));
};

/** How long answers take, of whomever a key names: answers, and waits so far without one (Kaplan and Meier). */
export const answerCurves = async (
  db: FactsDb,
  at: Moment,
  answers: readonly Answered[],
  waits: readonly OpenWait[],
): Promise<(key: string | null) => SurvivalQuantile> => {
  const { rows } = await sql<FactTables['working_calendars']>`select * from "working_calendars"`.execute(db);
  const known = calendarsOf(rows);
  const now = millisecondsOf(at);
  const waited = ({ since, until, calendarVersion, pauses }: OpenWait): Tally => {
    const wait =
      until === null ? ([millisecondsOf(since)] as const) : ([millisecondsOf(since), millisecondsOf(until)] as const);
    return { value: Math.round(waitedMinutes(known.get(calendarVersion), wait, pauses, now)), count: 1 };
  };
  const ended = groupBy(answers, ({ key }) => key);
  const waiting = groupBy(waits, ({ key }) => key);
  return (key) => kaplanMeier(tallyOf(ended.get(key) ?? []), (waiting.get(key) ?? []).map(waited));
};

/** Median and p90 of the answers. One that is not reached is empty, and `notReached` names it. */
export const answerTimes = (quantile: SurvivalQuantile) => {
  const times = { medianAnswerMinutes: quantile(0.5), p90AnswerMinutes: quantile(0.9) };
  const notReached = Object.entries(times).flatMap(([name, time]) => (time === null ? [name] : []));
  return { ...times, notReached };
};
