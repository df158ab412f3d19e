import type { Kysely } from 'kysely';
import { isStoreError } from '../../application/log/event-store';
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
  ShownGeneration,
  StoredDifference,
  StoredTable,
} from '../../application/projecting/read-store';
import { generationsMoved, GenerationTables, type SqlWork } from '../../application/projecting/engine-tables';
import { LeaseTable } from '../../application/projecting/lease-table';
import { differenceBy, sqlName, writesByTable, storedPages } from '../../application/projecting/sql-read-store';
import type { Projection, Row, TableSpec } from '../../read-models/kit/projection';
import type { Database } from '../../read-models/kit/report';
import { Connections, openPool, queriesIn, type PostgresServer } from './connections';
import { isGone } from './failure';
import { openPostgresEdition } from './edition';
import { askInSession, holdLive, openPostgresQueries } from './queries';
import { prepareSchemas, PostgresSchemas } from './schema';
import { endStuck, type Session } from './session';
import { PostgresTable } from './table-rows';
import {
  addPostgresColumns,
  dropMarkedSchemas,
  postgresIndexesSql,
  postgresTableSql,
  showPostgresTables,
} from './tables';

export interface PostgresReadStoreOptions extends PostgresServer {
  /** The schema of the views; those of the tables derive from its name. */
  readonly schema: string;
}

const MOST_REPORTS = 10;

/**
 * The read models in a PostgreSQL database. See `ReadStore` for the guarantees. It connects with the first call; after a
 * failure the next call tries again. Throws StoreError: `unavailable` where the server is away, refuses or does not answer
 * in time.
 */
export const openPostgresReadStore = (options: PostgresReadStoreOptions): ReadStore => new PostgresReadStore(options);

class PostgresReadStore implements ReadStore {
  readonly db: Kysely<unknown>;
  private readonly schemas: PostgresSchemas;
  private readonly connections: Connections;
  private readonly known: GenerationTables;
  private readonly leases: LeaseTable;

  constructor(options: PostgresReadStoreOptions) {
    const { user, host, port, database, schema } = options;
    this.schemas = new PostgresSchemas(schema);
    const where = `PostgreSQL ${user}@${host}:${port}/${database}`;
    this.connections = new Connections(options, where, (session) => prepareSchemas(session, this.schemas));
    this.known = new GenerationTables(this.schemas.dialect);
    this.leases = new LeaseTable(this.schemas.dialect);
    const pool = openPool(options, queriesIn(schema), MOST_REPORTS);
    this.db = openPostgresQueries(pool, this.connections, this.schemas);
  }

  generations(): Promise<readonly Generation[]> {
    return this.connections.session((session) => session.perform(this.known.all()));
  }

  async build(projection: Projection): Promise<Generation> {
    await dropMarkedSchemas(this.connections, this.schemas);
    return this.connections.transaction(async (session) => {
      const generation = await session.perform(this.known.add(projection));
      const schema = this.schemas.ofGeneration(generation);
      await session.run(`create schema ${sqlName(schema)}`);
      for (const table of projection.tables) await session.run(postgresTableSql(table, schema));
      return generation;
    });
  }

  finish(generation: Generation, projection: Projection): Promise<void> {
    const schema = this.schemas.ofGeneration(generation);
    return this.connections.session(async (session) => {
      for (const table of projection.tables) {
        for (const index of postgresIndexesSql(table, schema)) await session.runLong(index);
        await session.runLong(`analyze ${sqlName(schema)}.${sqlName(table.name)}`);
      }
    });
  }

  makeLive(generation: Generation, projection: Projection): Promise<Generation> {
    return this.connections.transaction(async (session) => {
      await this.lockGenerations(session, projection.name);
      const { before, live } = await session.perform(this.known.makeLive(generation));
      const shown = before ? await session.perform(this.known.tablesOf(before)) : [];
      await showPostgresTables(session, projection, shown, this.schemas.ofGeneration(live), this.schemas.views);
      return live;
    });
  }

  reopen(generation: Generation): Promise<Generation> {
    return this.connections.transaction(async (session) => {
      await this.lockGenerations(session, generation.projection);
      return session.perform(this.known.reopen(generation));
    });
  }

  adopt(generation: Generation, projection: Projection): Promise<Generation> {
    return this.connections.transaction(async (session) => {
      await this.lockGenerations(session, generation.projection);
      const adopted = await session.perform(this.known.adopt(generation, projection));
      const schema = this.schemas.ofGeneration(adopted);
      for (const table of projection.tables) await addPostgresColumns(session, table, schema);
      await showPostgresTables(session, projection, [], schema, this.schemas.views);
      return adopted;
    });
  }

  async drop(generation: Generation): Promise<void> {
    await this.connections.transaction(async (session) => {
      await session.perform(this.known.remove(generation));
      await session.run(`insert into ${this.schemas.engine}.dropped values ($1) on conflict do nothing`, [
        this.schemas.ofGeneration(generation),
      ]);
    });
    await dropMarkedSchemas(this.connections, this.schemas);
  }

  load(generation: Generation, table: TableSpec, keys: readonly RowKey[]): Promise<readonly (Row | undefined)[]> {
    return this.connections.session((session) =>
      this.ofGeneration(session, generation, () => this.table({ table, generation }).load(session, keys)),
    );
  }

  async commit(commits: readonly Commit[]): Promise<readonly Generation[]> {
    try {
      return await this.connections.transaction(async (session) => {
        const moved = await this.move(session, commits);
        for (const commit of commits) await this.write(session, commit);
        return moved;
      });
    } catch (error) {
      if (isStoreError(error, 'conflict')) await this.connections.session(endStuck);
      throw error;
    }
  }

  stop(generation: Generation, poison: Poison): Promise<Generation> {
    return this.connections.transaction((session) => session.perform(this.known.stop(generation, poison)));
  }

  notes(): Promise<readonly NotedGeneration[]> {
    return this.connections.session((session) => session.perform(this.known.notes()));
  }

  note(generation: Generation, kind: NoteKind, says: string | undefined): Promise<void> {
    return this.connections.transaction((session) => session.perform(this.known.note(generation, { kind, says })));
  }

  holder(name: string): Promise<string | undefined> {
    return this.connections.session((session) => session.perform(this.leases.holding(name)));
  }

  /** A process that takes over an expired lease ends the stuck sessions of the one before. */
  lease(name: string, holder: string, milliseconds: number): Promise<string> {
    return this.connections.session(async (session) => {
      const { before, after } = await session.perform(this.leases.take(name, holder, milliseconds));
      if (after === holder && before !== undefined && before !== holder) await endStuck(session);
      return after;
    });
  }

  release(name: string, holder: string): Promise<void> {
    return this.connections.session((session) => session.perform(this.leases.release(name, holder)));
  }

  scan(generation: Generation, table: TableSpec, pageSize?: number): AsyncIterable<readonly Row[]> {
    const stored = this.table({ table, generation });
    const page = (last: Row | undefined, limit: number) =>
      this.connections.session((session) =>
        this.ofGeneration(session, generation, () => stored.page(session, last, limit)),
      );
    return storedPages(page, pageSize);
  }

  difference(old: StoredTable, now: StoredTable): Promise<StoredDifference> {
    const perform = <Result>(work: SqlWork<Result>) => this.connections.session((session) => session.perform(work));
    return differenceBy(perform, this.table(old), this.table(now));
  }

  snapshot<Result>(read: (frozen: FrozenReadStore) => Promise<Result>): Promise<Result> {
    return this.connections.transaction(async (session) => {
      // It only reads: it may pause between two queries.
      await session.run('set local idle_in_transaction_session_timeout = 0');
      const generations = await session.perform(this.known.all());
      return read({
        generations: () => Promise.resolve(generations),
        scan: (generation, table, pageSize) => {
          const stored = this.table({ table, generation });
          return storedPages((...asked) => stored.page(session, ...asked), pageSize);
        },
        difference: (old, now) => differenceBy((work) => session.perform(work), this.table(old), this.table(now)),
        asking: async (shown, ask) => askInSession(session, await this.schemasShown(session, shown), ask),
      });
    }, 'isolation level repeatable read read only');
  }

  asking<Result>(shown: readonly ShownGeneration[], ask: (db: Database) => Promise<Result>): Promise<Result> {
    return this.snapshot((frozen) => frozen.asking(shown, ask));
  }

  edition(): Promise<Edition | undefined> {
    return openPostgresEdition(this.connections, async (session) => {
      const schemas = await holdLive((text) => session.rows(text), this.schemas);
      return { schemas, live: await session.perform(this.known.all()) };
    });
  }

  async close(): Promise<void> {
    await this.db.destroy();
    await this.connections.close();
  }

  /** Another process that moves one of them waits here. */
  private async lockGenerations(session: Session, projection: string): Promise<void> {
    const locking = `select from ${this.schemas.engine}.generations where projection = $1 order by number for update`;
    await session.run(locking, [projection]);
  }

  /** The schemas in which queries find these generations, and the live ones of all others. */
  private async schemasShown(session: Session, shown: readonly ShownGeneration[]): Promise<readonly string[]> {
    const chosen = shown.map(({ generation }) => generation);
    const names = new Set(chosen.map(({ projection }) => projection));
    const all = await session.perform(this.known.all());
    const others = all.filter(({ projection, state }) => state === 'live' && !names.has(projection));
    return [...chosen, ...others].map((generation) => this.schemas.ofGeneration(generation));
  }

  /** Throws `conflict` where the tables are gone: the caller then reads the generations again. */
  private async ofGeneration<Result>(
    session: Session,
    generation: Generation,
    work: () => Promise<Result>,
  ): Promise<Result> {
    try {
      return await work();
    } catch (error) {
      if (isGone(error)) await session.perform(this.known.get(generation));
      throw error;
    }
  }

  /** Moves all checkpoints, or none. The rows stay locked until the transaction ends: another process waits here. */
  private async move(session: Session, commits: readonly Commit[]): Promise<readonly Generation[]> {
    const moves = commits.map(
      ({ generation: { projection, number, version, log, checkpoint: before }, checkpoint }) => ({
        ...{ projection, number, version, log, checkpoint: String(checkpoint), before: before?.toString() },
      }),
    );
    const moved = await session.run(
      `with moves as (
         select * from json_to_recordset($1) as a(
           projection text, number integer, version integer, checkpoint bigint, before bigint, log text)
       ), unmoved as (
         select g.projection, g.number, a.checkpoint, a.log from ${this.schemas.engine}.generations g
         join moves a on a.projection = g.projection and a.number = g.number and a.version = g.version
         where g.checkpoint is not distinct from a.before and g.state <> 'retired'
         order by g.projection, g.number for update of g
       )
       update ${this.schemas.engine}.generations g set checkpoint = s.checkpoint, log = s.log, poison = null
       from unmoved s where g.projection = s.projection and g.number = s.number`,
      [JSON.stringify(moves)],
    );
    if (moved < commits.length) throw generationsMoved(commits.map(({ generation }) => generation));
    return commits.map(({ generation, checkpoint }) => ({ ...generation, checkpoint, poison: undefined }));
  }

  private async write(session: Session, { generation, writes, note }: Commit): Promise<void> {
    if (note) await session.perform(this.known.note(generation, note));
    for (const [table, { inserted, replaced, removed }] of writesByTable(writes)) {
      const stored = this.table({ table, generation });
      await stored.remove(session, removed);
      await stored.insert(session, inserted);
      await stored.replace(session, replaced);
    }
  }

  private table({ table, generation }: StoredTable): PostgresTable {
    return new PostgresTable(table, this.schemas.ofGeneration(generation));
  }
}
