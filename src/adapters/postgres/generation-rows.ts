import { StoreError, type Position } from '../../application/log/event-store';
import { isBehind } from '../../application/projecting/log-identity';
import { notedPoison, poisonFrom } from '../../application/projecting/noted-poison';
import type { Commit, Generation, Poison } from '../../application/projecting/read-store';
import type { Projection } from '../../read-models/projection';
import type { PostgresSchemas } from './schema';
import type { Session } from './session';

interface GenerationRow {
  readonly projection: string;
  readonly number: number;
  readonly version: number;
  readonly state: Generation['state'];
  readonly checkpoint: string | null;
  readonly log: string | null;
  readonly poison: string | null;
}

type Named = Pick<Generation, 'projection' | 'number'>;

/** A checkpoint may be beyond what a number holds. */
const COLUMNS = 'projection, number, version, state, checkpoint::text, log, poison';

const asGeneration = ({ checkpoint, log, poison, ...row }: GenerationRow): Generation => ({
  ...row,
  log: log ?? undefined,
  checkpoint: checkpoint === null ? undefined : BigInt(checkpoint),
  poison: poisonFrom(poison),
});

const nameOf = ({ projection, number }: Named): string => `generation ${number} of ${projection}`;

/** The table `generations`. What moved since it was read is refused with `conflict`. */
export class PostgresGenerations {
  private readonly engine: string;

  constructor(schemas: PostgresSchemas) {
    this.engine = schemas.engine;
  }

  async all(session: Session, where = ''): Promise<readonly Generation[]> {
    const rows = await session.rows<GenerationRow>(
      `select ${COLUMNS} from ${this.engine}.generations ${where} order by projection, number`,
    );
    return rows.map(asGeneration);
  }

  async get(session: Session, { projection, number }: Named): Promise<Generation> {
    const [row] = await session.rows<GenerationRow>(
      `select ${COLUMNS} from ${this.engine}.generations where projection = $1 and number = $2`,
      [projection, number],
    );
    if (row) return asGeneration(row);
    throw new StoreError('conflict', `${nameOf({ projection, number })} is no more`);
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

  /** Moves all checkpoints, or none. The rows stay locked until the transaction ends: whoever comes second waits here. */
  async move(session: Session, commits: readonly Commit[]): Promise<readonly Generation[]> {
    const asked = commits.map(({ generation: { projection, number, log, checkpoint: before }, checkpoint }) => ({
      ...{ projection, number, log: log ?? null, checkpoint: String(checkpoint) },
      before: before === undefined ? null : String(before),
    }));
    const moved = await session.run(
      `with asked as (
         select * from json_to_recordset($1) as a(projection text, number integer, checkpoint bigint, before bigint, log text)
       ), standing as (
         select g.projection, g.number, a.checkpoint, a.log from ${this.engine}.generations g
         join asked a on a.projection = g.projection and a.number = g.number
         where g.checkpoint is not distinct from a.before and g.state <> 'retired'
         order by g.projection, g.number for update of g
       )
       update ${this.engine}.generations g set checkpoint = s.checkpoint, log = s.log, poison = null
       from standing s where g.projection = s.projection and g.number = s.number`,
      [JSON.stringify(asked)],
    );
    if (moved < commits.length)
      throw new StoreError(
        'conflict',
        `${commits.map(({ generation }) => nameOf(generation)).join(', ')}: moved by somebody else, read them again`,
      );
    return commits.map(({ generation, checkpoint }) => ({ ...generation, checkpoint, poison: undefined }));
  }

  async stop(session: Session, generation: Generation, poison: Poison): Promise<Generation> {
    await session.run(
      `update ${this.engine}.generations set poison = $1
       where projection = $2 and number = $3 and checkpoint is not distinct from $4::bigint`,
      [notedPoison(poison), generation.projection, generation.number, positionText(generation.checkpoint)],
    );
    return this.get(session, generation);
  }

  /** Gives what was live before, beside what is now. */
  async makeLive(session: Session, asked: Named): Promise<{ was: Generation | undefined; live: Generation }> {
    const { projection, number } = asked;
    await session.run(`select from ${this.engine}.generations where projection = $1 order by number for update`, [
      projection,
    ]);
    const built = await this.get(session, asked);
    const { state } = built;
    const was = (await this.all(session)).find((other) => other.projection === projection && other.state === 'live');
    if (state !== 'building') throw new StoreError('conflict', `${nameOf(asked)} is not being built, but ${state}`);
    if (isBehind(built, was))
      throw new StoreError('conflict', `${nameOf(asked)} is behind the live one: let it catch up first`);
    const set = `update ${this.engine}.generations set state = $1 where projection = $2 and number = $3`;
    if (was) await session.run(set, ['retired', projection, was.number]);
    await session.run(set, ['live', projection, number]);
    return { was, live: await this.get(session, asked) };
  }

  async tablesOf(session: Session, { projection, number }: Named): Promise<readonly string[]> {
    const rows = await session.rows<{ name: string }>(
      `select name from ${this.engine}.generation_tables where projection = $1 and number = $2 order by name`,
      [projection, number],
    );
    return rows.map(({ name }) => name);
  }

  /** Forgets a generation. */
  async remove(session: Session, { projection, number }: Named): Promise<void> {
    for (const table of ['generation_tables', 'generations'])
      await session.run(`delete from ${this.engine}.${table} where projection = $1 and number = $2`, [
        projection,
        number,
      ]);
  }
}

const positionText = (position: Position | undefined): string | null =>
  position === undefined ? null : String(position);
