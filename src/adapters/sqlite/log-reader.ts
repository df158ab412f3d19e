import type Database from 'better-sqlite3';
import type { Moment } from '../../domain/shared/values';
import { eventColumns, logColumns, StoredRow, type EventRow, type LogRow } from './stored-row';

/** What is read of the log at once: nobody may hold up the event loop, or a checkpoint, for longer. */
export interface Span {
  readonly after: number;
  readonly until: number;
  readonly types?: readonly string[] | undefined;
  readonly limit: number;
}

export interface Page {
  readonly events: readonly StoredRow[];
  /** All that was asked for up to here is in the page or in those before. */
  readonly reached: number;
}

/** How many events a filter is held against in one query. */
const FILTER_SPAN = 50_000;

/** Short queries over the log: each is a read transaction of its own that ends before it returns. */
export class LogReader {
  private readonly lastPosition: Database.Statement<[], number | null>;
  private readonly ofStream: Database.Statement<[string, number, number], EventRow>;
  private readonly ofAll: Database.Statement<[number, number, number], LogRow>;
  private readonly ofTypes: Database.Statement<[number, number, string, number], LogRow>;
  private readonly recordedAt: Database.Statement<[number], Moment>;

  constructor(db: Database.Database) {
    this.lastPosition = db.prepare<[], number | null>('select max(position) from events').pluck();
    const select = `select ${logColumns} from events`;
    this.ofStream = db
      .prepare<[string, number, number], EventRow>(
        `select ${eventColumns} from events where stream = ? and revision >= ? order by revision limit ?`,
      )
      .raw();
    this.ofAll = db
      .prepare<[number, number, number], LogRow>(
        `${select} where position > ? and position <= ? order by position limit ?`,
      )
      .raw();
    this.ofTypes = db
      .prepare<[number, number, string, number], LogRow>(
        `${select} where position > ? and position <= ? and type in (select value from json_each(?))
         order by position limit ?`,
      )
      .raw();
    this.recordedAt = db.prepare<[number], Moment>('select recorded_at from events where position = ?').pluck();
  }

  /** The position of the last event, 0 while there is none. */
  head(): number {
    return this.lastPosition.get() ?? 0;
  }

  /** Revisions have no gaps, so each event's own is known by its place. */
  stream(name: string, revision: number, limit: number): readonly StoredRow[] {
    return this.ofStream.all(name, revision, limit).map((row, index) => new StoredRow(row, name, revision + index));
  }

  span({ after, until, types, limit }: Span): Page {
    const end = types ? Math.min(until, after + FILTER_SPAN) : until;
    const found = types
      ? this.ofTypes.all(after, end, JSON.stringify(types), limit)
      : this.ofAll.all(after, end, limit);
    const last = found.length === limit ? found.at(-1)?.[0] : undefined;
    return { events: found.map((row) => new StoredRow(row, row[5], row[6])), reached: last ?? end };
  }

  /** By halves: positions have no gaps, and along them `recordedAt` never goes backwards. 0 where all came later. */
  positionAt(moment: Moment): number {
    let [low, high] = [0, this.head()];
    while (low < high) {
      const middle = Math.ceil((low + high) / 2);
      if ((this.recordedAt.get(middle) ?? '') <= moment) low = middle;
      else high = middle - 1;
    }
    return low;
  }
}
