import { setTimeout as pause } from 'node:timers/promises';
import type { Position, StoredEvent } from '../log/event-store';

/** How far a rebuild has come. Events that no projection handles don't count. */
export interface RebuildProgress {
  /** Events done since this process started or resumed the rebuild. */
  readonly done: number;
  /** Events to do, estimated from how dense they were so far. */
  readonly total: number;
  readonly eventsPerSecond: number;
  readonly secondsLeft: number;
}

export interface PaceOptions {
  readonly onProgress?: ((progress: RebuildProgress) => void) | undefined;
  /** At most this many events a second, so that other work on the machine is not slowed down. */
  readonly eventsPerSecond?: number | undefined;
}

const REPORT_MILLISECONDS = 200;

/** Counts events, reports progress, and slows down to `eventsPerSecond`. */
export class RebuildPace {
  private readonly startedAt = performance.now();
  private done = 0;
  private reportedAt = 0;

  constructor(
    private readonly after: Position | undefined,
    private until: Position,
    private readonly options: PaceOptions,
  ) {}

  /** The log has grown. */
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
    if (early > 1) await pause(early, undefined, { signal }).catch(() => undefined);
  }

  private progress(position: Position, now: number): RebuildProgress {
    const from = this.after ?? 0n;
    const share = position >= this.until ? 1 : Number(position - from) / Number(this.until - from);
    const total = share > 0 ? Math.max(this.done, Math.round(this.done / share)) : this.done;
    const eventsPerSecond = (this.done * 1000) / Math.max(1, now - this.startedAt);
    return { done: this.done, total, eventsPerSecond, secondsLeft: (total - this.done) / eventsPerSecond };
  }
}
