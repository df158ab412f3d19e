import { sql, type Kysely, type RawBuilder, type SqlBool } from 'kysely';
import type { Moment } from '../../domain/shared/values';
import { countWhere } from '../count-where';
import type { calendars, enquiries } from '../facts/enquiries/tables';
import type { RowOfTable } from '../projection';
import type { SqlCondition, SqlPart } from '../report';

export type ClockTables = {
  readonly enquiries: RowOfTable<typeof enquiries>;
  readonly working_calendars: RowOfTable<typeof calendars>;
};

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
const conditionsAt = (at: Moment) => {
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

/** The figures of the enquiries that are asked for, by a column or (a constant) together. */
export const enquiryCounts = async <Tables extends ClockTables>(
  db: Kysely<Tables>,
  question: ClockQuestion,
  key: RawBuilder<unknown>,
): Promise<readonly (EnquiryCounts & { readonly key: string | null })[]> => {
  const counts = Object.entries(conditionsAt(question.at)).map(
    ([name, condition]) => sql`${countWhere(condition)} as ${sql.ref(name)}`,
  );
  const { rows } = await sql<
    EnquiryCounts & { readonly key: string | null }
  >`select ${key} as "key", ${sql.join(counts)}
    from ${rowsAsked(question)} where ${isAsked(question)} group by 1 order by 1`.execute(db);
  return rows;
};
