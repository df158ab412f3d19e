import type Database from 'better-sqlite3';
import { replacingClause, sqlName, sqlNames } from '../../application/projecting/sql-read-store';
import type { Row, TableSpec, Value } from '../../read-models/projection';
import { physicalName } from './read-schema';

/** Rows in one statement: half the cost of binding them one by one; more rows gain nothing (measured). */
const BUNDLE = 8;

/** Takes its values as one array. */
type Statement = Database.Statement<[readonly Value[]], Row>;

interface Bundled {
  readonly one: Statement;
  readonly many: Statement;
}

/** The statements of one table of one generation. */
export class ReadTable {
  private readonly columns: readonly string[];
  private readonly key: readonly string[];
  private readonly inserts: Bundled;
  private readonly replaces: Bundled;
  private readonly deletion: Statement;
  private readonly byKey: Statement;
  private readonly first: Statement;
  private readonly next: Statement;

  constructor(db: Database.Database, table: TableSpec, generation: number) {
    this.columns = Object.keys(table.columns);
    this.key = table.key;
    const name = sqlName(physicalName(table.name, generation));
    const row = `(${this.columns.map(() => '?').join(', ')})`;
    const prepare = (sql: string): Statement => db.prepare<[readonly Value[]], Row>(sql);
    const bundled = (end: string): Bundled => {
      const statement = (rows: number): Statement =>
        prepare(
          `insert into ${name}(${sqlNames(this.columns)}) values ${Array<string>(rows).fill(row).join(', ')} ${end}`,
        );
      return { one: statement(1), many: statement(BUNDLE) };
    };
    const marks = this.key.map(() => '?').join(', ');
    const isKey = this.key.map((column) => `${sqlName(column)} = ?`).join(' and ');
    const select = `select ${sqlNames(this.columns)} from ${name}`;
    this.inserts = bundled('');
    this.replaces = bundled(replacingClause(table));
    this.deletion = prepare(`delete from ${name} where ${isKey}`);
    this.byKey = prepare(`${select} where ${isKey}`);
    this.first = prepare(`${select} order by ${sqlNames(this.key)} limit ?`);
    this.next = prepare(`${select} where (${sqlNames(this.key)}) > (${marks}) order by ${sqlNames(this.key)} limit ?`);
  }

  /** Rows whose keys are not there; refused by SQLite where one is. */
  insert(rows: readonly Row[]): void {
    this.run(this.inserts, rows);
  }

  replace(rows: readonly Row[]): void {
    this.run(this.replaces, rows);
  }

  remove(key: readonly Value[]): void {
    this.deletion.run(key);
  }

  get(key: readonly Value[]): Row | undefined {
    return this.byKey.get(key);
  }

  /** The rows that follow `last` in the order of the key. */
  page(last: Row | undefined, limit: number): readonly Row[] {
    return last ? this.next.all([...this.key.map((column) => last[column] ?? null), limit]) : this.first.all([limit]);
  }

  private run({ one, many }: Bundled, rows: readonly Row[]): void {
    const bundles = rows.length - (rows.length % BUNDLE);
    const values: Value[] = [];
    for (let index = 0; index < bundles; index += BUNDLE) {
      values.length = 0;
      for (let offset = 0; offset < BUNDLE; offset += 1) this.collect(rows[index + offset], values);
      many.run(values);
    }
    for (const row of rows.slice(bundles)) {
      values.length = 0;
      this.collect(row, values);
      one.run(values);
    }
  }

  private collect(row: Row | undefined, values: Value[]): void {
    for (const column of this.columns) values.push(row?.[column] ?? null);
  }
}
