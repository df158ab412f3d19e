import { sql, type Kysely, type RawBuilder, type SqlBool } from 'kysely';
import { monthsOf, type Months, type Range, type ReportWindow } from '../window';
import { figureOf, fromParts, millionsOf, restOf } from '../beyond';
import type { RowOfTable } from '../projection';
import type { ClockTables } from '../clock/clock-parts';
import type { holders } from '../enquiries/tables';
import type * as own from './tables';

export type ManagerActivityTables = ClockTables & {
  readonly managers: RowOfTable<typeof own.managers>;
  readonly manager_calls: RowOfTable<typeof own.managerCalls>;
  readonly manager_delay_months: RowOfTable<typeof own.delayMonths>;
  readonly manager_logging_delays: RowOfTable<typeof own.loggingDelays>;
  readonly manager_offered_months: RowOfTable<typeof own.offeredMonths>;
  readonly manager_call_months: RowOfTable<typeof own.callMonths>;
  readonly manager_outcome_months: RowOfTable<typeof own.outcomeMonths>;
  readonly manager_refusal_months: RowOfTable<typeof own.refusalMonths>;
  readonly manager_offered_lines: RowOfTable<typeof own.offeredLines>;
  readonly manager_outcomes: RowOfTable<typeof own.managerOutcomes>;
  readonly manager_refusals: RowOfTable<typeof own.managerRefusals>;
  readonly enquiry_holders: RowOfTable<typeof holders>;
};

/** What the report is about: the days, the moment of the report, and some managers or all. */
export interface ActivityQuestion extends ReportWindow {
  readonly at: string;
  readonly managers: readonly string[] | undefined;
}

type ManagerActivityDb = Kysely<ManagerActivityTables>;

const isChosen = ({ managers }: ActivityQuestion): RawBuilder<SqlBool> => {
  if (managers === undefined) return sql<SqlBool>`1 = 1`;
  return managers.length === 0 ? sql<SqlBool>`1 = 0` : sql<SqlBool>`"managerId" in (${sql.join(managers)})`;
};

const refs = (names: readonly string[]): RawBuilder<unknown> => sql.join(names.map((name) => sql.ref(name)));
const times = (by: 1 | -1, names: readonly string[]): RawBuilder<unknown> =>
  sql.join(names.map((name) => sql`${sql.lit(by)} * ${sql.ref(name)}`));
const isInRange = (column: string, { from, until }: Range): RawBuilder<SqlBool> =>
  sql`${sql.ref(column)} >= ${from} and ${sql.ref(column)} < ${until}`;

/** The parts of a window as one union: its months, and what is added to them and taken from them. */
const windowParts = (
  { added, taken, ...months }: Months,
  ofMonths: (condition: RawBuilder<SqlBool>) => RawBuilder<unknown>,
  ofRange: (range: Range, by: 1 | -1) => RawBuilder<unknown>,
): RawBuilder<unknown> =>
  sql.join(
    [
      ofMonths(isInRange('month', months)),
      ...added.map((range) => ofRange(range, 1)),
      ...taken.map((range) => ofRange(range, -1)),
    ],
    sql` union all `,
  );

interface Daily {
  readonly days: string;
  readonly months: string;
  readonly by: readonly string[];
  /** The columns that say whether there is anything at all. */
  readonly counts: readonly string[];
  readonly others: readonly string[];
}

/** Sums of what is kept by local day and by month. */
const dailySums = async <Row>(
  db: ManagerActivityDb,
  scope: ActivityQuestion,
  { days, months, by, counts, others }: Daily,
): Promise<readonly Row[]> => {
  const columns = [...counts, ...others];
  const window = monthsOf({ from: scope.fromDay, until: scope.untilDay }, scope.at);
  const { rows } =
    await sql<Row>`select ${refs(by)}, ${sql.join(columns.map((name) => sql`sum(${sql.ref(name)}) as ${sql.ref(name)}`))}
    from (${windowParts(
      window,
      (isIn) => sql`select ${refs([...by, ...columns])} from ${sql.table(months)} where ${isIn} and ${isChosen(scope)}`,
      (range, sign) => sql`select ${refs(by)}, ${times(sign, columns)} from ${sql.table(days)}
        where ${isInRange('day', range)} and ${isChosen(scope)}`,
    )}) as "parts" group by ${refs(by)}
    having ${sql.join(
      counts.map((name) => sql`sum(${sql.ref(name)})`),
      sql` + `,
    )} > 0 order by ${refs(by)}`.execute(db);
  return rows;
};

const callColumns = {
  counts: ['outgoing', 'incoming', 'directionUnknown'],
  others: ['reached', 'no_answer', 'busy', 'voicemail', 'declined', 'missed', 'talkSeconds', 'durationUnknown'],
} as const;

export type Calls = Omit<RowOfTable<typeof own.managerCalls>, 'day' | 'managerId'>;

export const callSums = (db: ManagerActivityDb, scope: ActivityQuestion) =>
  dailySums<Calls & { readonly managerId: string }>(db, scope, {
    ...{ days: 'manager_calls', months: 'manager_call_months', by: ['managerId'] },
    ...callColumns,
  });

export const callsByDay = async (db: ManagerActivityDb, scope: ActivityQuestion) => {
  const columns = [...callColumns.counts, ...callColumns.others];
  const { rows } = await sql<Calls & { readonly day: string }>`select "day",
      ${sql.join(columns.map((name) => sql`sum(${sql.ref(name)}) as ${sql.ref(name)}`))}
    from "manager_calls" where ${isInRange('day', { from: scope.fromDay, until: scope.untilDay })} and ${isChosen(scope)}
    group by "day" order by "day"`.execute(db);
  return rows;
};

export const delays = async (db: ManagerActivityDb, scope: ActivityQuestion) => {
  const { rows } = await sql<{ managerId: string; value: number; count: number }>`
    select "managerId", "minutes" as "value", sum("calls") as "count" from (${windowParts(
      monthsOf(scope, scope.at),
      (isIn) =>
        sql`select "managerId", "minutes", "calls" from "manager_delay_months" where ${isIn} and ${isChosen(scope)}`,
      (range, by) => sql`select "managerId", "minutes", ${sql.lit(by)} as "calls" from "manager_logging_delays"
        where ${isInRange('occurredAt', range)} and ${isChosen(scope)}`,
    )}) as "parts" group by "managerId", "minutes" having sum("calls") > 0 order by "managerId", "minutes"`.execute(db);
  return rows;
};

const outcomeTotals = ['acceptedValue', 'listValue', 'discountValue'] as const;
type OutcomeTotal = (typeof outcomeTotals)[number];

type OutcomeCounts = Omit<RowOfTable<typeof own.managerOutcomes>, 'day' | OutcomeTotal>;
type OutcomesOf = OutcomeCounts & Readonly<Record<OutcomeTotal, number>>;

/** The totals of months and days, added up outside of the database: no number of its own holds every sum. */
const outcomeTotalsOf = async (db: ManagerActivityDb, scope: ActivityQuestion) => {
  const texts = sql.join(outcomeTotals.map((name) => sql`cast(${sql.ref(name)} as text) as ${sql.ref(name)}`));
  const window = monthsOf({ from: scope.fromDay, until: scope.untilDay }, scope.at);
  type Part = Readonly<Record<OutcomeTotal | 'managerId' | 'currency', string>> & { readonly sign: number };
  const { rows } = await sql<Part>`${windowParts(
    window,
    (isIn) => sql`select "managerId", "currency", 1 as "sign", ${texts} from "manager_outcome_months"
      where ${isIn} and ${isChosen(scope)}`,
    (range, by) => sql`select "managerId", "currency", ${sql.lit(by)} as "sign", ${texts} from "manager_outcomes"
      where ${isInRange('day', range)} and ${isChosen(scope)}`,
  )}`.execute(db);
  const sums = new Map<string, bigint>();
  for (const row of rows)
    for (const name of outcomeTotals) {
      const key = `${row.managerId} ${row.currency} ${name}`;
      sums.set(key, (sums.get(key) ?? 0n) + BigInt(row.sign) * BigInt(row[name]));
    }
  return ({ managerId, currency }: OutcomeCounts, name: OutcomeTotal): number =>
    figureOf(sums.get(`${managerId} ${currency} ${name}`) ?? 0n);
};

export const outcomeSums = async (db: ManagerActivityDb, scope: ActivityQuestion): Promise<readonly OutcomesOf[]> => {
  const counts = await dailySums<OutcomeCounts>(db, scope, {
    ...{ days: 'manager_outcomes', months: 'manager_outcome_months', by: ['managerId', 'currency'] },
    counts: ['acceptedLines', 'expiredLines', 'withdrawnLines'],
    others: [],
  });
  const totalOf = await outcomeTotalsOf(db, scope);
  return counts.map((row) => ({
    ...row,
    acceptedValue: totalOf(row, 'acceptedValue'),
    listValue: totalOf(row, 'listValue'),
    discountValue: totalOf(row, 'discountValue'),
  }));
};

export const refusalSums = (db: ManagerActivityDb, scope: ActivityQuestion) =>
  dailySums<Omit<RowOfTable<typeof own.managerRefusals>, 'day'>>(db, scope, {
    ...{ days: 'manager_refusals', months: 'manager_refusal_months', by: ['managerId', 'group'] },
    counts: ['lines'],
    others: ['statedByClient'],
  });

/** A line is mature once its validity is over, or, without a validity, once it has an outcome. Withdrawn ones don't count. */
const maturity = (at: string, by: 1 | -1): RawBuilder<unknown> => {
  const decided = sql<SqlBool>`"outcome" not in ('open', 'withdrawn', 'invalid')`;
  const isMature = sql<SqlBool>`"outcome" not in ('withdrawn', 'invalid')
    and ("validUntil" < ${at} or ("validUntil" is null and ${decided}))`;
  return sql`case when ${isMature} then ${sql.lit(by)} else 0 end as "matured",
    case when ${isMature} and "outcome" = 'accepted' then ${sql.lit(by)} else 0 end as "maturedAccepted"`;
};

interface OfferedSums {
  readonly managerId: string;
  readonly currency: string;
  readonly lines: number;
  readonly solicited: number;
  readonly value: number;
  readonly matured: number;
  readonly maturedAccepted: number;
}

/** What the lines are worth: of months as it stands there, of lines added up in two parts. */
const offeredValues = async (db: ManagerActivityDb, scope: ActivityQuestion, months: Months) => {
  const [value, key] = [sql.ref('value'), sql`"managerId", "currency"`];
  interface Part {
    readonly managerId: string;
    readonly currency: string;
    readonly sign: number;
    readonly total: string;
    readonly millions: number;
    readonly rest: number;
  }
  const { rows } = await sql<Part>`${windowParts(
    months,
    (isIn) => sql`select ${key}, 1 as "sign", cast(${value} as text) as "total", 0 as "millions", 0 as "rest"
      from "manager_offered_months" where ${isIn} and ${isChosen(scope)}`,
    (range, by) => sql`select ${key}, ${sql.lit(by)} as "sign", '0' as "total",
        sum(${millionsOf(value)}) as "millions", sum(${restOf(value)}) as "rest"
      from "manager_offered_lines"
      where ${isInRange('offeredAt', range)} and "outcome" <> 'invalid' and ${isChosen(scope)} group by ${key}`,
  )}`.execute(db);
  const sums = new Map<string, bigint>();
  for (const { managerId, currency, sign, total, millions, rest } of rows) {
    const of = `${managerId} ${currency}`;
    sums.set(of, (sums.get(of) ?? 0n) + BigInt(sign) * (BigInt(total) + fromParts(millions, rest)));
  }
  return ({ managerId, currency }: Pick<OfferedSums, 'managerId' | 'currency'>): number =>
    figureOf(sums.get(`${managerId} ${currency}`) ?? 0n);
};

/** Besides the months, the lines themselves are read for what ends in the month of the report: it may be mature or not. */
export const offeredSums = async (db: ManagerActivityDb, scope: ActivityQuestion): Promise<readonly OfferedSums[]> => {
  const months = monthsOf(scope, scope.at);
  const thisMonth = scope.at.slice(0, 7);
  const { rows } = await sql<Omit<OfferedSums, 'value'>>`select "managerId", "currency", sum("lines") as "lines",
      sum("solicited") as "solicited", sum("matured") as "matured",
      sum("maturedAccepted") as "maturedAccepted"
    from (${windowParts(
      months,
      (isIn) => sql`select "managerId", "currency", "lines", "solicited",
          case when "validIn" = '' then "decided" when "validIn" < ${thisMonth} then "standing" else 0 end as "matured",
          case when "validIn" < ${thisMonth} then "accepted" else 0 end as "maturedAccepted"
        from "manager_offered_months" where ${isIn} and ${isChosen(scope)}
        union all select "managerId", "currency", 0, 0, ${maturity(scope.at, 1)} from "manager_offered_lines"
        where ${isInRange('validUntil', { from: thisMonth, until: scope.at })} and ${isInRange('offeredAt', months)} and ${isChosen(scope)}`,
      (range, by) => sql`select "managerId", "currency", ${sql.lit(by)}, ${times(by, ['solicited'])},
          ${maturity(scope.at, by)} from "manager_offered_lines"
        where ${isInRange('offeredAt', range)} and "outcome" <> 'invalid' and ${isChosen(scope)}`,
    )}) as "parts" group by "managerId", "currency" having sum("lines") > 0 order by "managerId", "currency"`.execute(
    db,
  );
  const valueOf = await offeredValues(db, scope, months);
  return rows.map((row) => ({ ...row, value: valueOf(row) }));
};

/**
 * Uses the index of managers and their clients, where the lines of a client are neighbours: sorting them by client takes
 * ten times as long. The moment is joined with an empty text, so that the database does not use the index of moments.
 */
export const clientsOffered = async (db: ManagerActivityDb, scope: ActivityQuestion) => {
  const { rows } = await sql<{ managerId: string; clients: number }>`
    select "managerId", count(distinct "clientId") as "clients" from "manager_offered_lines"
    where "offeredAt" || '' >= ${scope.from} and "offeredAt" || '' < ${scope.until} and "outcome" <> 'invalid'
      and ${isChosen(scope)}
    group by "managerId" order by "managerId"`.execute(db);
  return rows;
};
