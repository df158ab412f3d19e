import type Database from 'better-sqlite3';
import { StoreError, type Appended } from '../../application/log/event-store';
import type { PreparedAppend } from '../../application/log/prepare-append';
import { toError } from '../../application/log/thrown';
import { sqliteFailure } from './failure';
import type { LogIndex } from './log-index';
import type { SqliteLogWriter } from './log-writer';

interface WaitingAppend {
  readonly append: PreparedAppend;
  readonly resolve: (appended: Appended) => void;
  readonly reject: (error: unknown) => void;
}

/** A group that goes on growing is written when it has this many appends. */
const LARGEST_GROUP = 256;

/**
 * Group commit: appends that wait at the same time are written in one transaction, so that they share one sync of the
 * disk. An append is answered only after that sync. The group is written when a turn of the event loop brings no further
 * append: many callers at once share one sync, and a single caller waits for nobody.
 */
export class AppendQueue {
  private waiting: WaitingAppend[] = [];
  private scheduled: NodeJS.Immediate | undefined;
  private readonly commit: (appends: readonly PreparedAppend[]) => (Appended | StoreError)[];

  constructor(
    db: Database.Database,
    writer: SqliteLogWriter,
    private readonly index: LogIndex,
    private readonly file: string,
    private readonly onAppended: () => void,
  ) {
    const transaction = db.transaction((appends: readonly PreparedAppend[]) => writer.write(appends));
    this.commit = (appends) => transaction.immediate(appends);
  }

  add(append: PreparedAppend): Promise<Appended> {
    return new Promise((resolve, reject) => {
      this.waiting.push({ append, resolve, reject });
      this.scheduled ??= setImmediate(this.nextTurn, 0);
    });
  }

  private readonly nextTurn = (seen: number): void => {
    const { length } = this.waiting;
    if (length > seen && length < LARGEST_GROUP) this.scheduled = setImmediate(this.nextTurn, length);
    else this.flush();
  };

  /** Writes what waits, now. */
  flush(): void {
    clearImmediate(this.scheduled);
    this.scheduled = undefined;
    const group = this.waiting;
    this.waiting = [];
    if (group.length > 0) this.write(group);
  }

  private write(group: readonly WaitingAppend[]): void {
    try {
      const results = this.commit(group.map(({ append }) => append));
      group.forEach(({ resolve, reject }, index) => {
        const result = results[index];
        if (result === undefined || result instanceof StoreError) reject(result);
        else resolve(result);
      });
      this.onAppended();
    } catch (error) {
      this.index.forget();
      const reason = toError(sqliteFailure(error, this.file));
      for (const { reject } of group) reject(reason);
    }
  }
}
