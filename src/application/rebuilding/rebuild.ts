import { setTimeout as pause } from 'node:timers/promises';
import { isStoreError, type Position, type StoredEvent } from '../log/event-store';
import { BuildPace, type RebuildProgress } from './build-pace';
import type { Comparison } from '../comparing/compare';
import type { CompareAsked } from '../comparing/compare-work';
import type { BuildPurpose } from '../projecting/generation-notes';
import { disownLostEvents, generationsWithinLog, identityOf } from '../projecting/log-identity';
import { rebuildLease, withLeases } from '../projecting/leases';
import { adoptWhatIs, needsOf, type Need } from '../projecting/needs';
import { catchUp, ProjectionRun, type BatchSize, type ReadSide, type Target } from '../projecting/projection-run';
import {
  currentGeneration,
  keptGenerations,
  liveGeneration,
  type Generation,
  type Poison,
} from '../projecting/read-store';
import { rebuildTarget } from './rebuild-target';
import type { Verified } from '../verifying/verify';

export interface RebuildOptions {
  /** Ends it early; the next rebuild continues from there. */
  readonly signal?: AbortSignal;
  readonly batch?: BatchSize;
  readonly onProgress?: ((progress: RebuildProgress) => void) | undefined;
  /** At most this many events a second, so that other work on the machine is not slowed down. */
  readonly eventsPerSecond?: number | undefined;
  /** How many generations that were live before stay, to go back to; 1 where it is left out. */
  readonly keep?: number | undefined;
  /** `compare`: it is filled and not switched to; `rollback`: the one that is kept is filled on, and switched to. */
  readonly purpose?: BuildPurpose | undefined;
}

export interface Rebuilt {
  readonly projection: string;
  readonly generation: Generation;
  /** All but `live` left the live tables as they were; `filled` may be switched to, `cancelled` is gone. */
  readonly outcome: 'live' | 'filled' | 'interrupted' | 'cancelled' | 'poisoned';
  readonly poison: Poison | undefined;
}

/**
 * The long work on read models, in this thread or in another one, so that the service can answer requests meanwhile.
 * Without names: all of them. Throws what the work itself throws.
 */
export interface ReadModelWork {
  readonly rebuild: (names?: readonly string[], options?: Omit<RebuildOptions, 'batch'>) => Promise<readonly Rebuilt[]>;
  readonly verify: (names?: readonly string[]) => Promise<readonly Verified[]>;
  /** Compares candidates that are filled with the live ones; see compare-work.ts. */
  readonly compare: (names: readonly string[], asked: CompareAsked, options?: CompareRun) => Promise<Comparison>;
}

export interface CompareRun {
  readonly signal?: AbortSignal | undefined;
  /** Called after each comparison. */
  readonly onCompared?: (comparison: Comparison) => void;
}

/** A catch-up of so few events is followed by the switch. */
const SHORT_CATCH_UP = 1000;
/** How often a generation may be found moved: a projector notices within half a second that it is no longer live. */
const MOST_MOVES = 100;

const rebuildOutcome = (now: Generation | undefined, isFilled: boolean): Rebuilt['outcome'] => {
  if (!now) return 'cancelled';
  if (now.poison) return 'poisoned';
  return isFilled ? 'filled' : 'interrupted';
};

const lowestCheckpoint = (generations: readonly Generation[]): Generation['checkpoint'] => {
  const [lowest] = generations.map(({ checkpoint }) => checkpoint ?? -1n).sort((one, other) => (one < other ? -1 : 1));
  return lowest === undefined || lowest < 0n ? undefined : lowest;
};

class Rebuild {
  private run: ProjectionRun;
  private moved = 0;
  private readonly pace: BuildPace;

  constructor(
    private readonly side: ReadSide,
    private readonly targets: readonly Target[],
    private readonly options: RebuildOptions,
    private readonly signal: AbortSignal,
  ) {
    const pace = new BuildPace(side, lowestCheckpoint(targets.map(({ generation }) => generation)), options);
    this.run = new ProjectionRun(side, targets, (reached) => pace.noteAt(reached));
    this.pace = pace;
  }

  /** Brings all to the end of the log; switches, unless they are filled to be compared. */
  async fill(): Promise<readonly Rebuilt[]> {
    while ((await this.advance()) > SHORT_CATCH_UP && this.continues);
    if (this.continues) await this.finish();
    if (this.options.purpose === 'compare') return this.outcomes(new Map(), this.continues);
    const switched = new Map<string, Generation>();
    for (const target of this.continues ? this.filled() : []) {
      const live = await this.makeLive(target);
      if (live) switched.set(target.projection.name, live);
    }
    return this.outcomes(switched, false);
  }

  /** Reads on to the head of the log; returns how many events that were. */
  private async advance(): Promise<number> {
    const until = await this.goal();
    const { after } = this.run;
    if (until === undefined || this.run.isOver || (after !== undefined && until <= after)) return 0;
    const { pace, run, signal } = this;
    pace.extend(until);
    let taken = 0;
    const onPage = async (page: readonly StoredEvent[]) => {
      taken += page.length;
      await pace.count(page, run, signal);
    };
    try {
      await catchUp(this.side.log, run, until, {
        get batch() {
          return pace.batch;
        },
        signal,
        onPage,
      });
    } catch (error) {
      if (!isStoreError(error, 'conflict') || (this.moved += 1) > MOST_MOVES) throw error;
      await this.readAgain();
      return Infinity;
    }
    return taken;
  }

  /** The head of the log; what is to be compared goes no further than what it is compared with. */
  private async goal(): Promise<Position | undefined> {
    if (this.options.purpose !== 'compare') return this.side.log.head();
    const generations = await this.side.store.generations();
    const lives = this.targets.flatMap(({ projection }) => liveGeneration(generations, projection.name) ?? []);
    return lives.length < this.targets.length ? this.side.log.head() : lowestCheckpoint(lives);
  }

  /**
   * A generation that was live until just now may still be fed by a projector that has not noticed: what that wrote is
   * right, and is gone on from.
   */
  private async readAgain(): Promise<void> {
    await pause(Math.random() * 50);
    const generations = await this.side.store.generations();
    const left = this.filled().flatMap(({ projection, generation: { number, log } }) => {
      const now = generations.find((known) => known.projection === projection.name && known.number === number);
      return now ? [{ projection, generation: { ...now, log } }] : [];
    });
    this.run = new ProjectionRun(this.side, left, (reached) => this.pace.noteAt(reached));
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
        await this.tidy(live);
        return live;
      } catch (error) {
        if (!isStoreError(error, 'conflict')) throw error;
      }
      await pause(Math.random() * wait);
      await this.advance();
    }
    return undefined;
  }

  /** What was noted of the filling is of no use any more, nor are generations beyond those that are to be kept. */
  private async tidy(live: Generation): Promise<void> {
    const { store } = this.side;
    for (const kind of ['purpose', 'progress', 'asked', 'comparison'] as const) await store.note(live, kind, undefined);
    const kept = keptGenerations(await store.generations(), live.projection);
    for (const generation of kept.slice(this.options.keep ?? 1)) await store.drop(generation);
  }

  /** The targets that no event has stopped. */
  private filled(): readonly Target[] {
    const active = new Set(this.run.generations.map(({ projection }) => projection));
    return this.targets.filter(({ projection }) => active.has(projection.name));
  }

  private async outcomes(switched: ReadonlyMap<string, Generation>, isFilled: boolean): Promise<readonly Rebuilt[]> {
    const generations = await this.side.store.generations();
    return this.targets.map(({ projection: { name }, generation: built }) => {
      const live = switched.get(name);
      const now = generations.find(({ projection, number }) => projection === name && number === built.number);
      const generation = live ?? now ?? built;
      const outcome = live ? 'live' : rebuildOutcome(now, isFilled);
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
    side.projections.map(({ name }) => rebuildLease(name)),
    async (lost) => {
      await disownLostEvents(side);
      const identity = await identityOf(side.log);
      const targets: Target[] = [];
      for (const projection of side.projections)
        targets.push(await rebuildTarget(side, projection, identity, options.purpose));
      const signal = options.signal ? AbortSignal.any([lost, options.signal]) : lost;
      return new Rebuild(side, targets, options, signal).fill();
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
  /** What each of those that were not of this version needed, and why. */
  readonly needs: readonly Need[];
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
  const before = await generationsWithinLog(side);
  const others = side.projections.filter((projection) => !currentGeneration(before, projection));
  const needs = await needsOf(side, others);
  await adoptWhatIs(side.store, others, needs);
  const projections = others.filter(({ name }) =>
    needs.some(({ projection, what }) => projection === name && what === 'all'),
  );
  const names = projections.map(({ name }) => name);
  if (names.length === 0) return { needs, rebuilt: names, done: Promise.resolve([]) };
  const build = async (): Promise<readonly Rebuilt[]> => {
    const rebuilt = await (rebuildElsewhere?.(names, options) ?? rebuild({ ...side, projections }, options));
    if (rebuilt.every(({ outcome }) => outcome === 'live')) await dropFormer(side);
    return rebuilt;
  };
  return { needs, rebuilt: names, done: build() };
};
