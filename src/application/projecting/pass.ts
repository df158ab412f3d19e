import type { Projection } from '../../read-models/projection';
import type { Decode } from '../log/codec';
import { StoreError, type EventStore, type Position, type StoredEvent } from '../log/event-store';
import { Folding, type Fault } from './folding';
import type { Commit, Generation, ReadStore } from './read-store';
import { listens, SeenEvent } from './seen-event';

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

/** Rows of a table that stay in memory: what is at work in a company's month, and 1 M events stay under 1 GiB. */
const ROWS_IN_MEMORY = 2_000;

const messageOf = (error: unknown): string =>
  typeof error === 'object' && error !== null && 'message' in error ? String(error.message) : String(error);

/** True where the store is at fault, not the event. */
const isOfStore = (error: unknown): boolean => error instanceof StoreError;

/**
 * One way along the log for several projections: pages in, then one transaction for the rows and checkpoints of all.
 * A projection that can't take an event stops before it, alone; the others go on.
 */
export class Pass {
  private active: readonly Folding[];
  private readonly suspects = new Set<Folding>();
  private reached: Position | undefined;
  private waiting = 0;

  constructor(
    private readonly side: Omit<ReadSide, 'projections'>,
    targets: readonly Target[],
  ) {
    this.active = targets.map(
      ({ projection, generation }) => new Folding(projection, generation, side.store, ROWS_IN_MEMORY),
    );
  }

  get generations(): readonly Generation[] {
    return this.active.map(({ generation }) => generation);
  }

  /** What the projections listen to, all together. */
  get types(): readonly string[] {
    return [...new Set(this.active.flatMap(({ types }) => types))];
  }

  /** The earliest checkpoint: from there on the log is to be read. */
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
    return this.active.reduce((sum, folding) => sum + folding.changes, 0);
  }

  /** Events since the last commit. */
  get events(): number {
    return this.waiting;
  }

  async take(page: readonly StoredEvent[]): Promise<void> {
    const seen = this.seen(page, this.active);
    for (const folding of this.active) {
      if (this.suspects.has(folding) || !(await folding.take(seen))) continue;
      folding.reset();
      this.suspects.add(folding);
    }
    this.reached = page.at(-1)?.position ?? this.reached;
    this.waiting += page.length;
  }

  /** Writes what was folded. `reached`: up to where the log was read, where that is beyond the last event. */
  async commit(reached: Position | undefined = this.reached): Promise<void> {
    if (reached === undefined) return;
    await this.write(
      this.active.filter((folding) => !this.suspects.has(folding)),
      reached,
    );
    for (const suspect of this.suspects) await this.narrow(suspect, reached);
    this.suspects.clear();
    this.waiting = 0;
  }

  private seen(page: readonly StoredEvent[], foldings: readonly Folding[]): readonly SeenEvent[] {
    const seen: SeenEvent[] = [];
    for (const stored of page)
      for (const { projection } of foldings)
        if (listens(projection.on, stored.type)) {
          seen.push(new SeenEvent(stored, stored.type, this.side.decode));
          break;
        }
    return seen;
  }

  private async write(foldings: readonly Folding[], reached: Position): Promise<void> {
    try {
      await this.writeTogether(foldings, reached);
    } catch (error) {
      if (isOfStore(error)) throw error;
      for (const folding of foldings)
        try {
          await this.writeTogether([folding], reached);
        } catch (fault) {
          if (isOfStore(fault)) throw fault;
          this.suspects.add(folding);
        }
    }
  }

  private async writeTogether(foldings: readonly Folding[], reached: Position): Promise<void> {
    const moving: Folding[] = [];
    const commits: Commit[] = [];
    for (const folding of foldings) {
      await folding.settle();
      const commit = folding.commit(reached);
      if (!commit) continue;
      moving.push(folding);
      commits.push(commit);
    }
    if (commits.length === 0) return;
    for (const [index, generation] of (await this.side.store.commit(commits)).entries())
      moving[index]?.committed(generation);
  }

  /** Goes on from the checkpoint event by event, to stop right before the one that can't be taken. */
  private async narrow(folding: Folding, until: Position): Promise<void> {
    folding.reset();
    const after = folding.generation.checkpoint;
    const asked = { until, types: folding.types, ...(after === undefined ? {} : { after }) };
    for await (const page of this.side.log.readAll(asked))
      for (const event of this.seen(page, [folding])) {
        const fault = await this.tryOne(folding, event);
        if (fault) {
          await this.stop(folding, event.stored, fault);
          return;
        }
      }
    await this.writeTogether([folding], until);
  }

  private async tryOne(folding: Folding, event: SeenEvent): Promise<Fault | undefined> {
    const fault = await folding.take([event]);
    if (fault) return fault;
    try {
      await this.writeTogether([folding], event.stored.position);
      return undefined;
    } catch (thrown) {
      if (isOfStore(thrown)) throw thrown;
      return { thrown };
    }
  }

  private async stop(folding: Folding, { id, type, position }: StoredEvent, { thrown }: Fault): Promise<void> {
    const poison = { eventId: id, type, position, error: messageOf(thrown) };
    folding.stopped(await this.side.store.stop(folding.generation, poison));
    this.active = this.active.filter((other) => other !== folding);
  }
}
