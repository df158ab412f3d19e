import type { FieldKind } from '../../commands/fields';
import type { SourceRow } from '../table';

/** What a mapping can make out of a row. Money is an object `{ amount, currency }`. */
export type MappedValue =
  string | number | boolean | undefined | readonly MappedValue[] | { readonly [name: string]: MappedValue };

export type ExpressionKind = FieldKind | 'nothing';

/** A row while facts are made of it. `memo` keeps the named values that were worked out once. */
export interface RowInHand extends SourceRow {
  readonly memo: ({ readonly value: MappedValue } | undefined)[];
  /** All rows of the document that begins with this one. */
  readonly rows: readonly RowInHand[];
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
}

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
  const hand: RowInHand = { line: row.line, cells: row.cells, memo: [], rows };
  rows.push(hand);
  return hand;
};

/** Several rows as one document: the first stands for all, except where a form says “each”. */
export const documentInHand = (rows: readonly SourceRow[]): RowInHand | undefined => {
  const [first, ...others] = rows;
  if (!first) return undefined;
  const all: RowInHand[] = others.map(inHand);
  const head: RowInHand = { line: first.line, cells: first.cells, memo: [], rows: all };
  all.unshift(head);
  return head;
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

/** As `asText` of what it gives; nothing where the row holds what can't be understood. */
export const textIfReadable = (expression: Expression | undefined, row: RowInHand): string | undefined => {
  try {
    return expression && asText(expression.evaluate(row));
  } catch (error) {
    if (error instanceof RowProblem) return undefined;
    throw error;
  }
};
