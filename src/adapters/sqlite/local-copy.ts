import type Database from 'better-sqlite3';
import { rmSync } from 'node:fs';
import { StoreError, type Position, type StoredEvent } from '../../application/log/event-store';
import {
  BEFORE_FIRST,
  type LocalCopyEnd,
  type LocalCopyPage,
  type LocalCopySpan,
  type LocalCopy,
} from '../../application/log/local-copy/local-copy';
import type { Moment } from '../../domain/shared/values';
import { copyOfLog } from './copy-schema';
import { guarded } from './failure';
import { SqliteLeases } from './leases';
import { openDatabase } from './open-database';
import { bytesOf, logColumns, StoredRow, type LogRow } from './stored-row';

/** How many events, about, a filter is held against in one query. */
const FILTER_EVENTS = 50_000;
const LOCAL_COPY_CHECKPOINT_PAGES = 8000;
const FILLING = 'filling';

/** `first` and `last` are 0 and -1 while it is empty. */
type CopyState = readonly [generation: number, events: number, first: number, last: number];
type CopiedMoment = readonly [position: number, recordedAt: Moment];

/**
 * A copy of a log in one SQLite file. A loss of power may take its newest events, as if they had not been copied yet; a
 * file that is damaged, or is none, is thrown away and begun anew.
 */
export const openSqliteLocalCopy = ({ file }: { readonly file: string }): LocalCopy => {
  try {
    return guarded(file, () => new SqliteLocalCopy(file));
  } catch (error) {
    if (!(error instanceof StoreError) || error.code !== 'corrupt') throw error;
    for (const end of ['', '-wal', '-shm']) rmSync(file + end, { force: true });
    return guarded(file, () => new SqliteLocalCopy(file));
  }
};

class SqliteLocalCopy implements LocalCopy {
  private readonly db: Database.Database;
  private readonly leases: SqliteLeases;
  private readonly state: Database.Statement<[], CopyState>;
  private readonly lastTwo: Database.Statement<[], LogRow>;
  private readonly ofAll: Database.Statement<[number, number, number], LogRow>;
  private readonly ofTypes: Database.Statement<[number, number, string, number], LogRow>;
  private readonly placeAt: Database.Statement<[number], CopiedMoment>;
  private readonly insert: Database.Statement<[number, string, number, Buffer, string, Moment, Moment, string, string]>;
  private readonly count: Database.Statement<[number]>;

  constructor(private readonly file: string) {
    const db = openDatabase(file, copyOfLog);
    this.db = db;
    db.pragma('synchronous = NORMAL');
    db.pragma(`wal_autocheckpoint = ${LOCAL_COPY_CHECKPOINT_PAGES}`);
    this.leases = new SqliteLeases(db);
    this.state = db
      .prepare<[], CopyState>(
        `select generation, events, coalesce((select min(position) from events), 0),
         coalesce((select max(position) from events), -1) from state`,
      )
      .raw();
    const select = `select ${logColumns} from events`;
    this.lastTwo = db.prepare<[], LogRow>(`${select} order by position desc limit 2`).raw();
    const within = `${select} where position > ? and position <= ?`;
    this.ofAll = db.prepare<[number, number, number], LogRow>(`${within} order by position limit ?`).raw();
    this.ofTypes = db
      .prepare<[number, number, string, number], LogRow>(
        `${within} and type in (select value from json_each(?)) order by position limit ?`,
      )
      .raw();
    this.placeAt = db
      .prepare<[number], CopiedMoment>(
        'select position, recorded_at from events where position <= ? order by position desc limit 1',
      )
      .raw();
    this.insert = db.prepare('insert into events values(?, ?, ?, ?, ?, ?, ?, ?, ?)');
    this.count = db.prepare('update state set events = events + ?');
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
      const end = Math.min(Number(until), last, from + reach);
      const rows = types ? this.ofTypes.all(from, end, JSON.stringify(types), limit) : this.ofAll.all(from, end, limit);
      const reached = (rows.length === limit ? rows.at(-1)?.[0] : undefined) ?? end;
      return { events: rows.map((row) => new StoredRow(row, row[5], row[6])), reached: BigInt(reached) };
    });
  }

  /** By halves: along positions, `recordedAt` never goes backwards. */
  positionAt(recordedAt: Moment): Position | undefined {
    return this.reading(() => {
      let [low, high] = [-1, this.now()[3]];
      while (low < high) {
        const middle = Math.ceil((low + high) / 2);
        const place = this.placeAt.get(middle);
        if (!place || place[1] <= recordedAt) low = middle;
        else high = place[0] - 1;
      }
      const found = this.placeAt.get(low);
      return found && BigInt(found[0]);
    });
  }

  take(generation: number, events: readonly StoredEvent[], after: Position): boolean {
    return this.writing(() => {
      const [now, , , last] = this.now();
      if (now !== generation || BigInt(last) !== after) return false;
      for (const { id, position, stream, revision, type, occurredAt, recordedAt, data, metadata } of events) {
        const texts = [JSON.stringify(data), JSON.stringify(metadata)] as const;
        this.insert.run(Number(position), stream, revision, bytesOf(id), type, occurredAt, recordedAt, ...texts);
      }
      this.count.run(events.length);
      return true;
    });
  }

  lease(holder: string, milliseconds: number): boolean {
    return guarded(this.file, () => this.leases.take(FILLING, holder, milliseconds)) === holder;
  }

  release(holder: string): void {
    guarded(this.file, () => {
      this.leases.release(FILLING, holder);
    });
  }

  clear(generation: number): void {
    this.writing(() => {
      if (this.now()[0] !== generation) return;
      this.db.exec('delete from events; update state set events = 0, generation = generation + 1');
    });
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
    if (!this.db.open) throw new StoreError('unavailable', `${this.file} was closed by this process`);
    return guarded(this.file, work);
  }
}
