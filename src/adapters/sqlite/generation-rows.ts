import type Database from 'better-sqlite3';
import { StoreError, type Position } from '../../application/log/event-store';
import { isBehind } from '../../application/projecting/log-identity';
import { notedPoison, poisonFrom } from '../../application/projecting/noted-poison';
import type { Generation, Poison } from '../../application/projecting/read-store';
import type { Projection } from '../../read-models/projection';

interface GenerationRow {
  readonly projection: string;
  readonly number: number;
  readonly version: number;
  readonly state: Generation['state'];
  readonly checkpoint: number | null;
  readonly log: string | null;
  readonly poison: string | null;
}

const asGeneration = ({ checkpoint, log, poison, ...row }: GenerationRow): Generation => ({
  ...row,
  log: log ?? undefined,
  checkpoint: checkpoint === null ? undefined : BigInt(checkpoint),
  poison: poisonFrom(poison),
});

const name = ({ projection, number }: Generation): string => `generation ${number} of ${projection}`;

/** The table `generations`. What moved since it was read is refused with `conflict`. */
export class SqliteGenerations {
  private readonly everyRow: Database.Statement<[], GenerationRow>;
  private readonly oneRow: Database.Statement<[string, number], GenerationRow>;
  private readonly move: Database.Statement<[Position, string | null, string, number, Position | null]>;

  constructor(private readonly db: Database.Database) {
    const columns = 'projection, number, version, state, checkpoint, log, poison';
    this.everyRow = db.prepare(`select ${columns} from generations order by projection, number`);
    this.oneRow = db.prepare(`select ${columns} from generations where projection = ? and number = ?`);
    this.move = db.prepare(
      `update generations set checkpoint = ?, log = ?, poison = null
       where projection = ? and number = ? and checkpoint is ? and state <> 'retired'`,
    );
  }

  all(): readonly Generation[] {
    return this.everyRow.all().map(asGeneration);
  }

  get({ projection, number }: Pick<Generation, 'projection' | 'number'>): Generation {
    const row = this.oneRow.get(projection, number);
    if (!row) throw new StoreError('conflict', `generation ${number} of ${projection} is no more`);
    return asGeneration(row);
  }

  add({ name: projection, version, tables }: Projection): Generation {
    const number = this.nextNumber(projection);
    this.db
      .prepare(`insert into generations(projection, number, version, state) values (?, ?, ?, 'building')`)
      .run(projection, number, version);
    const owns = this.db.prepare('insert into generation_tables values (?, ?, ?)');
    for (const table of tables) owns.run(projection, number, table.name);
    return this.get({ projection, number });
  }

  /** Never one that was given before, so that nobody takes a new generation for one that was dropped. */
  private nextNumber(projection: string): number {
    const next = this.db.prepare<[string], number>(
      `insert into generation_numbers(projection, last) values (?, 1)
       on conflict(projection) do update set last = last + 1 returning last`,
    );
    return next.pluck().get(projection) ?? 1;
  }

  moveTo(generation: Generation, checkpoint: Position): Generation {
    const { projection, number, checkpoint: before, log = null } = generation;
    if (this.move.run(checkpoint, log, projection, number, before ?? null).changes === 0)
      throw new StoreError('conflict', `${name(generation)} was moved by somebody else: read it again`);
    return { ...generation, checkpoint, poison: undefined };
  }

  stop(generation: Generation, poison: Poison): Generation {
    this.db
      .prepare('update generations set poison = ? where projection = ? and number = ? and checkpoint is ?')
      .run(notedPoison(poison), generation.projection, generation.number, generation.checkpoint ?? null);
    return this.get(generation);
  }

  makeLive(generation: Generation): Generation {
    const built = this.get(generation);
    const { state, projection } = built;
    const live = this.all().find((other) => other.projection === projection && other.state === 'live');
    if (state !== 'building') throw new StoreError('conflict', `${name(generation)} is not being built, but ${state}`);
    if (isBehind(built, live))
      throw new StoreError('conflict', `${name(generation)} is behind the live one: let it catch up first`);
    const set = this.db.prepare('update generations set state = ? where projection = ? and number = ?');
    if (live) set.run('retired', projection, live.number);
    set.run('live', projection, generation.number);
    return this.get(generation);
  }

  /** Forgets a generation and gives the names of its tables. */
  remove({ projection, number }: Generation): readonly string[] {
    const tables = this.db
      .prepare<[string, number], string>(
        'delete from generation_tables where projection = ? and number = ? returning name',
      )
      .pluck()
      .all(projection, number);
    this.db.prepare('delete from generations where projection = ? and number = ?').run(projection, number);
    return tables;
  }
}
