import { createHash } from 'node:crypto';
import type { Projection, Row, TableSpec } from '../read-models/projection';
import type { FrozenReadStore, Generation } from './read-store';

/** A row as one line of text that is the same in every store: the values in the order of the table's columns. */
const canonical = ({ columns }: TableSpec): ((row: Row) => string) => {
  const names = Object.keys(columns);
  return (row) => JSON.stringify(names.map((name) => row[name] ?? null));
};

/**
 * A digest (SHA-256, hex) over the projection's version, the checkpoint and all rows in the order of their keys: equal
 * where, and only where, two generations hold the same. Live, rebuilt, replayed, in whichever store.
 */
export const fingerprint = async (
  store: FrozenReadStore,
  generation: Generation,
  { name, version, tables }: Projection,
): Promise<string> => {
  const hash = createHash('sha256');
  hash.update(JSON.stringify([name, version, String(generation.checkpoint ?? '')]));
  for (const table of tables.toSorted((one, other) => (one.name < other.name ? -1 : 1))) {
    hash.update(`\n${JSON.stringify([table.name, Object.keys(table.columns)])}\n`);
    const lineOf = canonical(table);
    for await (const page of store.scan(generation, table)) hash.update(`${page.map(lineOf).join('\n')}\n`);
  }
  return hash.digest('hex');
};
