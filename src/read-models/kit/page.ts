import { sql } from 'kysely';
import type { Database, SqlCondition } from './report';
import { allOf } from './conditions';

/** A page of a longer list, and a note where there is a next page. */
export interface Page<Row> {
  readonly rows: readonly Row[];
  readonly notes: readonly string[];
}

/** Of a list that nobody asked for. */
export const noPage: Page<never> = { rows: [], notes: [] };

/** How many rows to query: one more than the page holds shows whether there is a next page. */
export const withOneMore = (limit: number): number => limit + 1;

/** The page of rows that were queried `withOneMore`; `placeOf` gives the value of `after` for the page after a row. */
export const pageOf = <Row>(
  list: string,
  found: readonly Row[],
  limit: number,
  placeOf: (last: Row) => string | number,
): Page<Row> => {
  const rows = found.slice(0, limit);
  const last = rows.at(-1);
  if (found.length <= limit || last === undefined) return { rows: found, notes: [] };
  const note = `The section ${list} has more than these ${limit} rows: use after = ${placeOf(last)} for the next page, or a higher limit for more rows.`;
  return { rows, notes: [note] };
};

/** The first rows of all. */
export const firstPage = <Row>(list: string, all: readonly Row[], limit: number): Page<Row> => {
  if (all.length <= limit) return { rows: all, notes: [] };
  const note = `The section ${list} shows the first ${limit} of ${all.length} rows: use a higher limit for more.`;
  return { rows: all.slice(0, limit), notes: [note] };
};

/**
 * Rows that come after one, in the order of these columns; all where there is none. It is named by the values of its
 * `key`, joined with `:`.
 */
export const isAfterRow = (
  table: string,
  order: readonly string[],
  key: readonly string[],
  after: string | undefined,
): SqlCondition => {
  if (after === undefined) return allOf([]);
  const values = after.split(':');
  const place = sql.join(order.map((column) => sql.ref(column)));
  const isIt = allOf(key.map((column, index) => sql`${sql.ref(column)} = ${values[index]}`));
  return sql`(${place}) > (select ${place} from ${sql.table(table)} where ${isIt})`;
};

/** Whether a table has the row with these values. */
export const hasRow = async (
  db: Database,
  table: string,
  columns: readonly string[],
  values: readonly (string | number)[],
): Promise<boolean> => {
  if (values.length !== columns.length) return false;
  const isIt = allOf(columns.map((column, index) => sql`${sql.ref(column)} = ${values[index]}`));
  const { rows } = await sql`select 1 from ${sql.table(table)} where ${isIt} limit 1`.execute(db);
  return rows.length > 0;
};
