import { sql } from 'kysely';
import { shownSum, type ExactSum } from './beyond';
import type { AnswerRow, Cell, ReportFigure, ReportFigures, Ground, GroundTotal, SqlPart } from './report';
import { share, wilsonInterval, type Counted } from '../statistics/proportion';
import { allOf } from './conditions';
import type { Value } from './projection';

/** A condition that is not met, where it is not known, either. */
export const isNot = (condition: SqlPart): SqlPart => sql`(case when ${condition} then 1 else 0 end) = 0`;

/** Rows of a table that meet all of these conditions. */
export const rowsWith = (role: string, table: string, ...where: readonly SqlPart[]): Ground => ({
  role,
  table,
  rows: { where: allOf(where) },
});

/** Rows by their keys. */
export const rowsByKeys = (role: string, table: string, keys: readonly (readonly Value[])[]): Ground => ({
  role,
  table,
  rows: keys.map((key) => ({ key, adds: null })),
});

const zero: GroundTotal = { rows: 0, sum: 0, distinct: 0 };
/** Of the ground at this place. */
export const rowsOfTotal = (totals: readonly GroundTotal[], place: number): number => totals[place]?.rows ?? 0;
export const sumOfTotal = (totals: readonly GroundTotal[], place: number): ExactSum => totals[place]?.sum ?? 0;

const rowsText = ({ rows }: GroundTotal, { table }: Ground): string => `${rows} of ${table}`;
const addedRows = (totals: readonly GroundTotal[], from: number, to: number): number =>
  totals.slice(from, to).reduce((all, { rows }) => all + rows, 0);

/** How many rows there are; those of `beside` are only what the question needs. */
export const countFigure = (ground: Ground, beside: readonly Ground[] = []): ReportFigure => ({
  grounds: [ground, ...beside],
  says: ([total = zero]) => ({ value: total.rows, formula: `count: ${rowsText(total, ground)}` }),
});

/** How many different values a column of the rows has. */
export const countedOnce = (ground: Ground, beside: readonly Ground[] = []): ReportFigure => ({
  grounds: [ground, ...beside],
  says: ([total = zero]) => ({ value: total.distinct, formula: `different ones in ${rowsText(total, ground)}` }),
});

/** What the rows add, in another unit where `shown` says so. */
export const addedFigure = (
  ground: Ground,
  beside: readonly Ground[] = [],
  shown: (sum: ExactSum) => ExactSum = (sum) => sum,
): ReportFigure => ({
  grounds: [ground, ...beside],
  says: ([total = zero]) => ({
    value: shownSum(shown(total.sum)),
    formula: `sum over ${rowsText(total, ground)}: ${total.sum}`,
  }),
});

/** What a row of facts says itself. */
export const told = (ground: Ground, value: Cell, beside: readonly Ground[] = []): ReportFigure => ({
  grounds: [ground, ...beside],
  says: () => ({ value, formula: `as ${ground.table} has it` }),
});

/** Every column of a row of the answer, each told by the same rows of facts. */
export const allTold = (row: AnswerRow, [first, ...beside]: readonly [Ground, ...Ground[]]): ReportFigures =>
  Object.fromEntries(Object.entries(row).map(([name, value]) => [name, told(first, value, beside)]));

const ofAll = ({ successes, trials }: Counted): string => `${successes} ÷ ${trials}`;

/**
 * A share of rows among rows: the second grounds, together, are what the first is a share of. With `beside`, what the
 * question needs.
 */
export const shareFigures = (
  part: Ground,
  whole: readonly Ground[],
  beside: readonly Ground[] = [],
): Readonly<Record<'share' | 'low' | 'high', ReportFigure>> => {
  const grounds = [part, ...whole, ...beside];
  const countedOf = (totals: readonly GroundTotal[]): Counted => ({
    successes: addedRows(totals, 0, 1),
    trials: addedRows(totals, 1, 1 + whole.length),
  });
  const bound = (name: 'low' | 'high'): ReportFigure => ({
    grounds,
    says: (totals) => {
      const of = countedOf(totals);
      return { value: wilsonInterval(of)?.[name] ?? null, formula: `${name}er bound, 95 % (Wilson), of ${ofAll(of)}` };
    },
  });
  return {
    share: {
      grounds,
      says: (totals) => {
        const of = countedOf(totals);
        return { value: share(of), formula: ofAll(of) };
      },
    },
    low: bound('low'),
    high: bound('high'),
  };
};

/** A share and its bounds, as reports name them. */
export const rateFigures = (name: string, ...given: Parameters<typeof shareFigures>): ReportFigures => {
  const figures = shareFigures(...given);
  return { [name]: figures.share, [`${name}Low`]: figures.low, [`${name}High`]: figures.high };
};

/** A number as a formula shows it. */
export const shortly = (value: number): string => String(Number(value.toPrecision(4)));

/** A figure that its report computes from the rows by a formula of its own. */
export const computed = (grounds: readonly Ground[], says: ReportFigure['says']): ReportFigure => ({ grounds, says });

/** Columns of a row of the answer as its report computes them, all of the same rows of facts. */
export const figuresOfRow = (
  row: AnswerRow,
  grounds: readonly Ground[],
  formulaOf: (column: string) => string,
): ReportFigures =>
  Object.fromEntries(
    Object.entries(row).map(([name, value]) => [name, computed(grounds, () => ({ value, formula: formulaOf(name) }))]),
  );

/** Some columns of it, which have one formula. */
export const shownFigures = (
  row: AnswerRow,
  grounds: readonly Ground[],
  formula: string,
  ...names: readonly string[]
): ReportFigures =>
  Object.fromEntries(names.map((name) => [name, computed(grounds, () => ({ value: row[name] ?? null, formula }))]));

/** What the text of a row's name stands for. */
export const nameOfAnswerRow = (values: readonly (string | number | null)[]): string =>
  values
    .map((value) =>
      String(value ?? '')
        .replaceAll('%', '%25')
        .replaceAll(':', '%3A'),
    )
    .join(':');
export const valuesInName = (name: string): readonly string[] =>
  name.split(':').map((value) => value.replaceAll('%3A', ':').replaceAll('%25', '%'));
