import { createHash } from 'node:crypto';
import type { Projection, Row, TableSpec, Value } from '../../read-models/projection';
import { liveGeneration, type FrozenReadStore, type Generation, type ReadStore } from './read-store';

const byName = ({ tables }: Projection): readonly TableSpec[] =>
  tables.toSorted((one, other) => (one.name < other.name ? -1 : 1));

/** A row as one line of text that is the same in every store: the values in the order of the table's columns. */
const canonicalLine = ({ columns }: TableSpec): ((row: Row) => string) => {
  const names = Object.keys(columns);
  return (row) => JSON.stringify(names.map((name) => row[name] ?? null));
};

type RowLine = (table: TableSpec) => (row: Row) => string;

const digestRows = async (
  store: FrozenReadStore,
  generation: Generation,
  projection: Projection,
  head: readonly unknown[],
  lineOf: RowLine,
): Promise<string> => {
  const hash = createHash('sha256');
  hash.update(JSON.stringify(head));
  for (const table of byName(projection)) {
    hash.update(`\n${JSON.stringify([table.name, Object.keys(table.columns)])}\n`);
    const line = lineOf(table);
    for await (const page of store.scan(generation, table)) hash.update(`${page.map(line).join('\n')}\n`);
  }
  return hash.digest('hex');
};

/**
 * A digest (SHA-256, hex) over the projection's version, the checkpoint and all rows in the order of their keys: equal
 * if and only if two generations hold the same, whether live, rebuilt or replayed, in any store.
 */
export const fingerprint = (
  store: FrozenReadStore,
  generation: Generation,
  projection: Projection,
): Promise<string> => {
  const { name, version } = projection;
  const head = [name, version, String(generation.checkpoint ?? '')];
  return digestRows(store, generation, projection, head, canonicalLine);
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
  return digestRows(store, generation, projection, [projection.name, projection.version], counted);
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
