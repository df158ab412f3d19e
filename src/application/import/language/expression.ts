import { foldedText } from '../../../domain/shared/text';
import type { FieldKind } from '../../commands/fields';
import type { SourceRow } from '../tables/table';
import type { MappingReader } from './reading';

/** What a mapping can make out of a row. Money is an object `{ amount, currency }`. */
export type MappedValue =
  string | number | boolean | undefined | readonly MappedValue[] | { readonly [name: string]: MappedValue };

export type ExpressionKind = FieldKind | 'nothing';

/** A row while facts are made of it. `memo` keeps the named values that were worked out once. */
export interface RowInHand extends SourceRow {
  readonly memo: ({ readonly value: MappedValue } | undefined)[];
  /** What the file's counters had come to at this row. */
  readonly counts: (number | undefined)[];
  /** All rows of the document that begins with this one. */
  readonly rows: RowInHand[];
}

export interface Expression {
  readonly line: number;
  readonly kind: ExpressionKind;
  /** Throws a RowProblem where the row holds what can't be understood. */
  readonly evaluate: (row: RowInHand) => MappedValue;
  /** All that it can give, where that is known without a row: a literal, the right side of a value map. */
  readonly gives?: readonly MappedValue[];
  /** Of an object. */
  readonly fields?: ReadonlyMap<string, Expression>;
  /** Of a list: what its entries are made by. */
  readonly entries?: readonly Expression[];
  /** Of a constant that is the name of a column too: most likely the dollar sign was forgotten. */
  readonly column?: string;
  /** What it takes off a text. */
  readonly strips?: RegExp;
  /** Whether it gives what the mapping assumes, since the source leaves it empty. Asked of what can be read. */
  readonly isAssumed?: RowCondition;
}

export type RowCondition = (row: RowInHand) => boolean;

/** A constant that is called as a column is the column, most likely. */
export const checkMeant = ({ line, column = '' }: Expression, reading: MappingReader): void => {
  if (column === '') return;
  const next = `did you mean $${column}? Where the text is meant, write { constant: ${column} }`;
  reading.problem({ line }, `“${column}” is the name of a column, and stands here as a text`, next);
};

/** Why a row can't be taken: what the rejects file says about it. */
export class RowProblem extends Error {
  constructor(
    readonly code: string,
    message: string,
    readonly next: string,
  ) {
    super(message);
    this.name = 'RowProblem';
  }
}

export const inHand = (row: SourceRow): RowInHand => {
  const rows: RowInHand[] = [];
  const hand: RowInHand = { line: row.line, cells: row.cells, memo: [], counts: [], rows };
  rows.push(hand);
  return hand;
};

export const isMoney = (value: MappedValue): value is { readonly amount: number; readonly currency: string } =>
  typeof value === 'object' && 'amount' in value && typeof value['amount'] === 'number';

/** A text as it can be compared and put together; undefined where there is nothing to say. */
export const asText = (value: MappedValue): string | undefined => {
  if (value === undefined || value === '') return undefined;
  if (typeof value === 'string') return value;
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  return isMoney(value) ? String(value['amount']) : JSON.stringify(value);
};

/** Most words fold without a look at Unicode. */
const PLAIN_WORDS = /^[\x21-\x7e]+(?: [\x21-\x7e]+)*$/;

/** By what two words of another system are the same, in conditions and in value maps: their case does not count. */
export const wordOf = (text: string): string => (PLAIN_WORDS.test(text) ? text.toLowerCase() : foldedText(text));

/** What is asked of a row; `otherwise` where the row holds what can't be understood. */
export const ifReadable = <Answer>(ask: () => Answer, otherwise: Answer): Answer => {
  try {
    return ask();
  } catch (error) {
    if (error instanceof RowProblem) return otherwise;
    throw error;
  }
};
