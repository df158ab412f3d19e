import {
  Kysely,
  PostgresAdapter,
  PostgresDialect,
  PostgresDriver,
  PostgresIntrospector,
  PostgresQueryCompiler,
  type CompiledQuery,
  type DatabaseConnection,
  type Driver,
  type QueryResult,
  type TransactionSettings,
} from 'kysely';
import type { Pool, PoolClient, QueryResultRow } from 'pg';
import { StoreError } from '../../application/log/event-store';
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
      this.isLost ||= fault instanceof StoreError && fault.code === 'unavailable';
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
        await this.holdLive(connection);
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

  private async holdLive(connection: ReportConnection): Promise<void> {
    const { engine } = this.schemas;
    const rows = await connection.rows<{ projection: string; number: number; name: string }>(
      `select projection, number, name from ${engine}.generations join ${engine}.generation_tables
       using(projection, number) where state = 'live'`,
    );
    if (rows.length === 0) return;
    const tables = rows.map((row) => ({ schema: sqlName(this.schemas.ofGeneration(row)), name: sqlName(row.name) }));
    const schemas = new Set(tables.map(({ schema }) => schema));
    const names = tables.map(({ schema, name }) => `${schema}.${name}`);
    await connection.rows(
      `set local search_path = ${[...schemas].join(', ')}; lock table ${names.join(', ')} in access share mode`,
    );
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
const queriesOfSession = (session: Session): Kysely<unknown> => {
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
  const adapter = new PostgresAdapter();
  return new Kysely<unknown>({
    dialect: {
      createAdapter: () => adapter,
      createDriver: () => driver,
      createIntrospector: (db) => new PostgresIntrospector(db),
      createQueryCompiler: () => new PostgresQueryCompiler(),
    },
  });
};

/** For a report that is asked in a session for work, which is set up to find rows by their keys alone. */
const AS_FOR_REPORTS =
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
