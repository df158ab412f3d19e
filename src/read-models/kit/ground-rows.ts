import { sql, type Kysely } from 'kysely';
import { plusAmount, summed, sumParts, type ExactSum, type SumParts } from './beyond';
import type { Row, TableSpec, Value } from './projection';
import type { Database, Ground, GroundRow, GroundTotal, RowsWhere, SqlPart } from './report';

const isListed = (rows: Ground['rows']): rows is readonly GroundRow[] => Array.isArray(rows);

/** From where the rows of a ground are read, and what the table is called there. */
const placeInQuery = ({ name }: TableSpec, { as = name, from = sql.table(name) }: Pick<RowsWhere, 'as' | 'from'>) => ({
  from,
  column: (column: string): SqlPart => sql.ref(`${as}.${column}`),
});

type TotalRow = SumParts<'sum'> & { readonly rows: number; readonly distinct?: number };

const listedTotal = (rows: readonly GroundRow[]): GroundTotal => ({
  rows: rows.length,
  sum: rows.reduce<ExactSum>((total, { adds }) => plusAmount(total, adds ?? 0), 0),
  distinct: rows.length,
});

export const groundTotal = async (db: Database, table: TableSpec, { rows }: Ground): Promise<GroundTotal> => {
  if (isListed(rows)) return listedTotal(rows);
  // What nobody asks for costs as much as the count.
  const parts = [
    sql`count(*) as "rows"`,
    ...(rows.distinct === undefined ? [] : [sql`count(distinct ${sql.ref(rows.distinct)}) as "distinct"`]),
    ...(rows.adds === undefined ? [] : [sumParts('sum', rows.adds)]),
  ];
  const found = await sql<TotalRow>`select ${sql.join(parts)}
    from ${placeInQuery(table, rows).from} where ${rows.where}`.execute(db);
  const [total] = found.rows;
  if (!total) return listedTotal([]);
  return { rows: total.rows, distinct: total.distinct ?? 0, sum: rows.adds ? summed(total, 'sum') : 0 };
};

/** Of more rows than these the first ones are found soon in the order of the key; fewer are looked for by their condition. */
const MANY_ROWS = 10_000;

/** Whether any of these grounds has a row. */
export const isAnyRow = async <Tables>(db: Kysely<Tables>, grounds: Iterable<Ground>): Promise<boolean> => {
  for (const { table: name, rows } of grounds) {
    if (isListed(rows)) {
      if (rows.length > 0) return true;
      continue;
    }
    const { from = sql.table(name), where } = rows;
    const found = await sql`select 1 from ${from} where ${where} limit 1`.execute(db);
    if (found.rows.length > 0) return true;
  }
  return false;
};

/** A page of the rows of a ground, of so many in all. */
export interface GroundPage {
  readonly skipped: number;
  readonly limit: number;
  readonly all: number;
}

/** So many of its rows in the order of their key, after the first `skipped`. */
export const rowsOfGround = async (
  db: Database,
  table: TableSpec,
  { rows }: Ground,
  { skipped, limit, all }: GroundPage,
): Promise<readonly GroundRow[]> => {
  if (isListed(rows)) return rows.slice(skipped, skipped + limit);
  const { from, column } = placeInQuery(table, rows);
  const key = table.key.map((name) => sql`${column(name)} as ${sql.ref(name)}`);
  const found = await sql<
    Readonly<Record<string, Value>>
  >`with "found" as ${sql.raw(all < MANY_ROWS ? 'materialized' : 'not materialized')}
    (select ${sql.join(key)}, ${rows.adds ?? rows.shows ?? sql`null`} as "adds" from ${from} where ${rows.where})
    select * from "found" order by ${sql.join(table.key.map((name) => sql.ref(name)))}
    limit ${limit} offset ${skipped}`.execute(db);
  return found.rows.map((row) => {
    const { adds = null } = row;
    return { key: table.key.map((name) => row[name] ?? null), adds: typeof adds === 'number' ? adds : null };
  });
};

const allWhere = (table: TableSpec, { where, ...place }: Pick<RowsWhere, 'as' | 'from' | 'where'>) => {
  const { from, column } = placeInQuery(table, place);
  return sql<Row>`select ${sql.join(Object.keys(table.columns).map(column))} from ${from} where ${where}`;
};

/** The rows of a ground that is a condition, whole, and what tells this condition from others; of a list its keys. */
export const wholeRowsOf = (
  db: Database,
  table: TableSpec,
  { rows }: Ground,
):
  | { readonly keys: readonly (readonly Value[])[] }
  | { readonly name: string; readonly read: () => Promise<readonly Row[]> } => {
  if (isListed(rows)) return { keys: rows.map(({ key }) => key) };
  const query = allWhere(table, rows);
  const { sql: text, parameters } = query.compile(db);
  return { name: JSON.stringify([text, parameters]), read: async () => (await query.execute(db)).rows };
};

/** So many keys are looked for in one query. */
const KEYS_AT_ONCE = 500;

export const nameOfKeyValues = (key: readonly Value[]): string => JSON.stringify(key);

/** The rows of these keys, by the names of their keys; perhaps with others that begin like them. */
export const rowsOfKeys = async (
  db: Database,
  table: TableSpec,
  keys: readonly (readonly Value[])[],
): Promise<ReadonlyMap<string, Row>> => {
  const [column = ''] = table.key;
  const firsts = [...new Set(keys.map(([first = null]) => first))];
  const rows = new Map<string, Row>();
  for (let from = 0; from < firsts.length; from += KEYS_AT_ONCE) {
    const some = firsts.slice(from, from + KEYS_AT_ONCE);
    const found = await allWhere(table, { where: sql`${sql.ref(column)} in (${sql.join(some)})` }).execute(db);
    for (const row of found.rows) rows.set(nameOfKeyValues(table.key.map((name) => row[name] ?? null)), row);
  }
  return rows;
};
