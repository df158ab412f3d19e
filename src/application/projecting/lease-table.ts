import { rowsOf, type EngineDialect, type SqlWork } from './engine-tables';

/** The table `leases`. */
export class LeaseTable {
  private readonly table = `${this.dialect.prefix}leases`;

  constructor(private readonly dialect: EngineDialect) {}

  /** Gives the holder before the call, and the one after it. */
  *take(
    name: string,
    holder: string,
    milliseconds: number,
  ): SqlWork<{ readonly before: string | undefined; readonly after: string }> {
    const before = yield* this.holderOf(name);
    yield* rowsOf(
      `insert into ${this.table} as known(name, holder, until) values ($1, $2, ${this.dialect.later('$3')})
       on conflict(name) do update set holder = excluded.holder, until = excluded.until
       where known.holder = excluded.holder or known.until < ${this.dialect.now}`,
      [name, holder, milliseconds],
    );
    return { before, after: (yield* this.holderOf(name)) ?? holder };
  }

  *release(name: string, holder: string): SqlWork<void> {
    yield* rowsOf(`delete from ${this.table} where name = $1 and holder = $2`, [name, holder]);
  }

  /** Who has it now. */
  *holding(name: string): SqlWork<string | undefined> {
    const [row] = yield* rowsOf<{ holder: string }>(
      `select holder from ${this.table} where name = $1 and until >= ${this.dialect.now}`,
      [name],
    );
    return row?.holder;
  }

  private *holderOf(name: string): SqlWork<string | undefined> {
    const [row] = yield* rowsOf<{ holder: string }>(`select holder from ${this.table} where name = $1`, [name]);
    return row?.holder;
  }
}
