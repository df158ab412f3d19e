import type Database from 'better-sqlite3';
import { StoreError, type Position, type StoredEvent } from '../../application/log/event-store';
import type { LogTarget } from '../../application/log/log-target';
import type { Moment } from '../../domain/shared/values';
import { eventLog } from './event-schema';
import { guarded } from './failure';
import { LogIndex } from './log-index';
import { openDatabase } from './open-database';
import { bytesOf } from './stored-row';

/** Pages of 8 KiB in the write-ahead log before they are copied into the file. */
const LOG_TARGET_CHECKPOINT_PAGES = 8000;

/** An embedded log that takes over another one's events; a portion in one transaction, durable when it is answered. */
export const openSqliteLogTarget = ({ file }: { readonly file: string }): LogTarget =>
  guarded(file, () => new SqliteLogTarget(file));

class SqliteLogTarget implements LogTarget {
  private readonly db: Database.Database;
  private readonly index: LogIndex;
  private readonly head: Database.Statement<[], number | null>;
  private readonly insert: Database.Statement<[number, string, number, Buffer, string, Moment, Moment, string, string]>;
  private readonly write: (events: readonly StoredEvent[], after: number) => number;

  constructor(private readonly file: string) {
    this.db = openDatabase(file, eventLog);
    this.db.pragma(`wal_autocheckpoint = ${LOG_TARGET_CHECKPOINT_PAGES}`);
    this.index = new LogIndex(this.db);
    this.head = this.db.prepare<[], number | null>('select max(position) from events').pluck();
    this.insert = this.db.prepare('insert into events values(?, ?, ?, ?, ?, ?, ?, ?, ?)');
    const transaction = this.db.transaction((events: readonly StoredEvent[], after: number) =>
      this.append(events, after),
    );
    this.write = (events, after) => transaction.immediate(events, after);
  }

  async take(events: readonly StoredEvent[], after: Position | undefined): Promise<Position> {
    try {
      return await Promise.resolve(BigInt(guarded(this.file, () => this.write(events, Number(after ?? 0n)))));
    } catch (error) {
      this.index.forget();
      throw error;
    }
  }

  close(): Promise<void> {
    this.db.close();
    return Promise.resolve();
  }

  private append(events: readonly StoredEvent[], after: number): number {
    this.index.refresh();
    const head = this.head.get() ?? 0;
    if (head !== after)
      throw new StoreError('conflict', `${this.file} is written by somebody else: stop that, then copy again`);
    let position = head;
    for (const { id, stream, revision, type, occurredAt, recordedAt, data, metadata } of events) {
      position += 1;
      const texts = [JSON.stringify(data), JSON.stringify(metadata)] as const;
      this.insert.run(position, stream, revision, bytesOf(id), type, occurredAt, recordedAt, ...texts);
      this.index.add(position, stream, revision, id.replaceAll('-', ''));
    }
    this.index.settleSome();
    return position;
  }
}
