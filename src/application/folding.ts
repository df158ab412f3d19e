import type { Change, Projection, TableSpec } from '../read-models/projection';
import type { Position, StoredEvent } from './event-store';
import type { Commit, Generation, ReadStore } from './read-store';
import { changesOf, listens, type SeenEvent } from './seen-event';
import { TableRows, type Entry } from './table-rows';

/** An event that a projection can't take. */
export interface Failure {
  readonly event: StoredEvent;
  readonly error: unknown;
}

interface Step {
  readonly rows: TableRows;
  readonly entry: Entry;
  readonly change: Change;
  readonly event: SeenEvent;
}

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

  /** Folds the events after the checkpoint. After a failure, `reset` is due: what was folded is of no use. */
  async take(events: readonly SeenEvent[]): Promise<Failure | undefined> {
    const steps: Step[] = [];
    const failure = this.prepare(events, steps);
    if (failure) return failure;
    for (const [table, rows] of this.tables) {
      const keys = rows.missing();
      if (keys.length > 0) rows.fill(await this.store.load(this.standing, table, keys));
    }
    return this.fold(steps);
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

  private prepare(events: readonly SeenEvent[], steps: Step[]): Failure | undefined {
    const done = Number(this.standing.checkpoint ?? -1n);
    const { on } = this.projection;
    for (const event of events) {
      if (event.position <= done || !listens(on, event.type)) continue;
      try {
        for (const change of changesOf(on, event)) {
          const rows = this.rowsOf(change.table);
          steps.push({ rows, entry: rows.entry(change), change, event });
        }
      } catch (error) {
        return { event: event.stored, error };
      }
    }
    return undefined;
  }

  private fold(steps: readonly Step[]): Failure | undefined {
    for (const { rows, entry, change, event } of steps)
      try {
        rows.apply(entry, change);
      } catch (error) {
        return { event: event.stored, error };
      }
    return undefined;
  }

  private rowsOf(table: TableSpec): TableRows {
    const rows = this.tables.get(table);
    if (rows) return rows;
    throw new Error(`the projection ${this.projection.name} does not name the table ${table.name} that it changes`);
  }

  private empty(): Map<TableSpec, TableRows> {
    return new Map(this.projection.tables.map((table) => [table, new TableRows(table, this.bound)]));
  }
}
