import { setTimeout as pause } from 'node:timers/promises';
import { StoreError, type Position, type StoredEvent } from '../log/event-store';
import { waitOrAbort } from '../log/retrying';
import type { Projection } from '../../read-models/projection';
import { disownLostEvents, generationsWithinLog, identityOf, isOfLog } from './log-identity';
import { withLeases } from './leases';
import { catchUp, inBulk, ProjectionRun, type BatchSize, type ReadSide, type Target } from './projection-run';
import { currentGeneration, type Generation, type Poison } from './read-store';
import type { Verified } from './verify';

/** How far a rebuild has come. Events that no projection handles don't count. */
export interface RebuildProgress {
  /** Events done since this process started or resumed the rebuild. */
  readonly done: number;
  /** Events to do, estimated from how dense they were so far. */
  readonly total: number;
  readonly eventsPerSecond: number;
  readonly secondsLeft: number;
}

export interface RebuildOptions {
  /** Ends it early; the next rebuild continues from there. */
  readonly signal?: AbortSignal;
  readonly batch?: BatchSize;
  readonly onProgress?: ((progress: RebuildProgress) => void) | undefined;
  /** At most this many events a second, so that other work on the machine is not slowed down. */
  readonly eventsPerSecond?: number | undefined;
}

const REPORT_MILLISECONDS = 200;

/** Counts events, reports progress, and slows down to `eventsPerSecond`. */
class RebuildPace {
  private readonly startedAt = performance.now();
  private done = 0;
  private reportedAt = 0;

  constructor(
    private readonly after: Position | undefined,
    private until: Position,
    private readonly options: RebuildOptions,
  ) {}

  extend(until: Position): void {
    this.until = until;
  }

  async count(page: readonly StoredEvent[], signal: AbortSignal): Promise<void> {
    const position = page.at(-1)?.position;
    if (position === undefined) return;
    this.done += page.length;
    const now = performance.now();
    if (now - this.reportedAt >= REPORT_MILLISECONDS || position >= this.until) {
      this.reportedAt = now;
      this.options.onProgress?.(this.progress(position, now));
    }
    const { eventsPerSecond } = this.options;
    if (eventsPerSecond === undefined) return;
    const early = (this.done / eventsPerSecond) * 1000 - (now - this.startedAt);
    if (early > 1) await waitOrAbort(early, signal);
  }

  private progress(position: Position, now: number): RebuildProgress {
    const from = this.after ?? 0n;
    const share = position >= this.until ? 1 : Number(position - from) / Number(this.until - from);
    const total = share > 0 ? Math.max(this.done, Math.round(this.done / share)) : this.done;
    const eventsPerSecond = (this.done * 1000) / Math.max(1, now - this.startedAt);
    return { done: this.done, total, eventsPerSecond, secondsLeft: (total - this.done) / eventsPerSecond };
  }
}

export interface Rebuilt {
  readonly projection: string;
  readonly generation: Generation;
  /** `interrupted` and `poisoned` left the live tables as they were. */
  readonly outcome: 'live' | 'interrupted' | 'poisoned';
  readonly poison: Poison | undefined;
}

/**
 * The long work on read models, in this thread or in another one, so that the service can answer requests meanwhile.
 * Without names: all of them. Throws what the work itself throws.
 */
export interface ReadModelWork {
  readonly rebuild: (names?: readonly string[], options?: Omit<RebuildOptions, 'batch'>) => Promise<readonly Rebuilt[]>;
  readonly verify: (names?: readonly string[]) => Promise<readonly Verified[]>;
}

/** A catch-up of so few events is followed by the switch. */
const SHORT_CATCH_UP = 1000;

/** A generation to fill: the one that an interrupted rebuild left, if it is of this version and this log. */
const rebuildTarget = async ({ store }: ReadSide, projection: Projection, log: string | undefined): Promise<Target> => {
  const generations = (await store.generations()).filter((known) => known.projection === projection.name);
  const building = generations.filter(({ state }) => state === 'building');
  const left = building.find((known) => known.version === projection.version && isOfLog(known, log));
  for (const generation of generations)
    if (generation.state !== 'live' && generation !== left) await store.drop(generation);
  return { projection, generation: { ...(left ?? (await store.build(projection))), log } };
};

const isStoreConflict = (error: unknown): boolean => error instanceof StoreError && error.code === 'conflict';

class Rebuild {
  private readonly run: ProjectionRun;
  private pace: RebuildPace | undefined;

  constructor(
    private readonly side: ReadSide,
    private readonly targets: readonly Target[],
    private readonly options: RebuildOptions,
    private readonly signal: AbortSignal,
  ) {
    this.run = new ProjectionRun(side, targets);
  }

  async fillAndSwitch(): Promise<readonly Rebuilt[]> {
    while ((await this.advance()) > SHORT_CATCH_UP && this.continues);
    if (this.continues) await this.finish();
    const switched = new Map<string, Generation>();
    for (const target of this.continues ? this.filled() : []) {
      const live = await this.makeLive(target);
      if (live) switched.set(target.projection.name, live);
    }
    return this.outcomes(switched);
  }

  /** Reads on to the head of the log; returns how many events that were. */
  private async advance(): Promise<number> {
    const until = await this.side.log.head();
    const { after } = this.run;
    if (until === undefined || (after !== undefined && until <= after)) return 0;
    this.pace ??= new RebuildPace(after, until, this.options);
    this.pace.extend(until);
    const { pace, signal } = this;
    let taken = 0;
    const onPage = (page: Parameters<RebuildPace['count']>[0]) => {
      taken += page.length;
      return pace.count(page, signal);
    };
    await catchUp(this.side.log, this.run, until, { batch: inBulk, ...this.options, signal, onPage });
    return taken;
  }

  private async finish(): Promise<void> {
    for (const { projection, generation } of this.filled()) await this.side.store.finish(generation, projection);
    await this.advance();
  }

  /** The live tables may be ahead by events that came since: then the new ones catch up and the switch is tried again. */
  private async makeLive({ projection, generation }: Target): Promise<Generation | undefined> {
    for (let wait = 1; this.continues; wait = Math.min(wait * 2, 50)) {
      if (!this.run.generations.some((filled) => filled.projection === projection.name)) return undefined;
      try {
        const live = await this.side.store.makeLive(generation, projection);
        await this.dropRetired(projection);
        return live;
      } catch (error) {
        if (!isStoreConflict(error)) throw error;
      }
      await pause(Math.random() * wait);
      await this.advance();
    }
    return undefined;
  }

  private async dropRetired(projection: Projection): Promise<void> {
    for (const generation of await this.side.store.generations())
      if (generation.projection === projection.name && generation.state === 'retired')
        await this.side.store.drop(generation);
  }

  /** The targets that no event has stopped. */
  private filled(): readonly Target[] {
    const active = new Set(this.run.generations.map(({ projection }) => projection));
    return this.targets.filter(({ projection }) => active.has(projection.name));
  }

  private async outcomes(switched: ReadonlyMap<string, Generation>): Promise<readonly Rebuilt[]> {
    const generations = await this.side.store.generations();
    return this.targets.map(({ projection: { name }, generation: built }) => {
      const live = switched.get(name);
      const now = generations.find(({ projection, number }) => projection === name && number === built.number);
      const generation = live ?? now ?? built;
      const outcome = live ? 'live' : generation.poison ? 'poisoned' : 'interrupted';
      return { projection: name, generation, outcome, poison: generation.poison };
    });
  }

  private get continues(): boolean {
    return !this.signal.aborted;
  }
}

/**
 * Fills new tables beside the live ones from the whole log, then switches to them in one transaction per read model:
 * readers never see half-filled tables. A rebuild that was killed continues where it stopped. Throws StoreError
 * `conflict` where another process is rebuilding one of these.
 */
export const rebuild = (side: ReadSide, options: RebuildOptions = {}): Promise<readonly Rebuilt[]> =>
  withLeases(
    side.store,
    side.projections.map(({ name }) => `the rebuild of ${name}`),
    async (lost) => {
      await disownLostEvents(side);
      const identity = await identityOf(side.log);
      const targets: Target[] = [];
      for (const projection of side.projections) targets.push(await rebuildTarget(side, projection, identity));
      const signal = options.signal ? AbortSignal.any([lost, options.signal]) : lost;
      return new Rebuild(side, targets, options, signal).fillAndSwitch();
    },
  );

/** Projections that versions of before had: facts have taken their place (docs/decisions/0041). */
const formerProjections: ReadonlySet<string> = new Set([
  'client-history',
  'manager-activity',
  'refusals',
  'stale-products',
]);

/** Nothing fills their tables any more, and nothing reads them. */
const dropFormer = async ({ store }: ReadSide): Promise<void> => {
  for (const generation of await store.generations())
    if (formerProjections.has(generation.projection)) await store.drop(generation);
};

export interface Ensured {
  /** Read models that were missing, and those that another version filled. */
  readonly rebuilt: readonly string[];
  /** Resolves when all of them are live; the old ones serve until then. */
  readonly done: Promise<readonly Rebuilt[]>;
}

/**
 * Makes sure that every read model exists in its current version: builds what is missing, rebuilds what is of another
 * version, here or by `rebuildElsewhere`; then drops the tables of former projections. Throws StoreError `corrupt` where they hold events that this log does not.
 */
export const ensureReadModels = async (
  side: ReadSide,
  options: RebuildOptions = {},
  rebuildElsewhere?: ReadModelWork['rebuild'],
): Promise<Ensured> => {
  const generations = await generationsWithinLog(side);
  const projections = side.projections.filter((projection) => !currentGeneration(generations, projection));
  const names = projections.map(({ name }) => name);
  if (names.length === 0) return { rebuilt: names, done: Promise.resolve([]) };
  const build = async (): Promise<readonly Rebuilt[]> => {
    const rebuilt = await (rebuildElsewhere?.(names, options) ?? rebuild({ ...side, projections }, options));
    if (rebuilt.every(({ outcome }) => outcome === 'live')) await dropFormer(side);
    return rebuilt;
  };
  return { rebuilt: names, done: build() };
};
