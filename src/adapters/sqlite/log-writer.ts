import type Database from 'better-sqlite3';
import { StoreError, type Appended, type ExpectedRevision } from '../../application/event-store';
import type { Moment } from '../../domain/shared/values';
import { bytesOf } from './stored-row';

/** An event on its way into a row. */
export interface PreparedEvent {
  readonly id: string;
  readonly type: string;
  readonly occurredAt: Moment;
  readonly data: string;
  readonly metadata: string;
}

export interface PreparedAppend {
  readonly stream: string;
  readonly events: readonly PreparedEvent[];
  readonly expected: ExpectedRevision;
}

type Known = readonly [position: number, stream: string, revision: number, recordedAt: Moment];
type Head = readonly [position: number, recordedAt: Moment];

const allKnown = (found: readonly (Known | undefined)[]): found is readonly Known[] => found.every(Boolean);

const doesFit = (expected: ExpectedRevision, current: number): boolean =>
  expected === 'any' || current === (expected === 'no-stream' ? -1 : expected);

const revisionText = (revision: ExpectedRevision): string =>
  revision === 'no-stream' || revision === -1 ? 'not to be there' : `at revision ${revision}`;

/** Writes appends, each within the transaction of the caller. What it refuses it has not touched. */
export class LogWriter {
  private readonly head: Database.Statement<[], Head>;
  private readonly revision: Database.Statement<[string], number | null>;
  private readonly known: Database.Statement<[Buffer], Known>;
  private readonly insert: Database.Statement<[number, string, number, Buffer, string, Moment, Moment, string, string]>;

  constructor(
    db: Database.Database,
    private readonly clock: () => Moment,
  ) {
    this.head = db.prepare<[], Head>('select position, recorded_at from events order by position desc limit 1').raw();
    this.revision = db.prepare<[string], number | null>('select max(revision) from events where stream = ?').pluck();
    this.known = db
      .prepare<[Buffer], Known>('select position, stream, revision, recorded_at from events where event_id = ?')
      .raw();
    this.insert = db.prepare('insert into events values(?, ?, ?, ?, ?, ?, ?, ?, ?)');
  }

  /** The results in the order of the appends: what was written, or why one of them was not. */
  write(appends: readonly PreparedAppend[]): (Appended | StoreError)[] {
    let [position, recordedAt] = this.head.get() ?? [0, ''];
    const now = this.clock();
    if (now > recordedAt) recordedAt = now;
    return appends.map((append) => {
      const result = this.append(append, position, recordedAt);
      if (!(result instanceof StoreError) && !result.alreadyThere) position += append.events.length;
      return result;
    });
  }

  private append(append: PreparedAppend, head: number, recordedAt: Moment): Appended | StoreError {
    const { stream, events, expected } = append;
    const ids = events.map(({ id }) => bytesOf(id));
    const found = ids.map((id) => this.known.get(id));
    const current = this.revision.get(stream) ?? -1;
    if (found.some(Boolean)) return recognise(append, found, current);
    if (!doesFit(expected, current))
      return new StoreError(
        'conflict',
        `${stream} was expected ${revisionText(expected)}, it is ${current < 0 ? 'not there' : revisionText(current)}`,
        current,
      );
    events.forEach(({ type, occurredAt, data, metadata }, index) => {
      const id = ids[index] ?? Buffer.alloc(0);
      const [position, revision] = [head + 1 + index, current + 1 + index];
      this.insert.run(position, stream, revision, id, type, occurredAt, recordedAt, data, metadata);
    });
    const count = events.length;
    return { revision: current + count, position: BigInt(head + count), recordedAt, alreadyThere: false };
  }
}

const isInOrder = (stream: string, found: readonly Known[]): boolean =>
  found.every((row, index) => row[1] === stream && row[2] === (found[0]?.[2] ?? 0) + index);

/** An append of which the log knows at least one event: the same again, or another one that uses its ids. */
const recognise = (
  { stream, events }: PreparedAppend,
  found: readonly (Known | undefined)[],
  current: number,
): Appended | StoreError => {
  const last = found.at(-1);
  if (last && allKnown(found) && isInOrder(stream, found))
    return { revision: last[2], position: BigInt(last[0]), recordedAt: last[3], alreadyThere: true };
  const index = found.findIndex((row) => row !== undefined);
  const [, where, revision] = found[index] ?? [0, stream, 0];
  return new StoreError(
    where === stream ? 'conflict' : 'reused-id',
    `the id ${events[index]?.id ?? ''} is in the log before, at revision ${revision} of ${where}, but not as part of ` +
      `this append to ${stream}: give other events other ids`,
    current,
  );
};
