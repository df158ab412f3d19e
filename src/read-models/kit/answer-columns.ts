/** What has a name, by which it may be asked for and is shown. */
export type NamedKind = 'client' | 'manager' | 'team' | 'product' | 'category' | 'reason';

/**
 * What the cells of a column hold. A `share` is 0 to 1, a
 * `shareDifference` one share less another. Money is in minor units: an `amount` of one thing, a `price` of a
 * unit, or a `sum`, which is a text of digits where no number holds it. `texts` is a list; a `figure` a number, or such
 * digits; `any` is a cell of whatever another column names.
 */
export type CellKind =
  | ('id' | 'text' | 'texts' | 'moment' | 'day' | 'dayOrMoment' | 'month' | 'flag')
  | ('any' | 'integer' | 'real' | 'figure' | 'share' | 'shareDifference' | 'amount' | 'price' | 'sum');

/** A column of a section of an answer. */
export interface AnswerColumn {
  readonly kind: CellKind;
  readonly description?: string;
  /** Whether cells may be null. */
  readonly optional?: boolean;
  /** Some answers have it, others don't: what rows are counted by is asked for. */
  readonly sometimes?: boolean;
  /** Of an id or a code: of what. The name stands beside it. */
  readonly names?: NamedKind;
  /** Of money: the column of its currency. */
  readonly currency?: string;
}

/** The columns of a section, and the sections of an answer. */
export type AnswerColumns = Readonly<Record<string, AnswerColumn>>;
export type AnswerSections = Readonly<Record<string, AnswerColumns>>;

const columnOfKind =
  (kind: CellKind) =>
  (description?: string): AnswerColumn => ({ kind, ...(description !== undefined && { description }) });

export const idColumn = columnOfKind('id');
export const textColumn = columnOfKind('text');
export const textsColumn = columnOfKind('texts');
export const momentColumn = columnOfKind('moment');
export const dayColumn = columnOfKind('day');
export const flagColumn = columnOfKind('flag');
export const wholeColumn = columnOfKind('integer');
export const realColumn = columnOfKind('real');
export const shareColumn = columnOfKind('share');
/** By how much one share is above another, or is estimated to be. */
export const shareDifferenceColumn = columnOfKind('shareDifference');
export const anyColumn = columnOfKind('any');

/** Money, in the currency that another column says. */
export const moneyColumn = (kind: 'amount' | 'price' | 'sum', currency = 'currency'): AnswerColumn => ({
  kind,
  currency,
});

export const namedColumn = (names: NamedKind): AnswerColumn => ({ kind: names === 'reason' ? 'text' : 'id', names });

export const nullable = (column: AnswerColumn): AnswerColumn => ({ ...column, optional: true });

/** Several columns that hold the same kind of thing. */
export const alike = (names: readonly string[], column: AnswerColumn): AnswerColumns =>
  Object.fromEntries(names.map((name) => [name, column]));

export const wholeColumns = (...names: readonly string[]): AnswerColumns => alike(names, wholeColumn());
export const sumColumns = (...names: readonly string[]): AnswerColumns => alike(names, moneyColumn('sum'));

/** A share with the bounds of its interval; null where there is nothing that it could be a share of. */
export const sharesWithin = (share: string, bounds = share): AnswerColumns =>
  alike([share, `${bounds}Low`, `${bounds}High`], nullable(shareColumn()));

const keyColumn = (by: string): AnswerColumn => {
  if (by === 'month') return { kind: 'month' };
  return by === 'client' || by === 'manager' || by === 'product' || by === 'reason' ? namedColumn(by) : textColumn();
};

/** What rows are counted by: the one of these that is asked for. */
export const keyColumns = (groupings: readonly string[]): AnswerColumns =>
  Object.fromEntries(groupings.map((by) => [by, { ...nullable(keyColumn(by)), sometimes: true }]));

/** What people are shown otherwise than programs. */
export interface ShownToPeople {
  /** Columns that hold the id of something that has a name: it stands beside, as `clientName` beside `clientId`. */
  readonly names: Readonly<Record<string, NamedKind>>;
  /** Columns that hold a share or a chance, 0 to 1: people are shown it in percent. */
  readonly rates: readonly string[];
  /** Columns that hold money, each with the column of its currency: people are shown it in major units. */
  readonly money: Readonly<Record<string, string>>;
}

export const shownToPeople = (sections: AnswerSections): ShownToPeople => {
  const all = Object.values(sections).flatMap((columns) => Object.entries(columns));
  return {
    names: Object.fromEntries(all.flatMap(([name, { names }]) => (names ? [[name, names] as const] : []))),
    rates: [
      ...new Set(all.flatMap(([name, { kind }]) => (kind === 'share' || kind === 'shareDifference' ? [name] : []))),
    ],
    money: Object.fromEntries(all.flatMap(([name, { currency }]) => (currency ? [[name, currency] as const] : []))),
  };
};
