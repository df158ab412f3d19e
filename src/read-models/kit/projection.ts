import type { EventCatalogue, EventType } from '../../domain/catalogue';
import type { EventMetadata } from '../../domain/shared/event';
import type { Id, Moment } from '../../domain/shared/values';

/**
 * What a column holds. Stores map kinds to their own types; rows hold strings for `id`, `code`, `text`, `moment`, `day`,
 * `personal` (sealed JSON) and `json`, numbers for the rest. `money` is minor units, `decimal` a quantity or a unit price;
 * `flag` is 0 or 1; `position` is the position in the log.
 */
export type TextKind = 'id' | 'code' | 'text' | 'moment' | 'day' | 'personal' | 'json';
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

const ofContent =
  <Content extends Value>(kind: ColumnKind) =>
  (description: string): Column<Content> => ({ kind, description, optional: false });

export const id = ofContent<string>('id');
export const code = ofContent<string>('code');
export const text = ofContent<string>('text');
export const moment = ofContent<string>('moment');
export const day = ofContent<string>('day');
/** Sealed text about a person: unreadable in SQL, opened by reports for readers who may see it, gone once erased. */
export const personalText = ofContent<string>('personal');
export const json = ofContent<string>('json');
export const integer = ofContent<number>('integer');
export const real = ofContent<number>('real');
export const decimal = ofContent<number>('decimal');
export const money = ofContent<number>('money');
export const flag = ofContent<number>('flag');
export const position = ofContent<number>('position');

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

/**
 * In which columns a row says by which events it came to be: the first and the last position, and the first and the last
 * moment (left out where it counts whenever it happened). So the row as of a past moment is known without a replay of
 * the log, or from the stream that it is of alone, by its category and the column of its id; a row that no later event
 * changes needs no stream. See facts/trace.ts.
 */
export interface TraceSpec {
  readonly first: string;
  readonly last: string;
  readonly from?: string;
  readonly to?: string;
  readonly stream?: { readonly category: string; readonly id: string };
}

export interface TableSpec {
  readonly name: string;
  readonly description: string;
  readonly columns: Columns;
  /** Names of the columns that make the key, in order. */
  readonly key: readonly string[];
  /** Further indexes, each the names of its columns; made after the load in a rebuild. */
  readonly indexes: readonly (readonly string[])[];
  readonly trace?: TraceSpec;
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
  readonly trace?: TraceSpec;
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
    ...(spec.trace && { trace: spec.trace }),
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

/** An event of one of several types, with the data of its type. */
export type EventOf<Types extends EventType> = { [Type in Types]: ProjectedEvent<Type> }[Types];

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
  /**
   * What counts of it as of a past moment: by default, what an event says of the company then (see at.ts); otherwise
   * `always` what is known now, or each event by its own `occurrence`.
   */
  readonly asOf?: 'occurrence' | 'always';
  /**
   * By a version of before: the only event types whose arms are new or other since then. Where the log has none of them,
   * the rows of before are those of now, and nothing is filled anew. Left out, any arm may have changed.
   */
  readonly changedSince?: Readonly<Record<number, readonly EventType[]>>;
  readonly on: Arms;
  /** Of one in a file outside of this program: a digest of its text. */
  readonly source?: string;
}

/** The row type of a table, for reports: `Kysely<{ refusals: RowOfTable<typeof refusals> }>`. */
export type RowOfTable<Of extends { readonly columns: Columns }> = RowOf<Of['columns']>;
