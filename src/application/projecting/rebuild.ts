import { setTimeout as pause } from 'node:timers/promises';
import type { Projection } from '../../read-models/projection';
import { StoreError } from '../log/event-store';
import { disownWhatIsLost, generationsWithinLog, identityOf, isOfLog } from './log-identity';
import { Pace, type PaceOptions } from './pace';
import { Pass, type ReadSide, type Target } from './pass';
import { catchUp, inBulk, type Batch } from './project';
import type { Generation, Poison } from './read-store';
import { asSoleHolder } from './leases';

export interface RebuildOptions extends PaceOptions {
  /** Ends it early; the next rebuild goes on from there. */
  readonly signal?: AbortSignal;
  readonly batch?: Batch;
}

export interface Rebuilt {
  readonly projection: string;
  readonly generation: Generation;
  /** `interrupted` and `poisoned` left the live tables as they were. */
  readonly outcome: 'live' | 'interrupted' | 'poisoned';
  readonly poison: Poison | undefined;
}

/** Rebuilds read models, wherever it is done; without names: all of them. */
export type RebuildNamed = (
  names?: readonly string[],
  options?: Omit<RebuildOptions, 'batch'>,
) => Promise<readonly Rebuilt[]>;

/** The events of a last look that is short enough to switch after it. */
const NEARLY = 1000;

/** A generation to fill: the one that an interrupted rebuild left, if it is of this version and this log. */
const targetOf = async ({ store }: ReadSide, projection: Projection, log: string | undefined): Promise<Target> => {
  const generations = (await store.generations()).filter((known) => known.projection === projection.name);
  const building = generations.filter(({ state }) => state === 'building');
  const left = building.find((known) => known.version === projection.version && isOfLog(known, log));
  for (const generation of generations)
    if (generation.state !== 'live' && generation !== left) await store.drop(generation, projection);
  return { projection, generation: { ...(left ?? (await store.build(projection))), log } };
};

const isConflict = (error: unknown): boolean => error instanceof StoreError && error.code === 'conflict';

class Rebuild {
  private readonly pass: Pass;
  private pace: Pace | undefined;

  constructor(
    private readonly side: ReadSide,
    private readonly targets: readonly Target[],
    private readonly options: RebuildOptions,
    private readonly signal: AbortSignal,
  ) {
    this.pass = new Pass(side, targets);
  }

  async run(): Promise<readonly Rebuilt[]> {
    while ((await this.advance()) > NEARLY && this.goesOn());
    if (this.goesOn()) await this.finish();
    const switched = new Map<string, Generation>();
    for (const target of this.goesOn() ? this.filled() : []) {
      const live = await this.makeLive(target);
      if (live) switched.set(target.projection.name, live);
    }
    return this.outcomes(switched);
  }

  /** Reads on to the head; gives how many events it took. */
  private async advance(): Promise<number> {
    const until = await this.side.log.head();
    const { after } = this.pass;
    if (until === undefined || (after !== undefined && until <= after)) return 0;
    this.pace ??= new Pace(after, until, this.options);
    this.pace.extend(until);
    const { pace, signal } = this;
    let taken = 0;
    const onPage = (page: Parameters<Pace['count']>[0]) => {
      taken += page.length;
      return pace.count(page, signal);
    };
    await catchUp(this.side.log, this.pass, until, { batch: inBulk, ...this.options, signal, onPage });
    return taken;
  }

  private async finish(): Promise<void> {
    for (const { projection, generation } of this.filled()) await this.side.store.finish(generation, projection);
    await this.advance();
  }

  /** The live tables may be ahead by what came since: then these catch up and try again. */
  private async makeLive({ projection, generation }: Target): Promise<Generation | undefined> {
    for (let wait = 1; this.goesOn(); wait = Math.min(wait * 2, 50)) {
      if (!this.pass.generations.some((filled) => filled.projection === projection.name)) return undefined;
      try {
        const live = await this.side.store.makeLive(generation, projection);
        await this.dropRetired(projection);
        return live;
      } catch (error) {
        if (!isConflict(error)) throw error;
      }
      await pause(Math.random() * wait);
      await this.advance();
    }
    return undefined;
  }

  private async dropRetired(projection: Projection): Promise<void> {
    for (const generation of await this.side.store.generations())
      if (generation.projection === projection.name && generation.state === 'retired')
        await this.side.store.drop(generation, projection);
  }

  /** Those that no event has stopped. */
  private filled(): readonly Target[] {
    const going = new Set(this.pass.generations.map(({ projection }) => projection));
    return this.targets.filter(({ projection }) => going.has(projection.name));
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

  private goesOn(): boolean {
    return !this.signal.aborted;
  }
}

/**
 * Fills new tables beside the live ones from the whole log, then switches to them in one transaction a read model:
 * readers never see a half. What was killed goes on where it stood. Throws StoreError `conflict` where another process
 * is rebuilding one of these.
 */
export const rebuild = (side: ReadSide, options: RebuildOptions = {}): Promise<readonly Rebuilt[]> =>
  asSoleHolder(
    side.store,
    side.projections.map(({ name }) => `the rebuild of ${name}`),
    async (lost) => {
      await disownWhatIsLost(side);
      const identity = await identityOf(side.log);
      const targets: Target[] = [];
      for (const projection of side.projections) targets.push(await targetOf(side, projection, identity));
      const signal = options.signal ? AbortSignal.any([lost, options.signal]) : lost;
      return new Rebuild(side, targets, options, signal).run();
    },
  );

export interface Ensured {
  /** Read models that could not be asked yet, and those that another version filled. */
  readonly rebuilt: readonly string[];
  /** Settles when all of them are live; the old ones serve until then. */
  readonly done: Promise<readonly Rebuilt[]>;
}

/**
 * Sees to it that every read model is there in its version: makes what is missing, rebuilds what is of another one, here
 * or by `rebuildElsewhere`. Throws StoreError `corrupt` where they hold what this log does not.
 */
export const ensureReadModels = async (
  side: ReadSide,
  options: RebuildOptions = {},
  rebuildElsewhere?: RebuildNamed,
): Promise<Ensured> => {
  const generations = await generationsWithinLog(side);
  const isCurrent = ({ name, version }: Projection): boolean =>
    generations.some((known) => known.projection === name && known.version === version && known.state === 'live');
  const projections = side.projections.filter((projection) => !isCurrent(projection));
  const names = projections.map(({ name }) => name);
  if (names.length === 0) return { rebuilt: names, done: Promise.resolve([]) };
  const done = rebuildElsewhere?.(names, options) ?? rebuild({ ...side, projections }, options);
  return { rebuilt: names, done };
};
