import type Database from 'better-sqlite3';
import { digestOf } from '../../application/log/text-digest';
import type { RowKey } from '../../application/projecting/read-store';
import { inOrderOfKey, replacingClause, sqlName, sqlNames } from '../../application/projecting/sql-read-store';
import type { Row, TableSpec, Value } from '../../read-models/kit/projection';
import { KeyPlaces } from './key-places';
import { hasKeyIndex, makeKeyIndex, physicalName } from './read-tables';

/** Rows in one statement: half the cost of binding them one by one; more rows gain nothing (measured). */
const BUNDLE = 8;

/** Takes its values as one array. */
type Statement = Database.Statement<[readonly Value[]], Row>;

/** How the rows of a table are found by their keys. */
interface FoundRows {
  /** Rows whose keys are not there; refused where one is. */
  insert(rows: readonly Row[]): void;
  replace(rows: readonly Row[]): void;
  remove(key: RowKey): void;
  get(key: RowKey): Row | undefined;
}

/** What statements on a table of a generation are made of. */
class TableStatements {
  readonly columns = Object.keys(this.table.columns);
  readonly name = sqlName(physicalName(this.table.name, this.generation));
  readonly select = `select ${sqlNames(this.columns)} from ${this.name}`;
  private readonly marks = `(${this.columns.map(() => '?').join(', ')})`;

  constructor(
    private readonly db: Database.Database,
    readonly table: TableSpec,
    private readonly generation: number,
  ) {}

  prepare(sql: string): Statement {
    return this.db.prepare<[readonly Value[]], Row>(sql);
  }

  keyOf(row: Row): RowKey {
    return this.table.key.map((column) => row[column] ?? null);
  }

  /** Runs an insert of many rows, some in one statement; `onWritten` gets the rows of a statement and the last one's place. */
  inserting(end = ''): (rows: readonly Row[], onWritten?: (rows: readonly Row[], lastRowid: number) => void) => void {
    const [one, many] = [this.insertOf(1, end), this.insertOf(BUNDLE, end)];
    return (rows, onWritten) => {
      for (let from = 0; from < rows.length;) {
        const size = rows.length - from < BUNDLE ? 1 : BUNDLE;
        const written = rows.slice(from, from + size);
        const { lastInsertRowid } = (size === 1 ? one : many).run(this.valuesOf(written));
        onWritten?.(written, Number(lastInsertRowid));
        from += size;
      }
    };
  }

  private insertOf(rows: number, end: string): Statement {
    const values = Array<string>(rows).fill(this.marks).join(', ');
    return this.prepare(`insert into ${this.name}(${sqlNames(this.columns)}) values ${values} ${end}`);
  }

  private valuesOf(rows: readonly Row[]): readonly Value[] {
    const values: Value[] = [];
    for (const row of rows) for (const column of this.columns) values.push(row[column] ?? null);
    return values;
  }
}

/** By the index over the keys. */
class IndexedRows implements FoundRows {
  private readonly insertion: (rows: readonly Row[]) => void;
  private readonly replacement: (rows: readonly Row[]) => void;
  private readonly deletion: Statement;
  private readonly byKey: Statement;

  constructor(private readonly text: TableStatements) {
    const isKey = text.table.key.map((column) => `${sqlName(column)} = ?`).join(' and ');
    this.insertion = text.inserting();
    this.replacement = text.inserting(replacingClause(text.table));
    this.deletion = text.prepare(`delete from ${text.name} where ${isKey}`);
    this.byKey = text.prepare(`${text.select} where ${isKey}`);
  }

  insert(rows: readonly Row[]): void {
    this.insertion(inOrderOfKey(this.text.table, rows));
  }

  replace(rows: readonly Row[]): void {
    this.replacement(inOrderOfKey(this.text.table, rows));
  }

  remove(key: RowKey): void {
    this.deletion.run(key);
  }

  get(key: RowKey): Row | undefined {
    return this.byKey.get(key);
  }
}

/** By places in memory: for a table that this process is filling and that was empty. */
class PlacedRows implements FoundRows {
  private readonly places = new KeyPlaces(this.digest);
  private readonly insertion = this.text.inserting();
  private readonly replacement: Statement;
  private readonly deletion = this.text.prepare(`delete from ${this.text.name} where rowid = ?`);
  private readonly atPlace = this.text.prepare(`${this.text.select} where rowid = ?`);
  private isAmbiguous = false;

  constructor(
    private readonly text: TableStatements,
    private readonly digest: (text: string) => number,
  ) {
    const { name, columns } = text;
    const marks = columns.map(() => '?').join(', ');
    this.replacement = text.prepare(`replace into ${name}(rowid, ${sqlNames(columns)}) values (?, ${marks})`);
  }

  /** An index must take over: for so many rows, or because two keys have one digest. */
  get isOver(): boolean {
    return this.isAmbiguous || this.places.isFull;
  }

  insert(rows: readonly Row[]): void {
    this.insertion(rows, (written, last) => {
      for (const [index, row] of written.entries()) this.note(this.text.keyOf(row), last - written.length + 1 + index);
    });
  }

  replace(rows: readonly Row[]): void {
    for (const row of rows) {
      const rowid = this.places.find(this.text.keyOf(row));
      if (rowid === undefined) this.insert([row]);
      else this.replacement.run([rowid, ...this.text.columns.map((column) => row[column] ?? null)]);
    }
  }

  remove(key: RowKey): void {
    const rowid = this.places.find(key);
    if (rowid === undefined) return;
    this.deletion.run([rowid]);
    this.places.remove(key);
  }

  get(key: RowKey): Row | undefined {
    const rowid = this.places.find(key);
    const row = rowid === undefined ? undefined : this.atPlace.get([rowid]);
    return row && this.isOf(row, key) ? row : undefined;
  }

  private note(key: RowKey, rowid: number): void {
    const before = this.places.set(key, rowid);
    const other = before === undefined ? undefined : this.atPlace.get([before]);
    if (!other) return;
    if (this.isOf(other, key)) throw new Error(`${this.text.table.name} holds a row ${JSON.stringify(key)} already`);
    this.isAmbiguous = true;
  }

  private isOf(row: Row, key: RowKey): boolean {
    return this.text.table.key.every((column, index) => row[column] === key[index]);
  }
}

/** The rows of one table of one generation. */
export class ReadTable {
  private readonly text = new TableStatements(this.db, this.table, this.generation);
  private rows: FoundRows;

  constructor(
    private readonly db: Database.Database,
    private readonly table: TableSpec,
    private readonly generation: number,
    digest = digestOf,
  ) {
    this.rows = this.isFresh() ? new PlacedRows(this.text, digest) : this.indexed();
  }

  insert(rows: readonly Row[]): void {
    this.rows.insert(rows);
    this.indexWhereNeeded();
  }

  replace(rows: readonly Row[]): void {
    this.rows.replace(rows);
    this.indexWhereNeeded();
  }

  remove(key: RowKey): void {
    this.rows.remove(key);
  }

  get(key: RowKey): Row | undefined {
    return this.rows.get(key);
  }

  private isFresh(): boolean {
    if (hasKeyIndex(this.db, this.table, this.generation)) return false;
    return this.db.prepare(`select 1 from ${this.text.name} limit 1`).get() === undefined;
  }

  private indexed(): IndexedRows {
    makeKeyIndex(this.db, this.table, this.generation);
    return new IndexedRows(this.text);
  }

  private indexWhereNeeded(): void {
    if (this.rows instanceof PlacedRows && this.rows.isOver) this.rows = this.indexed();
  }
}

/** Pages of a table in the order of its key; each gives the rows that follow `last`. */
export const pagesOfTable = (
  db: Database.Database,
  table: TableSpec,
  generation: number,
): ((last: Row | undefined, limit: number) => readonly Row[]) => {
  const text = new TableStatements(db, table, generation);
  const key = sqlNames(table.key);
  const marks = table.key.map(() => '?').join(', ');
  const first = text.prepare(`${text.select} order by ${key} limit ?`);
  const next = text.prepare(`${text.select} where (${key}) > (${marks}) order by ${key} limit ?`);
  return (last, limit) => (last ? next.all([...text.keyOf(last), limit]) : first.all([limit]));
};
