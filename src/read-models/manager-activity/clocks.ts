import { sql, type Kysely, type SqlBool } from 'kysely';
import { endedAt, isEnquiry } from '../enquiries/standing';
import { calendarsOf, waitTallies } from '../enquiries/waits';
import { kaplanMeier, type SurvivalQuantile } from '../figures/survival';
import type { Scope, Tables } from './queries';

type Db = Kysely<Tables>;

const earliest = (...moments: readonly (string | null)[]): string =>
  moments.reduce<string>((first, each) => (each !== null && each < first ? each : first), '9999');
const tally = (condition: ReturnType<typeof sql<SqlBool>>) =>
  sql<number>`sum(case when ${condition} then 1 else 0 end)`;

const ofManager = (rows: readonly { readonly managerId: string | null }[]): ReadonlySet<string> =>
  new Set(rows.flatMap(({ managerId }) => (managerId === null ? [] : [managerId])));

const answers = (db: Db, { from, until, at }: Scope) =>
  db
    .selectFrom('enquiries')
    .where(isEnquiry)
    .where('receivedAt', '>=', from)
    .where('receivedAt', '<', until)
    .where('answeredAt', '<=', at)
    .groupBy(['answeredById', sql`round("managerMinutes")`])
    .select(['answeredById as managerId', sql<number>`round("managerMinutes")`.as('value')])
    .select(sql<number>`count(*)`.as('count'))
    .execute();

/** Waits that ended without an answer of this manager: taken away, answered by another, ended, or still open. */
const waits = async (db: Db, { from, until, at }: Scope) => {
  const rows = await db
    .selectFrom('enquiry_holders')
    .innerJoin('enquiries', 'enquiries.enquiryId', 'enquiry_holders.enquiryId')
    .where(isEnquiry)
    .where('receivedAt', '>=', from)
    .where('receivedAt', '<', until)
    .where('since', '<=', at)
    .where(
      sql<SqlBool>`("answeredAt" is null or "answeredAt" > ${at}
      or ("answeredById" <> "enquiry_holders"."managerId" and "answeredAt" > "since"))`,
    )
    .select(['enquiry_holders.managerId', 'since', 'until', 'answeredAt', 'calendarVersion', 'pauses'])
    .select(endedAt.as('endedAt'))
    .execute();
  return rows.map((row) => ({ ...row, until: earliest(row.until, row.answeredAt, row.endedAt, at) }));
};

/** Answer times by each manager's own part of the clock (rule 12). */
export const answerTimes = async (db: Db, scope: Scope): Promise<(managerId: string) => SurvivalQuantile> => {
  const answered = await answers(db, scope);
  const waiting = await waits(db, scope);
  const calendars = calendarsOf(await db.selectFrom('working_calendars').selectAll().execute());
  const curves = new Map(
    [...ofManager([...answered, ...waiting])].map((managerId) => {
      const own = (row: { readonly managerId: string | null }): boolean => row.managerId === managerId;
      return [managerId, kaplanMeier(answered.filter(own), waitTallies(calendars, waiting.filter(own)))];
    }),
  );
  return (managerId) => curves.get(managerId) ?? (() => null);
};

/**
 * Each enquiry whose answer fell due counts for one manager: for him who answered in time, else for him who had it when
 * it fell due, else (nobody had it) for him who answered late.
 */
export const serviceLevels = (db: Db, { from, until, at }: Scope) => {
  const answered = sql<SqlBool>`"answeredAt" <= ${at}`;
  const inTime = sql<SqlBool>`"answeredAt" <= ${at} and "answeredInTime" = 1`;
  const responsible = sql<string | null>`case when ${inTime} then "answeredById"
    else coalesce("answerDueHolderId", "answeredById") end`;
  const isOpen = sql<SqlBool>`not coalesce(${answered}, false) and (${endedAt} is null or ${endedAt} > ${at})`;
  return db
    .selectFrom('enquiries')
    .where(isEnquiry)
    .where('receivedAt', '>=', from)
    .where('receivedAt', '<', until)
    .where('answerDueAt', '<', at)
    .where(
      sql<SqlBool>`(${answered} or (("pausedAt" is null or "pausedAt" > "answerDueAt")
      and (${endedAt} is null or ${endedAt} > "answerDueAt")))`,
    )
    .groupBy(responsible)
    .select([responsible.as('managerId'), sql<number>`count(*)`.as('due'), tally(inTime).as('inTime')])
    .select(tally(isOpen).as('breachedAndOpen'))
    .execute();
};

/** Fulfilled, declined by the company, or overdue: each for him who did it, or had it when it fell due. */
export const fulfilments = (db: Db, { from, until, at }: Scope) => {
  const fulfilled = sql<SqlBool>`"fulfilledAt" <= ${at}`;
  const declined = sql<SqlBool>`"declinedAt" <= ${at}`;
  const overdue = sql<SqlBool>`"fulfilDueAt" < ${at} and ("pausedAt" is null or "pausedAt" > "fulfilDueAt")
    and (${endedAt} is null or ${endedAt} > ${at})`;
  const responsible = sql<string | null>`case when ${fulfilled} then coalesce("fulfilledById", "managerId")
    when ${declined} then coalesce("declinedById", "managerId") else "fulfilDueHolderId" end`;
  return db
    .selectFrom('enquiries')
    .where(isEnquiry)
    .where('receivedAt', '>=', from)
    .where('receivedAt', '<', until)
    .where(sql<SqlBool>`(${fulfilled} or ${declined} or (${overdue}))`)
    .groupBy(responsible)
    .select([responsible.as('managerId'), tally(fulfilled).as('fulfilled'), tally(declined).as('declined')])
    .select(tally(sql`not coalesce(${fulfilled}, false) and not coalesce(${declined}, false)`).as('overdue'))
    .execute();
};
