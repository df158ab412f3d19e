import { once } from 'node:events';
import type { Kysely } from 'kysely';
import type { Edition, Generation } from '../../application/projecting/read-store';
import { pastTableSql } from '../../application/projecting/sql-past';
import { sqlName, sqlNames } from '../../application/projecting/sql-read-store';
import type { Row, TableSpec, Value } from '../../read-models/kit/projection';
import type { Connections } from './connections';
import { toError } from '../../application/log/thrown';
import { isGone, postgresFailure } from './failure';
import { AS_FOR_REPORTS, queriesOfSession } from './queries';
import type { Session } from './session';
import { rowsAsJson } from './table-rows';

/** Rows that are sent at once. */
const ROWS_A_STATEMENT = 5_000;

/** In a transaction of its own, which is given back at the end; what it shows of the past is gone with it. */
class PostgresEdition implements Edition {
  readonly db: Kysely<unknown>;

  constructor(
    private readonly session: Pick<Session, 'rows' | 'run'>,
    private readonly live: readonly Generation[],
    readonly close: () => Promise<void>,
  ) {
    this.db = queriesOfSession(session);
  }

  generations(): Promise<readonly Generation[]> {
    return Promise.resolve(this.live);
  }

  async valuesWhere(table: TableSpec, column: string, condition: string): Promise<readonly Value[]> {
    const asking = `select ${sqlName(column)} as "value" from ${sqlName(table.name)} where ${condition}`;
    return (await this.session.rows<{ readonly value: Value }>(asking)).map(({ value }) => value);
  }

  async show(table: TableSpec, condition: string, rows: readonly Row[]): Promise<void> {
    const columns = Object.keys(table.columns);
    const of = pastTableSql(table, condition, { live: '', temporary: 'pg_temp.' });
    await this.session.run(of.create);
    for (let from = 0; from < rows.length; from += ROWS_A_STATEMENT)
      await this.session.run(
        `insert into ${of.past} select ${sqlNames(columns)} from json_populate_recordset(null::${of.past}, $1)`,
        [rowsAsJson(columns, rows.slice(from, from + ROWS_A_STATEMENT))],
      );
    const indexes = of.indexes.map(({ on }) => `create index on pg_temp.${on}`);
    await this.session.run([of.leaveOut, ...indexes, `analyze ${of.past}`, of.show].join(';'));
  }
}

/** Errors are those of a store. */
const guardedSession = (session: Session, where: string): Pick<Session, 'rows' | 'run'> => {
  const failed = (error: unknown): never => {
    throw postgresFailure(error, where);
  };
  return {
    rows: (...asked) => session.rows<never>(...asked).catch(failed),
    run: (...asked) => session.run(...asked).catch(failed),
  };
};

/** How an edition is begun in its transaction: which generations it is of, their schemas, all held until it ends. */
export interface EditionBegun {
  readonly live: readonly Generation[];
  readonly schemas: readonly string[];
}

const MAY_MAKE_TABLES = `select has_database_privilege(current_database(), 'TEMP') as "may"`;

const beginEdition = async (session: Session, { schemas }: EditionBegun): Promise<boolean> => {
  const [allowed] = await session.rows<{ readonly may: boolean }>(MAY_MAKE_TABLES);
  const path = [...schemas.map(sqlName), 'pg_catalog'].join(', ');
  // The events of the past are read between two queries: it may pause.
  await session.run(`${AS_FOR_REPORTS}; set local idle_in_transaction_session_timeout = 0;
    set local search_path = ${path}`);
  return allowed?.may === true;
};

/**
 * Opens an edition of the live tables: a transaction that lasts until the edition is closed. Undefined where this user may
 * make no temporary tables.
 */
export const openPostgresEdition = (
  connections: Connections,
  begin: (session: Session) => Promise<EditionBegun>,
): Promise<Edition | undefined> => {
  const closing = new AbortController();
  return new Promise((opened, failed) => {
    const whole = connections.transaction(async (session) => {
      const begun = await begin(session);
      if (!(await beginEdition(session, begun))) return;
      const closed = once(closing.signal, 'abort');
      const close = async (): Promise<void> => {
        closing.abort();
        // Where the connection is gone, so is all of it.
        await whole.catch(() => undefined);
      };
      opened(new PostgresEdition(guardedSession(session, connections.where), begun.live, close));
      await closed;
      // Nothing of it is to stay: the commit that follows finds nothing.
      await session.run('rollback');
    }, 'isolation level repeatable read read write');
    whole.then(
      () => {
        opened(undefined);
      },
      (error: unknown) => {
        // A switch took the tables away at that moment: then the past is replayed.
        if (isGone(error)) opened(undefined);
        else failed(toError(error));
      },
    );
  });
};
