import { sql } from 'kysely';
import { lessAmount, shownSum, type ExactSum } from '../kit/beyond';
import type { AddedRows, LookUp, Taken } from './added-rows';
import { allOf, hasValue } from '../kit/conditions';
import { addedFigure, computed, countFigure, countedOnce, sumOfTotal, rowsWith } from '../kit/grounds';
import { groupColumn, type Grouping } from './groupings';
import type {
  ExplainedSection,
  FigureSaid,
  Ground,
  ReportContext,
  ReportFigure,
  ReportFigures,
  SqlPart,
} from '../kit/report';
import { groupGrounds, originLookUps, rowsNamed } from './rows-named';
import type { FactsDb } from '../facts/tables';

/** Rows that are added up, of which those of one key and currency are explained. */
export interface KeyedRows<Figure extends string> {
  readonly rows: readonly AddedRows<Figure>[];
  /** Which of them they are. */
  readonly is: (rowsOf: AddedRows<Figure>) => readonly SqlPart[];
  readonly beside: readonly Ground[];
}

/** A key by its name and a currency; left out: all of them together. */
export interface RowsKey {
  readonly name?: string | null;
  readonly currency?: string | null;
}

/** An empty text in the name of a row stands for nothing. */
export const nameIn = (text: string | undefined): string | null => text || null;

const groundOfRows = (
  role: string,
  { table, as, from, where }: AddedRows<string>,
  is: readonly SqlPart[],
  { that, adds, once }: Taken = {},
): Ground => {
  const which = [...where, ...is, ...(that ? [that] : []), ...(adds ? [sql`${adds} is not null`] : [])];
  return {
    role,
    table,
    rows: { as, from, where: allOf(which), ...(adds && { adds }), ...(once !== undefined && { distinct: once }) },
  };
};

/** The rows that are explained, as those that a report would sum. */
export const narrowedRows = <Figure extends string>(
  rows: readonly AddedRows<Figure>[],
  is: (rowsOf: AddedRows<Figure>) => readonly SqlPart[],
): readonly AddedRows<Figure>[] => rows.map((rowsOf) => ({ ...rowsOf, where: [...rowsOf.where, ...is(rowsOf)] }));

const groundOfLookUp = (
  { from, where }: AddedRows<string>,
  is: readonly SqlPart[],
  { table, id, column }: LookUp,
): Ground =>
  rowsWith(
    'looked up',
    table,
    sql`${sql.ref(id)} in (select ${column} from ${from} where ${allOf([...where, ...is])})`,
  );

type RowsAlone<Figure extends string> = Omit<KeyedRows<Figure>, 'beside'>;

/** What the rows look up. */
export const lookUpGrounds = <Figure extends string>({ rows, is }: RowsAlone<Figure>): readonly Ground[] =>
  rows.flatMap((rowsOf) => rowsOf.lookUps.map((each) => groundOfLookUp(rowsOf, is(rowsOf), each)));

/** All of the rows, whatever figure takes them. */
export const rowsGrounds = <Figure extends string>(role: string, of: RowsAlone<Figure>): readonly Ground[] => [
  ...of.rows.map((rowsOf) => groundOfRows(role, rowsOf, of.is(rowsOf))),
  ...lookUpGrounds(of),
];

/** What is told by the origin of enquiries and clients: under which of several spellings, all that has one decides. */
const sourceGrounds = <Figure extends string>({ rows, is }: RowsAlone<Figure>): readonly Ground[] => [
  ...rowsGrounds('looked up: of the same source', { rows, is }),
  ...rows.flatMap((rowsOf) => originLookUps(rowsOf.columns).map((each) => groundOfLookUp(rowsOf, is(rowsOf), each))),
];

export const valuesOfKeys = async <Figure extends string>(
  db: FactsDb,
  rows: readonly AddedRows<Figure>[],
  by: Grouping,
): Promise<ReadonlySet<string | null>> => {
  const values = new Set<string | null>();
  for (const { from, where, columns } of rows) {
    const found = await sql<{ value: string | null }>`select distinct ${groupColumn(by, columns)} as "value"
      from ${from} where ${allOf(where)}`.execute(db);
    for (const { value } of found.rows) values.add(value);
  }
  return values;
};

interface Grouped {
  readonly by: Grouping;
  readonly ofClients: readonly string[] | undefined;
}

/** Those of the rows that are shown under a name, in a currency. */
export const keyedRows = async <Figure extends string>(
  db: FactsDb,
  rows: readonly AddedRows<Figure>[],
  { by, ofClients }: Grouped,
  { name, currency }: RowsKey,
  context: ReportContext,
): Promise<KeyedRows<Figure>> => {
  const values = by === 'source' && name !== undefined ? await valuesOfKeys(db, rows, by) : new Set<string | null>();
  const isNamed = name === undefined ? undefined : await rowsNamed(db, by, name, values, context);
  const is = (rowsOf: AddedRows<Figure>): readonly SqlPart[] => [
    ...(isNamed ? [isNamed(rowsOf.columns)] : []),
    ...(currency === undefined ? [] : [hasValue(rowsOf.currency, currency)]),
  ];
  const named = (rowsOf: AddedRows<Figure>): readonly SqlPart[] => (isNamed ? [isNamed(rowsOf.columns)] : []);
  const ofSource = by === 'source' && isNamed ? sourceGrounds({ rows, is: named }) : [];
  return { rows, is, beside: [...(await groupGrounds(db, { by, ofClients }, name)), ...ofSource] };
};

interface TakenRows<Figure extends string> {
  readonly rowsOf: AddedRows<Figure>;
  readonly ground: Ground;
  readonly taken: Taken;
}

/** The rows that a figure takes. */
const takenRows = <Figure extends string>(
  { rows, is }: KeyedRows<Figure>,
  figure: Figure,
  role: string,
): TakenRows<Figure> | undefined => {
  for (const rowsOf of rows) {
    const taken = rowsOf.figures[figure];
    if (taken !== undefined) return { rowsOf, ground: groundOfRows(role, rowsOf, is(rowsOf), taken), taken };
  }
  return undefined;
};

/** What these rows look up, and what names their key. */
const besideRows = <Figure extends string>(
  { is, beside }: KeyedRows<Figure>,
  rows: Iterable<AddedRows<Figure>>,
): readonly Ground[] => [...lookUpGrounds({ rows: [...new Set(rows)], is }), ...beside];

const takenFigure = <Figure extends string>(keyed: KeyedRows<Figure>, figure: Figure): ReportFigures => {
  const found = takenRows(keyed, figure, 'counted');
  if (!found) return {};
  const { ground, taken, rowsOf } = found;
  const beside = besideRows(keyed, [rowsOf]);
  if (taken.adds !== undefined) return { [figure]: addedFigure(ground, beside) };
  return { [figure]: (taken.once === undefined ? countFigure : countedOnce)(ground, beside) };
};

/** Each figure that is added up of the rows. */
export const takenFigures = <Figure extends string>(
  keyed: KeyedRows<Figure>,
  figures: readonly Figure[],
): ReportFigures => figures.reduce((all, figure) => ({ ...all, ...takenFigure(keyed, figure) }), {});

/** The sections of a report that sums rows up: all of a currency, and those of each key. */
export const totalAndSummary = (
  by: Grouping,
  figuresOf: (key: RowsKey) => Promise<ReportFigures>,
): Readonly<Record<'total' | 'summary', ExplainedSection>> => ({
  total: { key: ['currency'], described: [], figuresOf: ([currency]) => figuresOf({ currency: nameIn(currency) }) },
  summary: {
    key: [by, 'currency'],
    described: [],
    figuresOf: ([name, currency]) => figuresOf({ name: nameIn(name), currency: nameIn(currency) }),
  },
});

/** The first less the others. */
export const differenceOf = (sums: readonly ExactSum[]): FigureSaid => {
  const [first = 0, ...taken] = sums;
  return { value: shownSum(taken.reduce(lessAmount, first)), formula: sums.join(' − ') };
};

/** A figure that is computed of others, each with what its rows are to it. */
export const combinedFigure = <Figure extends string>(
  keyed: KeyedRows<Figure>,
  roles: Readonly<Partial<Record<Figure, string>>>,
  says: (sums: readonly ExactSum[]) => FigureSaid | Promise<FigureSaid>,
  others: readonly Ground[] = [],
): ReportFigure => {
  // The record names only figures.
  const found = (Object.entries(roles) as [Figure, string][]).flatMap(
    ([figure, role]) => takenRows(keyed, figure, role) ?? [],
  );
  const beside = besideRows(
    keyed,
    found.map(({ rowsOf }) => rowsOf),
  );
  const grounds = [...found.map(({ ground }) => ground), ...beside, ...others];
  return computed(grounds, (totals) =>
    says(found.map(({ taken }, place) => (taken.adds ? sumOfTotal(totals, place) : (totals[place]?.rows ?? 0)))),
  );
};
