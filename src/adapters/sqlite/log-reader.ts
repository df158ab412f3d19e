import type Database from 'better-sqlite3';
import { lastWhere } from '../../application/log/last-where';
import type { Moment } from '../../domain/shared/values';
import { digestOf } from '../../application/log/text-digest';
import type { LogIndex, RecentEvents } from './log-index';
import {
  eventColumns,
  pageReader,
  positionsReader,
  StoredRow,
  type EventRow,
  type LogPage,
  type LogSpan,
} from './event-rows';

/** How many events one query with a filter looks at. */
const FILTER_SPAN = 50_000;

/** Short queries over the log: each is a read transaction of its own that ends before it returns. */
export class SqliteLogReader {
  private readonly lastPosition = this.db.prepare<[], number | null>('select max(position) from events').pluck();
  private readonly indexed = this.db
    .prepare<[number, number, number, string, number], EventRow>(
      `select ${eventColumns} from places join events using(position)
       where key = ? and places.revision >= ? and position <= ? and stream = ? order by places.revision limit ?`,
    )
    .raw();
  private readonly atPositions = this.db
    .prepare<[string], EventRow>(
      `select ${eventColumns} from (select value as position from json_each(?)) join events using(position)
       order by position`,
    )
    .raw();
  private readonly readPage = pageReader(this.db);
  /** The events at some positions, in their order. */
  readonly eventsAt = positionsReader(this.db);
  private readonly recordedAt = this.db
    .prepare<[number], Moment>('select recorded_at from events where position = ?')
    .pluck();

  constructor(
    private readonly db: Database.Database,
    private readonly index: LogIndex,
  ) {}

  /** The position of the last event, 0 while there is none. */
  head(): number {
    return this.lastPosition.get() ?? 0;
  }

  /** When the last event at or before a place was recorded; undefined where there is none. */
  momentAt(position: number): Moment | undefined {
    return this.recordedAt.get(Math.min(position, this.head()));
  }

  /** Revisions have no gaps, so each event's revision follows from its place in the answer. */
  stream(name: string, revision: number, limit: number): readonly StoredRow[] {
    this.index.refresh();
    const recent = this.index.eventsOf(name);
    const rows =
      recent && recent.revision <= revision
        ? []
        : this.indexed.all(digestOf(name), revision, this.index.until, name, limit);
    if (recent && rows.length < limit) rows.push(...this.newest(recent, revision + rows.length, limit - rows.length));
    return rows.map((row, index) => new StoredRow(row, name, revision + index));
  }

  page(span: LogSpan): LogPage {
    return this.readPage(span.types ? { ...span, until: Math.min(span.until, span.after + FILTER_SPAN) } : span);
  }

  private newest({ revision, positions }: RecentEvents, from: number, limit: number): readonly EventRow[] {
    const wanted = positions.slice(from - revision, from - revision + limit);
    return wanted.length === 0 ? [] : this.atPositions.all(JSON.stringify(wanted));
  }

  /** By halves: positions have no gaps, and along them `recordedAt` never goes backwards. 0 where all of them came later. */
  positionAt(moment: Moment): number {
    return lastWhere(1, this.head(), (position) => (this.recordedAt.get(position) ?? '') <= moment);
  }
}
