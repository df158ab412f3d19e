import type { Moment } from '../../domain/shared/values';
import type { ColumnKind, Projection, TableSpec } from '../../read-models/kit/projection';
import type { Generation, GenerationNote, NotedGeneration, NoteKind } from './read-store';

/** What a generation is made of: its event types, and the columns of its tables. */
export interface MadeOf {
  /** Of a read model in a file outside of the program: a digest of its text. */
  readonly source?: string;
  readonly types: readonly string[];
  readonly tables: Readonly<
    Record<string, { readonly key: readonly string[]; readonly columns: Readonly<Record<string, ColumnKind>> }>
  >;
}

export const madeOf = ({ on, tables, source }: Pick<Projection, 'on' | 'tables' | 'source'>): MadeOf => ({
  ...(source !== undefined && { source }),
  types: Object.keys(on).sort(),
  tables: Object.fromEntries(
    tables.map(({ name, key, columns }) => {
      const kinds = Object.entries(columns).map(([column, { kind }]) => [column, kind] as const);
      return [name, { key, columns: Object.fromEntries(kinds) }];
    }),
  ),
});

/** The tables of a generation that another version filled, as far as they are noted. */
export const tablesMade = ({ tables }: MadeOf): readonly TableSpec[] =>
  Object.entries(tables).map(([name, { key, columns }]) => ({
    name,
    description: '',
    key,
    indexes: [],
    columns: Object.fromEntries(
      Object.entries(columns).map(([column, kind]) => [column, { kind, optional: true, description: '' }]),
    ),
  }));

/** What a generation is built for, where it is not to be live as soon as it is filled. */
export type BuildPurpose = 'compare' | 'rollback';

/** How filling a generation is getting on, as its process noted it with the rows. */
export interface BuildProgress {
  /** Events of the log up to where the rows go, also those that nothing listens to. */
  readonly done: number;
  /** Events of the log up to where it goes now. */
  readonly total: number;
  /** The store of the log can't count so many: both count what is read alone, and the total is an estimate. */
  readonly isEstimate: boolean;
  /** Since this process began or resumed it, without pauses. */
  readonly eventsPerSecond: number;
  readonly startedAt: Moment;
  /** The position from which this process goes on; undefined where it began with the first event. */
  readonly resumedFrom?: string;
  readonly notedAt: Moment;
  readonly isPaused: boolean;
}

/** What others ask of the process that fills a generation. */
export interface BuildWish {
  readonly pause?: true;
  readonly cancel?: true;
  /** At most so many events a second; null: as fast as it can, whatever it was started with. */
  readonly eventsPerSecond?: number | null;
}

/** How a candidate compares with the live one, as it was last looked at. */
export interface ComparisonSummary {
  readonly position: string | null;
  readonly comparedAt: Moment;
  readonly isEqual: boolean;
  /** Reports that answer otherwise. */
  readonly reports: readonly string[];
  /** Rows that differ, by table. */
  readonly tables: Readonly<Record<string, number>>;
  /** The live one and the candidate are still fed, and compared again and again. */
  readonly isSoaking: boolean;
}

export interface NotesOfGeneration {
  readonly made?: MadeOf;
  readonly purpose?: BuildPurpose;
  readonly progress?: BuildProgress;
  readonly asked?: BuildWish;
  readonly comparison?: ComparisonSummary;
}

export const generationNote = <Kind extends NoteKind>(
  kind: Kind,
  content: NotesOfGeneration[Kind],
): GenerationNote => ({
  kind,
  says: JSON.stringify(content),
});

export const madeNote = (projection: Projection): GenerationNote => generationNote('made', madeOf(projection));

/** What is noted beside one generation. */
export const notesBeside = (
  notes: readonly NotedGeneration[],
  { projection, number }: Pick<Generation, 'projection' | 'number'>,
): NotesOfGeneration => {
  const own = notes.filter((note) => note.projection === projection && note.number === number);
  // Written by `generationNote` alone, which types each kind.
  return Object.fromEntries(own.map(({ kind, says }) => [kind, JSON.parse(says)]));
};
