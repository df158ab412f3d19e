import type Database from 'better-sqlite3';
import { StoreError, type Appended } from '../../application/log/event-store';
import type { PreparedAppend } from '../../application/log/prepare-append';
import { sqliteFailure } from './failure';
import type { LogIndex } from './log-index';
import type { SqliteLogWriter } from './log-writer';

interface WaitingAppend {
  readonly append: PreparedAppend;
  readonly resolve: (appended: Appended) => void;
  readonly reject: (error: unknown) => void;
}

const asError = (error: unknown): Error => (error instanceof Error ? error : new Error(String(error)));

/** A group that grows with each turn of the event loop is written when it has this many appends. */
const LARGEST_GROUP = 256;

/**
 * Group commit: what asks to be appended is written in one transaction, so that all of it shares one sync of the disk. An
 * append is answered only after that sync. The group is written when the event loop comes round and brings nothing more:
 * so many who ask at once meet in one sync, and who is alone waits for nobody.
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
      this.scheduled ??= setImmediate(this.comeRound, 0);
    });
  }

  private readonly comeRound = (seen: number): void => {
    const { length } = this.waiting;
    if (length > seen && length < LARGEST_GROUP) this.scheduled = setImmediate(this.comeRound, length);
    else this.flush();
  };

  /** Writes now what waits. */
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
      const reason = asError(sqliteFailure(error, this.file));
      for (const { reject } of group) reject(reason);
    }
  }
}
