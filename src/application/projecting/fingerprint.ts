import { createHash } from 'node:crypto';
import type { Projection, Row, TableSpec, Value } from '../../read-models/kit/projection';
import { liveGeneration, type FrozenReadStore, type Generation, type ReadStore } from './read-store';

export const byName = (tables: readonly TableSpec[]): readonly TableSpec[] =>
  tables.toSorted((one, other) => (one.name < other.name ? -1 : 1));

/** A row as one line of text that is the same in every store: the values in the order of the table's columns. */
const canonicalLine = ({ columns }: TableSpec): ((row: Row) => string) => {
  const names = Object.keys(columns);
  return (row) => JSON.stringify(names.map((name) => row[name] ?? null));
};

type RowLine = (table: TableSpec) => (row: Row) => string;

/** Takes the rows of all tables, each in the order of its key, the tables in that of their names. */
class RowDigest {
  private readonly hash = createHash('sha256');

  constructor(
    head: readonly unknown[],
    private readonly lineOf: RowLine,
  ) {
    this.hash.update(JSON.stringify(head));
  }

  async take(table: TableSpec, pages: AsyncIterable<readonly Row[]>): Promise<void> {
    this.hash.update(`\n${JSON.stringify([table.name, Object.keys(table.columns)])}\n`);
    const line = this.lineOf(table);
    for await (const page of pages) this.hash.update(`${page.map(line).join('\n')}\n`);
  }

  hex(): string {
    return this.hash.digest('hex');
  }
}

const digestRows = async (
  store: Pick<FrozenReadStore, 'scan'>,
  generation: Generation,
  tables: readonly TableSpec[],
  digest: RowDigest,
): Promise<string> => {
  for (const table of byName(tables)) await digest.take(table, store.scan(generation, table));
  return digest.hex();
};

/**
 * A digest (SHA-256, hex) over the projection's version, the checkpoint and all rows in the order of their keys: equal
 * if and only if two generations hold the same, whether live, rebuilt or replayed, in any store.
 */
export const fingerprint = (
  store: Pick<FrozenReadStore, 'scan'>,
  generation: Generation,
  projection: Projection,
): Promise<string> => {
  const { name, version, tables } = projection;
  const digest = new RowDigest([name, version, String(generation.checkpoint ?? '')], canonicalLine);
  return digestRows(store, generation, tables, digest);
};

const positionsIn = ({ columns }: TableSpec): readonly string[] =>
  Object.keys(columns).filter((name) => columns[name]?.kind === 'position');

/** The log positions that the rows name, numbered from 1 in their order. */
const placesIn = async (
  store: FrozenReadStore,
  generation: Generation,
  projection: Projection,
): Promise<ReadonlyMap<Value, number>> => {
  const places = new Set<number>();
  for (const table of projection.tables) {
    const columns = positionsIn(table);
    if (columns.length === 0) continue;
    for await (const page of store.scan(generation, table))
      for (const row of page)
        for (const column of columns) {
          const place = row[column];
          if (typeof place === 'number') places.add(place);
        }
  }
  return new Map([...places].sort((one, other) => one - other).map((place, index) => [place, index + 1]));
};

/**
 * A digest of the rows that does not depend on the engine of the log: engines number the positions of one log
 * differently, so positions are replaced by their order (the first that is named, the second, …) and the checkpoint is
 * left out. For two generations over one engine, `fingerprint` is stricter.
 */
const contentDigest = async (
  store: FrozenReadStore,
  generation: Generation,
  projection: Projection,
): Promise<string> => {
  const places = await placesIn(store, generation, projection);
  const counted: RowLine = (table) => {
    const line = canonicalLine(table);
    const columns = positionsIn(table);
    if (columns.length === 0) return line;
    return (row) =>
      line({ ...row, ...Object.fromEntries(columns.map((name) => [name, places.get(row[name] ?? 0) ?? null])) });
  };
  const digest = new RowDigest([projection.name, projection.version], counted);
  return digestRows(store, generation, projection.tables, digest);
};

export interface Digests {
  readonly projection: string;
  /** Undefined where the read model is not live. */
  readonly fingerprint: string | undefined;
  readonly content: string | undefined;
}

/** Both digests of each live read model, all from one snapshot. */
export const digestsOf = (store: ReadStore, projections: readonly Projection[]): Promise<readonly Digests[]> =>
  store.snapshot(async (frozen) => {
    const generations = await frozen.generations();
    const digests: Digests[] = [];
    for (const projection of projections) {
      const live = liveGeneration(generations, projection.name);
      digests.push({
        projection: projection.name,
        fingerprint: live && (await fingerprint(frozen, live, projection)),
        content: live && (await contentDigest(frozen, live, projection)),
      });
    }
    return digests;
  });
