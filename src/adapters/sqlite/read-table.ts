import type Database from 'better-sqlite3';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Row, TableSpec, Value } from '../../read-models/projection';
import { guarded } from './failure';
import { list, physicalName, quoted } from './read-schema';

/** Rows a statement: binding them together costs half of one by one; more than this gains nothing (measured). */
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
    const name = quoted(physicalName(table.name, generation));
    const row = `(${this.columns.map(() => '?').join(', ')})`;
    const prepare = (sql: string): Statement => db.prepare<[readonly Value[]], Row>(sql);
    const bundled = (end: string): Bundled => {
      const statement = (rows: number): Statement =>
        prepare(`insert into ${name}(${list(this.columns)}) values ${Array<string>(rows).fill(row).join(', ')} ${end}`);
      return { one: statement(1), many: statement(BUNDLE) };
    };
    const others = this.columns.filter((column) => !this.key.includes(column));
    const updates = others.map((column) => `${quoted(column)} = excluded.${quoted(column)}`).join(', ');
    const marks = this.key.map(() => '?').join(', ');
    const isKey = this.key.map((column) => `${quoted(column)} = ?`).join(' and ');
    const select = `select ${list(this.columns)} from ${name}`;
    this.inserts = bundled('');
    this.replaces = bundled(
      `on conflict(${list(this.key)}) do ${others.length > 0 ? `update set ${updates}` : 'nothing'}`,
    );
    this.deletion = prepare(`delete from ${name} where ${isKey}`);
    this.byKey = prepare(`${select} where ${isKey}`);
    this.first = prepare(`${select} order by ${list(this.key)} limit ?`);
    this.next = prepare(`${select} where (${list(this.key)}) > (${marks}) order by ${list(this.key)} limit ?`);
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

/** All pages of a table, each a query of its own: nothing is held open between two of them. */
export async function* pages(
  file: string,
  pageAfter: (last: Row | undefined) => readonly Row[],
  pageSize: number,
): AsyncGenerator<readonly Row[]> {
  for (let last: Row | undefined; ;) {
    const page = guarded(file, () => pageAfter(last));
    if (page.length > 0) yield page;
    if (page.length < pageSize) return;
    last = page.at(-1);
    await nextTurn();
  }
}
