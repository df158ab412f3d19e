import type { Projection } from '../../read-models/kit/projection';
import type { Decode } from '../log/codec';
import { type EventStore, isStoreError, type Position, type StoredEvent } from '../log/event-store';
import { errorMessage } from '../log/thrown';
import { LazyEvent, listens, ProjectionFold, type Thrown } from './projection-fold';
import type { Commit, Generation, GenerationNote, ReadStore } from './read-store';

/** What all work on read models needs. */
export interface ReadSide {
  readonly log: EventStore;
  readonly store: ReadStore;
  readonly projections: readonly Projection[];
  readonly decode: Decode;
}

export interface Target {
  readonly projection: Projection;
  readonly generation: Generation;
}

/** Rows of a table that stay in memory: what a company works on in a month, and 1 M events stay under 1 GiB. */
const ROWS_IN_MEMORY = 2_000;

/**
 * One run along the log for several projections: pages in, then one transaction for the rows and checkpoints of all.
 * A projection that can't take an event stops before that event; the others continue.
 */
export class ProjectionRun {
  private active: readonly ProjectionFold[];
  private readonly failed = new Set<ProjectionFold>();
  private reached: Position | undefined;
  private uncommitted = 0;

  constructor(
    private readonly side: Omit<ReadSide, 'projections'>,
    targets: readonly Target[],
    /** What is noted beside the rows that go up to a position. */
    private readonly noteAt?: (reached: Position) => Promise<GenerationNote>,
  ) {
    this.active = targets.map(
      ({ projection, generation }) => new ProjectionFold(projection, generation, side.store, ROWS_IN_MEMORY),
    );
  }

  get generations(): readonly Generation[] {
    return this.active.map(({ generation }) => generation);
  }

  get types(): readonly string[] {
    return [...new Set(this.active.flatMap(({ types }) => types))];
  }

  /** The earliest checkpoint: the log is to be read from there on. */
  get after(): Position | undefined {
    const [first, ...others] = this.generations.map(({ checkpoint }) => checkpoint ?? -1n);
    const earliest = others.reduce((least, checkpoint) => (checkpoint < least ? checkpoint : least), first ?? -1n);
    return earliest < 0n ? undefined : earliest;
  }

  /** True where every projection stopped. */
  get isOver(): boolean {
    return this.active.length === 0;
  }

  /** Rows that wait to be written. */
  get changes(): number {
    return this.active.reduce((sum, fold) => sum + fold.changes, 0);
  }

  /** Events since the last commit. */
  get events(): number {
    return this.uncommitted;
  }

  async take(page: readonly StoredEvent[]): Promise<void> {
    const events = this.handledEvents(page, this.active);
    for (const fold of this.active) {
      if (this.failed.has(fold) || !(await fold.take(events))) continue;
      fold.reset();
      this.failed.add(fold);
    }
    this.reached = page.at(-1)?.position ?? this.reached;
    this.uncommitted += page.length;
  }

  /** Writes what was folded. `reached`: up to where the log was read, where that is beyond the last event. */
  async commit(reached: Position | undefined = this.reached): Promise<void> {
    if (reached === undefined) return;
    await this.write(
      this.active.filter((fold) => !this.failed.has(fold)),
      reached,
    );
    for (const fold of this.failed) await this.stopAtPoison(fold, reached);
    this.failed.clear();
    this.uncommitted = 0;
  }

  /** Gives a projection up: nothing more of it is folded or written. */
  leave(name: string): void {
    this.active = this.active.filter(({ projection }) => projection.name !== name);
  }

  private handledEvents(page: readonly StoredEvent[], folds: readonly ProjectionFold[]): readonly LazyEvent[] {
    const events: LazyEvent[] = [];
    for (const stored of page)
      for (const { projection } of folds)
        if (listens(projection.on, stored.type)) {
          events.push(new LazyEvent(stored, stored.type, this.side.decode));
          break;
        }
    return events;
  }

  private async write(folds: readonly ProjectionFold[], reached: Position): Promise<void> {
    try {
      await this.writeTogether(folds, reached);
    } catch (error) {
      // The store failed, not the event.
      if (isStoreError(error)) throw error;
      for (const fold of folds)
        try {
          await this.writeTogether([fold], reached);
        } catch (thrown) {
          if (isStoreError(thrown)) throw thrown;
          this.failed.add(fold);
        }
    }
  }

  private async writeTogether(folds: readonly ProjectionFold[], reached: Position): Promise<void> {
    const written: ProjectionFold[] = [];
    const commits: Commit[] = [];
    const note = await this.noteAt?.(reached);
    for (const fold of folds) {
      const commit = fold.commit(reached);
      if (!commit) continue;
      written.push(fold);
      commits.push({ ...commit, note });
    }
    if (commits.length === 0) return;
    for (const [index, generation] of (await this.side.store.commit(commits)).entries())
      written[index]?.committed(generation);
  }

  /** Folds again from the checkpoint, event by event, and stops right before the one that can't be taken. */
  private async stopAtPoison(fold: ProjectionFold, until: Position): Promise<void> {
    fold.reset();
    const after = fold.generation.checkpoint;
    for await (const page of this.side.log.readAll({ after, until, types: fold.types }))
      for (const event of this.handledEvents(page, [fold])) {
        const thrown = await this.tryEvent(fold, event);
        if (thrown) {
          await this.stop(fold, event.stored, thrown);
          return;
        }
      }
    await this.writeTogether([fold], until);
  }

  private async tryEvent(fold: ProjectionFold, event: LazyEvent): Promise<Thrown | undefined> {
    const failure = await fold.take([event]);
    if (failure) return failure;
    try {
      await this.writeTogether([fold], event.stored.position);
      return undefined;
    } catch (thrown) {
      if (isStoreError(thrown)) throw thrown;
      return { thrown };
    }
  }

  private async stop(fold: ProjectionFold, { id, type, position }: StoredEvent, { thrown }: Thrown): Promise<void> {
    const poison = { eventId: id, type, position, error: errorMessage(thrown) };
    fold.stopped(await this.side.store.stop(fold.generation, poison));
    this.active = this.active.filter((other) => other !== fold);
  }
}

/** How much is folded before it is written: whichever limit is reached first. */
export interface BatchSize {
  readonly rows: number;
  readonly events: number;
}

export const pageByPage: BatchSize = { rows: 0, events: 0 };
/** In a large batch a row that changes often is written once, and a page of the file once for many rows. */
export const inBulk: BatchSize = { rows: 12_000, events: 100_000 };

export interface RunOptions {
  /** Asked after each page: it may change. */
  readonly batch: BatchSize;
  /** Ends the run early; all that was folded until then is written. */
  readonly signal?: AbortSignal | undefined;
  readonly onPage?: ((page: readonly StoredEvent[]) => Promise<void> | void) | undefined;
}

const isBatchFull = (run: ProjectionRun, { rows, events }: BatchSize): boolean =>
  run.changes >= rows || run.events >= events;

const isOver = (run: ProjectionRun, signal: AbortSignal | undefined): boolean => signal?.aborted === true || run.isOver;

/** THE loop: takes pages and writes in batches. Ends with the pages, at the signal, or when every projection stopped. */
export const runAlong = async (
  pages: AsyncIterable<readonly StoredEvent[]>,
  run: ProjectionRun,
  options: RunOptions,
): Promise<void> => {
  const { signal, onPage } = options;
  for await (const page of pages) {
    await run.take(page);
    if (isBatchFull(run, options.batch)) await run.commit();
    await onPage?.(page);
    if (isOver(run, signal)) break;
  }
  await run.commit();
};

/** Brings a run up to a position of the log (inclusive); reads only what its projections handle. */
export const catchUp = async (
  log: EventStore,
  run: ProjectionRun,
  until: Position,
  options: RunOptions,
): Promise<void> => {
  const { after, types } = run;
  await runAlong(log.readAll({ after, until, types }), run, options);
  if (!options.signal?.aborted) await run.commit(until);
};
