import { sql, type RawBuilder } from 'kysely';
import type { Columns, Row, Value } from './projection';

/**
 * What stands for an amount that no column or figure can hold exactly. Commands let none in, but logs of before hold some,
 * and sums of many rows may come to more: each is shown as this, and the report says so (rule 30).
 */
export const BEYOND = Number.MAX_SAFE_INTEGER;

export const isBeyond = (value: number | null): boolean => value !== null && !(Math.abs(value) < BEYOND);

/** The amount, or what stands for it. */
export const heldAmount = (amount: number): number => Math.min(BEYOND, Math.max(-BEYOND, amount));

export const heldIfKnown = (amount: number | null): number | null => (amount === null ? null : heldAmount(amount));

/** An exact sum as a figure. */
const figureOf = (sum: bigint): number => heldAmount(Number(sum));

/** Two amounts together; what is beyond stays so. */
export const plusAmount = (amount: number, other: number): number =>
  isBeyond(amount) || isBeyond(other) ? BEYOND : heldAmount(amount + other);

/** One amount less another; what is beyond stays so. */
export const lessAmount = (amount: number, other: number): number =>
  isBeyond(amount) || isBeyond(other) ? BEYOND : amount - other;

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

/** A sum over rows is exact in two parts, neither of which goes beyond a number: millions, and what is left of each. */
const MILLION = 1_000_000;

const millionsOf = (amount: RawBuilder<unknown>): RawBuilder<number> => sql<number>`${amount} / ${sql.lit(MILLION)}`;
const restOf = (amount: RawBuilder<unknown>): RawBuilder<number> => sql<number>`${amount} % ${sql.lit(MILLION)}`;

const fromParts = (millions: number, rest: number): bigint => BigInt(millions) * BigInt(MILLION) + BigInt(rest);

/**
 * The parts of an exact sum as columns of a query; `summed` puts them together. Null counts as 0. A sum of what is beyond
 * stays beyond, also where others below 0 are added to it.
 */
export const sumParts = (name: string, value: RawBuilder<unknown>): RawBuilder<unknown> =>
  sql`coalesce(sum(${millionsOf(value)}), 0) as ${sql.ref(`${name}Millions`)},
    coalesce(sum(${restOf(value)}), 0) as ${sql.ref(`${name}Rest`)},
    coalesce(max(case when abs(${value}) >= ${sql.lit(BEYOND)} then 1 else 0 end), 0) as ${sql.ref(`${name}Beyond`)}`;

export type SumParts<Name extends string> = Readonly<Record<`${Name}${'Millions' | 'Rest' | 'Beyond'}`, number>>;

export const summed = <Name extends string>(parts: SumParts<Name>, name: Name): number =>
  parts[`${name}Beyond`] === 1 ? BEYOND : figureOf(fromParts(parts[`${name}Millions`], parts[`${name}Rest`]));

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
