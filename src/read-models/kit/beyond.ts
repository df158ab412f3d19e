import { sql, type RawBuilder } from 'kysely';
import type { Columns, Row, Value } from './projection';

/**
 * What stands for an amount that no column can hold exactly. Commands let none in, but logs of before hold some: each is
 * shown as this, and the report says so (rule 30). A sum of amounts that are held has all its digits, however many.
 */
export const BEYOND = Number.MAX_SAFE_INTEGER;

/** A sum of amounts in minor units, exact: a number where that holds it, otherwise a whole number of any length. */
export type ExactSum = number | bigint;

/** Whether it is the mark: a sum that comes to as much is no number. */
export const isBeyond = (value: ExactSum | null): boolean => typeof value === 'number' && !(Math.abs(value) < BEYOND);

/** The amount, or what stands for it. */
export const heldAmount = (amount: number): number => Math.min(BEYOND, Math.max(-BEYOND, amount));

export const heldIfKnown = (amount: number | null): number | null => (amount === null ? null : heldAmount(amount));

const exactSum = (sum: bigint): ExactSum => (sum < BEYOND && sum > -BEYOND ? Number(sum) : sum);

/** Two amounts together; what is beyond stays so. */
export const plusAmount = (amount: ExactSum, other: ExactSum): ExactSum => {
  if (isBeyond(amount) || isBeyond(other)) return BEYOND;
  if (typeof amount === 'number' && typeof other === 'number') {
    const sum = amount + other;
    if (!isBeyond(sum)) return sum;
  }
  return exactSum(BigInt(amount) + BigInt(other));
};

/** One amount less another; what is beyond stays so. */
export const lessAmount = (amount: ExactSum, other: ExactSum): ExactSum => plusAmount(amount, negative(other));

/** The same below 0; 0 stays 0. */
export const negative = (amount: ExactSum): ExactSum => (typeof amount === 'bigint' ? -amount : 0 - amount);

/** As an answer has it: a number, or the digits of what no number holds. */
export const shownSum = (sum: ExactSum): number | string => (typeof sum === 'bigint' ? String(sum) : sum);

/** The digits that `shownSum` gives. */
export const isExactText = (cell: unknown): cell is string => typeof cell === 'string' && /^-?[1-9]\d{15,}$/.test(cell);

export const shownSums = <Name extends string>(
  sums: Readonly<Record<Name, ExactSum>>,
): Readonly<Record<string, number | string>> =>
  Object.fromEntries(Object.entries<ExactSum>(sums).map(([name, sum]) => [name, shownSum(sum)]));

/** For an order, the smaller first. */
export const compareAmounts = (one: ExactSum, other: ExactSum): number => {
  if (one === other) return 0;
  return one < other ? -1 : 1;
};

const wholeKinds: ReadonlySet<string> = new Set(['integer', 'money', 'flag', 'position']);

const isHeld = (value: Value | undefined): boolean => typeof value !== 'number' || Number.isSafeInteger(value);

const held = (value: Value | undefined): Value =>
  typeof value === 'number' ? heldAmount(Math.round(value)) : (value ?? null);

/** Makes the rows of a table such that every store can hold them: one amount of an old log stops no read model. */
export const heldRows = (columns: Columns): (<Of extends Row>(row: Of) => Of) => {
  const whole = Object.keys(columns).filter((name) => wholeKinds.has(columns[name]?.kind ?? ''));
  return (row) =>
    whole.every((name) => isHeld(row[name]))
      ? row
      : { ...row, ...Object.fromEntries(whole.map((name) => [name, held(row[name])])) };
};

/** A sum over rows is exact in two parts, neither of which goes beyond a number in ninety million rows. */
const UPPER = 100_000_000;

const upperOf = (amount: RawBuilder<unknown>): RawBuilder<number> => sql<number>`${amount} / ${sql.lit(UPPER)}`;
const restOf = (amount: RawBuilder<unknown>): RawBuilder<number> => sql<number>`${amount} % ${sql.lit(UPPER)}`;

/**
 * The parts of an exact sum as columns of a query; `summed` puts them together. Null counts as 0. A sum of what is beyond
 * stays beyond, also where others below 0 are added to it.
 */
export const sumParts = (name: string, value: RawBuilder<unknown>): RawBuilder<unknown> =>
  sql`coalesce(sum(${upperOf(value)}), 0) as ${sql.ref(`${name}Upper`)},
    coalesce(sum(${restOf(value)}), 0) as ${sql.ref(`${name}Rest`)},
    coalesce(max(case when abs(${value}) >= ${sql.lit(BEYOND)} then 1 else 0 end), 0) as ${sql.ref(`${name}Beyond`)}`;

export type SumParts<Name extends string> = Readonly<Record<`${Name}${'Upper' | 'Rest' | 'Beyond'}`, number>>;

export const summed = <Name extends string>(parts: SumParts<Name>, name: Name): ExactSum =>
  parts[`${name}Beyond`] === 1
    ? BEYOND
    : exactSum(BigInt(parts[`${name}Upper`]) * BigInt(UPPER) + BigInt(parts[`${name}Rest`]));

type Figures = Readonly<Record<string, unknown>>;

const isBeyondIn = (row: Figures): boolean =>
  Object.values(row).some((cell) => typeof cell === 'number' && Math.abs(cell) === BEYOND);

/** What a report says where a figure of it is beyond. */
export const notesOnBeyond = (sections: Readonly<Record<string, readonly Figures[]>>): readonly string[] => {
  const names = Object.keys(sections).filter((name) => sections[name]?.some(isBeyondIn));
  if (names.length === 0) return [];
  const said = `${names.join(', ')}: ${BEYOND.toLocaleString('en')} (or the same below 0) stands for an amount of so much or more`;
  return [
    `${said}, in minor units: it is more than a figure can hold exactly. Look at the events for what was entered.`,
  ];
};
