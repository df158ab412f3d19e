import { sql, type RawBuilder, type SqlBool } from 'kysely';
import { summed, sumParts, type SumParts } from '../kit/beyond';
import { allOf, isAmong, countWhere } from '../kit/conditions';
import type { SqlCondition } from '../kit/report';
import { isWithin, type ReportWindow } from '../kit/window';
import type { FactsDb } from '../facts/tables';

/** What the report is about: the days, the moment of the report, and some managers or all. */
export interface ActivityQuestion extends ReportWindow {
  readonly at: string;
  readonly managers: readonly string[] | undefined;
}

const isOneOf = (column: string, { managers: chosen }: ActivityQuestion): SqlCondition =>
  chosen === undefined ? allOf([]) : isAmong(sql.ref(column), chosen);

/** Of the window by the local day. */
const isOnDays = (column: string, { fromDay, untilDay }: ActivityQuestion): SqlCondition =>
  sql<SqlBool>`${sql.ref(column)} >= ${fromDay} and ${sql.ref(column)} < ${untilDay}`;

/** Calls of a manager on a day, of one direction and result; in the order of an index, so that nothing is sorted. */
export interface CallGroup {
  readonly day: string;
  readonly managerId: string;
  /** Null where nobody knows who called. */
  readonly direction: string | null;
  readonly result: string;
  readonly calls: number;
  /** As far as they are known, and of how many calls they are not. */
  readonly seconds: number;
  readonly untimed: number;
}

/** Calls of the window. */
export const isCallOfManager = (scope: ActivityQuestion): SqlCondition =>
  sql<SqlBool>`${isOnDays('day', scope)} and "voided" = 0 and ${isOneOf('managerId', scope)}`;

/** Lines of the window, each time that they were offered. */
export const isOffered = (scope: ActivityQuestion): SqlCondition =>
  sql<SqlBool>`${isWithin('offeredAt', scope)} and "voided" = 0 and "outcome" <> 'invalid' and ${isOneOf('managerId', scope)}`;

/** Lines that were decided in the window, but for refusals, which are in their register. */
export const isDecided = (scope: ActivityQuestion): SqlCondition =>
  sql<SqlBool>`${isOnDays('outcomeOn', scope)} and "voided" = 0 and "outcome" in ('accepted', 'expired', 'withdrawn')
    and ${isOneOf('outcomeById', scope)}`;

/** Lines that were refused in the window. */
export const isRefused = (scope: ActivityQuestion): SqlCondition =>
  sql<SqlBool>`${isOnDays('refusedOn', scope)} and "voided" = 0 and "reasonGroup" <> 'invalid' and ${isOneOf('managerId', scope)}`;

export const callGroups = async (db: FactsDb, scope: ActivityQuestion): Promise<readonly CallGroup[]> => {
  const { rows } = await sql<CallGroup>`select "day", "managerId", "direction", "result", count(*) as "calls",
      coalesce(sum("seconds"), 0) as "seconds", ${countWhere(sql`"seconds" is null`)} as "untimed"
    from "calls" where ${isCallOfManager(scope)}
    group by "day", "managerId", "direction", "result" order by "day", "managerId"`.execute(db);
  return rows;
};

/** How late calls were logged, as tallies; imported ones are left out. */
export const delays = async (db: FactsDb, scope: ActivityQuestion) => {
  const { rows } = await sql<{ managerId: string; value: number; count: number }>`
    select "managerId", "delayMinutes" as "value", count(*) as "count" from "calls"
    where ${isCallOfManager(scope)} and "delayMinutes" is not null
    group by "managerId", "delayMinutes" order by "managerId", "delayMinutes"`.execute(db);
  return rows;
};

/** Lines without a price are of no currency. */
export const pricedCurrency = sql`case when "price" is null then null else "currency" end`;

/** A line is mature once its validity is over, or, without a validity, once it has an outcome. */
export const isMature = (at: string): RawBuilder<unknown> => sql`"outcome" not in ('withdrawn', 'invalid', 'revised')
  and ("validUntil" < ${at} or ("validUntil" is null and "outcome" <> 'open'))`;

interface OfferedByManager {
  readonly managerId: string;
  readonly currency: string | null;
  readonly lines: number;
  readonly solicited: number;
  readonly matured: number;
  readonly maturedAccepted: number;
}

/** Each time that a line was offered: at its date, by the manager who offered it then. */
export const offeredSums = async (db: FactsDb, scope: ActivityQuestion) => {
  const { rows } = await sql<OfferedByManager & SumParts<'value'>>`select "managerId", ${pricedCurrency} as "currency",
      count(*) as "lines", sum("solicited") as "solicited", ${countWhere(isMature(scope.at))} as "matured",
      ${countWhere(sql`${isMature(scope.at)} and "outcome" = 'accepted'`)} as "maturedAccepted",
      ${sumParts('value', sql.ref('value'))}
    from "offer_lines"
    where ${isOffered(scope)}
    group by "managerId", ${pricedCurrency} order by "managerId", 2`.execute(db);
  return rows.map((row) => ({ ...row, value: summed(row, 'value') }));
};

export const clientsOffered = async (db: FactsDb, scope: ActivityQuestion) => {
  const { rows } = await sql<{ managerId: string; clients: number }>`
    select "managerId", count(distinct "clientId") as "clients" from "offer_lines"
    where ${isOffered(scope)}
    group by "managerId" order by "managerId"`.execute(db);
  return rows;
};

interface OutcomeLines {
  readonly managerId: string;
  readonly currency: string | null;
  readonly acceptedLines: number;
  readonly expiredLines: number;
  readonly withdrawnLines: number;
}

/** Outcomes by the manager who acted. List value and discount are those of accepted lines that have both prices. */
export const outcomeSums = async (db: FactsDb, scope: ActivityQuestion) => {
  const outcome = (name: string) => countWhere(sql`"outcome" = ${sql.lit(name)}`);
  const ofAccepted = (value: RawBuilder<unknown>) => sql`case when "outcome" = 'accepted' then ${value} end`;
  type Sums = SumParts<'accepted'> & SumParts<'list'> & SumParts<'discount'>;
  const { rows } = await sql<OutcomeLines & Sums>`select "outcomeById" as "managerId", ${pricedCurrency} as "currency",
      ${outcome('accepted')} as "acceptedLines", ${outcome('expired')} as "expiredLines",
      ${outcome('withdrawn')} as "withdrawnLines", ${sumParts('accepted', ofAccepted(sql`"value"`))},
      ${sumParts('list', ofAccepted(sql`"listValue"`))},
      ${sumParts('discount', ofAccepted(sql`("listValue" - "value")`))}
    from "offer_lines"
    where ${isDecided(scope)}
    group by "outcomeById", ${pricedCurrency} order by "outcomeById", 2`.execute(db);
  return rows.map((row) => ({
    ...row,
    acceptedValue: summed(row, 'accepted'),
    listValue: summed(row, 'list'),
    discountValue: summed(row, 'discount'),
  }));
};

/** Lines refused by the group of the reason, by the manager who was refused. */
export const refusalSums = async (db: FactsDb, scope: ActivityQuestion) => {
  const { rows } = await sql<{ managerId: string; group: string; lines: number; statedByClient: number }>`
    select "managerId", "reasonGroup" as "group", count(*) as "lines",
      ${countWhere(sql`"statedBy" = 'client'`)} as "statedByClient"
    from "refusals"
    where ${isRefused(scope)}
    group by "managerId", "reasonGroup" order by "managerId", "reasonGroup"`.execute(db);
  return rows;
};
