import type { EventCatalogue, EventType } from '../../domain/catalogue';
import type { EventMetadata } from '../../domain/shared/event';
import type { Id, Moment } from '../../domain/shared/values';
import type { Arms, Change, ProjectedEvent, Projection, TableSpec } from '../../read-models/kit/projection';
import type { Decode, StoredDomainEvent } from '../log/codec';
import { StoreError, type StoredEvent, type Position } from '../log/event-store';
import type { Commit, Generation, ReadStore } from './read-store';
import { RowCache } from './row-cache';

const positionNumber = ({ position, id }: StoredEvent): number => {
  const number = Number(position);
  if (Number.isSafeInteger(number)) return number;
  throw new StoreError('corrupt', `the position ${position} of the event ${id} is no number that a column can hold`);
};

/** A stored event as projections see it: nothing is copied, and it is decoded when a field of its content is read. */
export class LazyEvent implements ProjectedEvent<EventType> {
  readonly position: number;
  private ownId: Id | undefined = undefined;
  private today: StoredDomainEvent | undefined = undefined;

  constructor(
    readonly stored: StoredEvent,
    readonly type: EventType,
    private readonly decode: Decode,
  ) {
    this.position = positionNumber(stored);
  }

  get id(): Id {
    return (this.ownId ??= this.stored.id);
  }

  get stream(): string {
    return this.stored.stream;
  }

  get revision(): number {
    return this.stored.revision;
  }

  get occurredAt(): Moment {
    return this.decoded.occurredAt;
  }

  get recordedAt(): Moment {
    return this.stored.recordedAt;
  }

  get data(): EventCatalogue[EventType] {
    return this.decoded.data;
  }

  get metadata(): EventMetadata {
    return this.decoded.metadata;
  }

  private get decoded(): StoredDomainEvent {
    return (this.today ??= this.decode(this.stored));
  }
}

export const listens = (on: Arms, type: string): type is EventType => Object.hasOwn(on, type);

const noChanges: readonly Change[] = [];

/** What an event changes, by the arm of its type. */
export const changesOf = <Type extends EventType>(on: Arms, event: ProjectedEvent<Type>): readonly Change[] =>
  on[event.type]?.(event) ?? noChanges;

/** What an arm or a change threw: it may be anything. */
export interface Thrown {
  readonly thrown: unknown;
}

const thrownBy = (work: () => void): Thrown | undefined => {
  try {
    work();
    return undefined;
  } catch (thrown) {
    return { thrown };
  }
};

/** Folds events into one generation of a projection: events in, changed rows and a checkpoint out. */
export class ProjectionFold {
  private tables: Map<TableSpec, RowCache>;

  constructor(
    readonly projection: Projection,
    private current: Generation,
    private readonly store: ReadStore,
    /** How many rows of a table stay in memory. */
    private readonly bound: number,
  ) {
    this.tables = this.empty();
  }

  get generation(): Generation {
    return this.current;
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
   * Folds the events after the checkpoint. Returns what was thrown where one of them can't be taken: then what was
   * folded is of no use, and the caller must call `reset`.
   */
  async take(events: readonly LazyEvent[]): Promise<Thrown | undefined> {
    const failure = thrownBy(() => {
      this.change(events);
    });
    return failure ?? this.load();
  }

  /** Undefined where the checkpoint would not move. */
  commit(reached: Position): Commit | undefined {
    if (this.current.checkpoint !== undefined && reached <= this.current.checkpoint) return undefined;
    const writes = [...this.tables.values()].flatMap((rows) => rows.writes());
    return { generation: this.current, writes, checkpoint: reached };
  }

  committed(generation: Generation): void {
    this.current = generation;
    for (const rows of this.tables.values()) rows.written();
  }

  /** Forgets all rows in memory: back to what the store holds. */
  reset(): void {
    this.tables = this.empty();
  }

  stopped(generation: Generation): void {
    this.reset();
    this.current = generation;
  }

  private async load(): Promise<Thrown | undefined> {
    for (const [table, rows] of this.tables) {
      const keys = rows.missing();
      if (keys.length === 0) continue;
      const loaded = await this.store.load(this.current, table, keys);
      const failure = thrownBy(() => {
        rows.fill(loaded);
      });
      if (failure) return failure;
    }
    return undefined;
  }

  private change(events: readonly LazyEvent[]): void {
    const done = Number(this.current.checkpoint ?? -1n);
    const { on } = this.projection;
    for (const event of events)
      if (event.position > done) for (const change of changesOf(on, event)) this.rowsOf(change.table).take(change);
  }

  private rowsOf(table: TableSpec): RowCache {
    const rows = this.tables.get(table);
    if (rows) return rows;
    throw new Error(`the projection ${this.projection.name} does not name the table ${table.name} that it changes`);
  }

  private empty(): Map<TableSpec, RowCache> {
    return new Map(this.projection.tables.map((table) => [table, new RowCache(table, this.bound)]));
  }
}
