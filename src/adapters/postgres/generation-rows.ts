import type { Position } from '../../application/log/event-store';
import type { Commit, Generation, Poison } from '../../application/projecting/read-store';
import {
  checkMayBeLive,
  generationFrom,
  generationGone,
  generationsMoved,
  poisonText,
  type GenerationKey,
  type StoredGeneration,
} from '../../application/projecting/sql-read-store';
import type { Projection } from '../../read-models/projection';
import type { PostgresSchemas } from './schema';
import type { Session } from './session';

/** A checkpoint may be beyond what a number holds. */
const COLUMNS = 'projection, number, version, state, checkpoint::text, log, poison';

const positionText = (position: Position | undefined): string | null =>
  position === undefined ? null : String(position);

/** The table `generations`. A generation that moved since it was read is refused with `conflict`. */
export class PostgresGenerations {
  private readonly engine: string;

  constructor(schemas: PostgresSchemas) {
    this.engine = schemas.engine;
  }

  async all(session: Session): Promise<readonly Generation[]> {
    const rows = await session.rows<StoredGeneration>(
      `select ${COLUMNS} from ${this.engine}.generations order by projection, number`,
    );
    return rows.map(generationFrom);
  }

  async get(session: Session, key: GenerationKey): Promise<Generation> {
    const [row] = await session.rows<StoredGeneration>(
      `select ${COLUMNS} from ${this.engine}.generations where projection = $1 and number = $2`,
      [key.projection, key.number],
    );
    if (!row) throw generationGone(key);
    return generationFrom(row);
  }

  async add(session: Session, { name, version, tables }: Projection): Promise<Generation> {
    const [given] = await session.rows<{ last: number }>(
      `insert into ${this.engine}.generation_numbers as known(projection, last) values ($1, 1)
       on conflict(projection) do update set last = known.last + 1 returning last`,
      [name],
    );
    const number = given?.last ?? 1;
    await session.run(
      `insert into ${this.engine}.generations(projection, number, version, state) values ($1, $2, $3, 'building')`,
      [name, number, version],
    );
    await session.run(`insert into ${this.engine}.generation_tables select $1, $2, unnest($3::text[])`, [
      name,
      number,
      tables.map((table) => table.name),
    ]);
    return this.get(session, { projection: name, number });
  }

  /** Moves all checkpoints, or none. The rows stay locked until the transaction ends: another process waits here. */
  async move(session: Session, commits: readonly Commit[]): Promise<readonly Generation[]> {
    const moves = commits.map(({ generation: { projection, number, log, checkpoint: before }, checkpoint }) => ({
      ...{ projection, number, log: log ?? null, checkpoint: String(checkpoint), before: positionText(before) },
    }));
    const moved = await session.run(
      `with moves as (
         select * from json_to_recordset($1) as a(projection text, number integer, checkpoint bigint, before bigint, log text)
       ), unmoved as (
         select g.projection, g.number, a.checkpoint, a.log from ${this.engine}.generations g
         join moves a on a.projection = g.projection and a.number = g.number
         where g.checkpoint is not distinct from a.before and g.state <> 'retired'
         order by g.projection, g.number for update of g
       )
       update ${this.engine}.generations g set checkpoint = s.checkpoint, log = s.log, poison = null
       from unmoved s where g.projection = s.projection and g.number = s.number`,
      [JSON.stringify(moves)],
    );
    if (moved < commits.length) throw generationsMoved(commits.map(({ generation }) => generation));
    return commits.map(({ generation, checkpoint }) => ({ ...generation, checkpoint, poison: undefined }));
  }

  async stop(session: Session, generation: Generation, poison: Poison): Promise<Generation> {
    await session.run(
      `update ${this.engine}.generations set poison = $1
       where projection = $2 and number = $3 and checkpoint is not distinct from $4::bigint`,
      [poisonText(poison), generation.projection, generation.number, positionText(generation.checkpoint)],
    );
    return this.get(session, generation);
  }

  /** Gives the generation that was live before, and the one that is live now. */
  async makeLive(
    session: Session,
    key: GenerationKey,
  ): Promise<{ readonly before: Generation | undefined; readonly live: Generation }> {
    const { projection, number } = key;
    await session.run(`select from ${this.engine}.generations where projection = $1 order by number for update`, [
      projection,
    ]);
    const built = await this.get(session, key);
    const before = (await this.all(session)).find((one) => one.projection === projection && one.state === 'live');
    checkMayBeLive(built, before);
    const set = `update ${this.engine}.generations set state = $1 where projection = $2 and number = $3`;
    if (before) await session.run(set, ['retired', projection, before.number]);
    await session.run(set, ['live', projection, number]);
    return { before, live: await this.get(session, key) };
  }

  async tablesOf(session: Session, { projection, number }: GenerationKey): Promise<readonly string[]> {
    const rows = await session.rows<{ name: string }>(
      `select name from ${this.engine}.generation_tables where projection = $1 and number = $2 order by name`,
      [projection, number],
    );
    return rows.map(({ name }) => name);
  }

  async remove(session: Session, { projection, number }: GenerationKey): Promise<void> {
    for (const table of ['generation_tables', 'generations'])
      await session.run(`delete from ${this.engine}.${table} where projection = $1 and number = $2`, [
        projection,
        number,
      ]);
  }
}
