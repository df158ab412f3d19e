import type Database from 'better-sqlite3';
import { type EngineDialect, type SqlStatement, type SqlWork } from '../../application/projecting/engine-tables';
import { LeaseTable } from '../../application/projecting/lease-table';

const answerInSqlite = (db: Database.Database, { sql, values }: SqlStatement): readonly unknown[] => {
  const statement = db.prepare<[Record<number, SqlStatement['values'][number]>]>(sql);
  const named = Object.fromEntries(values.map((value, index) => [index + 1, value]));
  if (statement.reader) return statement.all(named);
  statement.run(named);
  return [];
};

export const runSqlite = <Result>(db: Database.Database, work: SqlWork<Result>): Result => {
  let step = work.next();
  while (!step.done) step = work.next(answerInSqlite(db, step.value));
  return step.value;
};

const NOW = `cast(round(unixepoch('subsec') * 1000) as integer)`;

/** Moments are milliseconds since 1970. */
export const sqliteDialect: EngineDialect = {
  prefix: '',
  ...{ text: 'text', position: 'integer', moment: 'integer' },
  options: ' strict, without rowid',
  now: NOW,
  later: (milliseconds) => `${NOW} + ${milliseconds}`,
  hasTable: `t.name || '__' || t.number in (select name from sqlite_schema where type = 'table')`,
  hasView: `t.name in (select name from sqlite_schema where type = 'view')`,
};

export const sqliteLeases = new LeaseTable(sqliteDialect);
