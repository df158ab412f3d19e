import type Database from 'better-sqlite3';
import { engineTablesSql, generationNotesSql } from '../../application/projecting/engine-tables';
import type { RowKey } from '../../application/projecting/read-store';
import {
  columnsSql,
  comesInOrder,
  isNumberKind,
  replacingClause,
  sqlName,
  sqlNames,
} from '../../application/projecting/sql-read-store';
import type { ColumnKind, Projection, Row, TableSpec, Value } from '../../read-models/projection';
import type { FileKind } from './open-database';
import { sqliteDialect } from './sql-work';

/**
 * Beside the engine's own tables (`engineTablesSql`). The rows of a table `t` stand in `t__<number>`, and the view `t` shows
 * those of the live generation. `tables_described`, `columns_described`: for analysts, what the live tables hold.
 */
const describingTables = `
  create table tables_described(
    "table" text primary key,
    projection text not null,
    says text not null
  ) strict, without rowid;
  create table columns_described(
    "table" text not null,
    "column" text not null,
    kind text not null,
    says text not null,
    primary key("table", "column")
  ) strict, without rowid;
`;

export const readModels: FileKind = {
  name: 'read models',
  applicationId: 0x4c455432,
  schemaVersion: 3,
  create: (db) => {
    db.exec(engineTablesSql(sqliteDialect) + describingTables);
  },
  upgrades: {
    1: (db) => {
      db.exec(`alter table generations add column log text; ${generationNotesSql(sqliteDialect)}`);
    },
    2: (db) => {
      db.exec(generationNotesSql(sqliteDialect));
    },
  },
};

export const physicalName = (table: string, generation: number): string => `${table}__${generation}`;

const sqliteType = (kind: ColumnKind): string => {
  if (kind === 'real' || kind === 'decimal') return 'real';
  return isNumberKind(kind) ? 'integer' : 'text';
};

/**
 * Strict: a value of another kind than its column is refused. Rows that come in the order of their keys are stored in that
 * order (`without rowid`). Others are stored as they come, with an index over the key: a batch then changes the pages of
 * its own rows and of a narrow index, not a page of the table for each row (four times as fast for random ids).
 */
export const createSqliteTable = (db: Database.Database, table: TableSpec, generation: number): void => {
  const name = sqlName(physicalName(table.name, generation));
  const options = comesInOrder(table) ? 'strict, without rowid' : 'strict';
  db.exec(`create table ${name}(${columnsSql(table, sqliteType)}) ${options}`);
};

/** In a transaction of its own; a large table is sorted in a file, not in memory. */
export const createSqliteIndexes = (db: Database.Database, { tables }: Projection, generation: number): void => {
  const create = db.transaction(() => {
    for (const table of tables) {
      const name = physicalName(table.name, generation);
      for (const columns of table.indexes) {
        const index = sqlName(`${name}_by_${columns.join('_')}`);
        db.exec(`create index if not exists ${index} on ${sqlName(name)}(${sqlNames(columns)})`);
      }
    }
  });
  db.pragma('temp_store = FILE');
  try {
    create.immediate();
  } finally {
    db.pragma('temp_store = MEMORY');
  }
};

/** Adds the columns that a table does not have yet, empty in all rows. */
export const addSqliteColumns = (db: Database.Database, table: TableSpec, generation: number): void => {
  const name = physicalName(table.name, generation);
  const there = new Set(db.prepare<[string], string>('select name from pragma_table_info(?)').pluck().all(name));
  for (const [column, { kind }] of Object.entries(table.columns))
    if (!there.has(column)) db.exec(`alter table ${sqlName(name)} add column ${sqlName(column)} ${sqliteType(kind)}`);
};

/** Makes queries of this connection find the tables of a generation under their plain names, until it is taken back. */
export const maskSqliteTables = (
  db: Database.Database,
  tables: readonly TableSpec[],
  generation: number,
): (() => void) => {
  for (const { name, columns } of tables)
    db.exec(
      `create temp view ${sqlName(name)} as
       select ${sqlNames(Object.keys(columns))} from main.${sqlName(physicalName(name, generation))}`,
    );
  return () => {
    for (const { name } of tables) db.exec(`drop view temp.${sqlName(name)}`);
  };
};

const hideTable = (db: Database.Database, name: string): void => {
  db.exec(`drop view if exists ${sqlName(name)}`);
  db.prepare('delete from columns_described where "table" = ?').run(name);
  db.prepare('delete from tables_described where "table" = ?').run(name);
};

/** Takes away the plain names of the tables that a projection shows, and their descriptions. */
export const hideSqliteTables = (db: Database.Database, projection: string): void => {
  const shown = db.prepare<[string], string>('select "table" from tables_described where projection = ?').pluck();
  for (const name of shown.all(projection)) hideTable(db, name);
};

/** Makes the plain names of the tables, and their descriptions, those of a generation. */
export const showSqliteTables = (db: Database.Database, projection: Projection, generation: number): void => {
  hideSqliteTables(db, projection.name);
  const describe = db.prepare('insert into tables_described values (?, ?, ?)');
  const describeColumn = db.prepare('insert into columns_described values (?, ?, ?, ?)');
  for (const { name, description, columns } of projection.tables) {
    // A version of before may have given the name to a table of another projection.
    hideTable(db, name);
    db.exec(`create view ${sqlName(name)} as select * from ${sqlName(physicalName(name, generation))}`);
    describe.run(name, projection.name, description);
    for (const [column, spec] of Object.entries(columns)) describeColumn.run(name, column, spec.kind, spec.description);
  }
};

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

  remove(key: RowKey): void {
    this.deletion.run(key);
  }

  get(key: RowKey): Row | undefined {
    return this.byKey.get(key);
  }

  /** The rows that follow `last` in the order of the key. */
  page(last: Row | undefined, limit: number): readonly Row[] {
    return last ? this.next.all([...this.key.map((column) => last[column] ?? null), limit]) : this.first.all([limit]);
  }

  private run({ one, many }: Bundled, rows: readonly Row[]): void {
    const bundled = rows.length - (rows.length % BUNDLE);
    for (let index = 0; index < bundled; index += BUNDLE) many.run(this.valuesOf(rows.slice(index, index + BUNDLE)));
    for (const row of rows.slice(bundled)) one.run(this.valuesOf([row]));
  }

  private valuesOf(rows: readonly Row[]): readonly Value[] {
    const values: Value[] = [];
    for (const row of rows) for (const column of this.columns) values.push(row[column] ?? null);
    return values;
  }
}
