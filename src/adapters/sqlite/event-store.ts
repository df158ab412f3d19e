import type Database from 'better-sqlite3';
import { setImmediate as nextTurn } from 'node:timers/promises';
import {
  type Appended,
  type EventCount,
  type EventStore,
  type ExpectedRevision,
  type NewEvent,
  type Position,
  type ReadAll,
  type StoredEvent,
  type StoreHealth,
  type Subscribe,
} from '../../application/log/event-store';
import { prepareAppend } from '../../application/log/prepare-append';
import { WakeUp } from '../../application/log/retrying';
import type { Moment } from '../../domain/shared/values';
import { eventLog } from './event-schema';
import type { LogSpan } from './event-rows';
import { LogIndex } from './log-index';
import { SqliteLogReader } from './log-reader';
import { AppendQueue } from './log-writer';
import { guarded, guardedOpen, openDatabase } from './open-database';

export interface SqliteEventStoreOptions {
  /**
   * The file of the log (two more stand beside it while it is open). ':memory:' for a log that ends with the process; ''
   * for one that ends with the process too, but lies on the disk, where SQLite puts its temporary files.
   */
  readonly file: string;
  readonly clock?: () => Moment;
  /** How often a subscription looks for what other processes, and threads, appended. 20 where it is left out. */
  readonly pollMilliseconds?: number;
  /**
   * `machine` (where it is left out): an acknowledged append survives a loss of power. `process`: it survives the end of
   * the process, but a loss of power may lose the last appends; for logs that can be made again.
   */
  readonly durability?: 'machine' | 'process';
  /** During an import: SQLite's checkpoints come less often, and the write-ahead log on the disk grows larger. */
  readonly importing?: boolean;
  /** How long to wait for another process that is writing. 5,000 where it is left out. */
  readonly busyMilliseconds?: number;
}

const EVENT_PAGE_SIZE = 1000;
/** Pages of 8 KiB in the write-ahead log before they are copied into the file. */
const EVENT_LOG_CHECKPOINT_PAGES = { live: 1000, importing: 8000 };

/**
 * The embedded log: one SQLite file, which a service and a command line may have open at once. See `EventStore` for the
 * guarantees. Throws StoreError: `corrupt` where the file is no event log of this version, `unavailable` where it can't
 * be opened.
 *
 * Not promised: fairness between processes that write without a pause (the one that has waited longest may come last); a
 * log on a network drive, where SQLite's locks don't work.
 */
export const openSqliteEventStore = (options: SqliteEventStoreOptions): EventStore =>
  guarded(options.file, () => new SqliteEventStore(options));

const positionOf = (position: number): Position | undefined => (position === 0 ? undefined : BigInt(position));

class SqliteEventStore implements EventStore {
  private readonly db: Database.Database;
  private readonly reader: SqliteLogReader;
  private readonly queue: AppendQueue;
  private readonly wakeUp = new WakeUp();
  private readonly pollMilliseconds: number;

  constructor(options: SqliteEventStoreOptions) {
    this.pollMilliseconds = options.pollMilliseconds ?? 20;
    this.db = openDatabase(options.file, eventLog, options.busyMilliseconds);
    this.db.pragma('cache_size = -16384');
    this.db.pragma(`wal_autocheckpoint = ${EVENT_LOG_CHECKPOINT_PAGES[options.importing ? 'importing' : 'live']}`);
    if (options.durability === 'process') this.db.pragma('synchronous = NORMAL');
    const index = new LogIndex(this.db);
    this.reader = new SqliteLogReader(this.db, index);
    const clock = options.clock ?? (() => new Date().toISOString());
    this.queue = new AppendQueue(this.db, index, clock, () => {
      this.wakeUp.ring();
    });
  }

  async append(stream: string, events: readonly NewEvent[], expected: ExpectedRevision): Promise<Appended> {
    return this.guarded(() => this.queue.add(prepareAppend(stream, events, expected)));
  }

  async *read(stream: string, from = 0): AsyncGenerator<readonly StoredEvent[]> {
    for (let revision = Math.max(0, from); ; revision += EVENT_PAGE_SIZE) {
      const events = this.guarded(() => this.reader.stream(stream, revision, EVENT_PAGE_SIZE));
      if (events.length > 0) yield events;
      if (events.length < EVENT_PAGE_SIZE) return;
      await nextTurn();
    }
  }

  readAll({ after, until, types, pageSize }: ReadAll): AsyncGenerator<readonly StoredEvent[]> {
    const head = this.guarded(() => this.reader.head());
    const end = until === undefined ? head : Math.min(Number(until), head);
    return this.pages({ after: Number(after ?? 0n), until: end, types, limit: pageSize ?? EVENT_PAGE_SIZE });
  }

  async eventsAt(positions: readonly Position[]): Promise<readonly StoredEvent[]> {
    return Promise.resolve(this.guarded(() => this.reader.eventsAt(positions)));
  }

  async *subscribe({ after, types, signal }: Subscribe): AsyncGenerator<readonly StoredEvent[]> {
    let from = Number(after ?? 0n);
    const ring = (): void => {
      this.wakeUp.ring();
    };
    signal.addEventListener('abort', ring);
    try {
      while (!this.isOver(signal)) {
        const { rings } = this.wakeUp;
        const until = this.guarded(() => this.reader.head());
        for await (const page of this.pages({ after: from, until, types, limit: EVENT_PAGE_SIZE })) {
          yield page;
          if (this.isOver(signal)) return;
        }
        from = Math.max(from, until);
        await this.wakeUp.wait(this.pollMilliseconds, rings);
      }
    } finally {
      signal.removeEventListener('abort', ring);
    }
  }

  async head(): Promise<Position | undefined> {
    return Promise.resolve(positionOf(this.guarded(() => this.reader.head())));
  }

  async positionAt(recordedAt: Moment): Promise<Position | undefined> {
    return Promise.resolve(positionOf(this.guarded(() => this.reader.positionAt(recordedAt))));
  }

  async momentAt(position: Position): Promise<Moment | undefined> {
    return Promise.resolve(this.guarded(() => this.reader.momentAt(Number(position))));
  }

  /** Positions have no gaps here: nothing needs to be read. */
  async countAfter(position: Position = 0n): Promise<EventCount> {
    const events = this.guarded(() => this.reader.head()) - Number(position);
    return Promise.resolve({ events: Math.max(0, events), orMore: false });
  }

  /** A file can be read, or the query fails at once. */
  async health(): Promise<StoreHealth> {
    this.guarded(() => this.reader.head());
    return Promise.resolve({ connected: true, silentSince: undefined });
  }

  /** Writes what still waits, ends the subscriptions and closes the file. */
  async close(): Promise<void> {
    if (!this.db.open) return;
    this.queue.flush();
    this.db.close();
    this.wakeUp.ring();
    return Promise.resolve();
  }

  private async *pages(span: LogSpan): AsyncGenerator<readonly StoredEvent[]> {
    for (let after = span.after; after < span.until;) {
      const page = this.guarded(() => this.reader.page({ ...span, after }));
      if (page.events.length > 0) yield page.events;
      after = page.reached;
      if (after < span.until) await nextTurn();
    }
  }

  private isOver(signal: AbortSignal): boolean {
    return signal.aborted || !this.db.open;
  }

  private guarded<Result>(work: () => Result): Result {
    return guardedOpen(this.db, work);
  }
}
