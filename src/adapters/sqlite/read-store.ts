import type Database from 'better-sqlite3';
import type { Kysely } from 'kysely';
import type { Position } from '../../application/log/event-store';
import { generationsMoved, GenerationTables, type SqlWork } from '../../application/projecting/engine-tables';
import type {
  Commit,
  Edition,
  FrozenReadStore,
  Generation,
  NotedGeneration,
  NoteKind,
  Poison,
  ReadStore,
  RowKey,
  RowWrite,
  ShownGeneration,
  StoredDifference,
  StoredTable,
} from '../../application/projecting/read-store';
import { sqlName, writesByTable, storedPages } from '../../application/projecting/sql-read-store';
import type { Projection, Row, TableSpec } from '../../read-models/kit/projection';
import type { Database as Queries } from '../../read-models/kit/report';
import { SqliteEdition } from './edition';
import { guarded, guardedOpen, openDatabase } from './open-database';
import { openSharedQueries, openSqliteQueries, openReadOnly } from './read-connection';
import {
  addSqliteColumns,
  askMasked,
  createSqliteIndexes,
  createSqliteTable,
  differenceIn,
  hideSqliteTables,
  makeKeyIndex,
  physicalName,
  readModels,
  showSqliteTables,
} from './read-tables';
import { runSqlite, sqliteDialect, sqliteLeases } from './sql-work';
import { ReadTable, pagesOfTable } from './table-rows';

export interface SqliteReadStoreOptions {
  /** The file of the read models; ':memory:' for tables that end with the process. */
  readonly file: string;
  /** How long to wait for another process that is writing. 5,000 where it is left out. */
  readonly busyMilliseconds?: number;
}

const generationTables = new GenerationTables(sqliteDialect);

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
  private readonly writer: Database.Database;
  private readonly move: Database.Statement<[Position, string | null, string, number, number, Position | null]>;
  private pace: keyof typeof READ_STORE_CHECKPOINT_PAGES = 'live';
  private readonly tables = new Map<string, ReadTable>();

  constructor({ file, busyMilliseconds }: SqliteReadStoreOptions) {
    this.writer = openDatabase(file, readModels, busyMilliseconds);
    this.writer.pragma('cache_size = -49152');
    // What a version of before kept plain of people is overwritten with its tables, not left in free pages.
    this.writer.pragma('secure_delete = ON');
    // Rows and checkpoint are in one transaction, and a write-ahead log is never half written: after a loss of power the
    // tables are at an earlier checkpoint and catch up from the log. So no commit waits for the disk.
    this.writer.pragma('synchronous = NORMAL');
    this.move = this.writer.prepare(
      `update generations set checkpoint = ?, log = ?, poison = null
       where projection = ? and number = ? and version = ? and checkpoint is ? and state <> 'retired'`,
    );
    this.db = openSqliteQueries(this.writer);
  }

  generations(): Promise<readonly Generation[]> {
    return this.run(() => this.perform(generationTables.all()));
  }

  build(projection: Projection): Promise<Generation> {
    return this.change(() => {
      const generation = this.perform(generationTables.add(projection));
      for (const table of projection.tables) createSqliteTable(this.writer, table, generation.number);
      return generation;
    });
  }

  finish({ number }: Generation, projection: Projection): Promise<void> {
    return this.run(() => {
      createSqliteIndexes(this.writer, projection, number);
      // From now on its rows are found by the index.
      for (const { name } of projection.tables) this.tables.delete(physicalName(name, number));
    });
  }

  makeLive(generation: Generation, projection: Projection): Promise<Generation> {
    return this.change(() => {
      const { live } = this.perform(generationTables.makeLive(generation));
      for (const table of projection.tables) makeKeyIndex(this.writer, table, live.number);
      showSqliteTables(this.writer, projection, live.number);
      return live;
    });
  }

  reopen(generation: Generation): Promise<Generation> {
    return this.change(() => this.perform(generationTables.reopen(generation)));
  }

  adopt(generation: Generation, projection: Projection): Promise<Generation> {
    return this.change(() => {
      const adopted = this.perform(generationTables.adopt(generation, projection));
      for (const table of projection.tables) {
        addSqliteColumns(this.writer, table, adopted.number);
        this.tables.delete(physicalName(table.name, adopted.number));
      }
      showSqliteTables(this.writer, projection, adopted.number);
      return adopted;
    });
  }

  drop(generation: Generation): Promise<void> {
    return this.change(() => {
      const tables = this.perform(generationTables.tablesOf(generation));
      if (this.perform(generationTables.get(generation)).state === 'live')
        hideSqliteTables(this.writer, generation.projection);
      this.perform(generationTables.remove(generation));
      for (const table of tables) {
        const name = physicalName(table, generation.number);
        this.tables.delete(name);
        this.writer.exec(`drop table if exists ${sqlName(name)}`);
      }
    });
  }

  load(generation: Generation, table: TableSpec, keys: readonly RowKey[]): Promise<readonly (Row | undefined)[]> {
    return this.run(() =>
      this.ofGeneration(generation, () => {
        const stored = this.table(table, generation);
        return keys.map((key) => stored.get(key));
      }),
    );
  }

  async commit(commits: readonly Commit[]): Promise<readonly Generation[]> {
    this.setPace(commits.some(({ generation }) => generation.state === 'building') ? 'building' : 'live');
    try {
      return await this.change(() => commits.map((commit) => this.apply(commit)));
    } catch (error) {
      // What they know of places may be of rows that were taken back.
      this.tables.clear();
      throw error;
    }
  }

  stop(generation: Generation, poison: Poison): Promise<Generation> {
    return this.change(() => this.perform(generationTables.stop(generation, poison)));
  }

  notes(): Promise<readonly NotedGeneration[]> {
    return this.run(() => this.perform(generationTables.notes()));
  }

  note(generation: Generation, kind: NoteKind, says: string | undefined): Promise<void> {
    return this.change(() => {
      this.perform(generationTables.note(generation, { kind, says }));
    });
  }

  holder(name: string): Promise<string | undefined> {
    return this.run(() => this.perform(sqliteLeases.holding(name)));
  }

  lease(name: string, holder: string, milliseconds: number): Promise<string> {
    return this.change(() => this.perform(sqliteLeases.take(name, holder, milliseconds)).after);
  }

  release(name: string, holder: string): Promise<void> {
    return this.change(() => {
      this.perform(sqliteLeases.release(name, holder));
    });
  }

  scan(generation: Generation, table: TableSpec, pageSize?: number): AsyncIterable<readonly Row[]> {
    const page = (last: Row | undefined, limit: number): readonly Row[] =>
      guardedOpen(this.writer, () =>
        this.ofGeneration(generation, () => pagesOfTable(this.writer, table, generation.number)(last, limit)),
      );
    return storedPages(page, pageSize);
  }

  difference(old: StoredTable, now: StoredTable): Promise<StoredDifference> {
    return differenceIn(this.writer, old, now);
  }

  async snapshot<Result>(read: (frozen: FrozenReadStore) => Promise<Result>): Promise<Result> {
    const { name: file, memory: isInMemory } = this.writer;
    if (isInMemory) return read(this);
    const db = guarded(file, () => openReadOnly(file));
    try {
      db.exec('begin');
      const generations = runSqlite(db, generationTables.all());
      return await read({
        generations: () => Promise.resolve(generations),
        scan: (generation, table, pageSize) => {
          const page = guarded(file, () => pagesOfTable(db, table, generation.number));
          return storedPages((...asked) => guarded(file, () => page(...asked)), pageSize);
        },
        difference: (old, now) => differenceIn(db, old, now),
        asking: (shown, ask) => askMasked(db, openSharedQueries(db), shown, ask),
      });
    } finally {
      db.close();
    }
  }

  asking<Result>(shown: readonly ShownGeneration[], ask: (db: Queries) => Promise<Result>): Promise<Result> {
    return this.writer.memory
      ? askMasked(this.writer, this.db, shown, ask)
      : this.snapshot((frozen) => frozen.asking(shown, ask));
  }

  edition(): Promise<Edition | undefined> {
    const { name: file, memory: isInMemory } = this.writer;
    return Promise.resolve(isInMemory ? undefined : guarded(file, () => new SqliteEdition(file)));
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
      this.perform(generationTables.get(generation));
      throw error;
    }
  }

  private perform<Result>(work: SqlWork<Result>): Result {
    return runSqlite(this.writer, work);
  }

  private moveTo(generation: Generation, checkpoint: Position): Generation {
    const { projection, number, version, checkpoint: before = null, log = null } = generation;
    if (this.move.run(checkpoint, log, projection, number, version, before).changes === 0)
      throw generationsMoved([generation]);
    return { ...generation, checkpoint, poison: undefined };
  }

  private apply({ generation, writes, checkpoint, note }: Commit): Generation {
    const moved = this.moveTo(generation, checkpoint);
    this.write(generation, writes);
    if (note) this.perform(generationTables.note(generation, note));
    return moved;
  }

  private write(generation: Generation, writes: readonly RowWrite[]): void {
    for (const [table, { inserted, replaced, removed }] of writesByTable(writes)) {
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
    return Promise.resolve(guardedOpen(this.writer, work));
  }
}
