import { sql, type Kysely, type RawBuilder } from 'kysely';
import { dayNumberOf, dayOf, instantOf, localDay, momentOf } from '../../domain/shared/time';
import type { Window } from '../figures/window';
import type { RowOfTable } from '../projection';
import type { Asked, ReportContext } from '../report';
import type { refusalClients, refusalProducts, refusalReasons, refusals } from './tables';

export type Tables = {
  readonly refusals: RowOfTable<typeof refusals>;
  readonly refusal_reasons: RowOfTable<typeof refusalReasons>;
  readonly refusal_clients: RowOfTable<typeof refusalClients>;
  readonly refusal_products: RowOfTable<typeof refusalProducts>;
};
export type Database = Kysely<Tables>;
export type Sql = RawBuilder<unknown>;

export const dimensions = [
  'reason',
  'group',
  'manager',
  'product',
  'client',
  'segment',
  'competitor',
  'month',
  'stated-by',
] as const;
export type Dimension = (typeof dimensions)[number];

const dimensionOf = (asked: Asked): Dimension =>
  dimensions.find((dimension) => dimension === asked.optionalText('by')) ?? 'reason';

interface Reason {
  readonly code: string;
  readonly label: string;
  readonly group: string;
}

/** As what each recorded reason is shown at a moment: itself, or what the catalogue has since mapped it to. */
export type Shown = ReadonlyMap<string, Reason>;

type ReasonRow = RowOfTable<typeof refusalReasons>;

const mappedTo = (row: ReasonRow | undefined, at: string): string | null =>
  row !== undefined && row.mappedFrom !== null && row.mappedFrom <= at ? row.mappedTo : null;

const shownReasons = async (db: Database, at: string): Promise<Shown> => {
  const rows = await db.selectFrom('refusal_reasons').selectAll().execute();
  const known = new Map(rows.map((row) => [row.code, row]));
  const shown = (code: string, seen: readonly string[]): Reason => {
    const row = known.get(code);
    const next = mappedTo(row, at);
    if (next !== null && !seen.includes(next)) return shown(next, [...seen, code]);
    return { code, label: row?.label ?? code, group: row?.reasonGroup ?? 'other' };
  };
  return new Map(rows.map(({ code }) => [code, shown(code, [])]));
};

const mapped = (shown: Shown, column: Sql, pick: (reason: Reason) => string): Sql => {
  const arms = [...shown].filter(([code, reason]) => code !== reason.code);
  if (arms.length === 0) return column;
  const cases = arms.map(([code, reason]) => sql`when ${code} then ${pick(reason)}`);
  return sql`case r."reason" ${sql.join(cases, sql` `)} else ${column} end`;
};

export const shownReason = (shown: Shown): Sql => mapped(shown, sql`r."reason"`, ({ code }) => code);
export const shownGroup = (shown: Shown): Sql => mapped(shown, sql`r."reasonGroup"`, ({ group }) => group);

/** Duplicates and the client that each is read as, through chains of merges; 100 links are more than any chain has. */
export const mergedClients = sql`merged("clientId", "into", "links") as (
  select "clientId", "mergedInto", 1 from "refusal_clients" where "mergedInto" is not null
  union all
  select m."clientId", c."mergedInto", m."links" + 1 from merged m
  join "refusal_clients" c on c."clientId" = m."into" where c."mergedInto" is not null and m."links" < 100
), canonical("clientId", "into") as (
  select m."clientId", m."into" from merged m
  join "refusal_clients" c on c."clientId" = m."into" where c."mergedInto" is null
)`;

export const canonicalId = sql`coalesce(a."into", r."clientId")`;

/** The months of the company's zone that a window touches, each with its first moment and the first of the next. */
const monthsOf = (first: string, last: string, { zone }: ReportContext): Sql => {
  const start = (month: string): string => momentOf(instantOf(zone, dayNumberOf(`${month}-01`), 0));
  const next = (month: string): string => dayOf(dayNumberOf(`${month}-01`) + 31).slice(0, 7);
  const months: Sql[] = [];
  const until = localDay(last, zone).slice(0, 7);
  for (let month = localDay(first, zone).slice(0, 7); month <= until; month = next(month))
    months.push(sql`(${month}, ${start(month)}, ${start(next(month))})`);
  return sql`months("month", "start", "end") as (values ${sql.join(months)})`;
};

/** What is asked: which refusals, and by what they are counted. */
export interface Question {
  readonly by: Dimension;
  /** `refusedAt`, or `offeredAt` where cohorts are asked for. */
  readonly dated: Sql;
  readonly window: Window;
  readonly shown: Shown;
  readonly conditions: readonly Sql[];
  readonly months: Sql;
}

const conditionsOf = (asked: Asked, dated: Sql, window: Window, shown: Shown): readonly Sql[] => {
  const equal = (name: string, column: Sql): readonly Sql[] => {
    const value = asked.optionalText(name);
    return value === undefined ? [] : [sql`${column} = ${value}`];
  };
  const client = asked.optionalText('client');
  const asCanonical = sql`coalesce((select "into" from canonical where "clientId" = ${client}), ${client})`;
  return [
    sql`${dated} >= ${window.from}`,
    sql`${dated} < ${window.until}`,
    ...equal('manager', sql`r."managerId"`),
    ...equal('product', sql`r."productId"`),
    ...equal('reason', shownReason(shown)),
    ...(client === undefined ? [] : [sql`${canonicalId} = ${asCanonical}`]),
  ];
};

/** What of the window holds refusals or offers that were refused: an open window needs ends to be cut into months. */
const spanOf = async (db: Database, { from, until }: Window): Promise<readonly [string, string]> => {
  const { rows } = await sql<{ first: string | null; offered: string | null; last: string | null }>`select
    (select min("refusedAt") from "refusals") as "first", (select min("offeredAt") from "refusals") as "offered",
    (select max("refusedAt") from "refusals") as "last"`.execute(db);
  const { first, offered, last } = rows[0] ?? { first: null, offered: null, last: null };
  const earliest = [first ?? until, offered ?? until].sort()[0] ?? until;
  return [from > earliest ? from : earliest, last !== null && last < until ? last : until];
};

export const questionOf = async (
  db: Database,
  asked: Asked,
  window: Window,
  context: ReportContext,
): Promise<Question> => {
  const by = dimensionOf(asked);
  const dated = asked.flag('cohort') ? sql`r."offeredAt"` : sql`r."refusedAt"`;
  const shown = await shownReasons(db, context.at);
  const span = by === 'month' ? await spanOf(db, window) : ([window.until, window.until] as const);
  const months = monthsOf(...span, context);
  return { by, dated, window, shown, conditions: conditionsOf(asked, dated, window, shown), months };
};
