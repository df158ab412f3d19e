import type Database from 'better-sqlite3';

/** The table `leases`: which process alone may do something, until when. */
export class SqliteLeases {
  private readonly taking: Database.Statement<[string, string, number, number]>;
  private readonly holder: Database.Statement<[string], string>;
  private readonly returning: Database.Statement<[string, string]>;

  constructor(db: Database.Database) {
    this.taking = db.prepare(
      `insert into leases(name, holder, until) values (?, ?, ?)
       on conflict(name) do update set holder = excluded.holder, until = excluded.until
       where holder = excluded.holder or until < ?`,
    );
    this.holder = db.prepare<[string], string>('select holder from leases where name = ?').pluck();
    this.returning = db.prepare('delete from leases where name = ? and holder = ?');
  }

  /** Gives the holder after the call. */
  take(name: string, holder: string, milliseconds: number): string {
    const now = Date.now();
    this.taking.run(name, holder, now + milliseconds, now);
    return this.holder.get(name) ?? holder;
  }

  release(name: string, holder: string): void {
    this.returning.run(name, holder);
  }
}
