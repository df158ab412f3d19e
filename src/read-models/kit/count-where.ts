import { sql, type RawBuilder } from 'kysely';
import type { SqlPart } from './report';

/** How many of the rows of a query, or of its group, meet a condition; 0 of no rows. */
export const countWhere = (condition: SqlPart): RawBuilder<number> =>
  sql<number>`coalesce(sum(case when ${condition} then 1 else 0 end), 0)`;
