import { sql, type Kysely, type SqlBool } from 'kysely';
import { wholeDays, wholeMonths, type Window } from '../figures/window';
import type { RowOfTable } from '../projection';
import type { ClockTables } from '../figures/clock-parts';
import type { holders } from '../enquiries/tables';
import type * as own from './tables';

export type Tables = ClockTables & {
  readonly managers: RowOfTable<typeof own.managers>;
  readonly manager_calls: RowOfTable<typeof own.managerCalls>;
  readonly manager_delay_months: RowOfTable<typeof own.delayMonths>;
  readonly manager_logging_delays: RowOfTable<typeof own.loggingDelays>;
  readonly manager_offered_days: RowOfTable<typeof own.offeredDays>;
  readonly manager_offered_lines: RowOfTable<typeof own.offeredLines>;
  readonly manager_outcomes: RowOfTable<typeof own.outcomes>;
  readonly manager_refusals: RowOfTable<typeof own.refusals>;
  readonly enquiry_holders: RowOfTable<typeof holders>;
};

/** What is asked for: the days, the moment of asking, and some managers or all. */
export interface Scope extends Window {
  readonly at: string;
  readonly managers: readonly string[] | undefined;
}

type Db = Kysely<Tables>;

const total = (column: string) => sql<number>`sum(${sql.ref(column)})`;
const isChosen = ({ managers }: Scope, column: string) => {
  if (managers === undefined) return sql<SqlBool>`1 = 1`;
  return managers.length === 0 ? sql<SqlBool>`1 = 0` : sql<SqlBool>`${sql.ref(column)} in (${sql.join(managers)})`;
};

export const callSums = (db: Db, scope: Scope, by: 'managerId' | 'day') =>
  db
    .selectFrom('manager_calls')
    .where('day', '>=', scope.fromDay)
    .where('day', '<', scope.untilDay)
    .where(isChosen(scope, 'managerId'))
    .groupBy(by)
    .orderBy(by)
    .select(`${by} as of`)
    .select([total('outgoing').as('outgoing'), total('incoming').as('incoming'), total('reached').as('reached')])
    .select([total('no_answer').as('noAnswer'), total('busy').as('busy'), total('voicemail').as('voicemail')])
    .select([total('declined').as('declined'), total('missed').as('missed'), total('talkSeconds').as('talkSeconds')])
    .execute();

/** Whole months from the rollup, the days at both ends from the calls. */
export const delays = async (db: Db, scope: Scope) => {
  const { from, until } = wholeMonths(scope);
  const { rows } = await sql<{ managerId: string; value: number; count: number }>`
    select "managerId", "minutes" as "value", sum("calls") as "count" from (
      select "managerId", "minutes", "calls" from "manager_delay_months"
      where "month" >= ${from.slice(0, 7)} and "month" < ${until.slice(0, 7)} and ${isChosen(scope, 'managerId')}
      union all
      select "managerId", "minutes", 1 as "calls" from "manager_logging_delays"
      where (("occurredAt" >= ${scope.from} and "occurredAt" < ${from})
        or ("occurredAt" >= ${until} and "occurredAt" < ${scope.until})) and ${isChosen(scope, 'managerId')}
    ) as "both" group by "managerId", "minutes" order by "managerId", "minutes"`.execute(db);
  return rows;
};

export const outcomeSums = (db: Db, scope: Scope) =>
  db
    .selectFrom('manager_outcomes')
    .where('day', '>=', scope.fromDay)
    .where('day', '<', scope.untilDay)
    .where(isChosen(scope, 'managerId'))
    .groupBy(['managerId', 'currency'])
    .orderBy('managerId')
    .orderBy('currency')
    .select([
      'managerId',
      'currency',
      total('acceptedLines').as('acceptedLines'),
      total('expiredLines').as('expiredLines'),
    ])
    .select([total('withdrawnLines').as('withdrawnLines'), total('acceptedValue').as('acceptedValue')])
    .select([total('listValue').as('listValue'), total('discountValue').as('discountValue')])
    .execute();

export const refusalSums = (db: Db, scope: Scope) =>
  db
    .selectFrom('manager_refusals')
    .where('day', '>=', scope.fromDay)
    .where('day', '<', scope.untilDay)
    .where(isChosen(scope, 'managerId'))
    .groupBy(['managerId', 'group'])
    .orderBy('managerId')
    .orderBy('group')
    .select(['managerId', 'group', total('lines').as('lines'), total('statedByClient').as('statedByClient')])
    .execute();

/** A line is mature once its validity is over; one without a validity once it has an outcome. Withdrawn ones are out. */
const maturity = (at: string) => {
  const decided = sql<SqlBool>`"outcome" not in ('open', 'withdrawn', 'invalid')`;
  const isMature = sql<SqlBool>`"outcome" not in ('withdrawn', 'invalid')
    and ("validUntil" < ${at} or ("validUntil" is null and ${decided}))`;
  return sql`case when ${isMature} then 1 else 0 end as "matured",
    case when ${isMature} and "outcome" = 'accepted' then 1 else 0 end as "maturedAccepted"`;
};

interface Offered {
  readonly managerId: string;
  readonly currency: string;
  readonly lines: number;
  readonly solicited: number;
  readonly value: number;
  readonly matured: number;
  readonly maturedAccepted: number;
}

/**
 * Whole days from the rollup; from the lines themselves the ends of the window, and the maturity of what ends on the very
 * day of asking.
 */
export const offeredSums = async (db: Db, scope: Scope): Promise<readonly Offered[]> => {
  const { from, until } = wholeDays(scope);
  const today = scope.at.slice(0, 10);
  const chosen = isChosen(scope, 'managerId');
  const { rows } = await sql<Offered>`select "managerId", "currency", sum("lines") as "lines",
      sum("solicited") as "solicited", sum("value") as "value", sum("matured") as "matured",
      sum("maturedAccepted") as "maturedAccepted"
    from (
      select "managerId", "currency", "lines", "solicited", "value",
        case when "validOn" = '' then "decided" when "validOn" < ${today} then "standing" else 0 end as "matured",
        case when "validOn" < ${today} then "accepted" else 0 end as "maturedAccepted"
      from "manager_offered_days"
      where "day" >= ${from.slice(0, 10)} and "day" < ${until.slice(0, 10)} and ${chosen}
      union all
      select "managerId", "currency", 1, "solicited", "value", ${maturity(scope.at)} from "manager_offered_lines"
      where (("offeredAt" >= ${scope.from} and "offeredAt" < ${from})
        or ("offeredAt" >= ${until} and "offeredAt" < ${scope.until})) and "outcome" <> 'invalid' and ${chosen}
      union all
      select "managerId", "currency", 0, 0, 0, ${maturity(scope.at)} from "manager_offered_lines"
      where "validUntil" >= ${today} and "validUntil" < ${scope.at}
        and "offeredAt" >= ${from} and "offeredAt" < ${until} and ${chosen}
    ) as "parts" group by "managerId", "currency" having sum("lines") > 0 order by "managerId", "currency"`.execute(db);
  return rows;
};

/**
 * Along an index of managers and their clients, where a client's lines stand together: sorting them by client costs ten
 * times as much. Joined to an empty text, the moment tempts nobody to take the index of moments instead.
 */
export const clientsOffered = async (db: Db, scope: Scope) => {
  const { rows } = await sql<{ managerId: string; clients: number }>`
    select "managerId", count(distinct "clientId") as "clients" from "manager_offered_lines"
    where "offeredAt" || '' >= ${scope.from} and "offeredAt" || '' < ${scope.until} and "outcome" <> 'invalid'
      and ${isChosen(scope, 'managerId')}
    group by "managerId" order by "managerId"`.execute(db);
  return rows;
};
