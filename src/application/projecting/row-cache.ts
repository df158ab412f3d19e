import { heldRows } from '../../read-models/kit/beyond';
import type { Value, Change, Row, TableSpec } from '../../read-models/kit/projection';
import type { RowWrite } from './read-store';

/** A row in memory. */
interface CachedRow {
  readonly key: readonly Value[];
  row: Row | undefined;
  /** The store holds a row of this key. */
  isStored: boolean;
  /** The row differs from that in the store. */
  isChanged: boolean;
  /** While the row is being loaded: the changes to apply to it afterwards. */
  awaiting: Change[] | undefined;
}

const keyText = (key: readonly Value[]): Value => {
  const [first] = key;
  return key.length === 1 && first !== undefined ? first : key.join('\u0000');
};

/**
 * The rows of one table in use: loaded once, folded in memory, written together. Rows don't depend on each other, so a
 * change is applied at once where its row is in memory, and only changes of rows that must be loaded wait. At most `bound`
 * rows stay after a write: the ones used last.
 */
export class RowCache {
  /** Inserts into a table that had no other changes: no change looks up these rows, so they are not indexed. */
  private unindexed: Change[] = [];
  /** Inserted since the last write and not changed since: most never are, and need not outlive the write. */
  private readonly insertedOnly = new Map<Value, CachedRow>();
  private recent = new Map<Value, CachedRow>();
  private earlier = new Map<Value, CachedRow>();
  private changed: CachedRow[] = [];
  private awaited: CachedRow[] = [];

  private readonly held = heldRows(this.table.columns);

  constructor(
    readonly table: TableSpec,
    private readonly bound: number,
  ) {}

  get changes(): number {
    return this.changed.length + this.unindexed.length;
  }

  /** Takes changes in the order of their events. Throws where one breaks its promise: then its event is poison. */
  take(change: Change): void {
    if (change.insert && this.isOnlyInserted) this.unindexed.push(this.heldInsert(change, change.insert));
    else {
      if (this.unindexed.length > 0) this.index();
      this.takeIndexed(change);
    }
  }

  /** The keys of the rows that must be loaded; `fill` takes the rows, in this order. */
  missing(): readonly (readonly Value[])[] {
    return this.awaited.map(({ key }) => key);
  }

  fill(rows: readonly (Row | undefined)[]): void {
    for (const [index, entry] of this.awaited.entries()) {
      entry.row = rows[index];
      entry.isStored = entry.row !== undefined;
      for (const change of entry.awaiting ?? []) this.apply(entry, change);
      entry.awaiting = undefined;
    }
    this.awaited = [];
  }

  writes(): readonly RowWrite[] {
    const { table } = this;
    const writes: RowWrite[] = this.unindexed.map(({ key, insert }) => ({ table, key, row: insert, isNew: true }));
    for (const { key, row, isStored } of this.changed)
      if (row ?? isStored) writes.push({ table, key, row, isNew: !isStored });
    return writes;
  }

  /** What `writes` returned is now in the store. */
  written(): void {
    for (const entry of this.changed) {
      entry.isStored = entry.row !== undefined;
      entry.isChanged = false;
    }
    this.changed = [];
    this.unindexed = [];
    this.insertedOnly.clear();
    if (this.recent.size * 2 <= this.bound) return;
    this.earlier = this.recent;
    this.recent = new Map();
  }

  private get isOnlyInserted(): boolean {
    return this.recent.size === 0 && this.insertedOnly.size === 0 && this.earlier.size === 0;
  }

  private index(): void {
    const changes = this.unindexed;
    this.unindexed = [];
    for (const change of changes) this.takeIndexed(change);
  }

  private takeIndexed(change: Change): void {
    const name = keyText(change.key);
    const entry = this.find(name) ?? this.add(name, change);
    if (entry.awaiting) entry.awaiting.push(change);
    else this.apply(entry, change);
  }

  private find(name: Value): CachedRow | undefined {
    const recent = this.recent.get(name);
    if (recent) return recent;
    const other = this.insertedOnly.get(name) ?? this.earlier.get(name);
    if (other) this.recent.set(name, other);
    return other;
  }

  private add(name: Value, { key, insert }: Change): CachedRow {
    const awaiting = insert ? undefined : [];
    const entry: CachedRow = { key, row: undefined, isStored: false, isChanged: false, awaiting };
    (insert ? this.insertedOnly : this.recent).set(name, entry);
    if (awaiting) this.awaited.push(entry);
    return entry;
  }

  private apply(entry: CachedRow, change: Change): void {
    const row = change.insert ? this.inserted(entry, change.insert) : change.change?.(entry.row);
    if (row === entry.row) return;
    if (row) this.checkKey(entry.key, row);
    entry.row = row && this.held(row);
    if (entry.isChanged) return;
    entry.isChanged = true;
    this.changed.push(entry);
  }

  private inserted({ row, key }: CachedRow, insert: Row): Row {
    if (row) throw new Error(`the table ${this.table.name} holds a row ${JSON.stringify(key)} already`);
    return insert;
  }

  private heldInsert(change: Change, insert: Row): Change {
    const held = this.held(insert);
    return held === insert ? change : { ...change, insert: held };
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
