import type { Projection } from '../../read-models/kit/projection';
import { StoreError } from '../log/event-store';
import { madeNote } from './generation-notes';
import { isBehind } from './log-identity';
import type { Generation, GenerationNote, NotedGeneration, Poison } from './read-store';

/** A statement that SQLite and PostgreSQL both understand; `values` are its parameters $1, $2 … */
export interface SqlStatement {
  readonly sql: string;
  readonly values: readonly (string | number | null)[];
}

/**
 * Work on tables, one statement after the other, each answered with its rows. It is written once for both engines: SQLite
 * runs the statements at once, PostgreSQL over the network.
 */
export type SqlWork<Result> = Generator<SqlStatement, Result, readonly unknown[]>;

/** The rows of one statement. */
export function* rowsOf<Found>(sql: string, values: SqlStatement['values'] = []): SqlWork<readonly Found[]> {
  // The caller names the columns of its own statement.
  return (yield { sql, values }) as readonly Found[];
}

const poisonFrom = (text: string): Poison => {
  // Written by `stop` alone.
  const { position, ...poison } = JSON.parse(text) as Omit<Poison, 'position'> & { readonly position: string };
  return { ...poison, position: BigInt(position) };
};

type StoredGeneration = Pick<Generation, 'projection' | 'number' | 'version' | 'state'> &
  Readonly<Record<'checkpoint' | 'log' | 'poison', string | null>>;

/** A checkpoint may be beyond what a number holds. */
const GENERATION = 'projection, number, version, state, cast(checkpoint as text) as checkpoint, log, poison';

const generationFrom = ({ checkpoint, log, poison, ...row }: StoredGeneration): Generation => ({
  ...row,
  log: log ?? undefined,
  checkpoint: checkpoint === null ? undefined : BigInt(checkpoint),
  poison: poison === null ? undefined : poisonFrom(poison),
});

type GenerationKey = Pick<Generation, 'projection' | 'number'>;

const generationName = ({ projection, number }: GenerationKey): string => `generation ${number} of ${projection}`;

/** In what the engines' own tables differ between SQLite and PostgreSQL. */
export interface EngineDialect {
  /** Before the name of each table: the schema, with its full stop. */
  readonly prefix: string;
  /** The types of a text that is ordered by its code points, of a position, and of a moment as `now` gives it. */
  readonly text: string;
  readonly position: string;
  readonly moment: string;
  /** After the columns of a table. */
  readonly options: string;
  /** The time now, and that of so many milliseconds later. */
  readonly now: string;
  readonly later: (milliseconds: string) => string;
  /** Whether the store has the table of a row `t` of `generation_tables`, and the view that shows the live one. */
  readonly hasTable: string;
  readonly hasView: string;
}

/** `leases`: which process alone may do something, until when. */
export const leasesSql = ({ prefix, moment, options }: EngineDialect): string =>
  `create table ${prefix}leases(name text primary key, holder text not null, until ${moment} not null)${options};`;

/** `generation_notes`: what is noted beside a generation, by kind. */
export const generationNotesSql = ({ prefix, text, options }: EngineDialect): string => `
  create table ${prefix}generation_notes(
    projection ${text} not null,
    number integer not null,
    kind ${text} not null,
    says text not null,
    primary key(projection, number, kind)
  )${options};
`;

/**
 * - `generations`: the sets of tables; `checkpoint` is the position in the log up to which their rows go, `log` which log
 *   that is.
 * - `generation_numbers`: the last number that was given: none is given twice.
 * - `generation_tables`: which tables belong to a generation: a later version may have others.
 * - `generation_notes`.
 * - `leases`.
 */
export const engineTablesSql = (dialect: EngineDialect): string => {
  const { prefix, text, position, options } = dialect;
  return `
  create table ${prefix}generations(
    projection ${text} not null,
    number integer not null,
    version integer not null,
    state text not null check(state in ('live', 'building', 'retired')),
    checkpoint ${position},
    poison text,
    log text,
    primary key(projection, number)
  )${options};
  create unique index one_live_generation on ${prefix}generations(projection) where state = 'live';
  create table ${prefix}generation_numbers(projection text primary key, last integer not null)${options};
  create table ${prefix}generation_tables(
    projection text not null,
    number integer not null,
    name text not null,
    primary key(projection, number, name)
  )${options};
  ${generationNotesSql(dialect)}
  ${leasesSql(dialect)}
`;
};

export const generationsMoved = (keys: readonly GenerationKey[]): StoreError =>
  new StoreError(
    'conflict',
    `${keys.map(generationName).join(', ')}: moved by another process, read the generations again`,
  );

/** Throws `conflict` where a generation may not take the place of the live one. */
const checkMayBeLive = (built: Generation, live: Generation | undefined): void => {
  const name = generationName(built);
  if (built.state !== 'building') throw new StoreError('conflict', `${name} is not being built, but ${built.state}`);
  if (isBehind(built, live))
    throw new StoreError('conflict', `${name} holds less of the log than the live one: let it catch up first`);
};

/** The tables `generations`, `generation_numbers` and `generation_tables`. */
export class GenerationTables {
  private readonly prefix = this.dialect.prefix;

  constructor(private readonly dialect: EngineDialect) {}

  *all(): SqlWork<readonly Generation[]> {
    const sql = `select ${GENERATION} from ${this.prefix}generations order by projection, number`;
    const generations = (yield* rowsOf<StoredGeneration>(sql)).map(generationFrom);
    const lost = yield* this.lost();
    if (lost.length === 0) return generations;
    return generations.map((known) => {
      const missing = lost.filter(
        ({ projection, number }) => projection === known.projection && number === known.number,
      );
      return missing.length === 0 ? known : { ...known, missing: missing.map(({ name }) => name) };
    });
  }

  /** What generations were given and the store does not have: their tables, and the views of live ones. */
  private *lost(): SqlWork<readonly (GenerationKey & { readonly name: string })[]> {
    const { hasTable, hasView } = this.dialect;
    return yield* rowsOf(`select t.projection, t.number, t.name from ${this.prefix}generation_tables t
      join ${this.prefix}generations g on g.projection = t.projection and g.number = t.number
      where not (${hasTable}) or (g.state = 'live' and not (${hasView}))
      order by t.projection, t.number, t.name`);
  }

  /** Throws `conflict` where it was dropped. */
  *get({ projection, number }: GenerationKey): SqlWork<Generation> {
    const [row] = yield* rowsOf<StoredGeneration>(
      `select ${GENERATION} from ${this.prefix}generations where projection = $1 and number = $2`,
      [projection, number],
    );
    if (!row) throw new StoreError('conflict', `${generationName({ projection, number })} does not exist any more`);
    return generationFrom(row);
  }

  /**
   * Its number was never given before, to whichever projection: nobody must take a new generation for a dropped one, and
   * the tables of two projections may have one name, where a version of before had other projections.
   */
  *add(added: Projection): SqlWork<Generation> {
    const { name: projection, version, tables } = added;
    const [given] = yield* rowsOf<{ last: number }>(
      `insert into ${this.prefix}generation_numbers(projection, last)
       values ($1, (select coalesce(max(last), 0) + 1 from ${this.prefix}generation_numbers))
       on conflict(projection) do update set last = excluded.last returning last`,
      [projection],
    );
    const number = given?.last ?? 1;
    yield* rowsOf(
      `insert into ${this.prefix}generations(projection, number, version, state) values ($1, $2, $3, 'building')`,
      [projection, number, version],
    );
    for (const { name } of tables)
      yield* rowsOf(`insert into ${this.prefix}generation_tables values ($1, $2, $3)`, [projection, number, name]);
    yield* this.note({ projection, number }, madeNote(added));
    return yield* this.get({ projection, number });
  }

  /** Notes what stopped a generation, unless that has moved on. */
  *stop(generation: Generation, poison: Poison): SqlWork<Generation> {
    const { projection, number, checkpoint } = generation;
    const text = JSON.stringify({ ...poison, position: String(poison.position) });
    yield* rowsOf(
      `update ${this.prefix}generations set poison = $1
       where projection = $2 and number = $3 and checkpoint is not distinct from cast($4 as bigint)`,
      [text, projection, number, checkpoint === undefined ? null : String(checkpoint)],
    );
    return yield* this.get(generation);
  }

  /** Gives the generation that was live before, and the one that is live now. */
  *makeLive(key: GenerationKey): SqlWork<{ readonly before: Generation | undefined; readonly live: Generation }> {
    const built = yield* this.get(key);
    const { projection, number } = built;
    const before = (yield* this.all()).find((other) => other.projection === projection && other.state === 'live');
    checkMayBeLive(built, before);
    const set = `update ${this.prefix}generations set state = $1 where projection = $2 and number = $3`;
    if (before) yield* rowsOf(set, ['retired', projection, before.number]);
    yield* rowsOf(set, ['live', projection, number]);
    return { before, live: yield* this.get(key) };
  }

  /** Throws `conflict` where it is not kept any more. */
  *reopen(key: GenerationKey): SqlWork<Generation> {
    const kept = yield* this.get(key);
    if (kept.state !== 'retired')
      throw new StoreError('conflict', `${generationName(kept)} is not kept beside the live one, but ${kept.state}`);
    yield* rowsOf(`update ${this.prefix}generations set state = 'building' where projection = $1 and number = $2`, [
      kept.projection,
      kept.number,
    ]);
    return yield* this.get(key);
  }

  /** Throws `conflict` where it has moved since it was read. */
  *adopt(read: Generation, adopting: Projection): SqlWork<Generation> {
    const now = yield* this.get(read);
    if (now.state !== 'live' || now.version !== read.version) throw generationsMoved([read]);
    const { projection, number } = read;
    yield* rowsOf(`update ${this.prefix}generations set version = $1 where projection = $2 and number = $3`, [
      adopting.version,
      projection,
      number,
    ]);
    yield* this.note(read, madeNote(adopting));
    return yield* this.get(read);
  }

  *notes(): SqlWork<readonly NotedGeneration[]> {
    return yield* rowsOf<NotedGeneration>(
      `select projection, number, kind, says from ${this.prefix}generation_notes order by projection, number, kind`,
    );
  }

  /** `says` undefined takes it away. Throws `conflict` where the generation was dropped. */
  *note(
    { projection, number }: GenerationKey,
    { kind, says }: Pick<GenerationNote, 'kind'> & { readonly says: string | undefined },
  ): SqlWork<void> {
    yield* this.get({ projection, number });
    const notes = `${this.prefix}generation_notes`;
    yield* says === undefined
      ? rowsOf(`delete from ${notes} where projection = $1 and number = $2 and kind = $3`, [projection, number, kind])
      : rowsOf(
          `insert into ${notes}(projection, number, kind, says) values ($1, $2, $3, $4)
           on conflict(projection, number, kind) do update set says = excluded.says`,
          [projection, number, kind, says],
        );
  }

  *tablesOf({ projection, number }: GenerationKey): SqlWork<readonly string[]> {
    const rows = yield* rowsOf<{ name: string }>(
      `select name from ${this.prefix}generation_tables where projection = $1 and number = $2 order by name`,
      [projection, number],
    );
    return rows.map(({ name }) => name);
  }

  *remove({ projection, number }: GenerationKey): SqlWork<void> {
    for (const table of ['generation_notes', 'generation_tables', 'generations'])
      yield* rowsOf(`delete from ${this.prefix}${table} where projection = $1 and number = $2`, [projection, number]);
  }
}
