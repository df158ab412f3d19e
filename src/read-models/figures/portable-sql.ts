import { sql, type RawBuilder } from 'kysely';

/**
 * What SQLite and PostgreSQL mean in different ways, said so that both mean the same. An order that matters names every
 * column that tells rows apart, and where a null stands: neither keeps any other order.
 */

/** Rounded, halves up: `round` of a floating number takes halves to the even one in PostgreSQL. */
export const wholeMinutes = (column: string): RawBuilder<number> => sql<number>`floor(${sql.ref(column)} + 0.5)`;
