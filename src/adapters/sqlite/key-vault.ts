import { randomBytes } from 'node:crypto';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { StoreError } from '../../application/log/event-store';
import type { KeyVault } from '../../application/log/personal-data';
import type { LogMark } from '../../application/log/vault-of-log';
import { BoundedCache } from '../../application/log/bounded-cache';
import { randomPart } from '../../application/log/random-bytes';
import type { Id, Moment } from '../../domain/shared/values';
import { guarded, openDatabase, type FileKind } from './open-database';
import { wipeOpenedNames } from './opened-names';

const KEY_BYTES = 32;
/** At least so many keys stay in memory. */
const KEYS_KEPT = 20_000;

/**
 * - `keys`: one row for each subject. `key` is the 32 bytes of AES-256, and NULL after an erasure: the row stays as a
 *   tombstone, so that the subject never gets another key.
 * - `secrets`: `pepper`, for digests.
 * - `attributions`: records that turned out to be about a subject; their keys are destroyed with his.
 * - `marks`: `log`, to which log the keys belong.
 * - `losses`: when these keys were accepted though they were not the log's own, and the mark until then.
 */
const vaultTables = `
  create table keys(subject text primary key, key blob, destroyed_at text) without rowid;
  create table secrets(name text primary key, secret blob not null) without rowid;
`;
const tablesOfVersion2 = `
  create table attributions(subject text, record text, primary key(subject, record)) without rowid;
  create table marks(name text primary key, mark text not null) without rowid;
  create table losses(accepted_at text not null, mark text);
`;

const vault: FileKind = {
  name: 'key vault',
  applicationId: 0x4c4b5631,
  schemaVersion: 2,
  create: (db) => {
    db.exec(vaultTables + tablesOfVersion2);
    db.prepare<[Buffer]>(`insert into secrets values('pepper', ?)`).run(randomBytes(KEY_BYTES));
  },
  // Which log it was made for was not noted then.
  upgrades: { 1: (db) => db.exec(`${tablesOfVersion2} insert into marks values('log', 'unknown')`) },
};

export interface KeyVaultOptions {
  /** A file of its own, beside the log but backed up separately; ':memory:' for a vault that ends with the process. */
  readonly file: string;
  /** A file with names in plain, which each erasure wipes. */
  readonly openedNames?: string;
  /** How long to wait for another process. 5,000 where it is left out. */
  readonly busyMilliseconds?: number;
}

type Made = readonly [subject: Id, key: Buffer];
type KeyRow = readonly [key: Buffer | null];

/** Opens the vault in a SQLite file; several processes may. Throws StoreError `corrupt` or `unavailable`. */
export const openSqliteKeyVault = (options: KeyVaultOptions): KeyVault & LogMark =>
  guarded(options.file, () => new SqliteKeyVault(options));

class SqliteKeyVault implements KeyVault, LogMark {
  readonly pepper: Buffer;
  readonly hasLostKeys: boolean;
  private readonly db = openDatabase(this.options.file, vault, this.options.busyMilliseconds);
  private readonly cache = new BoundedCache<Buffer>(KEYS_KEPT);
  /** In use, but not on the disk yet. */
  private readonly made = new Map<Id, Buffer>();
  private flushing: Promise<void> | undefined;
  private readonly version = this.db.prepare<[], number>('pragma data_version').pluck();
  private readonly select = this.db.prepare<[Id], KeyRow>('select key from keys where subject = ?').raw();
  private readonly insert = this.db.prepare<[Id, Buffer]>(
    'insert into keys(subject, key) values(?, ?) on conflict do nothing',
  );
  private readonly erase = this.db.prepare<[Id]>(
    `insert into keys(subject, key, destroyed_at) values(?, null, strftime('%Y-%m-%dT%H:%M:%fZ', 'now'))
     on conflict do update set key = null, destroyed_at = excluded.destroyed_at where key is not null`,
  );
  /** The subject, and each record that is about him, or about whom such a record is. */
  private readonly selectAbout = this.db
    .prepare<[Id], Id>(
      `with recursive about(subject) as (
         select ? union select record from attributions join about using(subject)
       ) select subject from about`,
    )
    .pluck();
  private readonly insertAttribution = this.db.prepare<[Id, Id]>(
    'insert into attributions(subject, record) values(?, ?) on conflict do nothing',
  );
  private readonly selectLog = this.db.prepare<[], string>(`select mark from marks where name = 'log'`).pluck();
  private readonly writeLog = this.db.prepare<[string]>(
    `insert into marks values('log', ?) on conflict do update set mark = excluded.mark`,
  );
  /** Gives the keys that were written: those whose subject had neither a key nor a tombstone. */
  private readonly writeAll = this.db.transaction((made: readonly Made[]) =>
    made.filter(([subject, key]) => this.insert.run(subject, key).changes > 0),
  );
  private readonly eraseAll = this.db.transaction((subject: Id): readonly Id[] => {
    const subjects = this.selectAbout.all(subject);
    for (const each of subjects) this.erase.run(each);
    return subjects;
  });
  private seenVersion: number | undefined;

  constructor(private readonly options: KeyVaultOptions) {
    this.db.pragma('secure_delete = ON');
    this.pepper = this.storedPepper();
    this.hasLostKeys = this.acceptedLosses().length > 0;
  }

  keyFor(subject: Id): Buffer | undefined {
    return this.guarded(() => {
      const row = this.known(subject);
      if (row) return row[0] ?? undefined;
      const key = randomPart(KEY_BYTES);
      this.made.set(subject, key);
      return key;
    });
  }

  durable(): Promise<void> {
    if (this.made.size === 0) return Promise.resolve();
    this.flushing ??= nextTurn().then(() => {
      this.flushing = undefined;
      this.guarded(() => {
        this.flush();
      });
    });
    return this.flushing;
  }

  find(subject: Id): Buffer | undefined {
    return this.guarded(() => this.known(subject)?.[0] ?? undefined);
  }

  isDestroyed(subject: Id): boolean {
    return this.guarded(() => this.known(subject)?.[0] === null);
  }

  destroy(subject: Id): void {
    this.guarded(() => {
      for (const each of this.eraseAll.immediate(subject)) this.forget(each);
      if (this.options.openedNames !== undefined) wipeOpenedNames(this.options.openedNames);
      if (this.isCheckpointBusy())
        throw new StoreError(
          'unavailable',
          `${this.options.file}: the key of ${subject} is destroyed, but another process keeps a copy in the write-ahead ` +
            'log: run the erasure again',
        );
    });
  }

  attribute(record: Id, to: Id): void {
    const isKept = this.guarded(() => {
      // Mostly nothing was ever sealed for the record alone: then nothing needs to be noted.
      if (!this.known(record)?.[0]) return true;
      this.insertAttribution.run(to, record);
      return this.known(to)?.[0] !== null;
    });
    if (!isKept) this.destroy(to);
  }

  log(): string | undefined {
    return this.guarded(() => this.selectLog.get());
  }

  noteLog(log: string): void {
    this.guarded(() => this.writeLog.run(log));
  }

  acceptLoss(log: string, at: Moment): void {
    this.guarded(() => {
      const noted = this.db.transaction(() => {
        this.db.prepare<[Moment, string | null]>('insert into losses values(?, ?)').run(at, this.log() ?? null);
        this.noteLog(log);
      });
      noted.immediate();
    });
  }

  acceptedLosses(): readonly Moment[] {
    return this.guarded(() => this.db.prepare<[], Moment>('select accepted_at from losses').pluck().all());
  }

  close(): void {
    if (this.db.open && this.made.size > 0)
      this.guarded(() => {
        this.flush();
      });
    this.db.close();
  }

  private forget(subject: Id): void {
    this.made.get(subject)?.fill(0);
    this.made.delete(subject);
    this.cache.get(subject)?.fill(0);
    this.cache.delete(subject);
  }

  /** Writes the new keys; where another process made one first, that one stays. */
  private flush(): void {
    const written = this.writeAll.immediate([...this.made]);
    const late = this.made.size - written.length;
    this.made.clear();
    for (const [subject, key] of written) this.cache.set(subject, key);
    if (late > 0)
      throw new StoreError('conflict', `another process made or destroyed ${late} of the keys first: try again`);
  }

  /** From memory, unless another process changed the vault since: it may have destroyed a key that is in memory. */
  private known(subject: Id): KeyRow | undefined {
    const version = this.version.get();
    if (version !== this.seenVersion) this.cache.clear();
    this.seenVersion = version;
    const cached = this.made.get(subject) ?? this.cache.get(subject);
    if (cached) return [cached];
    const row = this.select.get(subject);
    if (row?.[0]) this.cache.set(subject, row[0]);
    return row;
  }

  /** Copies the write-ahead log into the vault and truncates it; true where a reader prevented that. */
  private isCheckpointBusy(): boolean {
    return this.db.prepare<[], number>('pragma wal_checkpoint(TRUNCATE)').pluck().get() === 1;
  }

  private storedPepper(): Buffer {
    const pepper = this.db.prepare<[], Buffer>(`select secret from secrets where name = 'pepper'`).pluck().get();
    if (!pepper) throw new StoreError('corrupt', `${this.options.file} lost its secret: restore it from a backup`);
    return pepper;
  }

  private guarded<Result>(work: () => Result): Result {
    return guarded(this.options.file, work);
  }
}
