import { StoreError } from '../../application/log/event-store';
import type { Generation } from '../../application/projecting/read-store';
import { sqlName } from '../../application/projecting/sql-read-store';
import type { Projection, TableSpec } from '../../read-models/projection';
import type { Connections } from './connections';
import { dependentsIn, isAnotherShape } from './failure';
import { commentsSql, viewSql, type PostgresSchemas } from './schema';
import type { Session } from './session';

const dropView = async (session: Session, name: string, views: string): Promise<void> => {
  try {
    await session.run(`drop view if exists ${views}.${sqlName(name)}`);
  } catch (error) {
    const dependents = dependentsIn(error);
    if (dependents === undefined) throw error;
    throw new StoreError(
      'unavailable',
      `the columns of ${name} have changed, but other views depend on it: drop those, then start again ` +
        `(${dependents})`,
    );
  }
};

/** A view that keeps its columns is replaced in place: what analysts built on it still works. */
const showTable = async (session: Session, table: TableSpec, schema: string, views: string): Promise<void> => {
  await session.run('savepoint before_view');
  try {
    await session.run(viewSql(table, schema, views));
  } catch (error) {
    if (!isAnotherShape(error)) throw error;
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

/** Notes that the tables of a generation are to be dropped. */
export const markForDropping = async (
  session: Session,
  schemas: PostgresSchemas,
  generation: Generation,
): Promise<void> => {
  await session.run(`insert into ${schemas.engine}.dropped values ($1) on conflict do nothing`, [
    schemas.ofGeneration(generation),
  ]);
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
      if (!(error instanceof StoreError) || error.code !== 'conflict') throw error;
    }
};
