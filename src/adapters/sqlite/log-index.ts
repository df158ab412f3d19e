import type Database from 'better-sqlite3';
import { indexEntriesOf, RecentEntries, type IndexEntry, type RecentEvents } from './index-entries';

/** So many events are kept in memory before their places are written into the index. */
const INDEX_BATCH = 16_384;
/** So many places of a batch one append writes: what takes a tenth of a second is spread over many appends. */
const INDEX_SLICE = 2_048;

type LoggedEntry = readonly [position: number, stream: string, revision: number, id: string];

interface IndexBatch {
  readonly places: readonly IndexEntry[];
  readonly until: number;
  written: number;
}

/**
 * Knows the newest places of the log (where a stream's events and an event's id lie), and writes them into the index
 * (table `places`) later. An index that each append keeps up has two of its pages changed at random for each event, and
 * that, not the event, was most of an append. So the newest places are kept in memory and written thousands at a time in
 * the index's own order: each page changes once for many of them. Nothing is lost with the memory: the log says which
 * places the index lacks, and each process learns there what others wrote.
 */
export class LogIndex {
  /** The index holds all places up to here, `recent` those from there … */
  private settled = 0;
  /** … up to here. */
  private seen = 0;
  private recent = new RecentEntries();
  private batch: IndexBatch | undefined;
  private version: number | undefined;

  private readonly dataVersion: Database.Statement<[], number>;
  private readonly settledUntil: Database.Statement<[], number>;
  private readonly loggedAfter: Database.Statement<[number], LoggedEntry>;
  private readonly insert: Database.Statement<[number, number, number]>;
  private readonly settleUntil: Database.Statement<[number]>;

  constructor(db: Database.Database) {
    this.dataVersion = db.prepare<[], number>('pragma data_version').pluck();
    this.settledUntil = db.prepare<[], number>('select position from places_settled').pluck();
    this.loggedAfter = db
      .prepare<[number], LoggedEntry>(
        'select position, stream, revision, lower(hex(event_id)) from events where position > ? order by position',
      )
      .raw();
    this.insert = db.prepare('insert or ignore into places values(?, ?, ?)');
    this.settleUntil = db.prepare('update places_settled set position = ?');
  }

  /** Learns what other processes wrote. Within a write transaction nothing is missing afterwards. */
  refresh(): void {
    const version = this.dataVersion.get();
    if (version === this.version) return;
    const settled = this.settledUntil.get() ?? 0;
    if (settled !== this.settled) this.restart(settled);
    for (const [position, stream, revision, id] of this.loggedAfter.iterate(this.seen))
      this.add(position, stream, revision, id);
    this.version = version;
  }

  /** The position up to which the index is to be asked: what lies behind it is in memory. */
  get until(): number {
    return this.settled;
  }

  /** What of a stream is not in the index. */
  eventsOf(stream: string): RecentEvents | undefined {
    return this.recent.streams.get(stream);
  }

  /** The position of an event by its id (in hex), where it is not in the index. */
  positionOf(id: string): number | undefined {
    return this.recent.ids.get(id);
  }

  /** An event that the transaction under way has written. */
  add(position: number, stream: string, revision: number, id: string): void {
    this.recent.add(position, stream, revision, id);
    this.seen = position;
  }

  /** Writes some of the places that are due, in the transaction under way. */
  settleSome(): void {
    if (!this.batch && this.seen - this.settled < INDEX_BATCH) return;
    this.batch ??= { places: indexEntriesOf(this.recent), until: this.seen, written: 0 };
    const { places, until, written } = this.batch;
    const slice = places.slice(written, written + INDEX_SLICE);
    for (const [key, revision, position] of slice) this.insert.run(key, revision, position);
    this.batch.written += slice.length;
    if (this.batch.written < places.length) return;
    this.settleUntil.run(until);
    this.forget();
  }

  /** Forgets what it knew, also of a transaction that failed: the next `refresh` asks the log again. */
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
