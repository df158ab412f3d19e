import type { Change, Row, TableSpec, Value } from '../read-models/projection';
import type { RowWrite } from './read-store';

/** A row in memory. `isStored`: the store holds a row of this key; `isChanged`: it holds another one than we do. */
export interface Entry {
  readonly key: readonly Value[];
  row: Row | undefined;
  isStored: boolean;
  isChanged: boolean;
}

const nameOf = (key: readonly Value[]): Value =>
  key.length === 1 && key[0] !== undefined ? key[0] : key.join('\u0000');

/**
 * The rows of one table that are at work: loaded once, folded in memory, written together. At most `bound` rows stay
 * after a write, those that were used last.
 */
export class TableRows {
  /** Inserted since the last write and not asked for again: most never are, and need not outlive the write. */
  private readonly passing = new Map<Value, Entry>();
  private recent = new Map<Value, Entry>();
  private earlier = new Map<Value, Entry>();
  private changed: Entry[] = [];
  private awaited: Entry[] = [];

  constructor(
    readonly table: TableSpec,
    private readonly bound: number,
  ) {}

  get changes(): number {
    return this.changed.length;
  }

  /** The row that a change is about. One that is not in memory is awaited: `missing` names it, `fill` brings it. */
  entry(change: Change): Entry {
    const name = nameOf(change.key);
    const known = this.find(name);
    if (known) return known;
    const entry: Entry = { key: change.key, row: undefined, isStored: false, isChanged: false };
    (change.insert ? this.passing : this.recent).set(name, entry);
    if (!change.insert) this.awaited.push(entry);
    return entry;
  }

  missing(): readonly (readonly Value[])[] {
    return this.awaited.map(({ key }) => key);
  }

  fill(rows: readonly (Row | undefined)[]): void {
    for (const [index, entry] of this.awaited.entries()) {
      entry.row = rows[index];
      entry.isStored = entry.row !== undefined;
    }
    this.awaited = [];
  }

  /** Throws where a change breaks its promise: the event it came from can't be taken. */
  apply(entry: Entry, change: Change): void {
    const row = change.insert ? this.inserted(entry, change.insert) : change.change?.(entry.row);
    if (row === entry.row) return;
    if (row) this.checkKey(entry.key, row);
    entry.row = row;
    if (entry.isChanged) return;
    entry.isChanged = true;
    this.changed.push(entry);
  }

  writes(): readonly RowWrite[] {
    return this.changed
      .filter(({ row, isStored }) => row !== undefined || isStored)
      .map(({ key, row, isStored }) => ({ table: this.table, key, row, isNew: !isStored }));
  }

  /** What `writes` gave stands in the store now. */
  written(): void {
    for (const entry of this.changed) {
      entry.isStored = entry.row !== undefined;
      entry.isChanged = false;
    }
    this.changed = [];
    this.passing.clear();
    if (this.recent.size * 2 <= this.bound) return;
    this.earlier = this.recent;
    this.recent = new Map();
  }

  private find(name: Value): Entry | undefined {
    const recent = this.recent.get(name);
    if (recent) return recent;
    const other = this.passing.get(name) ?? this.earlier.get(name);
    if (other) this.recent.set(name, other);
    return other;
  }

  private inserted({ row, key }: Entry, insert: Row): Row {
    if (row) throw new Error(`the table ${this.table.name} holds a row ${JSON.stringify(key)} already`);
    return insert;
  }

  private checkKey(key: readonly Value[], row: Row): void {
    if (this.table.key.every((column, index) => row[column] === key[index])) return;
    throw new Error(`a row of ${this.table.name} has another key than its change: ${JSON.stringify(key)}`);
  }
}
