import { sql, type Kysely } from 'kysely';
import type { Value } from '../projection';
import type { PackedDay } from '../refusals/days';
import type { Window } from './window';

/** A list in a column of kind `json`. */
export function valuesIn(text: string): readonly Value[];
export function valuesIn(text: string): unknown {
  const values: unknown = JSON.parse(text);
  return values;
}

export type PackedTables = { readonly refusal_days: PackedDay; readonly refusal_cohort_days: PackedDay };
export type PackedColumn = Exclude<keyof PackedDay, 'day' | 'lines'>;

/** Lines of a day in UTC; each column is a list with a value a line. */
export interface PackedLines {
  readonly day: string;
  readonly count: number;
  readonly list: (column: PackedColumn) => readonly Value[];
}

const isIn = (at: Value | undefined, { from, until }: Window): boolean =>
  typeof at === 'string' && at >= from && at < until;

/** Only the lines of a window. */
const within = ({ day, count, list }: PackedLines, window: Window): PackedLines => {
  const at = list('at');
  const places = Array.from({ length: count }, (_, line) => line).filter((line) => isIn(at[line], window));
  return {
    day,
    count: places.length,
    list: (column) => {
      const values = list(column);
      return places.map((line) => values[line] ?? null);
    },
  };
};

/**
 * The refusals of a window by these columns, day by day. Moments are looked at on its first and last day alone: of the
 * days between it has all lines.
 */
export const packedLines = async <Tables extends PackedTables>(
  db: Kysely<Tables>,
  from: keyof PackedTables,
  window: Window,
  columns: readonly PackedColumn[],
): Promise<readonly PackedLines[]> => {
  const [first, last] = [window.from.slice(0, 10), window.until.slice(0, 10)];
  const ends = sql`"day" in (${first}, ${last})`;
  const read = async (wanted: readonly PackedColumn[], where: typeof ends): Promise<readonly PackedLines[]> => {
    const names = sql.join(wanted.map((name) => sql.ref(name)));
    const { rows } = await sql<PackedDay>`select "day", "lines", ${names} from ${sql.table(from)}
      where "day" >= ${first} and "day" <= ${last} and ${where} order by "day"`.execute(db);
    return rows.map((row) => ({ day: row.day, count: row.lines, list: (column) => valuesIn(row[column]) }));
  };
  const inside = await read(columns, sql`not ${ends}`);
  const outer = await read([...new Set([...columns, 'at' as const])], ends);
  return [...inside, ...outer.map((lines) => within(lines, window))];
};
