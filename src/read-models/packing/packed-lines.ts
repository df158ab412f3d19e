import { sql, type Kysely } from 'kysely';
import { millisecondsOf } from '../../domain/shared/time';
import { packedColumns, TEXTS, unpacked, type PackedColumn, type PackedDay, type PackedTables } from './packed';
import type { ReportWindow } from '../window';

/** Of each line a number: that of its text among those of the column, -1 without one; NaN where there is no number. */
export type LineColumn = Float64Array;
type LineColumns = Readonly<Record<PackedColumn, LineColumn>>;
export type LinesOfDay = LineColumns & { readonly day: string; readonly count: number };

/** The lines of a window, day by day. */
export interface PackedLines {
  readonly days: readonly LinesOfDay[];
  /** The texts of a column by their numbers. */
  readonly textsOf: (column: PackedColumn) => readonly string[];
}

/**
 * The same texts make the same lines: they are unpacked once and not for every report. A limited number of lines is kept;
 * then a new cache begins, and the old one goes with the last report that reads it.
 */
interface LinesMemory {
  readonly days: Map<string, { readonly digest: number; readonly lines: LinesOfDay }>;
  /** By column: the texts and their numbers, as they came. */
  readonly texts: ReadonlyMap<PackedColumn, Map<string, number>>;
  lines: number;
}
const LINES_IN_MEMORY = 400_000;
const DAYS_AT_ONCE = 100;
const begun = (): LinesMemory => ({
  days: new Map(),
  texts: new Map(packedColumns.map((column) => [column, new Map<string, number>()])),
  lines: 0,
});
let memory = begun();

const eachColumn = (make: (column: PackedColumn) => LineColumn): LineColumns => ({
  offerId: make('offerId'),
  clientId: make('clientId'),
  productId: make('productId'),
  managerId: make('managerId'),
  reason: make('reason'),
  reasonGroup: make('reasonGroup'),
  statedBy: make('statedBy'),
  competitor: make('competitor'),
  currency: make('currency'),
  priceGapCurrency: make('priceGapCurrency'),
  value: make('value'),
  priceGap: make('priceGap'),
  voided: make('voided'),
  at: make('at'),
});

const numbered = (numbers: Map<string, number>, text: string): number => {
  const number = numbers.get(text) ?? numbers.size;
  if (number === numbers.size) numbers.set(text, number);
  return number;
};

const unpackedLines = (row: PackedDay, { texts }: LinesMemory): LinesOfDay => {
  const { names, values } = unpacked(row);
  const width = packedColumns.length;
  const column = (name: PackedColumn): LineColumn => {
    const place = packedColumns.indexOf(name);
    const numbers = place < TEXTS ? texts.get(name) : undefined;
    const known = new Map<number, number>();
    return Float64Array.from({ length: row.lines }, (_, line) => {
      const value = values[line * width + place] ?? null;
      if (numbers === undefined) return value ?? NaN;
      if (value === null) return -1;
      const number = known.get(value) ?? numbered(numbers, names[value] ?? '');
      known.set(value, number);
      return number;
    });
  };
  return { day: row.day, count: row.lines, ...eachColumn(column) };
};

type PackedTable = keyof PackedTables;
type Digest = Pick<PackedDay, 'day' | 'digest'>;
type Days = Map<string, LinesOfDay>;

/** Unpacks the days that are not in memory, or have changed since. */
const unpackedDays = async <Tables extends PackedTables>(
  db: Kysely<Tables>,
  table: PackedTable,
  rows: readonly Digest[],
  into: LinesMemory,
): Promise<Days> => {
  const days: Days = new Map();
  for (const { day, digest } of rows) {
    const known = into.days.get(`${table} ${day}`);
    if (known?.digest === digest) days.set(day, known.lines);
  }
  const unknown = rows.map(({ day }) => day).filter((day) => !days.has(day));
  for (let start = 0; start < unknown.length; start += DAYS_AT_ONCE) {
    const wanted = sql.join(unknown.slice(start, start + DAYS_AT_ONCE));
    const found = await sql<PackedDay>`select * from ${sql.table(table)} where "day" in (${wanted})`.execute(db);
    for (const row of found.rows) {
      const lines = unpackedLines(row, into);
      days.set(row.day, lines);
      into.days.set(`${table} ${row.day}`, { digest: row.digest, lines });
      into.lines += row.lines;
    }
  }
  return days;
};

/** Only the lines of a window. */
const linesWithin = (lines: LinesOfDay, { from, until }: ReportWindow): LinesOfDay => {
  const start = millisecondsOf(lines.day);
  const [first, last] = [from === '' ? 0 : millisecondsOf(from) - start, millisecondsOf(until) - start];
  const isInside = lines.at.map((at) => (at >= first && at < last ? 1 : 0));
  const only = eachColumn((column) => lines[column].filter((_, line) => isInside[line] === 1));
  return { day: lines.day, count: only.at.length, ...only };
};

/** The refusals of a window. Moments matter only on its first and last day: of the days between it has all lines. */
export const packedLines = async <Tables extends PackedTables>(
  db: Kysely<Tables>,
  from: PackedTable,
  window: ReportWindow,
): Promise<PackedLines> => {
  const [first, last] = [window.from.slice(0, 10), window.until.slice(0, 10)];
  const { rows } = await sql<Digest>`select "day", "digest" from ${sql.table(from)}
    where "day" >= ${first} and "day" <= ${last} order by "day"`.execute(db);
  if (memory.lines > LINES_IN_MEMORY) memory = begun();
  const into = memory;
  const known = await unpackedDays(db, from, rows, into);
  const days = rows.flatMap(({ day }) => {
    const lines = known.get(day);
    if (lines === undefined) return [];
    return day === first || day === last ? [linesWithin(lines, window)] : [lines];
  });
  return { days, textsOf: (column) => [...(into.texts.get(column)?.keys() ?? [])] };
};

/** What the texts of a column mean for a report, computed once per text and not once per line. */
export const meanings = <Of>(
  { textsOf }: PackedLines,
  column: PackedColumn,
  of: (text: string | null) => Of,
): ((lines: LinesOfDay, line: number) => Of) => {
  const known = textsOf(column).map((text) => of(text));
  const ofNone = of(null);
  return (lines, line) => {
    const number = lines[column][line] ?? -1;
    return number < 0 ? ofNone : (known[number] ?? ofNone);
  };
};

/** The text of a column in each line. */
export function* textsIn(packed: PackedLines, column: PackedColumn): Generator<string | null> {
  const textOf = meanings(packed, column, (text) => text);
  for (const lines of packed.days) for (let line = 0; line < lines.count; line += 1) yield textOf(lines, line);
}
