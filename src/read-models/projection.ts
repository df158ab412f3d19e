import type { EventCatalogue, EventType } from '../domain/catalogue';
import type { EventMetadata } from '../domain/shared/event';
import type { Id, Moment } from '../domain/shared/values';

/**
 * What a column holds. Stores map kinds to their own types; rows hold strings for `id`, `code`, `text`, `moment`, `day`,
 * `personal` (sealed JSON), `json` and `total`, numbers for the rest. `money` is minor units, `decimal` a quantity or a
 * unit price, `total` an exact sum of money over many rows; `flag` is 0 or 1; `position` is the position in the log.
 */
export type TextKind = 'id' | 'code' | 'text' | 'moment' | 'day' | 'personal' | 'json' | 'total';
export type NumberKind = 'integer' | 'real' | 'decimal' | 'money' | 'flag' | 'position';
export type ColumnKind = TextKind | NumberKind;
export type Value = string | number | null;

export interface Column<Content extends Value = Value> {
  readonly kind: ColumnKind;
  readonly optional: boolean;
  /** For the analyst: what it holds, its unit, its source. */
  readonly description: string;
  /** Only a type: what a row holds here. */
  readonly content?: Content;
}

const column =
  <Content extends Value>(kind: ColumnKind) =>
  (description: string): Column<Content> => ({ kind, description, optional: false });

export const id = column<string>('id');
export const code = column<string>('code');
export const text = column<string>('text');
export const moment = column<string>('moment');
export const day = column<string>('day');
/** Sealed text about a person: unreadable in SQL, opened by reports for readers who may see it, gone once erased. */
export const personalText = column<string>('personal');
export const json = column<string>('json');
export const integer = column<number>('integer');
export const real = column<number>('real');
export const decimal = column<number>('decimal');
export const money = column<number>('money');
export const total = column<string>('total');
export const flag = column<number>('flag');
export const position = column<number>('position');

export const optional = <Content extends Value>(base: Column<Content>): Column<Content | null> => ({
  kind: base.kind,
  description: base.description,
  optional: true,
});

export type Columns = Readonly<Record<string, Column>>;
export type RowOf<Shape extends Columns> = {
  [Name in keyof Shape]: Shape[Name] extends Column<infer Content> ? Content : never;
};

/** A row of any table, as the projector and the stores handle it. */
export type Row = Readonly<Record<string, Value>>;

/** A row before and after a commit; undefined where there is none. */
export interface Difference<Of extends Row = Row> {
  readonly before: Of | undefined;
  readonly after: Of | undefined;
}

export interface TableSpec {
  readonly name: string;
  readonly description: string;
  readonly columns: Columns;
  /** Names of the columns that make the key, in order. */
  readonly key: readonly string[];
  /** Further indexes, each the names of its columns; made after the load in a rebuild. */
  readonly indexes: readonly (readonly string[])[];
  /**
   * The changes that follow in other tables of the projection, which are listed after this one: so a rollup is kept from
   * rows. Called once per commit, not per event; the same rows must give the same rollup, in whatever steps they came.
   */
  follows?(differences: readonly Difference[]): readonly Change[];
}

/**
 * A change of one row. `insert` promises that the key never existed (an event's own row): nothing is loaded for it.
 * `change` gets the current row (undefined: none) and returns the new row (undefined: none).
 */
export interface Change {
  readonly table: TableSpec;
  readonly key: readonly Value[];
  readonly insert?: Row;
  change?(row: Row | undefined): Row | undefined;
}

/** A table with functions that make its changes, typed by its columns. */
export interface Table<Shape extends Columns> extends TableSpec {
  readonly columns: Shape;
  insert(row: RowOf<Shape>): Change;
  change(key: readonly Value[], change: (row: RowOf<Shape> | undefined) => RowOf<Shape> | undefined): Change;
  /** Changes an existing row; where there is none, nothing happens. */
  patch(key: readonly Value[], change: (row: RowOf<Shape>) => RowOf<Shape> | undefined): Change;
}

interface TableText<Name extends string, Shape extends Columns> {
  readonly columns: Shape;
  readonly key: readonly Name[];
  readonly indexes?: readonly (readonly Name[])[];
  readonly follows?: (differences: readonly Difference<RowOf<Shape>>[]) => readonly Change[];
}

export const table = <const Shape extends Columns>(
  name: string,
  description: string,
  spec: TableText<keyof Shape & string, Shape>,
): Table<Shape> => {
  const made: Table<Shape> = {
    name,
    description,
    columns: spec.columns,
    key: spec.key,
    indexes: spec.indexes ?? [],
    ...(spec.follows && { follows: spec.follows }),
    insert: (row) => ({ table: made, key: spec.key.map((part) => row[part] ?? null), insert: row }),
    change: (key, change) => ({ table: made, key, change }),
    patch: (key, change) => ({ table: made, key, change: (row: RowOf<Shape> | undefined) => row && change(row) }),
  };
  return made;
};

/** An event as a projection sees it. `day` gives the local day of a moment in the event's own zone. */
export interface ProjectedEvent<Type extends EventType> {
  readonly id: Id;
  readonly type: Type;
  readonly stream: string;
  readonly revision: number;
  readonly position: number;
  readonly occurredAt: Moment;
  readonly recordedAt: Moment;
  readonly data: EventCatalogue[Type];
  /** Parsed on first use: don't read it where a field of the data serves. */
  readonly metadata: EventMetadata;
}

export type Arms = {
  readonly [Type in EventType]?: (event: ProjectedEvent<Type>) => readonly Change[];
};

/**
 * A read model as a pure function from events to row changes: the same code runs live, in a rebuild, as of a past
 * position and in a test. Raise `version` with every change of tables or arms: the next start rebuilds it beside the
 * live one.
 */
export interface Projection {
  /** The question as a noun: folder = name = route. */
  readonly name: string;
  readonly version: number;
  readonly description: string;
  readonly tables: readonly TableSpec[];
  readonly on: Arms;
}

/** The row type of a table, for reports: `Kysely<{ refusals: RowOfTable<typeof refusals> }>`. */
export type RowOfTable<Of extends { readonly columns: Columns }> = RowOf<Of['columns']>;
