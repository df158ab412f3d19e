import type Database from 'better-sqlite3';
import { StoreError, type Appended, type ExpectedRevision } from '../../application/log/event-store';
import { idConflict, revisionConflict, type PreparedAppend } from '../../application/log/prepare-append';
import type { Moment } from '../../domain/shared/values';
import { eventInsert } from './event-rows';
import type { LogIndex } from './log-index';
import { idKey, ID_ENTRY, streamKey } from './index-entries';

type KnownEvent = readonly [position: number, stream: string, revision: number];
type Head = readonly [position: number, recordedAt: Moment];

const NO_BYTES = Buffer.alloc(0);

const allKnown = (found: readonly (KnownEvent | undefined)[]): found is readonly KnownEvent[] => found.every(Boolean);

const doesFit = (expected: ExpectedRevision, current: number): boolean =>
  expected === 'any' || current === (expected === 'no-stream' ? -1 : expected);

/** Writes appends within the transaction of the caller. An append that it refuses has changed nothing. */
export class SqliteLogWriter {
  private readonly head: Database.Statement<[], Head>;
  private readonly indexedRevision: Database.Statement<[number, number, string], number>;
  private readonly atPosition: Database.Statement<[number], KnownEvent>;
  private readonly indexedId: Database.Statement<[number, number, Buffer], KnownEvent>;
  private readonly insert: ReturnType<typeof eventInsert>;

  constructor(
    db: Database.Database,
    private readonly index: LogIndex,
    private readonly clock: () => Moment,
  ) {
    this.head = db.prepare<[], Head>('select position, recorded_at from events order by position desc limit 1').raw();
    this.indexedRevision = db
      .prepare<[number, number, string], number>(
        `select places.revision from places join events using(position)
         where key = ? and places.revision > ${ID_ENTRY} and position <= ? and stream = ?
         order by places.revision desc limit 1`,
      )
      .pluck();
    const known = 'select position, stream, events.revision from';
    this.atPosition = db.prepare<[number], KnownEvent>(`${known} events where position = ?`).raw();
    this.indexedId = db
      .prepare<[number, number, Buffer], KnownEvent>(
        `${known} places join events using(position)
         where key = ? and places.revision = ${ID_ENTRY} and position <= ? and event_id = ?`,
      )
      .raw();
    this.insert = eventInsert(db);
  }

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
    return this.indexedRevision.get(streamKey(stream), this.index.until, stream) ?? -1;
  }
}

const isInOrder = (stream: string, found: readonly KnownEvent[]): boolean =>
  found.every((row, index) => row[1] === stream && row[2] === (found[0]?.[2] ?? 0) + index);

/** The answer to an append of which the log holds at least one event: the same append again, or a misuse of its ids. */
const recognise = (
  { stream, events }: PreparedAppend,
  found: readonly (KnownEvent | undefined)[],
  current: number,
): Appended | StoreError => {
  const last = found.at(-1);
  if (last && allKnown(found) && isInOrder(stream, found))
    return { revision: last[2], position: BigInt(last[0]), alreadyThere: true };
  const index = found.findIndex((row) => row !== undefined);
  const [, where, revision] = found[index] ?? [0, stream, 0];
  return idConflict(stream, { id: events[index]?.id ?? '', stream: where, revision }, current);
};
