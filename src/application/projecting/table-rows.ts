import type { Change, Difference, Row, TableSpec, Value } from '../../read-models/projection';
import type { RowWrite } from './read-store';
import { SeenKeys } from './seen-keys';

/** A row in memory. */
interface Entry {
  readonly key: readonly Value[];
  row: Row | undefined;
  /** The row as rollups know it. */
  told: Row | undefined;
  /** The store holds a row of this key. */
  isStored: boolean;
  /** The store holds another row than we do. */
  isChanged: boolean;
  /** While the row is loaded: what is to be done to it then. */
  awaiting: Change[] | undefined;
}

const nameOf = (key: readonly Value[]): Value => {
  const [first] = key;
  return key.length === 1 && first !== undefined ? first : key.join('\u0000');
};

/**
 * The rows of one table that are at work: loaded once, folded in memory, written together. Rows don't see each other, so
 * a change is made at once where its row is here, and only changes of rows that must be loaded wait. At most `bound` rows
 * stay after a write, those that were used last.
 */
export class TableRows {
  /** Inserts of a table of which nothing else was asked: nobody looks for these rows, so they are not indexed. */
  private unindexed: Change[] = [];
  /** How many of these `untold` gave. */
  private toldInserts = 0;
  /** Inserted since the last write and not asked for again: most never are, and need not outlive the write. */
  private readonly passing = new Map<Value, Entry>();
  private recent = new Map<Value, Entry>();
  private earlier = new Map<Value, Entry>();
  private changed: Entry[] = [];
  private awaited: Entry[] = [];

  /** Of a table that was empty: what it may hold by now. Undefined where it may hold anything. */
  private seen: SeenKeys | undefined;

  constructor(
    readonly table: TableSpec,
    private readonly bound: number,
    wasEmpty: boolean,
  ) {
    this.seen = wasEmpty ? new SeenKeys() : undefined;
  }

  get changes(): number {
    return this.changed.length + this.unindexed.length;
  }

  /** Takes changes in the order of their events. Throws where one breaks its promise: its event can't be taken. */
  take(change: Change): void {
    if (change.insert && this.isOnlyInserted) this.unindexed.push(change);
    else {
      if (this.unindexed.length > 0) this.index();
      this.takeIndexed(change);
    }
  }

  /** The keys of the rows that must be loaded; `fill` brings them, in this order. */
  missing(): readonly (readonly Value[])[] {
    return this.awaited.map(({ key }) => key);
  }

  fill(rows: readonly (Row | undefined)[]): void {
    for (const [index, entry] of this.awaited.entries()) {
      entry.row = rows[index];
      entry.told = entry.row;
      entry.isStored = entry.row !== undefined;
      for (const change of entry.awaiting ?? []) this.apply(entry, change);
      entry.awaiting = undefined;
    }
    this.awaited = [];
  }

  /** What rollups have not been told yet. */
  untold(): readonly Difference[] {
    const differences: Difference[] = this.unindexed
      .slice(this.toldInserts)
      .map(({ insert }) => ({ before: undefined, after: insert }));
    this.toldInserts = this.unindexed.length;
    for (const entry of this.changed) {
      if (entry.told === entry.row) continue;
      differences.push({ before: entry.told, after: entry.row });
      entry.told = entry.row;
    }
    return differences;
  }

  writes(): readonly RowWrite[] {
    const { table } = this;
    const writes: RowWrite[] = this.unindexed.map(({ key, insert }) => ({ table, key, row: insert, isNew: true }));
    for (const { key, row, isStored } of this.changed)
      if (row ?? isStored) writes.push({ table, key, row, isNew: !isStored });
    return writes;
  }

  /** What `writes` gave stands in the store now. */
  written(): void {
    for (const entry of this.changed) {
      entry.isStored = entry.row !== undefined;
      entry.isChanged = false;
    }
    this.changed = [];
    // Nobody noted the keys of these.
    if (this.unindexed.length > 0) this.seen = undefined;
    this.unindexed = [];
    this.toldInserts = 0;
    this.passing.clear();
    if (this.recent.size * 2 <= this.bound) return;
    this.earlier = this.recent;
    this.recent = new Map();
  }

  private get isOnlyInserted(): boolean {
    return this.recent.size === 0 && this.passing.size === 0 && this.earlier.size === 0;
  }

  private index(): void {
    const changes = this.unindexed;
    this.unindexed = [];
    for (const change of changes) this.takeIndexed(change);
  }

  private takeIndexed(change: Change): void {
    const name = nameOf(change.key);
    const mayBeThere = this.seen?.add(name) ?? true;
    const entry = (mayBeThere ? this.find(name) : undefined) ?? this.add(name, change, mayBeThere);
    if (entry.awaiting) entry.awaiting.push(change);
    else this.apply(entry, change);
  }

  private find(name: Value): Entry | undefined {
    const recent = this.recent.get(name);
    if (recent) return recent;
    const other = this.passing.get(name) ?? this.earlier.get(name);
    if (other) this.recent.set(name, other);
    return other;
  }

  private add(name: Value, { key, insert }: Change, mayBeStored: boolean): Entry {
    const awaiting = insert || !mayBeStored ? undefined : [];
    const entry: Entry = { key, row: undefined, told: undefined, isStored: false, isChanged: false, awaiting };
    (insert ? this.passing : this.recent).set(name, entry);
    if (awaiting) this.awaited.push(entry);
    return entry;
  }

  private apply(entry: Entry, change: Change): void {
    const row = change.insert ? this.inserted(entry, change.insert) : change.change?.(entry.row);
    if (row === entry.row) return;
    if (row) this.checkKey(entry.key, row);
    entry.row = row;
    if (entry.isChanged) return;
    entry.isChanged = true;
    this.changed.push(entry);
  }

  private inserted({ row, key }: Entry, insert: Row): Row {
    if (row) throw new Error(`the table ${this.table.name} holds a row ${JSON.stringify(key)} already`);
    return insert;
  }

  private checkKey(key: readonly Value[], row: Row): void {
    let index = 0;
    for (const column of this.table.key) {
      if (row[column] !== key[index])
        throw new Error(`a row of ${this.table.name} has another key than its change: ${JSON.stringify(key)}`);
      index += 1;
    }
  }
}
