import type { Position } from '../../application/log/event-store';
import { lastWhere } from '../../application/log/last-where';
import type { Moment } from '../../domain/shared/values';

/** The latest `recordedAt` of the log at a position. */
export interface TimedPosition {
  readonly position: Position;
  readonly recordedAt: Moment;
}

const MOST_ENTRIES = 2_048;

/** A sparse index from time to position, in the order of both: filled while the log is read, and thinned out when full. */
export class TimeIndex {
  private entries: TimedPosition[] = [];

  note(entry: TimedPosition): void {
    const last = this.lastWhere(({ position }) => position <= entry.position);
    if (this.entries[last]?.position === entry.position) return;
    this.entries.splice(last + 1, 0, entry);
    if (this.entries.length > MOST_ENTRIES) this.entries = this.entries.filter((_, index) => index % 2 === 1);
  }

  /** The entry of exactly this position. */
  at(position: Position): TimedPosition | undefined {
    const entry = this.entries[this.lastWhere((known) => known.position <= position)];
    return entry?.position === position ? entry : undefined;
  }

  /** The last entry at or before a moment, and the first one after it. */
  around(moment: Moment): { readonly before: TimedPosition | undefined; readonly after: TimedPosition | undefined } {
    const last = this.lastWhere(({ recordedAt }) => recordedAt <= moment);
    return { before: this.entries[last], after: this.entries[last + 1] };
  }

  private lastWhere(holds: (entry: TimedPosition) => boolean): number {
    return lastWhere(0, this.entries.length - 1, (index) => {
      const entry = this.entries[index];
      return entry !== undefined && holds(entry);
    });
  }
}
