import type Database from 'better-sqlite3';
import type { Kysely } from 'kysely';
import { GenerationTables } from '../../application/projecting/engine-tables';
import type { Edition, Generation } from '../../application/projecting/read-store';
import { pastTableSql } from '../../application/projecting/sql-past';
import { sqlName } from '../../application/projecting/sql-read-store';
import type { Row, TableSpec, Value } from '../../read-models/kit/projection';
import { openReadOnly, openSharedQueries } from './read-connection';
import { runSqlite, sqliteDialect } from './sql-work';

/** Over a read-only connection of its own, in one read transaction; what it shows of the past stands in temporary tables. */
export class SqliteEdition implements Edition {
  readonly db: Kysely<unknown>;
  private readonly connection: Database.Database;
  private readonly live: readonly Generation[];

  constructor(file: string) {
    this.connection = openReadOnly(file);
    this.connection.exec('begin');
    this.live = runSqlite(this.connection, new GenerationTables(sqliteDialect).all());
    this.db = openSharedQueries(this.connection);
  }

  generations(): Promise<readonly Generation[]> {
    return Promise.resolve(this.live);
  }

  valuesWhere(table: TableSpec, column: string, condition: string): Promise<readonly Value[]> {
    const asking = `select ${sqlName(column)} from main.${sqlName(table.name)} where ${condition}`;
    return Promise.resolve(this.connection.prepare<[], Value>(asking).pluck().all());
  }

  show(table: TableSpec, condition: string, rows: readonly Row[]): Promise<void> {
    const columns = Object.keys(table.columns);
    const of = pastTableSql(table, condition, { live: 'main.', temporary: 'temp.' });
    this.connection.exec(of.create);
    const insert = this.connection.prepare<[readonly Value[]]>(
      `insert into ${of.past} values (${columns.map(() => '?').join(', ')})`,
    );
    for (const row of rows) insert.run(columns.map((column) => row[column] ?? null));
    const indexes = of.indexes.map(({ name, on }) => `create index temp.${name} on ${on}`);
    this.connection.exec([of.leaveOut, ...indexes, of.show].join(';'));
    return Promise.resolve();
  }

  async close(): Promise<void> {
    await this.db.destroy();
    this.connection.close();
  }
}
