import { sql } from 'kysely';
import { plusAmount, summed, sumParts, type ExactSum, type SumParts } from './beyond';
import type { Row, TableSpec, Value } from './projection';
import { streamOfId } from './trace';
import type { Database, Ground, GroundRow, GroundTotal, RowsWhere, SqlPart } from './report';

const isListed = (rows: Ground['rows']): rows is readonly GroundRow[] => Array.isArray(rows);

/** From where the rows of a ground are read, and what the table is called there. */
const placeInQuery = ({ name }: TableSpec, { as = name, from = sql.table(name) }: Pick<RowsWhere, 'as' | 'from'>) => ({
  from,
  column: (column: string): SqlPart => sql.ref(`${as}.${column}`),
});

type TotalRow = SumParts<'sum'> & { readonly rows: number; readonly distinct: number };

const listedTotal = (rows: readonly GroundRow[]): GroundTotal => ({
  rows: rows.length,
  sum: rows.reduce<ExactSum>((total, { adds }) => plusAmount(total, adds ?? 0), 0),
  distinct: rows.length,
});

export const groundTotal = async (db: Database, table: TableSpec, { rows }: Ground): Promise<GroundTotal> => {
  if (isListed(rows)) return listedTotal(rows);
  const distinct = rows.distinct === undefined ? sql`1` : sql.ref(rows.distinct);
  const found = await sql<TotalRow>`select count(*) as "rows", count(distinct ${distinct}) as "distinct",
      ${sumParts('sum', rows.adds ?? sql`0`)} from ${placeInQuery(table, rows).from} where ${rows.where}`.execute(db);
  const [total] = found.rows;
  return total ? { rows: total.rows, distinct: total.distinct, sum: summed(total, 'sum') } : listedTotal([]);
};

/** So many of its rows in the order of their key, after the first `skipped`. */
export const rowsOfGround = async (
  db: Database,
  table: TableSpec,
  { rows }: Ground,
  { skipped, limit }: { readonly skipped: number; readonly limit: number },
): Promise<readonly GroundRow[]> => {
  if (isListed(rows)) return rows.slice(skipped, skipped + limit);
  const { from, column } = placeInQuery(table, rows);
  const key = table.key.map(column);
  const found = await sql<
    Readonly<Record<string, Value>>
  >`select ${sql.join(key)}, ${rows.adds ?? rows.shows ?? sql`null`} as "adds"
    from ${from} where ${rows.where} order by ${sql.join(key)}
    limit ${limit} offset ${skipped}`.execute(db);
  return found.rows.map((row) => {
    const { adds = null } = row;
    return { key: table.key.map((column) => row[column] ?? null), adds: typeof adds === 'number' ? adds : null };
  });
};

/** The stream that a row of a table is of, as its trace says; undefined where it says none. */
export const streamOfKey = async (
  db: Database,
  { name, key: columns, trace }: TableSpec,
  key: readonly Value[],
): Promise<string | undefined> => {
  if (!trace?.stream) return undefined;
  const isIt = columns.map((column, index) => sql`${sql.ref(column)} = ${key[index]}`);
  const { rows } = await sql<{ id: Value }>`select ${sql.ref(trace.stream.id)} as "id" from ${sql.table(name)}
    where ${sql.join(isIt, sql` and `)}`.execute(db);
  return rows[0] ? streamOfId(trace.stream, rows[0].id) : undefined;
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

/** The rows of these keys that there are, and perhaps others that begin like them. */
export const rowsLikeKeys = async (
  db: Database,
  table: TableSpec,
  keys: readonly (readonly Value[])[],
): Promise<readonly Row[]> => {
  const [column = ''] = table.key;
  const firsts = [...new Set(keys.map(([first = null]) => first))];
  const rows: Row[] = [];
  for (let from = 0; from < firsts.length; from += KEYS_AT_ONCE) {
    const some = firsts.slice(from, from + KEYS_AT_ONCE);
    rows.push(...(await allWhere(table, { where: sql`${sql.ref(column)} in (${sql.join(some)})` }).execute(db)).rows);
  }
  return rows;
};
