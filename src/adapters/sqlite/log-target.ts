import { StoreError, type Position, type StoredEvent } from '../../application/log/event-store';
import type { LogTarget } from '../../application/log/move-log';
import { eventLog } from './event-schema';
import { LogIndex } from './log-index';
import { guarded, openDatabase } from './open-database';
import { eventInsert, insertStored } from './event-rows';

/** Pages of 8 KiB in the write-ahead log before they are copied into the file. */
const LOG_TARGET_CHECKPOINT_PAGES = 8000;

/** An embedded log that takes over another one's events; each portion in one transaction, durable when `take` returns. */
export const openSqliteLogTarget = ({ file }: { readonly file: string }): LogTarget =>
  guarded(file, () => new SqliteLogTarget(file));

class SqliteLogTarget implements LogTarget {
  private readonly db = openDatabase(this.file, eventLog);
  private readonly index = new LogIndex(this.db);
  private readonly head = this.db.prepare<[], number | null>('select max(position) from events').pluck();
  private readonly insert = eventInsert(this.db);
  private readonly write = this.db.transaction((events: readonly StoredEvent[], after: number) =>
    this.append(events, after),
  );

  constructor(private readonly file: string) {
    this.db.pragma(`wal_autocheckpoint = ${LOG_TARGET_CHECKPOINT_PAGES}`);
  }

  async take(events: readonly StoredEvent[], after: Position | undefined): Promise<Position> {
    try {
      return await Promise.resolve(BigInt(guarded(this.file, () => this.write.immediate(events, Number(after ?? 0n)))));
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
      throw new StoreError(
        'conflict',
        `${this.file} was written by another process meanwhile: stop that one, then copy again`,
      );
    let position = head;
    for (const event of events) {
      position += 1;
      insertStored(this.insert, position, event);
      this.index.add(position, event.stream, event.revision, event.id.replaceAll('-', ''));
    }
    this.index.settleSome();
    return position;
  }
}
