import { EventEmitter, once } from 'node:events';
import { setTimeout as pause } from 'node:timers/promises';
import { StoreError, type Position } from '../log/event-store';
import { generationsOfLog } from './log-identity';
import { Pass, type ReadSide, type Target } from './pass';
import { catchUp, inBulk, pageByPage, project } from './project';
import { liveOf, projectionStates, type ProjectionState } from './projection-states';
import type { Generation } from './read-store';

/** How long until a switch by another process is noticed. */
const WATCH_MILLISECONDS = 500;
const POLL_MILLISECONDS = 20;
const LONGEST_PAUSE_MILLISECONDS = 5000;

const wait = (milliseconds: number, signal?: AbortSignal): Promise<void> =>
  pause(milliseconds, undefined, signal ? { signal } : {}).catch(() => undefined);

const nameOf = ({ projection, number }: Generation): string => `${projection}/${number}`;

/**
 * Keeps the live read models up with the log. Several may run on the same tables, also in several processes: each event
 * is applied once. One that can't take an event stops alone; it is tried again by the next `start`.
 */
export class Projector {
  private trouble: StoreError | undefined;
  private readonly moves = new EventEmitter().setMaxListeners(0);

  constructor(
    private readonly side: ReadSide,
    /** Told after each commit. */
    private readonly onMove: () => void = () => undefined,
  ) {}

  /**
   * Runs until the signal. Where a store is away, it waits and goes on; `lastTrouble` says since what. Throws where a
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

  /** What the projector waits to be over; undefined while all is well. */
  get lastTrouble(): StoreError | undefined {
    return this.trouble;
  }

  /** Brings the live read models up to the head once, for a process that does not stay. */
  async catchUp(): Promise<void> {
    const until = await this.side.log.head();
    for (let attempt = 0; until !== undefined; attempt += 1)
      try {
        const pass = new Pass(this.side, await this.targets(new Set()));
        await catchUp(this.side.log, pass, until, { batch: inBulk });
        return;
      } catch (error) {
        if (!(error instanceof StoreError) || error.code !== 'conflict') throw error;
        await wait(Math.random() * Math.min(2 ** attempt, 100));
      }
  }

  /** The read models moved, here or elsewhere: whoever waits for them looks at once. */
  moved(): void {
    this.moves.emit('move');
    this.onMove();
  }

  state(): Promise<readonly ProjectionState[]> {
    return projectionStates(this.side);
  }

  /** Waits until these read models hold the event at `position`; false where they don't within the time, or can't. */
  async waitFor(position: Position, projections: readonly string[], timeoutMilliseconds: number): Promise<boolean> {
    const deadline = performance.now() + timeoutMilliseconds;
    for (;;) {
      const generations = await this.side.store.generations();
      const behind = projections
        .map((name) => liveOf(generations, name))
        .filter((live) => live?.checkpoint === undefined || live.checkpoint < position);
      if (behind.length === 0) return true;
      const left = deadline - performance.now();
      if (left <= 0 || behind.some((live) => live?.poison)) return false;
      await this.nextMove(Math.min(POLL_MILLISECONDS, left));
    }
  }

  /** The next commit that we are told of, or a while in which another process may have made one. */
  private async nextMove(milliseconds: number): Promise<void> {
    const over = new AbortController();
    const moved = once(this.moves, 'move', { signal: over.signal }).catch(() => undefined);
    await Promise.race([moved, wait(milliseconds, over.signal)]);
    over.abort();
  }

  private async follow(signal: AbortSignal, stopped: Set<string>, onProgress: () => void): Promise<void> {
    const { log } = this.side;
    const targets = await this.targets(stopped);
    const pass = new Pass(this.side, targets);
    const changed = new AbortController();
    const until = AbortSignal.any([signal, changed.signal]);
    const onPage = (): Promise<void> => {
      this.moved();
      return Promise.resolve();
    };
    const watch = this.watch(targets, stopped, changed, until);
    try {
      const head = await log.head();
      if (head !== undefined && !pass.isOver) await catchUp(log, pass, head, { batch: inBulk, signal: until });
      onProgress();
      // From here on every event is read, also those that nobody listens to: so each checkpoint says how far the log was
      // read, and whoever waits for his own write is not kept waiting for the next event that matters.
      const after = pass.after;
      if (pass.isOver) await wait(WATCH_MILLISECONDS, until);
      else {
        const pages = log.subscribe({ signal: until, ...(after === undefined ? {} : { after }) });
        await project(pages, pass, { batch: pageByPage, signal: until, onPage });
      }
    } finally {
      changed.abort();
      await watch;
      for (const { projection, generation } of targets)
        if (!pass.generations.some((going) => going.projection === projection.name)) stopped.add(nameOf(generation));
    }
  }

  /** Ends a run when other generations are live than those it fills. */
  private async watch(
    targets: readonly Target[],
    stopped: ReadonlySet<string>,
    changed: AbortController,
    signal: AbortSignal,
  ): Promise<void> {
    const names = targets.map(({ generation }) => nameOf(generation)).join();
    while (!signal.aborted) {
      await wait(WATCH_MILLISECONDS, signal);
      const now = await this.targets(stopped).catch(() => targets);
      if (now.map(({ generation }) => nameOf(generation)).join() !== names) changed.abort();
    }
  }

  /** The live generations that this version of the program may fill. */
  private async targets(stopped: ReadonlySet<string>): Promise<readonly Target[]> {
    const generations = await generationsOfLog(this.side);
    return this.side.projections.flatMap((projection) => {
      const generation = liveOf(generations, projection.name);
      const isOurs = generation?.version === projection.version && !stopped.has(nameOf(generation));
      return isOurs ? [{ projection, generation }] : [];
    });
  }

  private async recover(error: unknown, attempt: number, signal: AbortSignal): Promise<void> {
    if (!(error instanceof StoreError) || error.code === 'corrupt') throw error;
    if (error.code !== 'conflict') this.trouble = error;
    const longest = error.code === 'conflict' ? 20 : LONGEST_PAUSE_MILLISECONDS;
    await wait(Math.random() * Math.min(longest, 10 * 2 ** attempt), signal);
  }
}
