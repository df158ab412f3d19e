import { escapeLiteral } from 'pg';
import { isStoreError, StoreError } from '../../application/log/event-store';
import { errorCode, errorDetail } from '../../application/log/thrown';
import { columnsSql, isNumberKind, sqlName, sqlNames } from '../../application/projecting/sql-read-store';
import { columnContent } from '../../read-models/kit/describe';
import type { ColumnKind, NumberKind, Projection, TableSpec } from '../../read-models/kit/projection';
import type { Connections } from './connections';
import type { PostgresSchemas } from './schema';
import type { Session } from './session';

const postgresNumbers: Readonly<Record<NumberKind, string>> = {
  integer: 'bigint',
  money: 'bigint',
  position: 'bigint',
  flag: 'smallint',
  real: 'double precision',
  decimal: 'numeric',
};

/** Texts by code points, as the embedded store and the rest of the program sort and compare them. */
const postgresType = (kind: ColumnKind): string => (isNumberKind(kind) ? postgresNumbers[kind] : 'text collate "C"');

export const postgresTableSql = (table: TableSpec, schema: string): string =>
  `create table ${sqlName(schema)}.${sqlName(table.name)}(${columnsSql(table, postgresType)}, primary key(${sqlNames(table.key)}))`;

/** Numbered, because the server cuts names at 63 bytes. */
export const postgresIndexesSql = ({ name, indexes }: TableSpec, schema: string): readonly string[] =>
  indexes.map(
    (columns, index) =>
      `create index if not exists ${sqlName(`${name.slice(0, 50)}_${index + 1}`)} on ${sqlName(schema)}.${sqlName(name)}(${sqlNames(columns)})`,
  );

/** Adds the columns that a table does not have yet, empty in all rows. */
export const addPostgresColumns = (session: Session, table: TableSpec, schema: string): Promise<number> =>
  session.run(
    Object.entries(table.columns)
      .map(
        ([column, { kind }]) =>
          `alter table ${sqlName(schema)}.${sqlName(table.name)} add column if not exists ${sqlName(column)} ${postgresType(kind)}`,
      )
      .join('; '),
  );

/** The view that shows a table. */
const viewSql = ({ name, columns }: TableSpec, schema: string, views: string): string =>
  `create or replace view ${views}.${sqlName(name)} as select ${sqlNames(Object.keys(columns))} from ${sqlName(schema)}.${sqlName(name)}`;

const commentsSql = ({ name, description, columns }: TableSpec, views: string): string => {
  const view = `${views}.${sqlName(name)}`;
  return [
    `comment on view ${view} is ${escapeLiteral(description)}`,
    ...Object.entries(columns).map(
      ([column, spec]) =>
        `comment on column ${view}.${sqlName(column)} is ${escapeLiteral(`${spec.description} (${columnContent(spec)})`)}`,
    ),
  ].join('; ');
};

/** SQLSTATE: a view can't be replaced, because its columns have changed; it can't be dropped, because others depend on it. */
const [OTHER_COLUMNS, DEPENDENTS] = ['42P16', '2BP01'];

const dropView = async (session: Session, name: string, views: string): Promise<void> => {
  try {
    await session.run(`drop view if exists ${views}.${sqlName(name)}`);
  } catch (error) {
    if (errorCode(error) !== DEPENDENTS) throw error;
    throw new StoreError(
      'unavailable',
      `the columns of ${name} have changed, but other views depend on it: drop those, then start again ` +
        `(${errorDetail(error)})`,
    );
  }
};

/** A view that keeps its columns is replaced in place: what analysts built on it still works. */
const showTable = async (session: Session, table: TableSpec, schema: string, views: string): Promise<void> => {
  await session.run('savepoint before_view');
  try {
    await session.run(viewSql(table, schema, views));
  } catch (error) {
    if (errorCode(error) !== OTHER_COLUMNS) throw error;
    await session.run('rollback to savepoint before_view');
    await dropView(session, table.name, views);
    await session.run(viewSql(table, schema, views));
  }
  await session.run(commentsSql(table, views));
};

/** Makes the views, and their comments, those of a generation. */
export const showPostgresTables = async (
  session: Session,
  { tables }: Projection,
  shown: readonly string[],
  schema: string,
  views: string,
): Promise<void> => {
  const names = tables.map(({ name }) => name);
  for (const name of shown) if (!names.includes(name)) await dropView(session, name, views);
  for (const table of tables) await showTable(session, table, schema, views);
};

/** Drops the schemas that are marked, except those that are still being read: a later call drops them. */
export const dropMarkedSchemas = async (connections: Connections, { engine }: PostgresSchemas): Promise<void> => {
  const left = await connections.session((session) =>
    session.rows<{ schema: string }>(`select schema from ${engine}.dropped order by schema`),
  );
  for (const { schema } of left)
    try {
      await connections.transaction(async (session) => {
        await session.run(`drop schema if exists ${sqlName(schema)} cascade`);
        await session.run(`delete from ${engine}.dropped where schema = $1`, [schema]);
      });
    } catch (error) {
      if (!isStoreError(error, 'conflict')) throw error;
    }
};
