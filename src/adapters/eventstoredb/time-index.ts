import type { Position } from '../../application/log/event-store';
import type { Moment } from '../../domain/shared/values';

/** When the log came to a position. */
export interface TimedPosition {
  readonly position: Position;
  readonly recordedAt: Moment;
}

const MOST = 2_048;

/** Places that were seen while reading, as milestones for who looks for a moment: sorted, and not too many. */
export class TimeIndex {
  private marks: TimedPosition[] = [];

  note(mark: TimedPosition): void {
    const index = this.indexBehind(({ position }) => position <= mark.position);
    if (this.marks[index - 1]?.position === mark.position) return;
    this.marks.splice(index, 0, mark);
    if (this.marks.length > MOST) this.marks = this.marks.filter((_, n) => n % 2 === 1);
  }

  /** What is known of exactly this position. */
  at(position: Position): TimedPosition | undefined {
    const mark = this.marks[this.indexBehind((known) => known.position <= position) - 1];
    return mark?.position === position ? mark : undefined;
  }

  /** The last mark that is not later than a moment, and the first one that is. */
  around(moment: Moment): { readonly before: TimedPosition | undefined; readonly behind: TimedPosition | undefined } {
    const index = this.indexBehind(({ recordedAt }) => recordedAt <= moment);
    return { before: this.marks[index - 1], behind: this.marks[index] };
  }

  /** The first place from which on it is not so any more. */
  private indexBehind(isBefore: (mark: TimedPosition) => boolean): number {
    let [low, high] = [0, this.marks.length];
    while (low < high) {
      const middle = Math.floor((low + high) / 2);
      const mark = this.marks[middle];
      if (mark && isBefore(mark)) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
