import { sql, type RawBuilder, type SqlBool } from 'kysely';
import { ascending } from '../kit/order';
import { personalCell } from '../kit/personal';
import type { Row, TableSpec } from '../kit/projection';
import { withOneMore } from '../kit/page';
import type { Database, ReportContext, SqlCondition } from '../kit/report';
import type { ListSpec } from './spec';
import { allOf } from '../kit/conditions';

const rowsWhere = async (db: Database, table: TableSpec, rest: RawBuilder<unknown>): Promise<readonly Row[]> =>
  (await sql<Row>`select * from ${sql.table(table.name)} where ${rest}`.execute(db)).rows;

/** All rows of another table that belong to one. */
export const rowsBelonging = (
  db: Database,
  table: TableSpec,
  of: string,
  id: string,
  order: readonly string[],
): Promise<readonly Row[]> =>
  rowsWhere(db, table, sql`${sql.ref(of)} = ${id} order by ${sql.join(order.map((column) => sql.ref(column)))}`);

/** Which rows of a list are asked for, in which order, and after which one. */
export interface PageAsked {
  readonly conditions: readonly SqlCondition[];
  readonly sort: string;
  readonly isDescending: boolean;
  readonly after: string | undefined;
  readonly limit: number;
}

/** A page by a column that the store can order by; of rows that are equal in it, by their ids. */
export const pageByColumn = (db: Database, { table, id }: ListSpec, asked: PageAsked): Promise<readonly Row[]> => {
  const { conditions, sort, isDescending, after, limit } = asked;
  const place = sql`${sql.ref(sort)}, ${sql.ref(id)}`;
  const beyond = isDescending ? sql`<` : sql`>`;
  const direction = isDescending ? sql`desc` : sql`asc`;
  const isAfter =
    after === undefined
      ? []
      : [
          sql<SqlBool>`(${place}) ${beyond} (select ${place} from ${sql.table(table.name)} where ${sql.ref(id)} = ${after})`,
        ];
  const rest = sql`${allOf([...conditions, ...isAfter])}
    order by ${sql.ref(sort)} ${direction}, ${sql.ref(id)} ${direction} limit ${withOneMore(limit)}`;
  return rowsWhere(db, table, rest);
};

/** The ids of all rows in the order of a text that lies sealed in them: each is opened. */
export const idsByText = async (
  db: Database,
  { table, id }: ListSpec,
  { conditions, sort, isDescending }: Pick<PageAsked, 'conditions' | 'sort' | 'isDescending'>,
  { open }: ReportContext,
): Promise<readonly string[]> => {
  const { rows } = await sql<{ id: string; text: string | null }>`
    select ${sql.ref(id)} as "id", ${sql.ref(sort)} as "text" from ${sql.table(table.name)} where ${allOf(conditions)}`.execute(
    db,
  );
  const opened = rows.map((row) => {
    const cell = personalCell(row.text);
    return { id: row.id, text: cell === null ? '' : open(cell) };
  });
  const { compare } = new Intl.Collator('en');
  opened.sort((one, other) => compare(one.text, other.text) || ascending(one.id, other.id));
  const ids = opened.map((row) => row.id);
  return isDescending ? ids.toReversed() : ids;
};

/** The rows for which the conditions hold, of those with these ids, in their order: a page of it. */
export const pageByIds = async (
  db: Database,
  { table, id }: ListSpec,
  ids: readonly string[],
  { conditions, after, limit }: PageAsked,
): Promise<readonly Row[]> => {
  const from = after === undefined ? 0 : ids.indexOf(after) + 1;
  const atOnce = withOneMore(limit);
  const rows: Row[] = [];
  for (let next = from; next < ids.length && rows.length <= limit; next += atOnce) {
    const some = ids.slice(next, next + atOnce);
    const found = await rowsWhere(db, table, allOf([...conditions, sql`${sql.ref(id)} in (${sql.join(some)})`]));
    const known = new Map(found.map((row) => [String(row[id]), row]));
    for (const each of some) {
      const row = known.get(each);
      if (row) rows.push(row);
    }
  }
  return rows.slice(0, atOnce);
};
