import type { PoolClient, QueryResultRow } from 'pg';
import { from } from 'pg-copy-streams';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { SqlWork } from '../../application/projecting/engine-tables';

const LONGEST_COPY_MILLISECONDS = 60_000;
const LONGEST_WORK_MILLISECONDS = 3_600_000;
const STUCK_SECONDS = 5;

/**
 * PostgreSQL takes no U+0000 in a text, and a user's text may hold one. So U+0000 is stored as U+0001 U+0001, and U+0001,
 * which is as rare, as U+0001 U+0002. That can be reversed, and keeps the order of texts by code points.
 */
const NULL = '\u0000';
const RARE = '\u0001';
const STORED_NULL = '\u0001\u0001';
const STORED_RARE = '\u0001\u0002';

/** As it is stored. Half a surrogate pair, which no UTF-8 can hold, becomes U+FFFD. */
export const toStored = (text: string): string => {
  const whole = text.isWellFormed() ? text : text.toWellFormed();
  const isPlain = !whole.includes(NULL) && !whole.includes(RARE);
  return isPlain ? whole : whole.replaceAll(RARE, STORED_RARE).replaceAll(NULL, STORED_NULL);
};

/** As it was before. */
export const fromStored = (text: string): string =>
  text.includes(RARE) ? text.replaceAll(STORED_NULL, NULL).replaceAll(STORED_RARE, RARE) : text;

export const asParameter = (value: unknown): unknown => (typeof value === 'string' ? toStored(value) : value);

/** A connection in use. */
export class Session {
  constructor(private readonly client: PoolClient) {}

  async rows<Found extends QueryResultRow>(text: string, values: readonly unknown[] = []): Promise<readonly Found[]> {
    const { rows } = await this.client.query<Found>(text, values.map(asParameter));
    return rows;
  }

  /** Gives the number of rows that it changed. */
  async run(text: string, values: readonly unknown[] = []): Promise<number> {
    return (await this.client.query(text, values.map(asParameter))).rowCount ?? 0;
  }

  async perform<Result>(work: SqlWork<Result>): Promise<Result> {
    let step = work.next();
    while (!step.done) step = work.next(await this.rows(step.value.sql, step.value.values));
    return step.value;
  }

  /** All or nothing. */
  async transaction<Result>(work: (session: Session) => Promise<Result>, mode = ''): Promise<Result> {
    await this.run(`begin ${mode}`);
    try {
      const result = await work(this);
      await this.run('commit');
      return result;
    } catch (error) {
      await this.run('rollback').catch(() => undefined);
      throw error;
    }
  }

  /** A statement that may take long, such as an index over a large table. */
  async runLong(text: string): Promise<void> {
    await this.run('set statement_timeout = 0');
    const long = { text, query_timeout: LONGEST_WORK_MILLISECONDS };
    await this.client.query(long);
    await this.run('reset statement_timeout');
  }

  /** Sends rows in the text format of COPY; a part is prepared while the server reads the one before. */
  async copy(text: string, parts: Iterable<string>): Promise<void> {
    const stream = this.client.query(from(text));
    await pipeline(Readable.from(parts), stream, { signal: AbortSignal.timeout(LONGEST_COPY_MILLISECONDS) });
  }
}

/**
 * Ends those sessions of ours that have long waited for their client within a transaction: its process is frozen, or the
 * network to it is cut. The server itself ends a session that is idle in a transaction, but not one in the middle of
 * sending rows (COPY).
 */
export const endStuck = (session: Session): Promise<number> =>
  session.run(
    `select pg_terminate_backend(pid) from pg_stat_activity
     where datname = current_database() and usename = current_user and application_name = 'letopis'
       and pid <> pg_backend_pid() and wait_event = 'ClientRead' and state in ('active', 'idle in transaction')
       and backend_type = 'client backend' and state_change < clock_timestamp() - $1 * interval '1 second'`,
    [STUCK_SECONDS],
  );
