import { sql, type RawBuilder, type SqlBool } from 'kysely';
import type { Moment } from '../../domain/shared/values';
import type { SqlCondition, SqlPart } from '../kit/report';
import type { FactsDb } from '../facts/tables';
import { countWhere } from '../kit/conditions';

/** Enquiries by the moment of receipt, as they stand at a moment, beside the window those of a condition. */
export interface ClockQuestion {
  readonly from: Moment;
  readonly until: Moment;
  readonly at: Moment;
  readonly which: SqlCondition;
  /** The rows of the enquiries, where they are not those of the table: see enquiry-groupings.ts. */
  readonly rowsOf?: SqlPart;
}

export const rowsAsked = ({ rowsOf }: ClockQuestion): SqlPart => rowsOf ?? sql`"enquiries"`;

/** Without duplicates and spam. */
export const isAsked = ({ from, until, which }: ClockQuestion): SqlCondition =>
  sql<SqlBool>`"receivedAt" >= ${from} and "receivedAt" < ${until} and "counted" = 1 and ${which}`;

export const isNotAnswered = (at: Moment): SqlCondition => sql<SqlBool>`("answeredAt" is null or "answeredAt" > ${at})`;

/** An open pause stopped the clock before the deadline. */
const ranOut = (dueAt: string, at: Moment): SqlCondition =>
  sql<SqlBool>`${sql.ref(dueAt)} < ${at} and ("pausedAt" is null or "pausedAt" > ${sql.ref(dueAt)})`;

/** What is counted of an enquiry, by how it stands at a moment. */
export const conditionsAt = (at: Moment) => {
  const isAnswered = sql<SqlBool>`"answeredAt" <= ${at}`;
  const isInTime = sql<SqlBool>`${isAnswered} and "answeredInTime" = 1`;
  const isDue = sql<SqlBool>`"answerDueAt" < ${at}`;
  const isOver = sql<SqlBool>`"endedAt" <= ${at}`;
  const isOpen = sql<SqlBool>`("endedAt" is null or "endedAt" > ${at})`;
  // An enquiry that ended by the deadline can't miss it.
  const isMissed = sql<SqlBool>`${isNotAnswered(at)} and ${ranOut('answerDueAt', at)}
    and ("endedAt" is null or "endedAt" > "answerDueAt")`;
  const endedAs = (status: string) => sql<SqlBool>`${isOver} and "status" = ${sql.lit(status)}`;
  return {
    received: sql<SqlBool>`1 = 1`,
    answered: isAnswered,
    answeredInTime: isInTime,
    answeredAndDue: sql<SqlBool>`${isAnswered} and ${isDue}`,
    inTimeAndDue: sql<SqlBool>`${isInTime} and ${isDue}`,
    neverAnswered: isMissed,
    breachedAndOpen: sql<SqlBool>`${isMissed} and ${isOpen}`,
    endedBeforeDue: sql<SqlBool>`${isNotAnswered(at)} and ${isOver} and not (${isMissed})`,
    fulfilled: endedAs('fulfilled'),
    declined: endedAs('declined'),
    abandoned: endedAs('abandoned'),
    overdue: sql<SqlBool>`${isOpen} and ${ranOut('fulfilDueAt', at)}`,
  };
};

export type EnquiryCounts = Readonly<Record<keyof ReturnType<typeof conditionsAt>, number>>;

/** By the columns under these names; a constant: together. */
type CountKeys<Name extends string> = Readonly<Record<Name, RawBuilder<unknown>>>;
type CountedBy<Name extends string> = EnquiryCounts & Readonly<Record<Name, string | null>>;

/** The figures of the enquiries that are asked for. */
export const enquiryCounts = async <Name extends string>(
  db: FactsDb,
  question: ClockQuestion,
  keys: CountKeys<Name>,
): Promise<readonly CountedBy<Name>[]> => {
  const named = Object.entries<RawBuilder<unknown>>(keys);
  const counts = Object.entries(conditionsAt(question.at)).map(
    ([name, condition]) => sql`${countWhere(condition)} as ${sql.ref(name)}`,
  );
  const columns = [...named.map(([name, key]) => sql`${key} as ${sql.ref(name)}`), ...counts];
  const places = sql.join(named.map((_, index) => sql.lit(index + 1)));
  const { rows } = await sql<CountedBy<Name>>`select ${sql.join(columns)}
    from ${rowsAsked(question)} where ${isAsked(question)} group by ${places} order by ${places}`.execute(db);
  return rows;
};
