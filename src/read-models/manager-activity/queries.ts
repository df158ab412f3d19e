import { sql, type Kysely, type SqlBool } from 'kysely';
import { nullsFirst } from '../figures/portable-sql';
import type { Window } from '../figures/window';
import type { RowOfTable } from '../projection';
import type * as register from '../enquiries/tables';
import type * as own from './tables';

export type Tables = {
  readonly managers: RowOfTable<typeof own.managers>;
  readonly manager_calls: RowOfTable<typeof own.managerCalls>;
  readonly manager_logging_delays: RowOfTable<typeof own.loggingDelays>;
  readonly manager_offered_lines: RowOfTable<typeof own.offeredLines>;
  readonly manager_outcomes: RowOfTable<typeof own.outcomes>;
  readonly manager_refusals: RowOfTable<typeof own.refusals>;
  readonly enquiries: RowOfTable<typeof register.enquiries>;
  readonly enquiry_holders: RowOfTable<typeof register.holders>;
  readonly working_calendars: RowOfTable<typeof register.calendars>;
};

/** What is asked for: the days, the moment of asking, and some managers or all. */
export interface Scope extends Window {
  readonly at: string;
  readonly managers: readonly string[] | undefined;
}

type Db = Kysely<Tables>;

const total = (column: string) => sql<number>`sum(${sql.ref(column)})`;
const tally = (condition: ReturnType<typeof sql<SqlBool>>) =>
  sql<number>`sum(case when ${condition} then 1 else 0 end)`;
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

export const delays = (db: Db, scope: Scope) =>
  db
    .selectFrom('manager_logging_delays')
    .where('occurredAt', '>=', scope.from)
    .where('occurredAt', '<', scope.until)
    .where(isChosen(scope, 'managerId'))
    .groupBy(['managerId', 'minutes'])
    .orderBy('managerId')
    .orderBy('minutes')
    .select(['managerId', 'minutes as value', sql<number>`count(*)`.as('count')])
    .execute();

export const outcomeSums = (db: Db, scope: Scope) =>
  db
    .selectFrom('manager_outcomes')
    .where('day', '>=', scope.fromDay)
    .where('day', '<', scope.untilDay)
    .where(isChosen(scope, 'managerId'))
    .groupBy(['managerId', 'currency'])
    .orderBy('managerId')
    .orderBy('currency', nullsFirst)
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
export const offeredSums = (db: Db, scope: Scope) => {
  const decided = sql<SqlBool>`"outcome" not in ('open', 'withdrawn', 'invalid') and "outcomeAt" <= ${scope.at}`;
  const mature = sql<SqlBool>`"outcome" not in ('withdrawn', 'invalid')
    and ("validUntil" < ${scope.at} or ("validUntil" is null and ${decided}))`;
  return db
    .selectFrom('manager_offered_lines')
    .where('offeredAt', '>=', scope.from)
    .where('offeredAt', '<', scope.until)
    .where('outcome', '<>', 'invalid')
    .where(isChosen(scope, 'managerId'))
    .groupBy(['managerId', 'currency'])
    .orderBy('managerId')
    .orderBy('currency', nullsFirst)
    .select(['managerId', 'currency', sql<number>`count(*)`.as('lines'), total('solicited').as('solicited')])
    .select([total('value').as('value'), tally(mature).as('matured')])
    .select(tally(sql`${mature} and "outcome" = 'accepted' and "outcomeAt" <= ${scope.at}`).as('maturedAccepted'))
    .execute();
};

export const clientsOffered = (db: Db, scope: Scope) =>
  db
    .selectFrom('manager_offered_lines')
    .where('offeredAt', '>=', scope.from)
    .where('offeredAt', '<', scope.until)
    .where('outcome', '<>', 'invalid')
    .where(isChosen(scope, 'managerId'))
    .groupBy('managerId')
    .orderBy('managerId')
    .select(['managerId', sql<number>`count(distinct "clientId")`.as('clients')])
    .execute();
