import {
  Kysely,
  PostgresDialect,
  PostgresDriver,
  type CompiledQuery,
  type DatabaseConnection,
  type Driver,
  type QueryResult,
  type TransactionSettings,
} from 'kysely';
import type { Pool, PoolClient, QueryResultRow } from 'pg';
import { isStoreError, StoreError } from '../../application/log/event-store';
import { sqlName } from '../../application/projecting/sql-read-store';
import type { Connections } from './connections';
import { postgresFailure, isGone } from './failure';
import type { PostgresSchemas } from './schema';
import { asParameter, type Session } from './session';

/** How often a report starts again because the tables that it was about to read were dropped at that moment. */
const MOST_STARTS = 5;

class ReportConnection implements DatabaseConnection {
  private isLost = false;

  constructor(
    private readonly client: PoolClient,
    private readonly where: string,
  ) {}

  async executeQuery<Found>({ sql, parameters }: CompiledQuery): Promise<QueryResult<Found>> {
    try {
      return { rows: await this.rows<Found & QueryResultRow>(sql, parameters) };
    } catch (error) {
      if (!isGone(error)) throw error;
      throw new StoreError(
        'unavailable',
        `${this.where} does not hold the read models yet, they are being built: try again later`,
      );
    }
  }

  /** As `executeQuery`, but with the server's own error where a table does not exist. */
  async rows<Found extends QueryResultRow>(sql: string, parameters: readonly unknown[] = []): Promise<Found[]> {
    try {
      return (await this.client.query<Found>(sql, parameters.map(asParameter))).rows;
    } catch (error) {
      const fault = postgresFailure(error, this.where);
      this.isLost ||= isStoreError(fault, 'unavailable');
      throw fault;
    }
  }

  streamQuery(): never {
    throw new Error('reports read all rows of a query at once: use pages instead of a stream');
  }

  release(): void {
    this.client.release(this.isLost);
  }
}

interface LiveTable {
  readonly projection: string;
  readonly number: number;
  readonly name: string;
}

/** Keeps the live tables from being dropped until the transaction ends. Gives the schemas that they are in. */
export const holdLive = async (
  rows: (text: string) => Promise<readonly LiveTable[]>,
  schemas: PostgresSchemas,
): Promise<readonly string[]> => {
  const { engine } = schemas;
  const live = await rows(
    `select projection, number, name from ${engine}.generations join ${engine}.generation_tables
     using(projection, number) where state = 'live'`,
  );
  const tables = live.map((table) => ({ schema: schemas.ofGeneration(table), name: table.name }));
  const names = tables.map(({ schema, name }) => `${sqlName(schema)}.${sqlName(name)}`);
  if (names.length > 0) await rows(`lock table ${names.join(', ')} in access share mode`);
  return [...new Set(tables.map(({ schema }) => schema))];
};

/**
 * Connections for reports, which find the tables under their plain names. A single query reads the views. The queries of a
 * transaction must all see the same generation, whatever is switched or dropped meanwhile, but a switch of the views takes
 * effect for everybody: so a transaction looks up which generations are live, locks their tables, and reads those.
 */
class ReportDriver extends PostgresDriver {
  constructor(
    private readonly pool: Pool,
    private readonly connections: Connections,
    private readonly schemas: PostgresSchemas,
  ) {
    super({ pool });
  }

  override async acquireConnection(): Promise<ReportConnection> {
    await this.connections.prepared();
    const { where } = this.connections;
    try {
      return new ReportConnection(await this.pool.connect(), where);
    } catch (error) {
      throw postgresFailure(error, where);
    }
  }

  override async beginTransaction(
    connection: ReportConnection,
    { isolationLevel = 'repeatable read' }: TransactionSettings,
  ): Promise<void> {
    for (let start = 1; ; start += 1) {
      await connection.rows(`start transaction isolation level ${isolationLevel} read only`);
      try {
        const schemas = await holdLive((text) => connection.rows(text), this.schemas);
        if (schemas.length > 0) await connection.rows(`set local search_path = ${schemas.map(sqlName).join(', ')}`);
        return;
      } catch (error) {
        await this.rollbackTransaction(connection);
        if (!isGone(error) || start === MOST_STARTS) throw error;
      }
    }
  }

  override releaseConnection(connection: DatabaseConnection): Promise<void> {
    if (connection instanceof ReportConnection) connection.release();
    return Promise.resolve();
  }
}

/** Queries for reports, over connections of their own that can't write. */
export const openPostgresQueries = (pool: Pool, connections: Connections, schemas: PostgresSchemas): Kysely<unknown> =>
  new Kysely<unknown>({
    dialect: Object.assign(new PostgresDialect({ pool }), {
      createDriver: () => new ReportDriver(pool, connections, schemas),
    }),
  });

const endsByItself = (): Promise<void> => Promise.resolve();

/** Over a session that is in a transaction already: queries open and end none of their own. */
export const queriesOfSession = (session: Pick<Session, 'rows'>): Kysely<unknown> => {
  const connection: DatabaseConnection = {
    executeQuery: async ({ sql, parameters }) => ({ rows: [...(await session.rows<never>(sql, parameters))] }),
    streamQuery: () => {
      throw new Error('reports read all rows of a query at once: use pages instead of a stream');
    },
  };
  const driver: Driver = {
    init: endsByItself,
    acquireConnection: () => Promise.resolve(connection),
    beginTransaction: endsByItself,
    commitTransaction: endsByItself,
    rollbackTransaction: endsByItself,
    releaseConnection: endsByItself,
    destroy: endsByItself,
  };
  const dialect = new PostgresDialect({
    pool: () => Promise.reject(new Error('a session has its connection already')),
  });
  return new Kysely<unknown>({ dialect: Object.assign(dialect, { createDriver: () => driver }) });
};

/** For a report that is asked in a session for work, which is set up to find rows by their keys alone. */
export const AS_FOR_REPORTS =
  'set local enable_seqscan = on; set local enable_hashjoin = on; set local enable_mergejoin = on; ' +
  'set local statement_timeout = 60000';

/** Queries in the transaction of a session, over the tables in these schemas, under their plain names. */
export const askInSession = async <Result>(
  session: Session,
  schemas: readonly string[],
  ask: (db: Kysely<unknown>) => Promise<Result>,
): Promise<Result> => {
  const path = [...schemas.map(sqlName), 'pg_catalog'].join(', ');
  await session.run(`${AS_FOR_REPORTS}; set local search_path = ${path}`);
  const result = await ask(queriesOfSession(session));
  await session.run('set local search_path = pg_catalog');
  return result;
};
