import type Database from 'better-sqlite3';
import { digestOf } from '../../application/log/text-digest';

/**
 * An entry of the index: the key is `digestOf` a stream's name, and `revision` that stream's; or the key is that of an event's
 * id, with `ID_ENTRY`. Two names may share a key: a query compares the name as well.
 */
type IndexEntry = readonly [key: number, revision: number, position: number];

export const ID_ENTRY = -1;

/** The newest events of one stream. */
export interface RecentEvents {
  /** The revision at the first of these positions; the others follow without gaps. */
  readonly revision: number;
  readonly positions: number[];
}

/** The key of an id in hex: its last 48 bits, which are random in drawn and in derived ids. */
export const idKey = (id: string): number => Number.parseInt(id.slice(20), 16);

/** The index in memory. */
class RecentEntries {
  readonly streams = new Map<string, RecentEvents>();
  /** The position of an event by its id in hex. */
  readonly ids = new Map<string, number>();

  add(position: number, stream: string, revision: number, id: string): void {
    const known = this.streams.get(stream);
    if (known) known.positions.push(position);
    else this.streams.set(stream, { revision, positions: [position] });
    this.ids.set(id, position);
  }
}

/** The entries for the table, in its order. */
const indexEntriesOf = ({ streams, ids }: RecentEntries): readonly IndexEntry[] => {
  const entries: IndexEntry[] = [];
  for (const [stream, { revision, positions }] of streams) {
    const key = digestOf(stream);
    for (const [index, position] of positions.entries()) entries.push([key, revision + index, position]);
  }
  for (const [id, position] of ids) entries.push([idKey(id), ID_ENTRY, position]);
  // By index: destructuring would make two iterators in each of half a million comparisons.
  return entries.sort((one, other) => one[0] - other[0] || one[1] - other[1]);
};

/** So many events are kept in memory before they are written into the index. */
const INDEX_BATCH = 16_384;
/** How many entries of a batch one append writes: the batch takes a tenth of a second, spread over many appends. */
const INDEX_SLICE = 2_048;

type LoggedEntry = readonly [position: number, stream: string, revision: number, id: string];

interface IndexBatch {
  readonly entries: readonly IndexEntry[];
  readonly until: number;
  written: number;
}

/**
 * Keeps the newest entries of the index (the positions of a stream's events and of an event's id) in memory, and writes
 * them into the table `places` later. An index that each append updates has two of its pages changed at random for each
 * event, and that was most of the cost of an append. So entries are written thousands at a time in the order of the index:
 * each page changes once for many of them. Nothing is lost with the memory: the log shows which entries the index lacks,
 * and there each process learns what other processes wrote.
 */
export class LogIndex {
  /** The table holds all entries up to this position, `recent` those from there … */
  private settled = 0;
  /** … up to this one. */
  private seen = 0;
  private recent = new RecentEntries();
  private batch: IndexBatch | undefined;
  private version: number | undefined;

  private readonly dataVersion = this.db.prepare<[], number>('pragma data_version').pluck();
  private readonly settledUntil = this.db.prepare<[], number>('select position from places_settled').pluck();
  private readonly loggedAfter = this.db
    .prepare<[number], LoggedEntry>(
      'select position, stream, revision, lower(hex(event_id)) from events where position > ? order by position',
    )
    .raw();
  private readonly insert = this.db.prepare<[number, number, number]>('insert or ignore into places values(?, ?, ?)');
  private readonly settleUntil = this.db.prepare<[number]>('update places_settled set position = ?');

  constructor(private readonly db: Database.Database) {}

  /** Reads what other processes wrote. Within a write transaction nothing is missing afterwards. */
  refresh(): void {
    const version = this.dataVersion.get();
    if (version === this.version) return;
    const settled = this.settledUntil.get() ?? 0;
    if (settled !== this.settled) this.restart(settled);
    for (const [position, stream, revision, id] of this.loggedAfter.iterate(this.seen))
      this.add(position, stream, revision, id);
    this.version = version;
  }

  /** The position up to which the table is to be read: later entries are in memory. */
  get until(): number {
    return this.settled;
  }

  /** The events of a stream that are not in the table. */
  eventsOf(stream: string): RecentEvents | undefined {
    return this.recent.streams.get(stream);
  }

  /** The position of an event by its id (in hex), where it is not in the table. */
  positionOf(id: string): number | undefined {
    return this.recent.ids.get(id);
  }

  /** Adds an event that the current transaction has written. */
  add(position: number, stream: string, revision: number, id: string): void {
    this.recent.add(position, stream, revision, id);
    this.seen = position;
  }

  /** Writes some of the entries that are due, in the current transaction. */
  settleSome(): void {
    if (!this.batch && this.seen - this.settled < INDEX_BATCH) return;
    this.batch ??= { entries: indexEntriesOf(this.recent), until: this.seen, written: 0 };
    const { entries, until, written } = this.batch;
    const slice = entries.slice(written, written + INDEX_SLICE);
    for (const [key, revision, position] of slice) this.insert.run(key, revision, position);
    this.batch.written += slice.length;
    if (this.batch.written < entries.length) return;
    this.settleUntil.run(until);
    this.forget();
  }

  /** Forgets everything, also the events of a transaction that failed: the next `refresh` reads the log again. */
  forget(): void {
    this.restart(0);
    this.version = undefined;
  }

  private restart(settled: number): void {
    [this.settled, this.seen] = [settled, settled];
    this.recent = new RecentEntries();
    this.batch = undefined;
  }
}
