import { digestOf } from '../packing/digest';
import { millisecondsOf } from '../../domain/shared/time';
import type { Day } from '../../domain/shared/values';
import { ascending } from '../order';
import { packedColumns, TEXTS, unpacked, type PackedColumn, type PackedDay } from '../packing/packed';
import { day, integer, json, table, type Change, type Difference, type Value } from '../projection';

const packed = (name: string, description: string) =>
  table(name, description, {
    columns: {
      day: day('The day in UTC'),
      lines: integer('How many lines'),
      digest: integer('Digest of both lists: while it is the same, so are they'),
      names: json('The texts of the lines, a list'),
      packed: json(
        `The lines, one after the other, each as ${packedColumns.join(', ')}: texts by their place in \`names\` from 0 on, \`at\` in milliseconds of the day`,
      ),
    },
    key: ['day'],
  });

/** A whole year is 365 rows, however many refusals there were. */
export const refusalDays = packed('refusal_days', 'The refusals of a day in UTC, packed for the summary');
export const refusalCohortDays = packed('refusal_cohort_days', 'The same lines by the day on which they were offered');

/** A line in the order of its columns, with texts as texts. */
type LineValues = readonly Value[];

type DateColumn = 'refusedAt' | 'offeredAt';

/** What is packed of a refusal. */
export type PackedRefusal = Readonly<Record<Exclude<PackedColumn, 'at'>, Value>> & Readonly<Record<DateColumn, string>>;

const lineValuesOf = (row: PackedRefusal, dated: DateColumn): LineValues => [
  row.offerId,
  row.clientId,
  row.productId,
  row.managerId,
  row.reason,
  row.reasonGroup,
  row.statedBy,
  row.competitor,
  row.currency,
  row.priceGapCurrency,
  row.value,
  row.priceGap,
  row.voided,
  millisecondsOf(row[dated]) - millisecondsOf(row[dated].slice(0, 10)),
];

const lineValuesIn = (row: PackedDay | undefined): LineValues[] => {
  if (row === undefined) return [];
  const { names, values } = unpacked(row);
  const width = packedColumns.length;
  return Array.from({ length: row.lines }, (_line, line) =>
    packedColumns.map((_column, column) => {
      const value = values[line * width + column] ?? null;
      return column < TEXTS && value !== null ? (names[value] ?? null) : value;
    }),
  );
};

/** By the moment, then by the other columns: the same lines are always in the same order. */
const compareLines = (one: LineValues, other: LineValues): number => {
  let order = ascending(one.at(-1) ?? null, other.at(-1) ?? null);
  for (let column = 0; order === 0 && column < one.length; column += 1)
    order = ascending(one[column] ?? null, other[column] ?? null);
  return order;
};

const packedDay = (on: Day, lines: readonly LineValues[]): PackedDay => {
  const names = new Map<string, number>();
  const placeOf = (name: string): number => {
    const known = names.get(name);
    if (known !== undefined) return known;
    names.set(name, names.size);
    return names.size - 1;
  };
  const values: (number | null)[] = [];
  for (const line of lines) for (const value of line) values.push(typeof value === 'string' ? placeOf(value) : value);
  const texts = { names: JSON.stringify([...names.keys()]), packed: JSON.stringify(values) };
  return { day: on, lines: lines.length, digest: digestOf(texts.names + texts.packed), ...texts };
};

/** The lines that are added to a day, and those that are removed. */
interface DayBalance {
  readonly come: LineValues[];
  readonly gone: LineValues[];
}

interface DayLine {
  readonly on: Day;
  readonly line: LineValues;
}

const dayLineOf = (row: PackedRefusal | undefined, dated: DateColumn): DayLine | undefined =>
  row && { on: row[dated].slice(0, 10), line: lineValuesOf(row, dated) };

const isSameDayLine = (one: DayLine | undefined, other: DayLine | undefined): boolean =>
  one?.on === other?.on && (!one || !other || compareLines(one.line, other.line) === 0);

const balances = (
  differences: readonly Difference<PackedRefusal>[],
  dated: DateColumn,
): ReadonlyMap<Day, DayBalance> => {
  const days = new Map<Day, DayBalance>();
  const add = (side: keyof DayBalance, { on, line }: DayLine): void => {
    const balance = days.get(on) ?? { come: [], gone: [] };
    days.set(on, balance);
    balance[side].push(line);
  };
  for (const { before, after } of differences) {
    const [was, is] = [dayLineOf(before, dated), dayLineOf(after, dated)];
    if (isSameDayLine(was, is)) continue;
    if (was) add('gone', was);
    if (is) add('come', is);
  }
  return days;
};

const dayAfter = (row: PackedDay | undefined, on: Day, { come, gone }: DayBalance): PackedDay | undefined => {
  const lines = [...lineValuesIn(row), ...come];
  for (const line of gone) {
    const index = lines.findIndex((each) => compareLines(each, line) === 0);
    if (index >= 0) lines.splice(index, 1);
  }
  return lines.length === 0 ? undefined : packedDay(on, lines.sort(compareLines));
};

const follow = (
  into: typeof refusalDays,
  differences: readonly Difference<PackedRefusal>[],
  dated: DateColumn,
): Change[] =>
  [...balances(differences, dated)].map(([on, balance]) => into.change([on], (row) => dayAfter(row, on, balance)));

/** Keeps both tables from the rows of the register. */
export const packedDays = (differences: readonly Difference<PackedRefusal>[]): readonly Change[] => [
  ...follow(refusalDays, differences, 'refusedAt'),
  ...follow(refusalCohortDays, differences, 'offeredAt'),
];
