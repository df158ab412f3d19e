import { EventEmitter, once } from 'node:events';
import { setTimeout as pause } from 'node:timers/promises';
import type { Projection } from '../../read-models/kit/projection';
import { type EventCount, type EventStore, isStoreError, type Position, StoreError } from '../log/event-store';
import { catchUp, inBulk, pageByPage, ProjectionRun, runAlong, type ReadSide, type Target } from './projection-run';
import { buildingGeneration, currentGeneration, liveGeneration, type Generation, type Poison } from './read-store';
import { waitOrAbort } from '../log/retrying';
import { generationsOfLog } from './log-identity';

export interface ProjectionState {
  readonly projection: string;
  readonly version: number;
  readonly state: 'live' | 'catching-up' | 'building' | 'poisoned' | 'incomplete';
  /** The live one; undefined while there is none. */
  readonly generation: number | undefined;
  /** Up to where the live tables go; where there are none, those that are being filled for the first time. */
  readonly position: Position | undefined;
  /** Events of the log that the tables don't hold yet, as far as the store counts them. */
  readonly lag: number;
  /** True where there may be more than that. */
  readonly lagOrMore: boolean;
  readonly poison: Poison | undefined;
  /** Live tables that somebody removed. */
  readonly missing: readonly string[];
}

const readModelState = (
  { version }: Projection,
  live: Generation | undefined,
  building: Generation | undefined,
  lag: number,
): Pick<ProjectionState, 'state' | 'poison'> => {
  const isCurrent = live?.version === version;
  // Tables of an earlier version take no event any more: what counts is how those that replace them are getting on.
  const { poison } = (isCurrent ? live : (building ?? live)) ?? {};
  return { state: poison ? 'poisoned' : unstoppedState(live, isCurrent, lag), poison };
};

const unstoppedState = (live: Generation | undefined, isCurrent: boolean, lag: number): ProjectionState['state'] => {
  if (live?.missing) return 'incomplete';
  if (!isCurrent) return 'building';
  return lag > 0 ? 'catching-up' : 'live';
};

/** Counts once per checkpoint: most projections have the same one, at the head of the log. */
const lagCounter = (
  log: EventStore,
  head: Position | undefined,
): ((after: Position | undefined) => Promise<EventCount>) => {
  const counted = new Map<Position | undefined, Promise<EventCount>>();
  return (after) => {
    if (head === undefined || (after !== undefined && after >= head))
      return Promise.resolve({ events: 0, orMore: false });
    const count = counted.get(after) ?? log.countAfter(after);
    counted.set(after, count);
    return count;
  };
};

/** Whether reports read it: it is filled, complete, and no event stopped it. */
export const isServing = ({ generation, poison, missing }: ProjectionState): boolean =>
  generation !== undefined && !poison && missing.length === 0;

/** What tells how far read models are. */
export type StandingSide = Pick<ReadSide, 'log' | 'projections'> & {
  readonly store: Pick<ReadSide['store'], 'generations'>;
};

/** The state of each read model, whichever process fills it. */
export const projectionStates = async ({
  log,
  store,
  projections,
}: StandingSide): Promise<readonly ProjectionState[]> => {
  const generations = await store.generations();
  const lagOf = lagCounter(log, await log.head());
  return Promise.all(
    projections.map(async (projection) => {
      const live = liveGeneration(generations, projection.name);
      const building = buildingGeneration(generations, projection);
      const position = (live ?? building)?.checkpoint;
      const { events: lag, orMore: lagOrMore } = await lagOf(position);
      const { name, version } = projection;
      const state = readModelState(projection, live, building, lag);
      const missing = live?.missing ?? [];
      return { projection: name, version, generation: live?.number, position, lag, lagOrMore, ...state, missing };
    }),
  );
};

/** How long until a switch by another process is noticed. */
const WATCH_MILLISECONDS = 500;
const POLL_MILLISECONDS = 20;
const LONGEST_RETRY_MILLISECONDS = 5000;

const targetKey = ({ projection, number }: Generation): string => `${projection}/${number}`;

/**
 * Keeps the live read models up to date with the log. Several projectors may run on the same tables, also in several
 * processes: each event is applied once. A read model that can't take an event stops alone; the next `start` retries it.
 */
export class Projector {
  private trouble: StoreError | undefined;
  private readonly commits = new EventEmitter().setMaxListeners(0);

  constructor(
    private readonly side: ReadSide,
    /** Called after each commit. */
    private readonly onCommit: () => void = () => undefined,
  ) {}

  /**
   * Runs until the signal. Where a store is away, it waits and continues; `lastTrouble` has the error. Throws where a
   * store is `corrupt`.
   */
  async start(signal: AbortSignal): Promise<void> {
    const stopped = new Set<string>();
    for (let attempt = 0; !signal.aborted; attempt += 1)
      try {
        await this.follow(signal, stopped, () => {
          attempt = 0;
          this.trouble = undefined;
        });
      } catch (error) {
        await this.recover(error, attempt, signal);
      }
  }

  /** The error that the projector retries; undefined while there is none. */
  get lastTrouble(): StoreError | undefined {
    return this.trouble;
  }

  /** Brings the live read models up to the head once, for a process that does not stay. */
  async catchUp(): Promise<void> {
    const until = await this.side.log.head();
    for (let attempt = 0; until !== undefined; attempt += 1)
      try {
        const run = new ProjectionRun(this.side, await this.targets(new Set()));
        await catchUp(this.side.log, run, until, { batch: inBulk });
        return;
      } catch (error) {
        if (!isStoreError(error, 'conflict')) throw error;
        await pause(Math.random() * Math.min(2 ** attempt, 100));
      }
  }

  /** Read models were committed, here or in another thread: those who wait for them check again at once. */
  committed(): void {
    this.commits.emit('commit');
    this.onCommit();
  }

  state(): Promise<readonly ProjectionState[]> {
    return projectionStates(this.side);
  }

  /** Waits until these read models hold the event at `position`; false where they don't in time, or can't. */
  async waitFor(position: Position, projections: readonly string[], timeoutMilliseconds: number): Promise<boolean> {
    const deadline = performance.now() + timeoutMilliseconds;
    for (;;) {
      const generations = await this.side.store.generations();
      const behind = projections
        .map((name) => liveGeneration(generations, name))
        .filter((live) => live?.checkpoint === undefined || live.checkpoint < position);
      if (behind.length === 0) return true;
      const left = deadline - performance.now();
      if (left <= 0 || behind.some((live) => live?.poison ?? live?.missing)) return false;
      await this.nextCommit(Math.min(POLL_MILLISECONDS, left));
    }
  }

  /** The next commit that this process knows of, or a while in which another process may have made one. */
  private async nextCommit(milliseconds: number): Promise<void> {
    const over = new AbortController();
    const committed = once(this.commits, 'commit', { signal: over.signal }).catch(() => undefined);
    await Promise.race([committed, waitOrAbort(milliseconds, over.signal)]);
    over.abort();
  }

  private async follow(signal: AbortSignal, stopped: Set<string>, onProgress: () => void): Promise<void> {
    const { log } = this.side;
    const targets = await this.targets(stopped);
    const run = new ProjectionRun(this.side, targets);
    const changed = new AbortController();
    const until = AbortSignal.any([signal, changed.signal]);
    const onPage = (): void => {
      this.committed();
    };
    const watch = this.watch(targets, stopped, changed, until);
    try {
      const head = await log.head();
      if (head !== undefined && !run.isOver) await catchUp(log, run, head, { batch: inBulk, signal: until });
      onProgress();
      // From here on every event is read, also those that no projection handles: so each checkpoint says how far the log
      // was read, and a caller who waits for his own write does not wait for the next event that a projection handles.
      if (run.isOver) await waitOrAbort(WATCH_MILLISECONDS, until);
      else {
        const pages = log.subscribe({ signal: until, after: run.after });
        await runAlong(pages, run, { batch: pageByPage, signal: until, onPage });
      }
    } finally {
      changed.abort();
      await watch;
      for (const { projection, generation } of targets)
        if (!run.generations.some((active) => active.projection === projection.name))
          stopped.add(targetKey(generation));
    }
  }

  /** Ends a run when the live generations are no longer those it fills. */
  private async watch(
    targets: readonly Target[],
    stopped: ReadonlySet<string>,
    changed: AbortController,
    signal: AbortSignal,
  ): Promise<void> {
    const names = targets.map(({ generation }) => targetKey(generation)).join();
    while (!signal.aborted) {
      await waitOrAbort(WATCH_MILLISECONDS, signal);
      const now = await this.targets(stopped).catch(() => targets);
      if (now.map(({ generation }) => targetKey(generation)).join() !== names) changed.abort();
    }
  }

  /** The live generations that this version of the program may fill: none that has lost a table. */
  private async targets(stopped: ReadonlySet<string>): Promise<readonly Target[]> {
    const generations = await generationsOfLog(this.side);
    return this.side.projections.flatMap((projection) => {
      const generation = currentGeneration(generations, projection);
      const isFed = generation && !generation.missing && !stopped.has(targetKey(generation));
      return isFed ? [{ projection, generation }] : [];
    });
  }

  private async recover(error: unknown, attempt: number, signal: AbortSignal): Promise<void> {
    if (!isStoreError(error) || error.code === 'corrupt') throw error;
    if (error.code !== 'conflict') this.trouble = error;
    const longest = error.code === 'conflict' ? 20 : LONGEST_RETRY_MILLISECONDS;
    await waitOrAbort(Math.random() * Math.min(longest, 10 * 2 ** attempt), signal);
  }
}
