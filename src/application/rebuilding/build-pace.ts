import type { EventStore, Position, StoredEvent } from '../log/event-store';
import { waitOrAbort } from '../log/retrying';
import { generationNote, notesBeside, type BuildProgress, type BuildWish } from '../projecting/generation-notes';
import { inBulk, type BatchSize, type ProjectionRun } from '../projecting/projection-run';
import type { GenerationNote, ReadStore } from '../projecting/read-store';

/** How far a rebuild has come, in events of the log. */
export interface RebuildProgress extends Pick<BuildProgress, 'done' | 'total' | 'isEstimate' | 'eventsPerSecond'> {
  readonly secondsLeft: number;
  /** Where an earlier process left it; undefined where it began with the first event. */
  readonly resumedFrom: Position | undefined;
}

export const secondsLeftOf = ({
  done,
  total,
  eventsPerSecond,
}: Omit<RebuildProgress, 'secondsLeft' | 'resumedFrom'>) =>
  total <= done ? 0 : (total - done) / Math.max(eventsPerSecond, 0.001);

const MOST_COUNTS = 5;

/**
 * How many events the log has up to a position, and in all; undefined where it can't count so many. Counted again where
 * something was appended between the two counts.
 */
export const eventsUpTo = async (
  log: Pick<EventStore, 'countAfter'>,
  position: Position | undefined,
): Promise<{ readonly done: number; readonly total: number } | undefined> => {
  let all = await log.countAfter();
  for (let count = 1; ; count += 1) {
    const after = await log.countAfter(position);
    if (all.orMore || after.orMore) return undefined;
    const again = await log.countAfter();
    if (again.events === all.events || count === MOST_COUNTS)
      return { done: Math.max(0, all.events - after.events), total: all.events };
    all = again;
  }
};

const REPORT_MILLISECONDS = 200;
/** How soon a wish of another process is noticed. */
const WISH_MILLISECONDS = 250;

const placeNumber = (position: Position | undefined): number => Number(position ?? 0n);

interface PaceOptions {
  readonly onProgress?: ((progress: RebuildProgress) => void) | undefined;
  readonly eventsPerSecond?: number | undefined;
  readonly batch?: BatchSize | undefined;
}

interface PaceSide {
  readonly log: Pick<EventStore, 'countAfter'>;
  readonly store: Pick<ReadStore, 'notes' | 'note' | 'drop'>;
}

/** Wishes for what is filled in one run: it is paused as a whole, and the slowest limit counts. */
const limitAmong = (wishes: readonly BuildWish[], otherwise: number | undefined): number | undefined => {
  const wished = wishes.flatMap(({ eventsPerSecond }) => (eventsPerSecond === undefined ? [] : [eventsPerSecond]));
  if (wished.length === 0) return otherwise;
  const limits = wished.flatMap((limit) => (limit === null ? [] : [limit]));
  return limits.length === 0 ? undefined : Math.min(...limits);
};

/**
 * Counts what a rebuild has done, notes it beside the rows, reports it, and does what others wish meanwhile: to go slower,
 * to pause, to give a read model up.
 */
export class BuildPace {
  private readonly startedAt = new Date().toISOString();
  private readonly beganAt = performance.now();
  private pausedMilliseconds = 0;
  private taken = 0;
  private doneBefore: number | undefined;
  private last: BuildProgress | undefined;
  private reportedAt = 0;
  private lookedAt = performance.now();
  private limit = this.options.eventsPerSecond;
  private limited = { taken: 0, at: this.beganAt };
  private until: Position = 0n;

  constructor(
    private readonly side: PaceSide,
    private readonly after: Position | undefined,
    private readonly options: PaceOptions,
  ) {}

  extend(until: Position): void {
    this.until = until;
  }

  /** A slow rebuild writes, and so notes how far it is, at least about every second. */
  get batch(): BatchSize {
    const { batch = inBulk } = this.options;
    return { rows: batch.rows, events: Math.min(batch.events, this.limit ?? batch.events) };
  }

  /** What the commit of rows up to a position notes. */
  async noteAt(reached: Position): Promise<GenerationNote> {
    this.last = await this.progressAt(reached);
    return generationNote('progress', this.last);
  }

  /** Called after each page: takes the time that others ask for. */
  async count(page: readonly StoredEvent[], run: ProjectionRun, signal: AbortSignal): Promise<void> {
    const position = page.at(-1)?.position;
    if (position === undefined) return;
    this.taken += page.length;
    await this.report(position);
    if (performance.now() - this.lookedAt >= WISH_MILLISECONDS) await this.obey(run, signal);
    for (let early = this.early; early > 1 && !signal.aborted && !run.isOver; early = this.early) {
      await waitOrAbort(Math.min(early, WISH_MILLISECONDS), signal);
      await this.obey(run, signal);
    }
  }

  /** By how much it is too fast, in milliseconds. */
  private get early(): number {
    if (this.limit === undefined) return 0;
    return ((this.taken - this.limited.taken) / this.limit) * 1000 - (performance.now() - this.limited.at);
  }

  private async report(position: Position): Promise<void> {
    const now = performance.now();
    if (now - this.reportedAt < REPORT_MILLISECONDS && position < this.until) return;
    this.reportedAt = now;
    if (!this.options.onProgress) return;
    const { done, total, isEstimate, eventsPerSecond } = await this.progressAt(position);
    const progress = { done, total, isEstimate, eventsPerSecond };
    this.options.onProgress({ ...progress, secondsLeft: secondsLeftOf(progress), resumedFrom: this.after });
  }

  private async progressAt(position: Position): Promise<BuildProgress> {
    const counted = await this.counted(position);
    this.doneBefore ??= counted.isEstimate ? 0 : await this.countedAt(this.after);
    const active = performance.now() - this.beganAt - this.pausedMilliseconds;
    const done = Math.max(counted.done, this.last?.isEstimate === counted.isEstimate ? this.last.done : 0);
    return {
      done,
      total: Math.max(done, counted.total),
      isEstimate: counted.isEstimate,
      eventsPerSecond: Math.max(0, ((done - this.doneBefore) * 1000) / Math.max(1, active)),
      startedAt: this.startedAt,
      ...(this.after !== undefined && { resumedFrom: String(this.after) }),
      notedAt: new Date().toISOString(),
      isPaused: false,
    };
  }

  /** Every event of the log where they can be counted; else those that were read, and how many there may be. */
  private async counted(position: Position): Promise<Pick<BuildProgress, 'done' | 'total' | 'isEstimate'>> {
    const exact = await eventsUpTo(this.side.log, position);
    if (exact) return { ...exact, isEstimate: false };
    const from = placeNumber(this.after);
    const share = position >= this.until ? 1 : (Number(position) - from) / Math.max(1, Number(this.until) - from);
    return { done: this.taken, total: share > 0 ? Math.round(this.taken / share) : this.taken, isEstimate: true };
  }

  private async countedAt(position: Position | undefined): Promise<number> {
    return position === undefined ? 0 : (await this.counted(position)).done;
  }

  private async obey(run: ProjectionRun, signal: AbortSignal): Promise<void> {
    let wishes = await this.wishes(run);
    if (wishes.some(({ pause }) => pause)) {
      await run.commit();
      const pausedAt = performance.now();
      await this.notePause(run, true);
      while (wishes.some(({ pause }) => pause) && !signal.aborted) {
        await waitOrAbort(WISH_MILLISECONDS, signal);
        wishes = await this.wishes(run);
      }
      this.pausedMilliseconds += performance.now() - pausedAt;
      if (!signal.aborted) await this.notePause(run, false);
    }
    const limit = limitAmong(wishes, this.options.eventsPerSecond);
    if (limit === this.limit) return;
    this.limit = limit;
    this.limited = { taken: this.taken, at: performance.now() };
  }

  /** What is asked for those that are still filled; what is to be given up is given up. */
  private async wishes(run: ProjectionRun): Promise<readonly BuildWish[]> {
    this.lookedAt = performance.now();
    const notes = await this.side.store.notes();
    const wishes: BuildWish[] = [];
    for (const target of run.generations) {
      const { asked } = notesBeside(notes, target);
      if (!asked) continue;
      if (!asked.cancel) wishes.push(asked);
      else {
        run.leave(target.projection);
        await this.side.store.drop(target);
      }
    }
    return wishes;
  }

  private async notePause(run: ProjectionRun, isPaused: boolean): Promise<void> {
    if (!this.last) return;
    const { says } = generationNote('progress', { ...this.last, isPaused, notedAt: new Date().toISOString() });
    for (const generation of run.generations) await this.side.store.note(generation, 'progress', says);
  }
}
