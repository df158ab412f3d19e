import { valuesIn } from '../figures/packed';
import { day, integer, json, table, type Change, type Difference, type RowOf, type Value } from '../projection';

const list = (says: string) => json(`${says}, a list`);

const packed = (name: string, says: string) =>
  table(name, says, {
    columns: {
      day: day('The day in UTC'),
      lines: integer('How many lines: each list has so many values, one a line'),
      reason: list('Main reasons'),
      reasonGroup: list('Groups of these'),
      managerId: list('Managers who were refused'),
      productId: list('Products'),
      clientId: list('Clients'),
      offerId: list('Offers'),
      statedBy: list('Who gave the reason'),
      competitor: list('Competitors'),
      value: list('Price × quantity, minor units'),
      currency: list('Currencies of the values'),
      priceGap: list('Price gaps, minor units'),
      priceGapCurrency: list('Currencies of the gaps'),
      voided: list('1: the offer was voided'),
      at: list('Moments'),
    },
    key: ['day'],
  });

/** A whole year is 365 rows, whatever was refused: what a summary counts by is read column by column. */
export const refusalDays = packed('refusal_days', 'The refusals of a day in UTC, packed for the summary');
export const refusalCohortDays = packed('refusal_cohort_days', 'The same by the day on which the lines were offered');

export type PackedDay = RowOf<(typeof refusalDays)['columns']>;
type PackedColumn = Exclude<keyof PackedDay, 'day' | 'lines'>;
/** A line in the order of the columns. */
type Line = readonly Value[];

const linesOf = (row: PackedDay | undefined): readonly Line[] => {
  if (row === undefined) return [];
  const { day: _, lines, ...lists } = row;
  const columns = Object.values(lists).map(valuesIn);
  return Array.from({ length: lines }, (_line, index) => columns.map((values) => values[index] ?? null));
};

/** In one order, whichever came first: the order of their texts. */
const packedLines = (on: string, texts: readonly string[]): PackedDay => {
  const lines = texts.map(valuesIn);
  let column = 0;
  const next = (): string => {
    const values = JSON.stringify(lines.map((line) => line[column] ?? null));
    column += 1;
    return values;
  };
  return {
    day: on,
    lines: lines.length,
    reason: next(),
    reasonGroup: next(),
    managerId: next(),
    productId: next(),
    clientId: next(),
    offerId: next(),
    statedBy: next(),
    competitor: next(),
    value: next(),
    currency: next(),
    priceGap: next(),
    priceGapCurrency: next(),
    voided: next(),
    at: next(),
  };
};

/** What is packed of a refusal. */
export type Refusal = Readonly<Record<Exclude<PackedColumn, 'at'>, Value>> & Readonly<Record<Dated, string>>;

type Dated = 'refusedAt' | 'offeredAt';

const lineOf = (row: Refusal, dated: Dated): Line => [
  row.reason,
  row.reasonGroup,
  row.managerId,
  row.productId,
  row.clientId,
  row.offerId,
  row.statedBy,
  row.competitor,
  row.value,
  row.currency,
  row.priceGap,
  row.priceGapCurrency,
  row.voided,
  row[dated],
];

/** How many lines of each text come to a day, or go (below 0). */
type Balance = Map<string, number>;

const balances = (differences: readonly Difference<Refusal>[], dated: Dated): ReadonlyMap<string, Balance> => {
  const days = new Map<string, Balance>();
  const add = (row: Refusal | undefined, by: 1 | -1): void => {
    if (row === undefined) return;
    const on = row[dated].slice(0, 10);
    const balance: Balance = days.get(on) ?? new Map<string, number>();
    const text = JSON.stringify(lineOf(row, dated));
    days.set(on, balance.set(text, (balance.get(text) ?? 0) + by));
  };
  for (const { before, after } of differences) {
    add(before, -1);
    add(after, 1);
  }
  return days;
};

const changed = (row: PackedDay | undefined, on: string, balance: Balance): PackedDay | undefined => {
  const left = new Map(balance);
  const kept = linesOf(row)
    .map((line) => JSON.stringify(line))
    .filter((text) => {
      const count = left.get(text) ?? 0;
      if (count >= 0) return true;
      left.set(text, count + 1);
      return false;
    });
  const come = [...left].flatMap(([text, count]) => Array.from({ length: Math.max(0, count) }, () => text));
  const texts = [...kept, ...come].sort();
  return texts.length === 0 ? undefined : packedLines(on, texts);
};

const follow = (into: typeof refusalDays, differences: readonly Difference<Refusal>[], dated: Dated): Change[] =>
  [...balances(differences, dated)]
    .filter(([, balance]) => [...balance.values()].some((count) => count !== 0))
    .map(([on, balance]) => into.change([on], (row) => changed(row, on, balance)));

/** Keeps both tables from the rows of the register. */
export const packedByDay = (differences: readonly Difference<Refusal>[]): readonly Change[] => [
  ...follow(refusalDays, differences, 'refusedAt'),
  ...follow(refusalCohortDays, differences, 'offeredAt'),
];
