import type { Kysely, RawBuilder, SqlBool } from 'kysely';
import type { PersonalText, Zone } from '../../domain/shared/values';
import { shownToPeople, type AnswerSections, type NamedKind, type ShownToPeople } from './answer-columns';
import { notesOnBeyond, type ExactSum } from './beyond';
import type { AnyEvent } from './trace';
import type { KeptTrial } from './kept-trial';
import type { Value } from './projection';

/** The tables of the read models, for queries that name the ones they read (`withTables`). */
export type Database = Kysely<unknown>;

/** A part of a query. */
export type SqlPart = RawBuilder<unknown>;
export type SqlCondition = RawBuilder<SqlBool>;

/** A parameter of a report. Each edge (HTTP query, CLI flag) reads its parameters from this one list. */
export interface Parameter {
  /** `choices`: several of them, with commas between. */
  readonly kind: 'day' | 'moment' | 'text' | 'integer' | 'decimal' | 'flag' | 'choice' | 'choices';
  readonly description: string;
  readonly required: boolean;
  readonly choices?: readonly string[];
  /** Of a text: its form. */
  readonly pattern?: RegExp;
  /** Of a number: the least and the most. */
  readonly min?: number;
  readonly max?: number;
  /** Whom or what its text names: an id is taken as it is, a name is looked up. */
  readonly names?: NamedKind;
  /**
   * The row that its text names, by the columns of its table joined with `:`: it must be there. What is expected of it is
   * said where it is not the place after which a page goes on.
   */
  readonly row?: { readonly table: string; readonly columns: readonly string[]; readonly expected?: string };
}

/** A parameter that may be left out. */
export const optionalParameter = (
  kind: Exclude<Parameter['kind'], 'choice' | 'choices'>,
  description: string,
): Parameter => ({
  kind,
  description,
  required: false,
});
export const optionalChoice = (choices: readonly string[], description: string): Parameter => ({
  kind: 'choice',
  choices,
  description,
  required: false,
});

/** A parameter that names something, and may be left out. */
export const namingParameter = (names: NamedKind, description: string): Parameter => ({
  kind: 'text',
  names,
  description,
  required: false,
});

/** The currency of amounts that a question gives: an amount without one would be held against any. */
export const amountCurrencyParameter = (amounts: string, otherwise: string): Parameter => ({
  ...optionalParameter('text', `The currency of ${amounts}, as EUR; by default ${otherwise}`),
  pattern: /^[A-Z]{3}$/,
});

/** How many rows an answer may have at most: a longer list is asked for page by page. */
const MOST_ROWS = 1_000;
export const limitParameter = (description: string): Parameter => ({
  kind: 'integer',
  min: 1,
  max: MOST_ROWS,
  description,
  required: false,
});

export type Parameters = Readonly<Record<string, Parameter>>;

/** A cell of an answer. Personal text is opened (or shown as erased) by the edge. */
export type Cell = string | number | boolean | null | PersonalText | readonly string[];
export type AnswerRow = Readonly<Record<string, Cell>>;

/**
 * An answer: named sections of flat rows, so that a terminal, a CSV file and a program all read the same. Durations say
 * their unit in the name (`talkMinutes`), money is minor units with a `currency` beside it, shares are 0 to 1.
 */
export interface Answer {
  readonly sections: Readonly<Record<string, readonly AnswerRow[]>>;
  /** What the reader must know: which time is used, where data is too thin and how much more is needed. */
  readonly notes: readonly string[];
  /** Of a page of a list: what `after` is for the next page; null at the end. */
  readonly next?: string | null;
  /** Which of its figures can be explained, by section; left out where none can. */
  readonly explain?: Readonly<Record<string, ExplainableSection>>;
}

/** Of a section: its columns that can be explained, those that name a row, and where they are explained. */
export interface ExplainableSection {
  readonly figures: readonly string[];
  readonly row: readonly string[];
  /** With `{figure}` and `{row}` in it; left out where there is no address. */
  readonly template?: string;
}

/** What can be found by its name, a number or a contact. */
export const foundKinds = ['client', 'manager', 'product'] as const;
export type FoundKind = (typeof foundKinds)[number];
export interface FoundThing {
  readonly kind: FoundKind;
  readonly id: string;
}

/** Those of some kinds whom a text may mean, the best first; at most a thousand. */
export type FindByText = (text: string, kinds: readonly FoundKind[]) => Promise<readonly FoundThing[]>;

/** What every report gets besides its parameters. */
export interface ReportContext {
  /** The moment of the report: now, or the past moment that it is about. No report has a clock. */
  readonly at: string;
  /** The zone of the company, in which days are counted. */
  readonly zone: Zone;
  /** Reads what a row keeps of a person, where a report counts by the words of it. */
  readonly open: (text: PersonalText) => string;
  /** By what a text is found that was sealed with a digest beside it. */
  readonly keyOf: (text: string) => string;
  /** The events at these positions of the log, by their positions. */
  readonly eventsAt: (positions: readonly number[]) => Promise<ReadonlyMap<number, AnyEvent>>;
  /** Finds by texts that lie sealed in the tables; left out where nothing is looked for. */
  readonly find?: FindByText;
  /** The one section that is asked for; all where it is left out. */
  readonly section?: string;
  /** How an answer did when it was last tried on the company's own past; left out where no trials are kept. */
  readonly lastTrial?: (answer: string) => Promise<KeptTrial | undefined>;
}

/** Whether any of these sections is asked for: what nobody reads need not be queried. */
export const isAskedFor = ({ section }: ReportContext, ...sections: readonly string[]): boolean =>
  section === undefined || sections.includes(section);

/** The checked values of a report's parameters: `undefined` where an optional one was left out. */
export interface ParameterValues {
  /** A day, moment, text or choice that is there (a required one, or one with a default). */
  text(name: string): string;
  optionalText(name: string): string | undefined;
  integer(name: string, otherwise: number): number;
  optionalNumber(name: string): number | undefined;
  flag(name: string): boolean;
}

/** The one of these words that a parameter says, if it is given. */
export const choiceOf = <Word extends string>(
  { optionalText }: Pick<ParameterValues, 'optionalText'>,
  name: string,
  words: readonly Word[],
): Word | undefined => {
  const said = optionalText(name);
  return words.find((word) => word === said);
};

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
  /** The table of facts, by its name. */
  readonly table: string;
  readonly rows: RowsWhere | readonly GroundRow[];
}

export interface RowsWhere {
  /** What the condition calls the table, and where it finds it: the table alone, by its own name, where they are left out. */
  readonly as?: string;
  readonly from?: SqlPart;
  readonly where: SqlPart;
  readonly adds?: SqlPart;
  readonly shows?: SqlPart;
  readonly distinct?: string;
}

/** What the rows of a ground come to. */
export interface GroundTotal {
  readonly rows: number;
  readonly sum: ExactSum;
  /** How many different values the column has that the ground names. */
  readonly distinct: number;
}

/** The figure, and how it comes from its grounds, with the numbers put in. */
export interface FigureSaid {
  readonly value: Cell;
  readonly formula: string;
}

/** How a formula shows a sum: of money as people write it, in the currency of the figure, where that is known. */
export type SumText = (sum: ExactSum) => string;

/** What a figure of a report rests on. */
export interface ReportFigure {
  readonly grounds: readonly Ground[];
  says(totals: readonly GroundTotal[], sumText: SumText): FigureSaid | Promise<FigureSaid>;
}
export type ReportFigures = Readonly<Record<string, ReportFigure>>;

/**
 * The figures of a section of an answer. Its rows are named by the columns of `key`, and described by others; what any
 * further column says is explained.
 */
export interface ExplainedSection {
  readonly key: readonly string[];
  readonly described: readonly string[];
  /** Whether a row is there depends on more than its own figures rest on: on how others do, or on what is on a list. */
  readonly isSelection?: boolean;
  /** Undefined where there is no such row. */
  readonly figuresOf: (row: readonly string[]) => ReportFigures | undefined | Promise<ReportFigures | undefined>;
}
export type ExplainedSections = Readonly<Record<string, ExplainedSection>>;

export interface Report extends Partial<ShownToPeople> {
  readonly name: string;
  readonly description: string;
  readonly parameters: Parameters;
  /** The sections of its answer and their columns; left out where a report in a file of its owner does not say them. */
  readonly columns?: AnswerSections;
  /** Which read models it reads: they must have caught up, and a report about the past replays just these. */
  readonly reads: readonly string[];
  answer(db: Database, parameters: ParameterValues, context: ReportContext): Promise<Answer>;
  /** Why its figures name no events, where they never will: the end of the sentence "expected …". */
  readonly unexplained?: string;
  /** What each figure of the answer rests on, by its sections; left out: its figures can't be explained. */
  explained?(db: Database, parameters: ParameterValues, context: ReportContext): Promise<ExplainedSections>;
}

type Asked<Tables, Result> = (db: Kysely<Tables>, parameters: ParameterValues, context: ReportContext) => Result;

interface Asking<Tables> {
  readonly answer: Asked<Tables, Promise<Answer>>;
  readonly explained?: Asked<Tables, ExplainedSections | Promise<ExplainedSections>>;
}

type Definition<Tables> = Omit<Report, keyof Asking<Tables>> & Asking<Tables>;

/** A report in a file of its owner, who need not say its columns. */
export const defineOwnReport = <Tables extends Record<string, object>>({
  answer,
  explained,
  ...definition
}: Definition<Tables>): Report => ({
  ...(definition.columns && shownToPeople(definition.columns)),
  ...definition,
  answer: async (db, parameters, context) => {
    const { sections, notes } = await answer(db.withTables<Tables>(), parameters, context);
    return { sections, notes: [...notes, ...notesOnBeyond(sections)] };
  },
  ...(explained && {
    explained: async (db: Database, parameters: ParameterValues, context: ReportContext) =>
      explained(db.withTables<Tables>(), parameters, context),
  }),
});

/** A report that says its columns: programs rely on them. */
export interface DescribedReport extends Report {
  readonly columns: AnswerSections;
}

/** Types a report's queries by the tables it reads; `Tables` maps names to rows (`RowOfTable`). */
export const defineReport = <Tables extends Record<string, object>>(
  definition: Definition<Tables> & Pick<DescribedReport, 'columns'>,
): DescribedReport => ({ ...defineOwnReport(definition), columns: definition.columns });

/** The currency that a cell is in; undefined where it is no money, or no currency stands beside it. */
export const currencyBeside = (row: AnswerRow, column: string, money: Report['money'] = {}): string | undefined => {
  const currency = Object.hasOwn(money, column) ? row[money[column] ?? ''] : undefined;
  return typeof currency === 'string' ? currency : undefined;
};
