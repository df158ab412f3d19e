import { existsSync, rmSync } from 'node:fs';
import { isStoreError, type Position, type StoredEvent, StoreError } from '../../application/log/event-store';
import {
  BEFORE_FIRST,
  type LocalCopyEnd,
  type LocalCopyPage,
  type LocalCopySpan,
  type LocalCopy,
} from '../../application/log/local-copy/local-copy';
import { leasesSql } from '../../application/projecting/engine-tables';
import { lastWhere } from '../../application/log/last-where';
import type { Moment } from '../../domain/shared/values';
import { eventsTable } from './event-schema';
import { runSqlite, sqliteDialect, sqliteLeases } from './sql-work';
import { guarded, guardedOpen, openDatabase, type FileKind } from './open-database';
import {
  eventInsert,
  insertStored,
  logColumns,
  pageReader,
  positionsReader,
  StoredRow,
  type LogRow,
} from './event-rows';

/**
 * The beginning of a log on a server: `events` as in the event log, but at that log's own positions, which have gaps.
 * Nothing guards it: it is a cache. `state`: `generation` grows each time the copy is emptied, `events` is how many there
 * are. `leases`: which process fills it, until when.
 */
const localCopyFile: FileKind = {
  name: 'copy of an event log',
  applicationId: 0x4c455443,
  schemaVersion: 1,
  create: (db) => {
    db.exec(`
      ${eventsTable}
      create table state(generation integer not null, events integer not null) strict;
      insert into state values(1, 0);
      ${leasesSql(sqliteDialect)}
    `);
  },
};

/** About how many events one query with a filter looks at. */
const FILTER_EVENTS = 50_000;
const LOCAL_COPY_CHECKPOINT_PAGES = 8000;
const FILLING = 'filling';

/** `first` and `last` position: 0 and -1 while it is empty. */
type CopyState = readonly [generation: number, events: number, first: number, last: number];
type CopiedMoment = readonly [position: number, recordedAt: Moment];

/**
 * A copy of a log in one SQLite file. After a loss of power its newest events may be missing, as if they had not been
 * copied yet; a file that is damaged, or is something else, is deleted and made anew.
 */
export const openSqliteLocalCopy = ({ file }: { readonly file: string }): LocalCopy => {
  try {
    return guarded(file, () => new SqliteLocalCopy(file));
  } catch (error) {
    if (!isStoreError(error, 'corrupt')) throw error;
    for (const end of ['', '-wal', '-shm']) rmSync(file + end, { force: true });
    return guarded(file, () => new SqliteLocalCopy(file));
  }
};

/** `log-copy.sqlite.differs-1`, or the next number that no file has. */
const freeName = (file: string, number = 1): string => {
  const name = `${file}.differs-${number}`;
  return existsSync(name) ? freeName(file, number + 1) : name;
};

class SqliteLocalCopy implements LocalCopy {
  private readonly db = openDatabase(this.file, localCopyFile);
  private readonly state = this.db
    .prepare<[], CopyState>(
      `select generation, events, coalesce((select min(position) from events), 0),
       coalesce((select max(position) from events), -1) from state`,
    )
    .raw();
  private readonly lastTwo = this.db
    .prepare<[], LogRow>(`select ${logColumns} from events order by position desc limit 2`)
    .raw();
  private readonly readPage = pageReader(this.db);
  private readonly readPositions = positionsReader(this.db);
  private readonly lastUpTo = this.db
    .prepare<[number], CopiedMoment>(
      'select position, recorded_at from events where position <= ? order by position desc limit 1',
    )
    .raw();
  private readonly insert = eventInsert(this.db);
  private readonly count = this.db.prepare<[number]>('update state set events = events + ?');

  constructor(private readonly file: string) {
    this.db.pragma('synchronous = NORMAL');
    this.db.pragma(`wal_autocheckpoint = ${LOCAL_COPY_CHECKPOINT_PAGES}`);
  }

  end(): LocalCopyEnd {
    return this.reading(() => {
      const [generation, , , position] = this.now();
      const [last, before] = this.lastTwo.all();
      return {
        generation,
        position: BigInt(position),
        last: last && new StoredRow(last, last[5], last[6]),
        before: before ? BigInt(before[0]) : BEFORE_FIRST,
      };
    });
  }

  page({ generation, after, until, types, limit }: LocalCopySpan): LocalCopyPage | undefined {
    return this.reading(() => {
      const [now, events, first, last] = this.now();
      if (now !== generation) return undefined;
      const from = Math.max(Number(after), first - 1);
      const reach = types ? Math.ceil((last - first + 1) / Math.max(1, events)) * FILTER_EVENTS : Infinity;
      const page = this.readPage({ after: from, until: Math.min(Number(until), last, from + reach), types, limit });
      return { events: page.events, reached: BigInt(page.reached) };
    });
  }

  eventsAt(positions: readonly Position[]): readonly StoredEvent[] {
    return this.reading(() => this.readPositions(positions));
  }

  /** By halves: along positions, `recordedAt` never goes backwards. */
  positionAt(recordedAt: Moment): Position | undefined {
    return this.reading(() => {
      const last = lastWhere(0, this.now()[3], (position) => (this.lastUpTo.get(position)?.[1] ?? '') <= recordedAt);
      const found = this.lastUpTo.get(last);
      return found && BigInt(found[0]);
    });
  }

  take(generation: number, events: readonly StoredEvent[], after: Position): boolean {
    return this.writing(() => {
      const [now, , , last] = this.now();
      if (now !== generation || BigInt(last) !== after) return false;
      for (const event of events) insertStored(this.insert, Number(event.position), event);
      this.count.run(events.length);
      return true;
    });
  }

  lease(holder: string, milliseconds: number): boolean {
    return this.guarded(() => runSqlite(this.db, sqliteLeases.take(FILLING, holder, milliseconds))).after === holder;
  }

  release(holder: string): void {
    this.guarded(() => {
      runSqlite(this.db, sqliteLeases.release(FILLING, holder));
    });
  }

  clear(generation: number): void {
    this.writing(() => {
      if (this.now()[0] !== generation) return;
      this.db.exec('delete from events; update state set events = 0, generation = generation + 1');
    });
  }

  setAside(generation: number): string | undefined {
    if (this.reading(() => this.now()[0]) !== generation) return undefined;
    const kept = freeName(this.file);
    this.guarded(() => this.db.prepare('vacuum into ?').run(kept));
    this.clear(generation);
    return kept;
  }

  close(): void {
    this.db.close();
  }

  private now(): CopyState {
    const state = this.state.get();
    if (state) return state;
    throw new StoreError('corrupt', `${this.file} is damaged: delete it, it is only a copy`);
  }

  private reading<Result>(work: () => Result): Result {
    return this.guarded(() => this.db.transaction(work)());
  }

  private writing<Result>(work: () => Result): Result {
    return this.guarded(() => this.db.transaction(work).immediate());
  }

  private guarded<Result>(work: () => Result): Result {
    return guardedOpen(this.db, work);
  }
}
