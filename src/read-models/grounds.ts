import { sql } from 'kysely';
import { summed, sumParts, type SumParts } from './beyond';
import type { TableSpec, Value } from './projection';
import type { Cell, Database, SqlPart } from './report';
import { share, wilsonInterval, type Counted } from './statistics/proportion';

/** A row of facts by the values of its key, and what it adds to a figure. */
export interface GroundRow {
  readonly key: readonly Value[];
  readonly adds: number | null;
}

/**
 * Rows of facts that a figure rests on: those of a condition, which is the one that the report counts by, or those that it
 * found itself. `adds` is what each of them adds, and `shows` what it has that is not added up, such as a wait.
 */
export interface Ground {
  /** What they are to the figure. */
  readonly role: string;
  readonly table: TableSpec;
  readonly rows: RowsWhere | readonly GroundRow[];
}

interface RowsWhere {
  readonly where: SqlPart;
  readonly adds?: SqlPart;
  readonly shows?: SqlPart;
  readonly distinct?: string;
}

/** What the rows of a ground come to. */
export interface GroundTotal {
  readonly rows: number;
  readonly sum: number;
  /** How many different values the column has that the ground names. */
  readonly distinct: number;
}

/** The figure, and how it comes from its grounds, with the numbers put in. */
export interface FigureSaid {
  readonly value: Cell;
  readonly formula: string;
}

/** What a figure of a report rests on. */
export interface Figure {
  readonly grounds: readonly Ground[];
  says(totals: readonly GroundTotal[]): FigureSaid | Promise<FigureSaid>;
}
export type Figures = Readonly<Record<string, Figure>>;

/**
 * The figures of a section of an answer. Its rows are named by the columns of `key`, and described by others; what any
 * further column says is explained.
 */
export interface ExplainedSection {
  readonly key: readonly string[];
  readonly described: readonly string[];
  /** Undefined where there is no such row. */
  readonly figuresOf: (row: readonly string[]) => Figures | undefined | Promise<Figures | undefined>;
}
export type ExplainedSections = Readonly<Record<string, ExplainedSection>>;

const isListed = (rows: Ground['rows']): rows is readonly GroundRow[] => Array.isArray(rows);

type TotalRow = SumParts<'sum'> & { readonly rows: number; readonly distinct: number };

const listedTotal = (rows: readonly GroundRow[]): GroundTotal => ({
  rows: rows.length,
  sum: rows.reduce((total, { adds }) => total + (adds ?? 0), 0),
  distinct: rows.length,
});

export const totalOf = async (db: Database, { table, rows }: Ground): Promise<GroundTotal> => {
  if (isListed(rows)) return listedTotal(rows);
  const distinct = rows.distinct === undefined ? sql`1` : sql.ref(rows.distinct);
  const found = await sql<TotalRow>`select count(*) as "rows", count(distinct ${distinct}) as "distinct",
      ${sumParts('sum', rows.adds ?? sql`0`)} from ${sql.table(table.name)} where ${rows.where}`.execute(db);
  const [total] = found.rows;
  return total ? { rows: total.rows, distinct: total.distinct, sum: summed(total, 'sum') } : listedTotal([]);
};

/** So many of its rows in the order of their key, after the first `skipped`. */
export const rowsOfGround = async (
  db: Database,
  { table, rows }: Ground,
  { skipped, limit }: { readonly skipped: number; readonly limit: number },
): Promise<readonly GroundRow[]> => {
  if (isListed(rows)) return rows.slice(skipped, skipped + limit);
  const key = table.key.map((column) => sql.ref(column));
  const found = await sql<
    Readonly<Record<string, Value>>
  >`select ${sql.join(key)}, ${rows.adds ?? rows.shows ?? sql`null`} as "adds"
    from ${sql.table(table.name)} where ${rows.where} order by ${sql.join(key)}
    limit ${limit} offset ${skipped}`.execute(db);
  return found.rows.map((row) => {
    const { adds = null } = row;
    return { key: table.key.map((column) => row[column] ?? null), adds: typeof adds === 'number' ? adds : null };
  });
};

/** A condition that is not met, where it is not known, either. */
export const isNot = (condition: SqlPart): SqlPart => sql`(case when ${condition} then 1 else 0 end) = 0`;

const zero: GroundTotal = { rows: 0, sum: 0, distinct: 0 };
/** Of the ground at this place. */
export const rowsAt = (totals: readonly GroundTotal[], place: number): number => totals[place]?.rows ?? 0;
export const sumAt = (totals: readonly GroundTotal[], place: number): number => totals[place]?.sum ?? 0;

const rowsText = ({ rows }: GroundTotal, { table }: Ground): string => `${rows} of ${table.name}`;
const addedRows = (totals: readonly GroundTotal[], from: number, to: number): number =>
  totals.slice(from, to).reduce((all, { rows }) => all + rows, 0);

/** How many rows there are; those of `beside` are only what the question needs. */
export const counted = (ground: Ground, beside: readonly Ground[] = []): Figure => ({
  grounds: [ground, ...beside],
  says: ([total = zero]) => ({ value: total.rows, formula: `count: ${rowsText(total, ground)}` }),
});

/** How many different values a column of the rows has. */
export const countedOnce = (ground: Ground, beside: readonly Ground[] = []): Figure => ({
  grounds: [ground, ...beside],
  says: ([total = zero]) => ({ value: total.distinct, formula: `different ones in ${rowsText(total, ground)}` }),
});

/** What the rows add, in another unit where `shown` says so. */
export const added = (
  ground: Ground,
  beside: readonly Ground[] = [],
  shown: (sum: number) => number = (sum) => sum,
): Figure => ({
  grounds: [ground, ...beside],
  says: ([total = zero]) => ({
    value: shown(total.sum),
    formula: `sum over ${rowsText(total, ground)}: ${total.sum}`,
  }),
});

/** What a row of facts says itself. */
export const told = (ground: Ground, value: Cell, beside: readonly Ground[] = []): Figure => ({
  grounds: [ground, ...beside],
  says: () => ({ value, formula: `as ${ground.table.name} has it` }),
});

const ofAll = ({ successes, trials }: Counted): string => `${successes} ÷ ${trials}`;

/**
 * A share of rows among rows: the second grounds, together, are what the first is a share of. With `beside`, what the
 * question needs.
 */
export const shareOf = (
  part: Ground,
  whole: readonly Ground[],
  beside: readonly Ground[] = [],
): Readonly<Record<'share' | 'low' | 'high', Figure>> => {
  const grounds = [part, ...whole, ...beside];
  const countedOf = (totals: readonly GroundTotal[]): Counted => ({
    successes: addedRows(totals, 0, 1),
    trials: addedRows(totals, 1, 1 + whole.length),
  });
  const bound = (name: 'low' | 'high'): Figure => ({
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
export const rateFigures = (name: string, ...given: Parameters<typeof shareOf>): Figures => {
  const figures = shareOf(...given);
  return { [name]: figures.share, [`${name}Low`]: figures.low, [`${name}High`]: figures.high };
};

/** A figure that its report computes from the rows by a formula of its own. */
export const computed = (grounds: readonly Ground[], says: Figure['says']): Figure => ({ grounds, says });

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
