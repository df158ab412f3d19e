import { sql } from 'kysely';
import type { SqlCondition, SqlPart } from './report';

export const allOf = (conditions: readonly SqlPart[]): SqlCondition =>
  sql.join([sql`1 = 1`, ...conditions], sql` and `);

/** A column has this value, or none. */
export const hasValue = (column: SqlPart, value: string | null): SqlCondition =>
  value === null ? sql`${column} is null` : sql`${column} = ${value}`;

/** How many of the rows of a query, or of its group, meet a condition; 0 of no rows. */
export const countWhere = (condition: SqlPart) =>
  sql<number>`coalesce(sum(case when ${condition} then 1 else 0 end), 0)`;

/** More parameters than this a store may not take: then the values stand in the query. */
const MOST_PARAMETERS = 1_000;

/** A column has one of these values; of no values, no row has one. */
export const isAmong = (column: SqlPart, values: readonly string[]): SqlCondition => {
  if (values.length === 0) return sql`1 = 0`;
  const listed = values.length > MOST_PARAMETERS ? values.map((value) => sql.lit(value)) : values;
  return sql`${column} in (${sql.join(listed)})`;
};
