import type Database from 'better-sqlite3';
import { StoreError, type Appended, type ExpectedRevision } from '../../application/log/event-store';
import { areInOrder, idConflict, revisionConflict, type PreparedAppend } from '../../application/log/prepare-append';
import { toError } from '../../application/log/thrown';
import type { Moment } from '../../domain/shared/values';
import { digestOf } from '../../application/log/text-digest';
import { eventInsert } from './event-rows';
import { sqliteFailure } from './open-database';
import { idKey, ID_ENTRY, type LogIndex } from './log-index';

type KnownEvent = readonly [position: number, stream: string, revision: number];
type Head = readonly [position: number, recordedAt: Moment];

const NO_BYTES = Buffer.alloc(0);

const doesFit = (expected: ExpectedRevision, current: number): boolean =>
  expected === 'any' || current === (expected === 'no-stream' ? -1 : expected);

/** Writes appends within the transaction of the caller. An append that it refuses has changed nothing. */
class SqliteLogWriter {
  private readonly head = this.db
    .prepare<[], Head>('select position, recorded_at from events order by position desc limit 1')
    .raw();
  private readonly indexedRevision = this.db
    .prepare<[number, number, string], number>(
      `select places.revision from places join events using(position)
       where key = ? and places.revision > ${ID_ENTRY} and position <= ? and stream = ?
       order by places.revision desc limit 1`,
    )
    .pluck();
  private readonly atPosition = this.db
    .prepare<[number], KnownEvent>('select position, stream, revision from events where position = ?')
    .raw();
  private readonly indexedId = this.db
    .prepare<[number, number, Buffer], KnownEvent>(
      `select position, stream, events.revision from places join events using(position)
       where key = ? and places.revision = ${ID_ENTRY} and position <= ? and event_id = ?`,
    )
    .raw();
  private readonly insert = eventInsert(this.db);

  constructor(
    private readonly db: Database.Database,
    private readonly index: LogIndex,
    private readonly clock: () => Moment,
  ) {}

  /** The results in the order of the appends: what was written, or why one of them was not. */
  write(appends: readonly PreparedAppend[]): (Appended | StoreError)[] {
    this.index.refresh();
    let [position, recordedAt] = this.head.get() ?? [0, ''];
    const now = this.clock();
    if (now > recordedAt) recordedAt = now;
    const results = appends.map((append) => {
      const result = this.append(append, position, recordedAt);
      if (!(result instanceof StoreError) && !result.alreadyThere) position += append.events.length;
      return result;
    });
    this.index.settleSome();
    return results;
  }

  private append(append: PreparedAppend, head: number, recordedAt: Moment): Appended | StoreError {
    const { stream, events, expected } = append;
    const ids = events.map(({ hex }) => Buffer.from(hex, 'hex'));
    const found = events.map(({ hex }, index) => this.known(hex, ids[index] ?? NO_BYTES));
    const current = this.revisionOf(stream);
    if (found.some(Boolean)) return recognise(append, found, current);
    if (!doesFit(expected, current)) return revisionConflict(stream, expected, current);
    events.forEach(({ hex, type, occurredAt, data, metadata }, index) => {
      const id = ids[index] ?? NO_BYTES;
      const [position, revision] = [head + 1 + index, current + 1 + index];
      this.insert.run(position, stream, revision, id, type, occurredAt, recordedAt, data, metadata);
      this.index.add(position, stream, revision, hex);
    });
    const count = events.length;
    return { revision: current + count, position: BigInt(head + count), alreadyThere: false };
  }

  private known(hex: string, id: Buffer): KnownEvent | undefined {
    const position = this.index.positionOf(hex);
    return position === undefined
      ? this.indexedId.get(idKey(hex), this.index.until, id)
      : this.atPosition.get(position);
  }

  private revisionOf(stream: string): number {
    const recent = this.index.eventsOf(stream);
    if (recent) return recent.revision + recent.positions.length - 1;
    return this.indexedRevision.get(digestOf(stream), this.index.until, stream) ?? -1;
  }
}

/** The answer to an append of which the log holds at least one event: the same append again, or a misuse of its ids. */
const recognise = (
  { stream, events }: PreparedAppend,
  found: readonly (KnownEvent | undefined)[],
  current: number,
): Appended | StoreError => {
  const last = found.at(-1);
  if (last && areInOrder(found.map((row) => (row?.[1] === stream ? row[2] : undefined))))
    return { revision: last[2], position: BigInt(last[0]), alreadyThere: true };
  const index = found.findIndex((row) => row !== undefined);
  const [, where, revision] = found[index] ?? [0, stream, 0];
  return idConflict(stream, { id: events[index]?.id ?? '', stream: where, revision }, current);
};

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
  private readonly writer = new SqliteLogWriter(this.db, this.index, this.clock);
  private readonly commit = this.db.transaction((appends: readonly PreparedAppend[]) => this.writer.write(appends));

  constructor(
    private readonly db: Database.Database,
    private readonly index: LogIndex,
    private readonly clock: () => Moment,
    private readonly onAppended: () => void,
  ) {}

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
      const results = this.commit.immediate(group.map(({ append }) => append));
      group.forEach(({ resolve, reject }, index) => {
        const result = results[index];
        if (result === undefined || result instanceof StoreError) reject(result);
        else resolve(result);
      });
      this.onAppended();
    } catch (error) {
      this.index.forget();
      const reason = toError(sqliteFailure(error, this.db.name));
      for (const { reject } of group) reject(reason);
    }
  }
}
