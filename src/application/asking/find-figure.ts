import { nameOfAnswerRow, valuesInName } from '../../read-models/kit/grounds';
import { nearestTo } from '../../read-models/kit/nearest';
import type {
  Answer,
  AnswerRow,
  Database,
  ExplainableSection,
  ExplainedSections,
  ReportFigure,
} from '../../read-models/kit/report';
import { readParameters, type ParameterProblem, type ReportRequest } from './answer-report';

/** Which figure of an answer, in which of its rows, and which page of what it rests on. */
export interface AskedFigure {
  /** A column of a section: `refusals`, or `values.refusals` where more than one section has it. */
  readonly figure: string;
  /** The columns that name the row, joined by `:`; a `:` in one of them is `%3A`. */
  readonly row: string;
  /** How many rows of facts were seen before. */
  readonly skipped: number;
  readonly limit: number;
}

type ExplainableSections = NonNullable<Answer['explain']>;

const explainableOf = (explained: ExplainedSections, { sections }: Answer): ExplainableSections => {
  const explainable: Record<string, ExplainableSection> = {};
  for (const [name, { key, described }] of Object.entries(explained)) {
    const known = new Set([...key, ...described]);
    const figures = Object.keys(sections[name]?.[0] ?? {}).filter((column) => !known.has(column));
    if (figures.length > 0) explainable[name] = { figures, row: key };
  }
  return explainable;
};

/** Which figures of an answer can be explained. */
export const explainableIn = async (
  { report, raw, context }: Omit<ReportRequest, 'store'>,
  db: Database,
  answer: Answer,
): Promise<ExplainableSections> => {
  const read = readParameters(report.parameters, raw);
  if ('problems' in read) return {};
  return explainableOf((await report.explained?.(db, read.values, context)) ?? {}, answer);
};

export interface FoundFigure {
  readonly section: string;
  readonly key: readonly string[];
  readonly row: readonly string[];
  readonly name: string;
  readonly figure: ReportFigure;
}

/** Undefined where it can name no row of such a key. */
const rowValues = (key: readonly string[], row: string): readonly string[] | undefined => {
  if (key.length === 0) return row === '' ? [] : undefined;
  // The one column that names a row may hold what separates several.
  const values = valuesInName(row);
  if (key.length === 1) return [values.join(':')];
  // Where there is nothing in a column, what separates it may be left out.
  return values.length > key.length ? undefined : [...values, ...key.slice(values.length).map(() => '')];
};

/** The section that is named, or any, and the name of the figure in it. */
const figureNamed = ({ figure }: AskedFigure): { readonly section: string | undefined; readonly name: string } => {
  const dot = figure.indexOf('.');
  return { section: dot < 0 ? undefined : figure.slice(0, dot), name: figure.slice(dot + 1) };
};

const isMeant = (only: string | undefined, section: string): boolean => only === undefined || only === section;

/** The figure, of the section that is named or the first that has one of this name. */
export const findFigure = async (sections: ExplainedSections, asked: AskedFigure): Promise<FoundFigure | undefined> => {
  const { section: only, name } = figureNamed(asked);
  for (const [section, { key, figuresOf }] of Object.entries(sections)) {
    const row = isMeant(only, section) ? rowValues(key, asked.row) : undefined;
    const figures = row && (await figuresOf(row));
    const figure = figures && Object.hasOwn(figures, name) ? figures[name] : undefined;
    if (row && figure) return { section, key, row, name, figure };
  }
  return undefined;
};

const unknownFigure = (known: ExplainableSections, { figure }: AskedFigure): ParameterProblem => {
  const names = Object.entries(known).flatMap(([section, { figures }]) => figures.map((name) => `${section}.${name}`));
  return { parameter: 'explain', expected: `a figure of the answer: ${names.join(', ')}`, got: figure };
};

/** So many rows show how one is named. */
const ROWS_NAMED = 5;

const nameOfCells = (key: readonly string[], row: AnswerRow): string =>
  nameOfAnswerRow(
    key.map((column) => {
      const cell = row[column];
      return typeof cell === 'string' || typeof cell === 'number' ? cell : null;
    }),
  );

/** How the rows of a section are named, and those that were perhaps meant. */
const rowsNamedText = (section: string, key: readonly string[], rows: readonly AnswerRow[], asked: string): string => {
  if (rows.length === 0) return `a section that has rows: ${section} has none in this answer`;
  if (key.length === 0) return `no row: ${section} has one alone`;
  const names = rows.map((row) => nameOfCells(key, row));
  const near = asked === '' ? [] : nearestTo(asked, names);
  const shown = near.length > 0 ? near : names.slice(0, ROWS_NAMED);
  const others = names.length - shown.length;
  const more = others > 0 ? ` and ${others} more of this answer` : '';
  return `a row that ${section} has, named by ${key.join(':')}: ${shown.join(', ')}${more}`;
};

/** What is wrong with a figure that was not found: the answer has none of this name, or no such row. */
export const figureProblem = (sections: ExplainedSections, answer: Answer, asked: AskedFigure): ParameterProblem => {
  const known = explainableOf(sections, answer);
  const { section: only, name } = figureNamed(asked);
  const rowsOf = (section: string): readonly AnswerRow[] => answer.sections[section] ?? [];
  // Which figures a section has that is named and empty here, its rows don't say.
  const mayHave = (section: string): boolean =>
    known[section]?.figures.includes(name) ?? (only === section && rowsOf(section).length === 0);
  const texts = Object.entries(sections)
    .filter(([section]) => isMeant(only, section) && mayHave(section))
    .map(([section, { key }]) => rowsNamedText(section, key, rowsOf(section), asked.row));
  if (texts.length === 0) return unknownFigure(known, asked);
  return { parameter: 'row', expected: texts.join('; or '), got: asked.row === '' ? 'no row' : asked.row };
};
