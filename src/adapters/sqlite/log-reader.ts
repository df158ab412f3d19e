import type Database from 'better-sqlite3';
import type { Moment } from '../../domain/shared/values';
import type { LogIndex } from './log-index';
import { streamKey, type RecentEvents } from './index-entries';
import { eventColumns, logColumns, StoredRow, type EventRow, type LogRow } from './stored-row';

/** What is read of the log at once: nobody may hold up the event loop, or a checkpoint, for longer. */
export interface LogSpan {
  readonly after: number;
  readonly until: number;
  readonly types?: readonly string[] | undefined;
  readonly limit: number;
}

export interface LogPage {
  readonly events: readonly StoredRow[];
  /** All that was asked for up to here is in the page or in those before. */
  readonly reached: number;
}

/** How many events a filter is held against in one query. */
const FILTER_SPAN = 50_000;

/** Short queries over the log: each is a read transaction of its own that ends before it returns. */
export class SqliteLogReader {
  private readonly lastPosition: Database.Statement<[], number | null>;
  private readonly indexed: Database.Statement<[number, number, number, string, number], EventRow>;
  private readonly atPositions: Database.Statement<[string], EventRow>;
  private readonly ofAll: Database.Statement<[number, number, number], LogRow>;
  private readonly ofTypes: Database.Statement<[number, number, string, number], LogRow>;
  private readonly recordedAt: Database.Statement<[number], Moment>;

  constructor(
    db: Database.Database,
    private readonly index: LogIndex,
  ) {
    this.lastPosition = db.prepare<[], number | null>('select max(position) from events').pluck();
    const select = `select ${logColumns} from events`;
    this.indexed = db
      .prepare<[number, number, number, string, number], EventRow>(
        `select ${eventColumns} from places join events using(position)
         where key = ? and places.revision >= ? and position <= ? and stream = ? order by places.revision limit ?`,
      )
      .raw();
    this.atPositions = db
      .prepare<[string], EventRow>(
        `select ${eventColumns} from (select value as position from json_each(?)) join events using(position)
         order by position`,
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

  /** When the last event at or before a place was recorded; undefined where there is none. */
  momentAt(position: number): Moment | undefined {
    return this.recordedAt.get(Math.min(position, this.head()));
  }

  /** Revisions have no gaps, so each event's own is known by its place. */
  stream(name: string, revision: number, limit: number): readonly StoredRow[] {
    this.index.refresh();
    const recent = this.index.eventsOf(name);
    const rows =
      recent && recent.revision <= revision
        ? []
        : this.indexed.all(streamKey(name), revision, this.index.until, name, limit);
    if (recent && rows.length < limit) rows.push(...this.newest(recent, revision + rows.length, limit - rows.length));
    return rows.map((row, index) => new StoredRow(row, name, revision + index));
  }

  span({ after, until, types, limit }: LogSpan): LogPage {
    const end = types ? Math.min(until, after + FILTER_SPAN) : until;
    const found = types
      ? this.ofTypes.all(after, end, JSON.stringify(types), limit)
      : this.ofAll.all(after, end, limit);
    const last = found.length === limit ? found.at(-1)?.[0] : undefined;
    return { events: found.map((row) => new StoredRow(row, row[5], row[6])), reached: last ?? end };
  }

  private newest({ revision, positions }: RecentEvents, from: number, limit: number): readonly EventRow[] {
    const asked = positions.slice(from - revision, from - revision + limit);
    return asked.length === 0 ? [] : this.atPositions.all(JSON.stringify(asked));
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
