import type Database from 'better-sqlite3';
import type { Kysely } from 'kysely';
import { GenerationTables } from '../../application/projecting/engine-tables';
import type { Edition, Generation } from '../../application/projecting/read-store';
import { sqlName, sqlNames } from '../../application/projecting/sql-read-store';
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

  valuesWhere(table: TableSpec, column: string, condition: string): readonly Value[] {
    return this.connection
      .prepare<[], Value>(`select ${sqlName(column)} from main.${sqlName(table.name)} where ${condition}`)
      .pluck()
      .all();
  }

  show(table: TableSpec, condition: string, rows: readonly Row[]): void {
    const [name, columns] = [sqlName(table.name), Object.keys(table.columns)];
    const past = sqlName(`${table.name} of the past`);
    const isSame = table.key.map((column) => `l.${sqlName(column)} = p.${sqlName(column)}`).join(' and ');
    // A query that joins the table looks into both halves of the view for each row.
    const indexes = [table.key, ...table.indexes].map((of, index) => {
      const indexName = sqlName(`${table.name} of the past ${index + 1}`);
      return `create index temp.${indexName} on ${past}(${sqlNames(of)})`;
    });
    this.connection.exec(`create temp table ${past} as select ${sqlNames(columns)} from main.${name} where 0`);
    const insert = this.connection.prepare<[readonly Value[]]>(
      `insert into temp.${past} values (${columns.map(() => '?').join(', ')})`,
    );
    for (const row of rows) insert.run(columns.map((column) => row[column] ?? null));
    this.connection.exec(`
      delete from temp.${past} as p where exists (select 1 from main.${name} l where ${isSame} and ${condition});
      ${indexes.join('; ')};
      create temp view ${name} as
        select ${sqlNames(columns)} from main.${name} where ${condition} union all select * from temp.${past}`);
  }

  async close(): Promise<void> {
    await this.db.destroy();
    this.connection.close();
  }
}
