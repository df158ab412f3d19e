import { readFileSync } from 'node:fs';
import { Pool, types, type PoolClient } from 'pg';
import { isStoreError, StoreError } from '../../application/log/event-store';
import { postgresFailure } from './failure';
import { fromStored, Session } from './session';

export interface PostgresServer {
  readonly host: string;
  readonly port: number;
  readonly database: string;
  readonly user: string;
  readonly password: string | undefined;
  /** `unverified`: encrypted, but the server's certificate is not checked. */
  readonly tls: 'off' | 'unverified' | 'verified';
  /** The file of the authority's certificate, where it is not one that Node trusts by itself. */
  readonly rootCertificate?: string | undefined;
}

const KEPT_ALIVE: Readonly<Record<string, string | number>> = {
  // A connection whose other end is silent is closed within half a minute, and its locks are released.
  tcp_keepalives_idle: 10,
  tcp_keepalives_interval: 5,
  tcp_keepalives_count: 3,
  tcp_user_timeout: 20_000,
  client_connection_check_interval: 5000,
  jit: 'off',
};

/** For filling tables. */
const WORK = {
  ...KEPT_ALIVE,
  search_path: 'pg_catalog',
  // Rows and checkpoint are in one transaction: after a loss of power both go back together. So no commit waits for the disk.
  synchronous_commit: 'off',
  // A process that is frozen in the middle of a transaction must not block the others.
  idle_in_transaction_session_timeout: 5000,
  lock_timeout: 3000,
  statement_timeout: 30_000,
  // Rows are found by their keys alone. Without statistics (the table is being filled) the planner would scan the table.
  enable_seqscan: 'off',
  enable_hashjoin: 'off',
  enable_mergejoin: 'off',
};

/** For reports: read-only. */
export const queriesIn = (schema: string): Readonly<Record<string, string | number>> => ({
  ...KEPT_ALIVE,
  search_path: schema,
  default_transaction_read_only: 'on',
  idle_in_transaction_session_timeout: 60_000,
  statement_timeout: 60_000,
});

const INT8 = 20;
const TEXT = 25;
const NUMERIC = 1700;
const textParsers = new Map<number, (text: string) => unknown>([
  [INT8, Number],
  // Sums of integers: beyond 2^53 they lose their last digits, as in any JavaScript number.
  [NUMERIC, Number],
  [TEXT, fromStored],
]);

type Find = typeof types.getTypeParser;

const textParserOf = (type: Parameters<Find>[0], format?: Parameters<Find>[1]): unknown =>
  textParsers.get(type) ?? types.getTypeParser(type, format);

const tlsOptionsOf = ({
  tls,
  rootCertificate,
}: PostgresServer): false | { rejectUnauthorized: boolean; ca?: string } => {
  if (tls === 'off') return false;
  const ca = rootCertificate === undefined ? {} : { ca: readFileSync(rootCertificate, 'utf8') };
  return { rejectUnauthorized: tls === 'verified', ...ca };
};

/** A pool of connections with the same settings, opened when they are needed. */
export const openPool = (
  server: PostgresServer,
  settings: Readonly<Record<string, string | number>>,
  most: number,
): Pool => {
  const { host, port, database, user, password } = server;
  const pool = new Pool({
    ...{ host, port, database, user, password, max: most, ssl: tlsOptionsOf(server) },
    application_name: 'letopis',
    options: Object.entries(settings)
      .map(([name, value]) => `-c ${name}=${value}`)
      .join(' '),
    connectionTimeoutMillis: 5000,
    // A little longer than the server's own limit for a statement: after that the server is gone.
    query_timeout: Number(settings['statement_timeout']) + 5000,
    keepAlive: true,
    keepAliveInitialDelayMillis: 10_000,
    types: { getTypeParser: textParserOf },
  });
  // The next query on a lost connection fails by itself; without a listener the event would end the process.
  pool.on('error', () => undefined);
  pool.on('connect', (client) => client.on('error', () => undefined));
  return pool;
};

/** Sessions on one server over a few connections. Errors are those of a store. */
export class Connections {
  private readonly pool = openPool(this.server, WORK, 5);
  private preparing: Promise<void> | undefined;
  private isClosed = false;

  constructor(
    private readonly server: PostgresServer,
    readonly where: string,
    /** Done once before the first session: makes the schemas. */
    private readonly prepare: (session: Session) => Promise<void>,
  ) {}

  /** Each statement is a transaction of its own. */
  async session<Result>(work: (session: Session) => Promise<Result>): Promise<Result> {
    await this.prepared();
    return this.withSession(work);
  }

  /** All or nothing. */
  transaction<Result>(work: (session: Session) => Promise<Result>, mode = ''): Promise<Result> {
    return this.session((session) => session.transaction(work, mode));
  }

  async close(): Promise<void> {
    if (this.isClosed) return;
    this.isClosed = true;
    await this.pool.end();
  }

  /** Where it fails, the next session tries again: the server may be away at first. */
  prepared(): Promise<void> {
    this.preparing ??= this.withSession((session) => session.transaction(this.prepare)).catch((error: unknown) => {
      this.preparing = undefined;
      throw error;
    });
    return this.preparing;
  }

  private async withSession<Result>(work: (session: Session) => Promise<Result>): Promise<Result> {
    if (this.isClosed) throw new StoreError('unavailable', `${this.where} was closed by this process`);
    let client: PoolClient | undefined;
    let fault: unknown;
    try {
      client = await this.pool.connect();
      return await work(new Session(client));
    } catch (error) {
      fault = postgresFailure(error, this.where);
      throw fault;
    } finally {
      // A connection that failed is not used again: its state is not known.
      client?.release(isStoreError(fault, 'unavailable'));
    }
  }
}
