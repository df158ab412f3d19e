import type { Id } from '../../domain/shared/values';
import type { Projection, Row, TableSpec, Value } from '../../read-models/kit/projection';
import type { Database } from '../../read-models/kit/report';
import type { Position } from '../log/event-store';

/** The event at which a projection stopped because it can't take it: nothing from there on is in its rows. */
export interface Poison {
  readonly eventId: Id;
  readonly type: string;
  readonly position: Position;
  readonly error: string;
}

/** One set of a projection's tables: the live one serves queries, a building one is filled beside it until the switch. */
export interface Generation {
  readonly projection: string;
  readonly number: number;
  /** The version of the projection that filled it. */
  readonly version: number;
  readonly state: 'live' | 'building' | 'retired';
  /** The last event that its rows hold; undefined before the first. */
  readonly checkpoint: Position | undefined;
  /** Which log fills it, by `identityOf`: each commit notes the one of its generation; undefined where none did. */
  readonly log: string | undefined;
  /** Kept in the store, so that every process can report it; the next commit clears it. */
  readonly poison: Poison | undefined;
  /** Tables that it was given and that the store does not have any more: somebody removed them. Left out: none. */
  readonly missing?: readonly string[];
}

export const liveGeneration = (generations: readonly Generation[], name: string): Generation | undefined =>
  generations.find(({ projection, state }) => projection === name && state === 'live');

/** Whether queries find the live tables of a projection, all of them. */
export const hasLiveTables = (generations: readonly Generation[], name: string): boolean => {
  const live = liveGeneration(generations, name);
  return live !== undefined && !live.missing;
};

/** The live generation of a projection, where its version filled it. */
export const currentGeneration = (
  generations: readonly Generation[],
  { name, version }: Projection,
): Generation | undefined => {
  const live = liveGeneration(generations, name);
  return live?.version === version ? live : undefined;
};

/** The tables that a version of a projection is filling: beside the live ones, or before there are any. */
export const buildingGeneration = (
  generations: readonly Generation[],
  { name, version }: Projection,
): Generation | undefined =>
  generations.find((known) => known.projection === name && known.version === version && known.state === 'building');

/** The one that is kept beside the live one, to go back to: of several, that which holds most of the log. */
export const keptGenerations = (generations: readonly Generation[], name: string): readonly Generation[] =>
  generations
    .filter(({ projection, state }) => projection === name && state === 'retired')
    .toSorted((one, other) => Number((other.checkpoint ?? -1n) - (one.checkpoint ?? -1n)) || other.number - one.number);

/**
 * What is noted beside a generation, as JSON: what it was made of (`build` notes that), what it is for, how its filling is
 * getting on, what others ask of the process that fills it, how it compares with the live one. See generation-notes.ts.
 */
export type NoteKind = 'made' | 'purpose' | 'progress' | 'asked' | 'comparison';

export interface GenerationNote {
  readonly kind: NoteKind;
  readonly says: string;
}

/** A note as it is found. */
export type NotedGeneration = GenerationNote & Pick<Generation, 'projection' | 'number'>;

/** The values of the key columns, in their order. */
export type RowKey = readonly Value[];

/** A row to write: `row` undefined deletes it. `isNew` promises that the key does not exist yet. */
export interface RowWrite {
  readonly table: TableSpec;
  readonly key: RowKey;
  readonly row: Row | undefined;
  readonly isNew: boolean;
}

export interface Commit {
  readonly generation: Generation;
  readonly writes: readonly RowWrite[];
  /** The last event that the rows will hold. */
  readonly checkpoint: Position;
  /** Noted in the same transaction. */
  readonly note?: GenerationNote | undefined;
}

/** A row as two editions of a table have it; at least one of them does. */
export interface RowPair {
  readonly old: Row | undefined;
  readonly new: Row | undefined;
}

/** A table as a generation has it. */
export interface StoredTable {
  readonly generation: Generation;
  readonly table: TableSpec;
}

/** How two editions of a table differ. */
export interface StoredDifference {
  /** How many rows each has. */
  readonly rows: { readonly old: number; readonly new: number };
  /** The rows that one of them alone has, and those that differ in a column that both have. */
  readonly differing: AsyncIterable<readonly RowPair[]>;
}

/** What can be read of the tables apart from queries. */
export interface FrozenReadStore {
  /** All generations of all projections. */
  generations(): Promise<readonly Generation[]>;
  /** All rows of a table in the order of its key (text by its code points), in pages. */
  scan(generation: Generation, table: TableSpec, pageSize?: number): AsyncIterable<readonly Row[]>;
  /** How two editions of a table with the same key differ: found in the store, so rows that are equal are not read. */
  difference(old: StoredTable, now: StoredTable): Promise<StoredDifference>;
  /**
   * Queries over these generations, live or not, and over the live ones of all others: the tables have their plain names.
   * One after the other: what is asked of other generations begins when this has ended.
   */
  asking<Result>(shown: readonly ShownGeneration[], ask: (db: Database) => Promise<Result>): Promise<Result>;
}

/** A generation and what its tables are. */
export interface ShownGeneration {
  readonly generation: Generation;
  readonly tables: readonly TableSpec[];
}

/**
 * The live tables as they stand at one moment, whatever is committed meanwhile, in which some rows are shown as they were
 * in the past. Nothing of it is seen by others, or stays.
 */
export interface Edition {
  readonly db: Database;
  generations(): Promise<readonly Generation[]>;
  /** The values of a column in the rows for which a condition over the columns of the table holds, some more than once. */
  valuesWhere(table: TableSpec, column: string, condition: string): Promise<readonly Value[]>;
  /** From now on the table shows of its own rows only those for which the condition holds, and else `rows`. */
  show(table: TableSpec, condition: string, rows: readonly Row[]): Promise<void>;
  close(): Promise<void>;
}

/**
 * The read models' tables. Guarantees, tested by one contract suite:
 * - rows and checkpoint change in one transaction, or neither does;
 * - a commit whose generation has moved since it was read (`checkpoint` or `version` is not the stored one) fails with
 *   `StoreError('conflict')` and changes nothing: two projectors at once can't apply an event twice;
 * - work on a generation that was dropped fails with `conflict`, too;
 * - a switch of generations is one transaction: a reader sees all tables of the old or all of the new one;
 * - readers see a table under its plain name, whichever generation is live;
 * - the live rows never lose events: a generation of the same log whose checkpoint is before that of the live one is
 *   not made live (`conflict`);
 * - several processes may work on the same tables.
 * Keys hold no null. Not promised: that a commit outlives a loss of power. Rows and checkpoint then go back together, and
 * what is missing is projected again.
 */
export interface ReadStore extends FrozenReadStore {
  /** Runs `read` over the tables as they are now, whatever is committed meanwhile. */
  snapshot<Result>(read: (frozen: FrozenReadStore) => Promise<Result>): Promise<Result>;
  /** Creates the tables of a new generation, empty; indexes come with `finish`. */
  build(projection: Projection): Promise<Generation>;
  /** Makes the missing indexes of a building generation. */
  finish(generation: Generation, projection: Projection): Promise<void>;
  /** Makes a building generation live and retires the one before, in one transaction. */
  makeLive(generation: Generation, projection: Projection): Promise<Generation>;
  /** Lets a retired generation be filled again, as a building one; its rows stay. */
  reopen(generation: Generation): Promise<Generation>;
  /**
   * Takes the rows of a live generation for those of a later version, without filling them: its tables may have more
   * columns, which are empty in all rows. The columns it has must be those of before.
   */
  adopt(generation: Generation, projection: Projection): Promise<Generation>;
  drop(generation: Generation): Promise<void>;
  /** The rows of these keys, in the order of the keys; undefined where there is none. */
  load(generation: Generation, table: TableSpec, keys: readonly RowKey[]): Promise<readonly (Row | undefined)[]>;
  /** Applies all commits or none. Returns the generations as they are afterwards. */
  commit(commits: readonly Commit[]): Promise<readonly Generation[]>;
  stop(generation: Generation, poison: Poison): Promise<Generation>;
  /** The notes on all generations; those of a dropped one are gone with it. */
  notes(): Promise<readonly NotedGeneration[]>;
  /** Notes something beside a generation, in the place of what its kind said; `says` undefined takes it away. */
  note(generation: Generation, kind: NoteKind, says: string | undefined): Promise<void>;
  /**
   * Takes a lease, or renews it where `holder` has it already: at most one holder has it until it expires. Returns who
   * holds it afterwards: another name means that the lease was not granted.
   */
  lease(name: string, holder: string, milliseconds: number): Promise<string>;
  /** Who has a lease now; undefined where nobody has, or where it expired. */
  holder(name: string): Promise<string | undefined>;
  /** Releases a lease; nothing happens where `holder` does not have it. */
  release(name: string, holder: string): Promise<void>;
  /** Queries over the live tables, for reports. Read-only. */
  readonly db: Database;
  /** Undefined where this store can't show rows of the past beside those of now. */
  edition(): Promise<Edition | undefined>;
  close(): Promise<void>;
}
