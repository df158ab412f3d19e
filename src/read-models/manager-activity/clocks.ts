import { sql, type Kysely, type SqlBool } from 'kysely';
import { wholeMinutes } from '../figures/portable-sql';
import { calendarsOf, packedWaits, waitTallies } from '../figures/waits';
import { kaplanMeier, type SurvivalQuantile } from '../figures/survival';
import type { Scope, Tables } from './queries';

type Db = Kysely<Tables>;

const earliest = (...moments: readonly (string | null)[]): string =>
  moments.reduce<string>((first, each) => (each !== null && each < first ? each : first), '9999');
const tally = (condition: ReturnType<typeof sql<SqlBool>>) =>
  sql<number>`sum(case when ${condition} then 1 else 0 end)`;

const answers = (db: Db, { from, until, at }: Scope) =>
  db
    .selectFrom('enquiries')
    .where('counted', '=', 1)
    .where('receivedAt', '>=', from)
    .where('receivedAt', '<', until)
    .where('answeredAt', '<=', at)
    .groupBy(['answeredById', wholeMinutes('managerMinutes')])
    .select(['answeredById as managerId', wholeMinutes('managerMinutes').as('value')])
    .select(sql<number>`count(*)`.as('count'))
    .execute();

/** Waits of whoever has it: not answered yet, ended without an answer, or answered by another. */
const heldNow = async (db: Db, { from, until, at }: Scope) => {
  const held = db
    .selectFrom('enquiries')
    .where('counted', '=', 1)
    .where('receivedAt', '>=', from)
    .where('receivedAt', '<', until)
    .where('heldSince', '<=', at)
    .where(
      sql<SqlBool>`("answeredAt" is null or "answeredAt" > ${at} or ("answeredById" <> "managerId" and "answeredAt" > "heldSince"))`,
    );
  const paused = await held
    .where('pauses', '<>', '[]')
    .select(['managerId', 'heldSince as since', 'answeredAt', 'endedAt', 'calendarVersion', 'pauses'])
    .execute();
  const { waits } = await held
    .where('pauses', '=', '[]')
    .select(
      sql<string | null>`string_agg("managerId" || ' ' || "heldSince" || ' ' || coalesce("answeredAt", '') || ' ' ||
        coalesce("endedAt", '') || ' ' || "calendarVersion", ',')`.as('waits'),
    )
    .executeTakeFirstOrThrow();
  const others = packedWaits(waits).map(([managerId = '', since = '', answeredAt, endedAt, version]) => ({
    managerId,
    since,
    answeredAt: answeredAt || null,
    endedAt: endedAt || null,
    calendarVersion: Number(version),
    pauses: '[]',
  }));
  return [...paused, ...others].map((wait) => ({ ...wait, until: null }));
};

/** Waits of those from whom it was taken before they answered. */
const takenAway = (db: Db, { from, until, at }: Scope) =>
  db
    .selectFrom('enquiry_holders')
    .innerJoin('enquiries', 'enquiries.enquiryId', 'enquiry_holders.enquiryId')
    .where('isOver', '=', 1)
    .where('counted', '=', 1)
    .where('receivedAt', '>=', from)
    .where('receivedAt', '<', until)
    .where('since', '<=', at)
    .where(
      sql<SqlBool>`("answeredAt" is null or "answeredAt" > ${at}
      or ("answeredById" <> "enquiry_holders"."managerId" and "answeredAt" > "since"))`,
    )
    .select(['enquiry_holders.managerId', 'since', 'until', 'answeredAt', 'endedAt', 'calendarVersion', 'pauses'])
    .execute();

const waits = async (db: Db, scope: Scope) =>
  [...(await heldNow(db, scope)), ...(await takenAway(db, scope))].map((row) => ({
    ...row,
    since: row.since ?? scope.at,
    until: earliest(row.until, row.answeredAt, row.endedAt, scope.at),
  }));

type Held = { readonly managerId: string | null };

const byManager = <Row extends Held>(rows: readonly Row[]): ReadonlyMap<string | null, readonly Row[]> => {
  const groups = new Map<string | null, Row[]>();
  for (const row of rows) {
    const group = groups.get(row.managerId);
    if (group) group.push(row);
    else groups.set(row.managerId, [row]);
  }
  return groups;
};

/** Answer times by each manager's own part of the clock (rule 12). */
export const answerTimes = async (db: Db, scope: Scope): Promise<(managerId: string) => SurvivalQuantile> => {
  const answered = byManager(await answers(db, scope));
  const waiting = byManager(await waits(db, scope));
  const calendars = calendarsOf(await db.selectFrom('working_calendars').selectAll().execute());
  const curves = new Map(
    [...new Set([...answered.keys(), ...waiting.keys()])].map((managerId) => [
      managerId,
      kaplanMeier(answered.get(managerId) ?? [], waitTallies(calendars, waiting.get(managerId) ?? [])),
    ]),
  );
  return (managerId) => curves.get(managerId) ?? (() => null);
};

/** Each enquiry whose answer fell due counts for one manager (`answerableId`). */
export const serviceLevels = (db: Db, { from, until, at }: Scope) => {
  const answered = sql<SqlBool>`"answeredAt" <= ${at}`;
  const inTime = sql<SqlBool>`"answeredAt" <= ${at} and "answeredInTime" = 1`;
  const isOpen = sql<SqlBool>`not coalesce(${answered}, false) and ("endedAt" is null or "endedAt" > ${at})`;
  return db
    .selectFrom('enquiries')
    .where('counted', '=', 1)
    .where('receivedAt', '>=', from)
    .where('receivedAt', '<', until)
    .where('answerDueAt', '<', at)
    .where(
      sql<SqlBool>`(${answered} or (("pausedAt" is null or "pausedAt" > "answerDueAt")
      and ("endedAt" is null or "endedAt" > "answerDueAt")))`,
    )
    .groupBy('answerableId')
    .orderBy('answerableId')
    .select(['answerableId as managerId', sql<number>`count(*)`.as('due'), tally(inTime).as('inTime')])
    .select(tally(isOpen).as('breachedAndOpen'))
    .execute();
};

/** Fulfilled, declined by the company, or overdue: each for one manager (`fulfilmentOfId`). */
export const fulfilments = (db: Db, { from, until, at }: Scope) => {
  const fulfilled = sql<SqlBool>`"endedAt" <= ${at} and "status" = 'fulfilled'`;
  const declined = sql<SqlBool>`"endedAt" <= ${at} and "status" = 'declined'`;
  const overdue = sql<SqlBool>`"fulfilDueAt" < ${at} and ("pausedAt" is null or "pausedAt" > "fulfilDueAt")
    and ("endedAt" is null or "endedAt" > ${at})`;
  return db
    .selectFrom('enquiries')
    .where('counted', '=', 1)
    .where('receivedAt', '>=', from)
    .where('receivedAt', '<', until)
    .where(sql<SqlBool>`((${fulfilled}) or (${declined}) or (${overdue}))`)
    .groupBy('fulfilmentOfId')
    .orderBy('fulfilmentOfId')
    .select(['fulfilmentOfId as managerId', tally(fulfilled).as('fulfilled'), tally(declined).as('declined')])
    .select(tally(sql`not coalesce(${fulfilled}, false) and not coalesce(${declined}, false)`).as('overdue'))
    .execute();
};
