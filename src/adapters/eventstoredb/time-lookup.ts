import type { Position } from '../../application/log/event-store';
import type { Moment } from '../../domain/shared/values';
import { Feed } from './feed';
import type { EventStoreDbLogReader, TimedPosition } from './log-reader';

/** After so many events in a row that are not later than a moment, the ones before are assumed not to be later either. */
const IN_A_ROW = 100;

/**
 * Finds positions by time. The server has no index of times: the log is read towards the moment, from the nearest position
 * of the sparse index or from the head.
 */
export class TimeLookup {
  constructor(private readonly reader: EventStoreDbLogReader) {}

  /** When the last event at or before a position was recorded. */
  momentAt(position: Position): Promise<Moment | undefined> {
    return this.reader.connection.persist(async () => {
      const head = await this.timedHead();
      if (!head || position >= head.position) return head?.recordedAt;
      const floor = await this.reader.floorAt(position);
      return floor === '' ? undefined : floor;
    });
  }

  positionAt(moment: Moment): Promise<Position | undefined> {
    return this.reader.connection.persist(async () => {
      const head = await this.timedHead();
      const found = head && head.recordedAt > moment ? await this.positionBefore(moment, head) : head;
      if (found) this.reader.times.note(found);
      return found?.position;
    });
  }

  /** The last position that is not later than a moment; the head is later. */
  private positionBefore(moment: Moment, head: TimedPosition): Promise<TimedPosition | undefined> {
    const { before, after = head } = this.reader.times.around(moment);
    return before && this.isNearer(moment, before, after)
      ? this.forwards(moment, before)
      : this.backwards(moment, after);
  }

  private async timedHead(): Promise<TimedPosition | undefined> {
    const head = await this.reader.lastOwn();
    if (!head) return undefined;
    const floor = await this.reader.floorAt(head.position);
    return { position: head.position, recordedAt: head.recordedAt > floor ? head.recordedAt : floor };
  }

  private isNearer(moment: Moment, before: TimedPosition, after: TimedPosition): boolean {
    const time = Date.parse(moment);
    return time - Date.parse(before.recordedAt) <= Date.parse(after.recordedAt) - time;
  }

  private async forwards(moment: Moment, from: TimedPosition): Promise<TimedPosition> {
    let found = from;
    const feed = new Feed(this.reader, { after: from.position, until: 'head' });
    for await (const page of feed.pages())
      for (const event of page) {
        if (event.recordedAt > moment) return found;
        found = event;
      }
    return found;
  }

  private async backwards(moment: Moment, from: TimedPosition): Promise<TimedPosition | undefined> {
    let found: TimedPosition | undefined;
    let inARow = 0;
    for await (const event of this.reader.backwards(from.position, Number.MAX_SAFE_INTEGER)) {
      if (event.recordedAt > moment) [found, inARow] = [undefined, 0];
      else [found, inARow] = [found ?? event, inARow + 1];
      if (inARow === IN_A_ROW) break;
    }
    return found;
  }
}
