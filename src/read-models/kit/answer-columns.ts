import { wilsonInterval, share, type Counted } from '../statistics/proportion';

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

const ofKind =
  (kind: CellKind) =>
  (description?: string): AnswerColumn => ({ kind, ...(description !== undefined && { description }) });

/** A column of each kind, for the sections of a report: `clientId: column.named('client')`. */
export const column = {
  id: ofKind('id'),
  text: ofKind('text'),
  texts: ofKind('texts'),
  moment: ofKind('moment'),
  day: ofKind('day'),
  flag: ofKind('flag'),
  whole: ofKind('integer'),
  real: ofKind('real'),
  share: ofKind('share'),
  /** By how much one share is above another, or is estimated to be. */
  shareDifference: ofKind('shareDifference'),
  any: ofKind('any'),
  /** Money, in the currency that another column says. */
  money: (kind: 'amount' | 'price' | 'sum', currency = 'currency'): AnswerColumn => ({ kind, currency }),
  /** What has a name. */
  named: (names: NamedKind): AnswerColumn => ({ kind: names === 'reason' ? 'text' : 'id', names }),
};

export const nullable = (of: AnswerColumn): AnswerColumn => ({ ...of, optional: true });

/** Several columns that hold the same kind of thing. */
export const alike = (names: readonly string[], each: AnswerColumn): AnswerColumns =>
  Object.fromEntries(names.map((name) => [name, each]));

export const wholeColumns = (...names: readonly string[]): AnswerColumns => alike(names, column.whole());
export const sumColumns = (...names: readonly string[]): AnswerColumns => alike(names, column.money('sum'));

/** A share with the bounds of its interval; null where there is nothing that it could be a share of. */
export const sharesWithin = (name: string, bounds = name): AnswerColumns =>
  alike([name, `${bounds}Low`, `${bounds}High`], nullable(column.share()));

/** The cells of `sharesWithin`. */
export const shareCells = (name: string, counted: Counted, bounds = name): Readonly<Record<string, number | null>> => {
  const interval = wilsonInterval(counted);
  return { [name]: share(counted), [`${bounds}Low`]: interval?.low ?? null, [`${bounds}High`]: interval?.high ?? null };
};

const keyColumn = (by: string): AnswerColumn => {
  if (by === 'month') return { kind: 'month' };
  return by === 'client' || by === 'manager' || by === 'product' || by === 'reason' ? column.named(by) : column.text();
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
