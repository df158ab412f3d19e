import type Database from 'better-sqlite3';
import type { Kysely } from 'kysely';
import { StoreError } from '../../application/log/event-store';
import type {
  Commit,
  FrozenReadStore,
  Generation,
  Poison,
  ReadStore,
  RowWrite,
} from '../../application/projecting/read-store';
import { ROW_PAGE_SIZE, rowPages, sqlName, sortedWrites } from '../../application/projecting/sql-read-store';
import type { Projection, Row, TableSpec, Value } from '../../read-models/projection';
import { guarded } from './failure';
import { SqliteGenerations } from './generation-rows';
import { SqliteLeases } from './leases';
import { openDatabase } from './open-database';
import { isInMemory, openSqliteQueries, openReadOnly } from './read-connection';
import { createSqliteIndexes, createSqliteTable, physicalName, readModels, showSqliteTables } from './read-schema';
import { ReadTable } from './read-table';

export interface SqliteReadStoreOptions {
  /** The file of the read models; ':memory:' for tables that end with the process. */
  readonly file: string;
  /** How long to wait for another process that is writing. 5,000 where it is left out. */
  readonly busyMilliseconds?: number;
}

/** Pages in the write-ahead log before they are copied into the file: a page that changes often is copied once. */
const READ_STORE_CHECKPOINT_PAGES = { live: 1000, building: 16_000 };

/**
 * The read models in one SQLite file, apart from the log. See `ReadStore` for the guarantees. Throws StoreError:
 * `corrupt` where the file is something else, `unavailable` where it can't be opened.
 */
export const openSqliteReadStore = (options: SqliteReadStoreOptions): ReadStore =>
  guarded(options.file, () => new SqliteReadStore(options));

class SqliteReadStore implements ReadStore {
  readonly db: Kysely<unknown>;
  private readonly file: string;
  private readonly writer: Database.Database;
  private readonly known: SqliteGenerations;
  private readonly leases: SqliteLeases;
  private pace: keyof typeof READ_STORE_CHECKPOINT_PAGES = 'live';
  private readonly tables = new Map<string, ReadTable>();

  constructor({ file, busyMilliseconds }: SqliteReadStoreOptions) {
    this.file = file;
    this.writer = openDatabase(file, readModels, busyMilliseconds);
    this.writer.pragma('cache_size = -49152');
    // Rows and checkpoint are in one transaction, and a write-ahead log is never half written: after a loss of power the
    // tables are at an earlier checkpoint and catch up from the log. So no commit waits for the disk.
    this.writer.pragma('synchronous = NORMAL');
    this.known = new SqliteGenerations(this.writer);
    this.leases = new SqliteLeases(this.writer);
    this.db = openSqliteQueries(file, this.writer);
  }

  generations(): Promise<readonly Generation[]> {
    return this.run(() => this.known.all());
  }

  build(projection: Projection): Promise<Generation> {
    return this.change(() => {
      const generation = this.known.add(projection);
      for (const table of projection.tables) createSqliteTable(this.writer, table, generation.number);
      return generation;
    });
  }

  finish({ number }: Generation, projection: Projection): Promise<void> {
    return this.run(() => {
      createSqliteIndexes(this.writer, projection, number);
    });
  }

  makeLive(generation: Generation, projection: Projection): Promise<Generation> {
    return this.change(() => {
      const live = this.known.makeLive(generation);
      showSqliteTables(this.writer, projection, live.number);
      return live;
    });
  }

  drop(generation: Generation): Promise<void> {
    return this.change(() => {
      for (const table of this.known.remove(generation)) {
        const name = physicalName(table, generation.number);
        this.tables.delete(name);
        this.writer.exec(`drop table ${sqlName(name)}`);
      }
    });
  }

  load(
    generation: Generation,
    table: TableSpec,
    keys: readonly (readonly Value[])[],
  ): Promise<readonly (Row | undefined)[]> {
    return this.run(() =>
      this.ofGeneration(generation, () => {
        const stored = this.table(table, generation);
        return keys.map((key) => stored.get(key));
      }),
    );
  }

  commit(commits: readonly Commit[]): Promise<readonly Generation[]> {
    this.setPace(commits.some(({ generation }) => generation.state === 'building') ? 'building' : 'live');
    return this.change(() =>
      commits.map(({ generation, writes, checkpoint }) => {
        const moved = this.known.moveTo(generation, checkpoint);
        this.write(generation, writes);
        return moved;
      }),
    );
  }

  stop(generation: Generation, poison: Poison): Promise<Generation> {
    return this.change(() => this.known.stop(generation, poison));
  }

  lease(name: string, holder: string, milliseconds: number): Promise<string> {
    return this.change(() => this.leases.take(name, holder, milliseconds));
  }

  release(name: string, holder: string): Promise<void> {
    return this.change(() => {
      this.leases.release(name, holder);
    });
  }

  async *scan(generation: Generation, table: TableSpec, pageSize = ROW_PAGE_SIZE): AsyncGenerator<readonly Row[]> {
    const page = (last: Row | undefined): readonly Row[] =>
      guarded(this.file, () => this.ofGeneration(generation, () => this.table(table, generation).page(last, pageSize)));
    yield* rowPages(page, pageSize);
  }

  async snapshot<Result>(read: (frozen: FrozenReadStore) => Promise<Result>): Promise<Result> {
    if (isInMemory(this.file)) return read(this);
    const db = guarded(this.file, () => openReadOnly(this.file));
    try {
      db.exec('begin');
      const generations = new SqliteGenerations(db).all();
      return await read({
        generations: () => Promise.resolve(generations),
        scan: (generation, table, pageSize = ROW_PAGE_SIZE) => {
          const stored = guarded(this.file, () => new ReadTable(db, table, generation.number));
          return rowPages((last) => guarded(this.file, () => stored.page(last, pageSize)), pageSize);
        },
      });
    } finally {
      db.close();
    }
  }

  async close(): Promise<void> {
    if (!this.writer.open) return;
    await this.db.destroy();
    this.writer.close();
  }

  /** Throws `conflict` where the tables are gone: the caller then reads the generations again. */
  private ofGeneration<Result>(generation: Generation, work: () => Result): Result {
    try {
      return work();
    } catch (error) {
      this.known.get(generation);
      throw error;
    }
  }

  private write(generation: Generation, writes: readonly RowWrite[]): void {
    for (const [table, { inserted, replaced, removed }] of sortedWrites(writes)) {
      const stored = this.table(table, generation);
      for (const key of removed) stored.remove(key);
      stored.insert(inserted);
      stored.replace(replaced);
    }
  }

  private setPace(pace: keyof typeof READ_STORE_CHECKPOINT_PAGES): void {
    if (this.pace !== pace && this.writer.open)
      this.writer.pragma(`wal_autocheckpoint = ${READ_STORE_CHECKPOINT_PAGES[pace]}`);
    this.pace = pace;
  }

  private table(table: TableSpec, { number }: Generation): ReadTable {
    const name = physicalName(table.name, number);
    const known = this.tables.get(name) ?? new ReadTable(this.writer, table, number);
    this.tables.set(name, known);
    return known;
  }

  private change<Result>(work: () => Result): Promise<Result> {
    return this.run(() => this.writer.transaction(work).immediate());
  }

  private async run<Result>(work: () => Result): Promise<Result> {
    if (!this.writer.open) throw new StoreError('unavailable', `${this.file} was closed by this process`);
    return Promise.resolve(guarded(this.file, work));
  }
}
