import type { PostgresSchemas } from './schema';
import type { Session } from './session';

const STUCK_SECONDS = 5;

/** The table `leases`: which process alone may do something, until when by the server's clock. */
export class PostgresLeases {
  private readonly table: string;

  constructor({ engine }: PostgresSchemas) {
    this.table = `${engine}.leases`;
  }

  /** Gives the holder after the call. A process that takes over an expired lease ends the stuck sessions of the one before. */
  async take(session: Session, name: string, holder: string, milliseconds: number): Promise<string> {
    const [before] = await session.rows<{ holder: string }>(`select holder from ${this.table} where name = $1`, [name]);
    await session.run(
      `insert into ${this.table} as known(name, holder, until)
       values ($1, $2, clock_timestamp() + $3 * interval '1 millisecond')
       on conflict(name) do update set holder = excluded.holder, until = excluded.until
       where known.holder = excluded.holder or known.until < clock_timestamp()`,
      [name, holder, milliseconds],
    );
    const [now] = await session.rows<{ holder: string }>(`select holder from ${this.table} where name = $1`, [name]);
    if (now?.holder === holder && before && before.holder !== holder) await endStuck(session);
    return now?.holder ?? holder;
  }

  async release(session: Session, name: string, holder: string): Promise<void> {
    await session.run(`delete from ${this.table} where name = $1 and holder = $2`, [name, holder]);
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
