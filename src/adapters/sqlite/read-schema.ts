import type Database from 'better-sqlite3';
import { sqlName, sqlNames, comesInOrder } from '../../application/projecting/sql-read-store';
import type { ColumnKind, Projection, TableSpec } from '../../read-models/projection';
import type { FileKind } from './open-database';

/**
 * - `generations`: the sets of tables. The rows of a table `t` stand in `t__<number>`, and the view `t` shows those of the
 *   live generation. `checkpoint` is the position in the log up to which the rows go, `log` which log that is.
 * - `generation_numbers`: the last number that was given: none is given twice.
 * - `generation_tables`: which tables belong to a generation: a later version may have others.
 * - `leases`: which process alone may do something, until when (milliseconds since 1970).
 * - `tables_described`, `columns_described`: for analysts, what the live tables hold.
 */
const readModelTables = `
  create table generations(
    projection text not null,
    number integer not null,
    version integer not null,
    state text not null check(state in ('live', 'building', 'retired')),
    checkpoint integer,
    poison text,
    log text,
    primary key(projection, number)
  ) strict, without rowid;
  create table generation_numbers(projection text primary key, last integer not null) strict, without rowid;
  create unique index one_live_generation on generations(projection) where state = 'live';
  create table generation_tables(
    projection text not null,
    number integer not null,
    name text not null,
    primary key(projection, number, name)
  ) strict, without rowid;
  create table leases(name text primary key, holder text not null, until integer not null) strict, without rowid;
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
  schemaVersion: 2,
  create: (db) => {
    db.exec(readModelTables);
  },
  upgrades: {
    1: (db) => {
      db.exec('alter table generations add column log text');
    },
  },
};

export const physicalName = (table: string, generation: number): string => `${table}__${generation}`;

const sqliteTypes: Readonly<Record<ColumnKind, 'text' | 'integer' | 'real'>> = {
  id: 'text',
  code: 'text',
  text: 'text',
  moment: 'text',
  day: 'text',
  personal: 'text',
  json: 'text',
  integer: 'integer',
  money: 'integer',
  flag: 'integer',
  position: 'integer',
  real: 'real',
};

/**
 * Strict: a value of another kind than its column is refused. Rows that come in the order of their keys are stored in that
 * order (`without rowid`). Others are stored as they come, with an index over the key: a batch then changes the pages of
 * its own rows and of a narrow index, not a page of the table for each row (four times as fast for random ids).
 */
export const createSqliteTable = (db: Database.Database, table: TableSpec, generation: number): void => {
  const columns = Object.entries(table.columns).map(
    ([name, { kind, optional }]) => `${sqlName(name)} ${sqliteTypes[kind]}${optional ? '' : ' not null'}`,
  );
  db.exec(
    `create table ${sqlName(physicalName(table.name, generation))}(
       ${columns.join(', ')}, primary key(${sqlNames(table.key)})
     ) strict${comesInOrder(table) ? ', without rowid' : ''}`,
  );
};

const createIndexesOf = (db: Database.Database, table: TableSpec, generation: number): void => {
  const name = physicalName(table.name, generation);
  for (const columns of table.indexes)
    db.exec(
      `create index if not exists ${sqlName(`${name}_by_${columns.join('_')}`)} on ${sqlName(name)}(${sqlNames(columns)})`,
    );
};

/** In a transaction of its own; a large table is sorted in a file, not in memory. */
export const createSqliteIndexes = (db: Database.Database, { tables }: Projection, generation: number): void => {
  const create = db.transaction(() => {
    for (const table of tables) createIndexesOf(db, table, generation);
  });
  db.pragma('temp_store = FILE');
  try {
    create.immediate();
  } finally {
    db.pragma('temp_store = MEMORY');
  }
};

/** Makes the plain names of the tables, and their descriptions, those of a generation. */
export const showSqliteTables = (db: Database.Database, projection: Projection, generation: number): void => {
  const shown = db.prepare<[string], string>('select "table" from tables_described where projection = ?').pluck();
  for (const name of shown.all(projection.name)) {
    db.exec(`drop view if exists ${sqlName(name)}`);
    db.prepare('delete from columns_described where "table" = ?').run(name);
  }
  db.prepare('delete from tables_described where projection = ?').run(projection.name);
  const describe = db.prepare('insert into tables_described values (?, ?, ?)');
  const describeColumn = db.prepare('insert into columns_described values (?, ?, ?, ?)');
  for (const { name, description, columns } of projection.tables) {
    db.exec(`create view ${sqlName(name)} as select * from ${sqlName(physicalName(name, generation))}`);
    describe.run(name, projection.name, description);
    for (const [column, spec] of Object.entries(columns)) describeColumn.run(name, column, spec.kind, spec.description);
  }
};
