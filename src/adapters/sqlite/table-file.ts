import type Database from 'better-sqlite3';
import { columnsSql, sqlName, sqlNames } from '../../application/projecting/sql-read-store';
import {
  text,
  integer,
  moment,
  optional,
  position,
  table,
  type Row,
  type TableSpec,
} from '../../read-models/kit/projection';
import { openSqlite } from './driver';
import { describeSqliteTable, describingTables, sqliteType } from './read-tables';

/** What the tables of a file are an edition of: so nobody wonders later, whatever the file is called by then. */
const editions = table('edition', 'What these tables hold: a row for each read model', {
  columns: {
    readModel: text('The read model (see tables_described)'),
    version: integer('The version of it that made the rows'),
    position: optional(position('Up to where it knows the log; empty before the first event')),
    recordedAt: optional(moment('When the event at that position was recorded')),
    asOf: optional(moment('What was known at this moment; empty where it was not asked')),
    at: optional(moment('The state at this moment of the company; empty where it was not asked')),
    madeAt: moment('When this file was made'),
    supposing: optional(text('What is supposed instead of what the log says; empty where nothing is')),
  },
  key: ['readModel'],
});

type RowsToWrite = AsyncIterable<readonly Row[]> | Iterable<readonly Row[]>;

/** An SQLite file that holds tables alone, under their plain names, for any tool. */
class SqliteTableFile {
  private readonly db: Database.Database;

  constructor(path: string) {
    this.db = openSqlite(path);
    // The file has no name yet under which anybody would look for it: a half one is thrown away.
    this.db.pragma('journal_mode = OFF');
    this.db.pragma('synchronous = OFF');
    this.db.exec(describingTables);
  }

  /** Writes the rows, which come in the order of their key; gives how many they are. */
  async write(readModel: string, spec: TableSpec, pages: RowsToWrite): Promise<number> {
    const [name, columns] = [sqlName(spec.name), Object.keys(spec.columns)];
    this.db.exec(
      `create table ${name}(${columnsSql(spec, sqliteType)}, primary key(${sqlNames(spec.key)})) strict, without rowid`,
    );
    const insert = this.db.prepare<[readonly unknown[]]>(
      `insert into ${name} values (${columns.map(() => '?').join(', ')})`,
    );
    const insertAll = this.db.transaction((rows: readonly Row[]) => {
      for (const row of rows) insert.run(columns.map((column) => row[column] ?? null));
    });
    let rows = 0;
    for await (const page of pages) {
      insertAll(page);
      rows += page.length;
    }
    for (const index of spec.indexes)
      this.db.exec(`create index ${sqlName(`${spec.name}_by_${index.join('_')}`)} on ${name}(${sqlNames(index)})`);
    describeSqliteTable(this.db, readModel, spec);
    return rows;
  }

  /** Notes what the tables are an edition of. */
  async note(rows: readonly Row[]): Promise<void> {
    await this.write('letopis', editions, [rows]);
  }

  close(): void {
    this.db.close();
  }
}

export const openTableFile = (path: string): SqliteTableFile => new SqliteTableFile(path);
