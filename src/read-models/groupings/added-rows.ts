import { sql } from 'kysely';
import { sumParts, summed, type ExactSum, type SumParts } from '../kit/beyond';
import { groupColumn, groupNames, type GroupColumns, type Grouping } from './groupings';
import { addedUp, type FilledSums, type KeyedSums } from '../kit/keyed-sums';
import type { ReportContext, SqlPart } from '../kit/report';
import type { FactsDb } from '../facts/tables';
import { countWhere } from '../kit/conditions';

/** What a figure takes of rows, of all or of those that meet a condition: a sum, how many values a column has, or their count. */
export interface Taken {
  readonly that?: SqlPart;
  readonly adds?: SqlPart;
  readonly once?: string;
}

/** Rows of another table that the conditions read: those whose `id` the column names. */
export interface LookUp {
  readonly table: string;
  readonly id: string;
  readonly column: SqlPart;
}

/** Rows of facts that are added up by a key and a currency. A report sums them, and explains its figures by them. */
export interface AddedRows<Figure extends string> {
  /** The table whose rows they are, and what it is called in `from`. */
  readonly table: string;
  readonly as: string;
  readonly from: SqlPart;
  readonly where: readonly SqlPart[];
  readonly columns: GroupColumns;
  readonly currency: SqlPart;
  readonly figures: Readonly<Partial<Record<Figure, Taken>>>;
  readonly lookUps: readonly LookUp[];
}

const takenOf = <Figure extends string>({ figures }: AddedRows<Figure>) =>
  // The record names only figures.
  Object.entries(figures) as [Figure, Taken][];

const takenColumn = ([name, { that, adds, once }]: [string, Taken]): SqlPart => {
  if (adds !== undefined) return sumParts(name, that === undefined ? adds : sql`case when ${that} then ${adds} end`);
  if (once !== undefined) return sql`count(distinct ${sql.ref(once)}) as ${sql.ref(name)}`;
  return sql`${that === undefined ? sql`count(*)` : countWhere(that)} as ${sql.ref(name)}`;
};

type SumRow<Figure extends string> = Readonly<Record<Figure, number>> &
  SumParts<Figure> & { readonly key: string | null; readonly currency: string | null };

/** What the rows add to each figure, by key and currency; without a grouping, those of all keys together. */
export const sumsOfRows = async <Figure extends string>(
  db: FactsDb,
  rowsOf: AddedRows<Figure>,
  by: Grouping | undefined,
): Promise<readonly KeyedSums<Figure>[]> => {
  const key = by === undefined ? sql`null` : groupColumn(by, rowsOf.columns);
  const { currency, from, where } = rowsOf;
  const taken = takenOf(rowsOf);
  const { rows } = await sql<SumRow<Figure>>`select ${key} as "key", ${currency} as "currency",
      ${sql.join(taken.map(takenColumn))} from ${from} where ${sql.join(where, sql` and `)} group by 1, 2`.execute(db);
  const figuresIn = (row: SumRow<Figure>): KeyedSums<Figure>['figures'] => {
    const figures: Partial<Record<Figure, ExactSum>> = {};
    for (const [name, { adds }] of taken) figures[name] = adds === undefined ? row[name] : summed(row, name);
    return figures;
  };
  return rows.map((row) => ({ key: row.key, currency: row.currency, figures: figuresIn(row) }));
};

/** The same of several kinds of rows, one after the other. */
export const sumsOfAll = async <Figure extends string>(
  db: FactsDb,
  all: readonly AddedRows<Figure>[],
  by: Grouping | undefined,
): Promise<readonly KeyedSums<Figure>[]> => {
  const parts: KeyedSums<Figure>[] = [];
  for (const rowsOf of all) parts.push(...(await sumsOfRows(db, rowsOf, by)));
  return parts;
};

/** Sums by what is shown of each key. */
export const sumsByName = async <Figure extends string>(
  db: FactsDb,
  figures: readonly Figure[],
  sums: readonly KeyedSums<Figure>[],
  by: Grouping,
  context: ReportContext,
): Promise<readonly FilledSums<Figure>[]> => {
  const nameOf = await groupNames(db, by, new Set(sums.map(({ key }) => key)), context);
  return addedUp(
    figures,
    sums.map((each) => ({ ...each, key: nameOf(each.key) })),
  );
};
