import type { Projection, TableSpec } from '../../read-models/projection';
import type { Position } from '../log/event-store';
import type { Commit, Generation, ReadStore } from './read-store';
import { changesOf, type SeenEvent } from './seen-event';
import { TableRows } from './table-rows';

/** What an arm threw, or a change: of whatever kind. */
export interface Fault {
  readonly thrown: unknown;
}

export const caught = (work: () => void): Fault | undefined => {
  try {
    work();
    return undefined;
  } catch (thrown) {
    return { thrown };
  }
};

/** One generation of a projection at work: events in, changed rows and a checkpoint out. */
export class Folding {
  private tables: Map<TableSpec, TableRows>;

  constructor(
    readonly projection: Projection,
    private standing: Generation,
    private readonly store: ReadStore,
    /** How many rows of a table stay in memory. */
    private readonly bound: number,
  ) {
    this.tables = this.empty();
  }

  get generation(): Generation {
    return this.standing;
  }

  get types(): readonly string[] {
    return Object.keys(this.projection.on);
  }

  /** Rows that wait to be written. */
  get changes(): number {
    let changes = 0;
    for (const rows of this.tables.values()) changes += rows.changes;
    return changes;
  }

  /**
   * Folds the events after the checkpoint. Gives what was thrown where one of them can't be taken: then what was folded
   * is of no use, and `reset` is due.
   */
  async take(events: readonly SeenEvent[]): Promise<Fault | undefined> {
    const fault = caught(() => {
      this.change(events);
    });
    return fault ?? this.fill();
  }

  /** Brings rollups up to their rows: due before each commit. Throws what a rollup throws. */
  async settle(): Promise<void> {
    for (const [table, rows] of this.tables)
      if (table.follows) for (const change of table.follows(rows.untold())) this.rowsOf(change.table).take(change);
    const fault = await this.fill();
    if (fault) throw fault.thrown;
  }

  /** Nothing where the checkpoint would not move. */
  commit(reached: Position): Commit | undefined {
    if (this.standing.checkpoint !== undefined && reached <= this.standing.checkpoint) return undefined;
    const writes = [...this.tables.values()].flatMap((rows) => rows.writes());
    return { generation: this.standing, writes, checkpoint: reached };
  }

  committed(generation: Generation): void {
    this.standing = generation;
    for (const rows of this.tables.values()) rows.written();
  }

  /** Forgets all rows: back to what the store holds. */
  reset(): void {
    this.tables = this.empty();
  }

  stopped(generation: Generation): void {
    this.reset();
    this.standing = generation;
  }

  /** Loads the rows that changes wait for. */
  private async fill(): Promise<Fault | undefined> {
    for (const [table, rows] of this.tables) {
      const keys = rows.missing();
      if (keys.length === 0) continue;
      const loaded = await this.store.load(this.standing, table, keys);
      const fault = caught(() => {
        rows.fill(loaded);
      });
      if (fault) return fault;
    }
    return undefined;
  }

  private change(events: readonly SeenEvent[]): void {
    const done = Number(this.standing.checkpoint ?? -1n);
    const { on } = this.projection;
    for (const event of events)
      if (event.position > done) for (const change of changesOf(on, event)) this.rowsOf(change.table).take(change);
  }

  private rowsOf(table: TableSpec): TableRows {
    const rows = this.tables.get(table);
    if (rows) return rows;
    throw new Error(`the projection ${this.projection.name} does not name the table ${table.name} that it changes`);
  }

  private empty(): Map<TableSpec, TableRows> {
    const isFresh = this.standing.checkpoint === undefined;
    return new Map(this.projection.tables.map((table) => [table, new TableRows(table, this.bound, isFresh)]));
  }
}
