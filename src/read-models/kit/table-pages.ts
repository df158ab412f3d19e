import { sql } from 'kysely';
import type { Row, TableSpec } from './projection';
import type { Database } from './report';

/** All rows of a table under its plain name, in the order of its key, in pages. */
export async function* tablePages(
  db: Database,
  { name, key }: TableSpec,
  pageSize: number,
): AsyncGenerator<readonly Row[]> {
  const columns = sql.join(key.map((column) => sql.ref(column)));
  for (let last: Row | undefined; ;) {
    const passed = last && sql.join(key.map((column) => sql`${last?.[column]}`));
    const { rows } =
      await sql<Row>`select * from ${sql.table(name)} ${passed ? sql`where (${columns}) > (${passed})` : sql``}
      order by ${columns} limit ${sql.lit(pageSize)}`.execute(db);
    if (rows.length > 0) yield rows;
    if (rows.length < pageSize) return;
    last = rows.at(-1);
  }
}
