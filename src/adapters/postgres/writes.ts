import type { RowWrite } from '../../application/read-store';
import type { Row, TableSpec, Value } from '../../read-models/projection';

interface TableWrites {
  readonly inserted: Row[];
  readonly replaced: Row[];
  readonly removed: (readonly Value[])[];
}

/** Writes by table and kind, so that each kind is written at once. No key is in two of them. */
export const byTable = (writes: readonly RowWrite[]): ReadonlyMap<TableSpec, TableWrites> => {
  const tables = new Map<TableSpec, TableWrites>();
  for (const { table, key, row, isNew } of writes) {
    const known = tables.get(table) ?? { inserted: [], replaced: [], removed: [] };
    tables.set(table, known);
    if (row) (isNew ? known.inserted : known.replaced).push(row);
    else known.removed.push(key);
  }
  return tables;
};
