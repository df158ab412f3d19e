import type Database from 'better-sqlite3';
import { engineTablesSql, generationNotesSql } from '../../application/projecting/engine-tables';
import type { ShownGeneration, StoredDifference, StoredTable } from '../../application/projecting/read-store';
import {
  columnsSql,
  comesInOrder,
  differenceBy,
  isNumberKind,
  sqlName,
  sqlNames,
  type NamedTable,
} from '../../application/projecting/sql-read-store';
import type { ColumnKind, Projection, TableSpec } from '../../read-models/kit/projection';
import type { Database as Queries } from '../../read-models/kit/report';
import { guardedOpen, type FileKind } from './open-database';
import { runSqlite, sqliteDialect } from './sql-work';

/**
 * Beside the engine's own tables (`engineTablesSql`). The rows of a table `t` stand in `t__<number>`, and the view `t` shows
 * those of the live generation. `tables_described`, `columns_described`: for analysts, what the live tables hold.
 */
export const describingTables = `
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

export const sqliteType = (kind: ColumnKind): string => {
  if (kind === 'real' || kind === 'decimal') return 'real';
  return isNumberKind(kind) ? 'integer' : 'text';
};

/**
 * Strict: a value of another kind than its column is refused. Rows that come in the order of their keys are stored in that
 * order (`without rowid`). Others are stored as they come, and get the index over their keys when they are all there
 * (`makeKeyIndex`): random ids change every page of it with every batch.
 */
export const createSqliteTable = (db: Database.Database, table: TableSpec, generation: number): void => {
  const name = sqlName(physicalName(table.name, generation));
  const columns = columnsSql(table, sqliteType);
  db.exec(
    comesInOrder(table)
      ? `create table ${name}(${columns}, primary key(${sqlNames(table.key)})) strict, without rowid`
      : `create table ${name}(${columns}) strict`,
  );
};

const keyIndexName = (table: TableSpec, generation: number): string => `${physicalName(table.name, generation)}_by_key`;

/** True where rows are found by their keys: a version of before made the tables with an index of SQLite's own. */
export const hasKeyIndex = (db: Database.Database, table: TableSpec, generation: number): boolean =>
  comesInOrder(table) ||
  db
    .prepare<[string, string, string]>(
      `select 1 from sqlite_schema where type = 'index' and tbl_name = ? and name in (?, ?)`,
    )
    .get(
      physicalName(table.name, generation),
      keyIndexName(table, generation),
      `sqlite_autoindex_${physicalName(table.name, generation)}_1`,
    ) !== undefined;

export const makeKeyIndex = (db: Database.Database, table: TableSpec, generation: number): void => {
  if (hasKeyIndex(db, table, generation)) return;
  const [index, name] = [keyIndexName(table, generation), physicalName(table.name, generation)];
  db.exec(`create unique index ${sqlName(index)} on ${sqlName(name)}(${sqlNames(table.key)})`);
};

const makeIndexes = (db: Database.Database, table: TableSpec, generation: number): void => {
  const name = physicalName(table.name, generation);
  makeKeyIndex(db, table, generation);
  for (const columns of table.indexes) {
    const index = sqlName(`${name}_by_${columns.join('_')}`);
    db.exec(`create index if not exists ${index} on ${sqlName(name)}(${sqlNames(columns)})`);
  }
};

/** Each by itself: another thread that writes waits for one index at most. A large table is sorted in a file, not in memory. */
export const createSqliteIndexes = (db: Database.Database, { tables }: Projection, generation: number): void => {
  db.pragma('temp_store = FILE');
  try {
    for (const table of tables) makeIndexes(db, table, generation);
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
const maskSqliteTables = (db: Database.Database, tables: readonly TableSpec[], generation: number): (() => void) => {
  for (const { name, columns } of tables)
    db.exec(
      `create temp view ${sqlName(name)} as
       select ${sqlNames(Object.keys(columns))} from main.${sqlName(physicalName(name, generation))}`,
    );
  return () => {
    for (const { name } of tables) db.exec(`drop view temp.${sqlName(name)}`);
  };
};

/** Asks queries over the tables of some generations in the place of the live ones. */
export const askMasked = async <Result>(
  db: Database.Database,
  queries: Queries,
  shown: readonly ShownGeneration[],
  ask: (db: Queries) => Promise<Result>,
): Promise<Result> => {
  const unmask = shown.map(({ generation, tables }) => maskSqliteTables(db, tables, generation.number));
  try {
    return await ask(queries);
  } finally {
    for (const each of unmask) each();
  }
};

const namedTable = ({ generation, table }: StoredTable): NamedTable => ({
  name: sqlName(physicalName(table.name, generation.number)),
  table,
});

export const differenceIn = (db: Database.Database, old: StoredTable, now: StoredTable): Promise<StoredDifference> =>
  differenceBy((work) => guardedOpen(db, () => runSqlite(db, work)), namedTable(old), namedTable(now));

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

/** Says beside a table what it holds. */
export const describeSqliteTable = (
  db: Database.Database,
  projection: string,
  { name, description, columns }: TableSpec,
): void => {
  db.prepare('insert into tables_described values (?, ?, ?)').run(name, projection, description);
  const describe = db.prepare('insert into columns_described values (?, ?, ?, ?)');
  for (const [column, spec] of Object.entries(columns)) describe.run(name, column, spec.kind, spec.description);
};

/** Makes the plain names of the tables, and their descriptions, those of a generation. */
export const showSqliteTables = (db: Database.Database, projection: Projection, generation: number): void => {
  hideSqliteTables(db, projection.name);
  for (const table of projection.tables) {
    const { name } = table;
    // A version of before may have given the name to a table of another projection.
    hideTable(db, name);
    db.exec(`create view ${sqlName(name)} as select * from ${sqlName(physicalName(name, generation))}`);
    describeSqliteTable(db, projection.name, table);
  }
};
