import type { RowWrite } from '../../application/read-store';
import type { Row, TableSpec, Value } from '../../read-models/projection';

interface Sorted {
  readonly inserted: Row[];
  readonly replaced: Row[];
  readonly removed: (readonly Value[])[];
}

/** Writes by table and kind, so that each kind can be written in bundles. No key is in two of them. */
export const sorted = (writes: readonly RowWrite[]): Map<TableSpec, Sorted> => {
  const byTable = new Map<TableSpec, Sorted>();
  for (const { table, key, row, isNew } of writes) {
    const known = byTable.get(table) ?? { inserted: [], replaced: [], removed: [] };
    byTable.set(table, known);
    if (row) (isNew ? known.inserted : known.replaced).push(row);
    else known.removed.push(key);
  }
  return byTable;
};
