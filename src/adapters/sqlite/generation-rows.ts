import type Database from 'better-sqlite3';
import type { Position } from '../../application/log/event-store';
import type { Generation, Poison } from '../../application/projecting/read-store';
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

/** The table `generations`. A generation that moved since it was read is refused with `conflict`. */
export class SqliteGenerations {
  private readonly everyRow: Database.Statement<[], StoredGeneration>;
  private readonly oneRow: Database.Statement<[string, number], StoredGeneration>;
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
    return this.everyRow.all().map(generationFrom);
  }

  get(key: GenerationKey): Generation {
    const row = this.oneRow.get(key.projection, key.number);
    if (!row) throw generationGone(key);
    return generationFrom(row);
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

  /** Never one that was given before: nobody must take a new generation for a dropped one. */
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
      throw generationsMoved([generation]);
    return { ...generation, checkpoint, poison: undefined };
  }

  stop(generation: Generation, poison: Poison): Generation {
    this.db
      .prepare('update generations set poison = ? where projection = ? and number = ? and checkpoint is ?')
      .run(poisonText(poison), generation.projection, generation.number, generation.checkpoint ?? null);
    return this.get(generation);
  }

  makeLive(generation: Generation): Generation {
    const built = this.get(generation);
    const { projection } = built;
    const live = this.all().find((other) => other.projection === projection && other.state === 'live');
    checkMayBeLive(built, live);
    const set = this.db.prepare('update generations set state = ? where projection = ? and number = ?');
    if (live) set.run('retired', projection, live.number);
    set.run('live', projection, generation.number);
    return this.get(generation);
  }

  /** Removes a generation and gives the names of its tables. */
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
