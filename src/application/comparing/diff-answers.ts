import { currencyBeside, type Answer, type AnswerRow, type Cell, type Report } from '../../read-models/kit/report';

/** A figure that two answers give otherwise; undefined where one of them has no such column. */
export interface FigureDifference {
  readonly column: string;
  readonly old: Cell | undefined;
  readonly new: Cell | undefined;
}

/** A row that both answers have, by the columns that name it. */
interface ChangedAnswerRow {
  readonly key: AnswerRow;
  readonly figures: readonly FigureDifference[];
}

export interface SectionDifference {
  readonly section: string;
  /** The columns by which rows of both answers were taken to be the same. */
  readonly key: readonly string[];
  readonly onlyOld: readonly AnswerRow[];
  readonly onlyNew: readonly AnswerRow[];
  readonly changed: readonly ChangedAnswerRow[];
  /** How many rows say the same in both. */
  readonly same: number;
}

export interface AnswerDifference {
  readonly isEqual: boolean;
  readonly sections: readonly SectionDifference[];
  /** Notes to the reader that only one of the answers has. */
  readonly notes: { readonly onlyOld: readonly string[]; readonly onlyNew: readonly string[] };
}

const cellText = (cell: Cell | undefined): string => JSON.stringify(cell ?? null);

const columnsIn = (rows: readonly AnswerRow[]): readonly string[] => [
  ...new Set(rows.flatMap((row) => Object.keys(row))),
];

/** A column that may name a row: it never holds a figure. */
const mayName = (rows: readonly AnswerRow[], column: string): boolean =>
  rows.every((row) => typeof row[column] !== 'number' && typeof row[column] !== 'boolean');

const nameOfRow = (row: AnswerRow, key: readonly string[]): string => key.map((column) => cellText(row[column])).join();

const tellsApart = (rows: readonly AnswerRow[], key: readonly string[]): boolean =>
  new Set(rows.map((row) => nameOfRow(row, key))).size === rows.length;

/**
 * The columns that name a row of a section: the first ones that hold no figure, as many as it takes to tell all rows of
 * each answer apart. Reports put what a row is about before what they say of it.
 */
const namingColumns = (sections: readonly (readonly AnswerRow[])[]): readonly string[] => {
  const all = sections.flat();
  const naming = columnsIn(all).filter((column) => mayName(all, column));
  const enough = naming.findIndex((_, index) => sections.every((rows) => tellsApart(rows, naming.slice(0, index + 1))));
  if (sections.every(({ length }) => length <= 1)) return [];
  return enough < 0 ? naming : naming.slice(0, enough + 1);
};

/** By which columns rows of a section are taken to be the same. */
export type SectionKeys = Readonly<Record<string, readonly string[]>>;

/** The keys of the sections of some answers: those that are known, else what tells their rows apart. */
export const keysOfSections = (answers: readonly Answer[], known: SectionKeys = {}): SectionKeys => {
  const names = new Set(answers.flatMap(({ sections }) => Object.keys(sections)));
  return Object.fromEntries(
    [...names].map((name) => [name, known[name] ?? namingColumns(answers.map(({ sections }) => sections[name] ?? []))]),
  );
};

/** Rows by their names; of several with one name each has its place among them in its name. */
const rowsByName = (rows: readonly AnswerRow[], key: readonly string[]): ReadonlyMap<string, AnswerRow> => {
  const byName = new Map<string, AnswerRow>();
  const seen = new Map<string, number>();
  for (const row of rows) {
    const name = nameOfRow(row, key);
    const place = seen.get(name) ?? 0;
    seen.set(name, place + 1);
    byName.set(`${name} ${place}`, row);
  }
  return byName;
};

const differingFigures = (old: AnswerRow, now: AnswerRow): readonly FigureDifference[] =>
  columnsIn([old, now])
    .filter((column) => cellText(old[column]) !== cellText(now[column]))
    .map((column) => ({ column, old: old[column], new: now[column] }));

const diffSection = (
  section: string,
  key: readonly string[],
  old: readonly AnswerRow[],
  now: readonly AnswerRow[],
): SectionDifference => {
  const [oldRows, newRows] = [rowsByName(old, key), rowsByName(now, key)];
  const changed: ChangedAnswerRow[] = [];
  let same = 0;
  for (const [name, row] of oldRows) {
    const other = newRows.get(name);
    if (!other) continue;
    const figures = differingFigures(row, other);
    if (figures.length === 0) same += 1;
    else changed.push({ key: Object.fromEntries(key.map((column) => [column, row[column] ?? null])), figures });
  }
  const missingIn = (others: ReadonlyMap<string, AnswerRow>) => (rows: ReadonlyMap<string, AnswerRow>) =>
    [...rows].filter(([name]) => !others.has(name)).map(([, row]) => row);
  return { section, key, onlyOld: missingIn(newRows)(oldRows), onlyNew: missingIn(oldRows)(newRows), changed, same };
};

const isSectionEqual = ({ onlyOld, onlyNew, changed }: SectionDifference): boolean =>
  onlyOld.length + onlyNew.length + changed.length === 0;

/** What two answers to one question say otherwise, whichever editions gave them; no row is left out. */
export const diffAnswers = (old: Answer, now: Answer, keys = keysOfSections([old, now])): AnswerDifference => {
  const sections = Object.entries(keys).map(([name, key]) =>
    diffSection(name, key, old.sections[name] ?? [], now.sections[name] ?? []),
  );
  const notes = {
    onlyOld: old.notes.filter((note) => !now.notes.includes(note)),
    onlyNew: now.notes.filter((note) => !old.notes.includes(note)),
  };
  return { isEqual: sections.every(isSectionEqual), sections, notes };
};

/** A figure that is otherwise, or a whole row that only one of the answers has. */
export interface DifferingCell {
  readonly section: string;
  /** Of a row of both its name, else the whole row. */
  readonly row: AnswerRow;
  /** The columns by which it is named. */
  readonly key: readonly string[];
  /** Undefined: the row is only on one side. */
  readonly figure: string | undefined;
  readonly old: Cell;
  readonly new: Cell;
}

const A_ROW = 'a row';

/** All that differs, one by one. */
export const differingCells = ({ sections }: AnswerDifference): readonly DifferingCell[] =>
  sections.flatMap(({ section, key, changed, onlyOld, onlyNew }): readonly DifferingCell[] => [
    ...changed.flatMap(({ key: row, figures }) =>
      figures.map(({ column, old = null, new: now = null }) => ({
        ...{ section, row, key, figure: column, old, new: now },
      })),
    ),
    ...onlyOld.map((row) => ({ section, row, key, figure: undefined, old: A_ROW, new: null })),
    ...onlyNew.map((row) => ({ section, row, key, figure: undefined, old: null, new: A_ROW })),
  ]);

/** The row of a cell by the columns that name it, for people and for comparing. */
export const rowOfCell = ({ row, key }: Pick<DifferingCell, 'row' | 'key'>): string =>
  (key.length === 0 ? Object.values(row) : key.map((name) => row[name] ?? null))
    .map((cell) => (typeof cell === 'string' ? cell : JSON.stringify(cell)))
    .join(' · ');

/** The currency of a figure that is money: of the column beside it, where that names the row. */
export const currencyOfCell = ({ row, figure = '' }: DifferingCell, money: Report['money']): string | null =>
  currencyBeside(row, figure, money) || null;

/** A cell by its place, or the whole row that it is in. */
export const placeOfCell = ({ section, row, key }: DifferingCell, figure: string | undefined): string =>
  JSON.stringify([section, key.map((column) => row[column] ?? null), figure]);
