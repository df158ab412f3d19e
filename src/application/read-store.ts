import type { Kysely } from 'kysely';
import type { Projection, Row, TableSpec, Value } from '../read-models/projection';
import type { Position } from './event-store';

/** One set of a projection's tables: live ones serve queries, a building one stands beside them until it is switched. */
export interface Generation {
  readonly projection: string;
  readonly number: number;
  /** The version of the projection that filled it. */
  readonly version: number;
  readonly state: 'live' | 'building' | 'retired';
  /** The last event that its rows hold; undefined before the first. */
  readonly checkpoint: Position | undefined;
}

/** Rows to write: `row` undefined deletes. `isNew` promises that the key is not there. */
export interface RowWrite {
  readonly table: TableSpec;
  readonly key: readonly Value[];
  readonly row: Row | undefined;
  readonly isNew: boolean;
}

export interface Commit {
  readonly generation: Generation;
  readonly writes: readonly RowWrite[];
  /** The last event that the rows will hold. */
  readonly checkpoint: Position;
}

/**
 * The read models' tables. Guarantees, tested by one contract suite:
 * - rows and checkpoint change in one transaction, or neither does;
 * - a commit whose generation has moved since it was read (`checkpoint` is not the stored one) is refused with
 *   `StoreError('conflict')` and changes nothing: two projectors at once can't apply an event twice;
 * - a switch of generations is one transaction: a reader sees all tables of the old or all of the new one;
 * - readers see a table under its plain name, whichever generation is live.
 */
export interface ReadStore {
  /** All generations of all projections. */
  generations(): Promise<readonly Generation[]>;
  /** Creates the tables of a new generation, empty; indexes come with `finish`. */
  build(projection: Projection): Promise<Generation>;
  /** Makes the missing indexes of a building generation. */
  finish(generation: Generation, projection: Projection): Promise<void>;
  /** Makes a building generation live and retires the one before, in one transaction. */
  makeLive(generation: Generation, projection: Projection): Promise<Generation>;
  /** Drops the tables of a generation. */
  drop(generation: Generation, projection: Projection): Promise<void>;
  /** The rows of these keys, in the order of the keys; undefined where there is none. */
  load(
    generation: Generation,
    table: TableSpec,
    keys: readonly (readonly Value[])[],
  ): Promise<readonly (Row | undefined)[]>;
  /** Takes all commits or none. Gives the generations as they stand after it. */
  commit(commits: readonly Commit[]): Promise<readonly Generation[]>;
  /** All rows of a table in the order of its key, in pages. */
  scan(generation: Generation, table: TableSpec, pageSize?: number): AsyncIterable<readonly Row[]>;
  /** Queries over the live tables, for reports. Reading only. */
  readonly db: Kysely<unknown>;
  close(): Promise<void>;
}
