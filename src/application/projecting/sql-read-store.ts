import { setImmediate as nextTurn } from 'node:timers/promises';
import type { ColumnKind, NumberKind, Row, TableSpec, Value } from '../../read-models/kit/projection';
import type { RowKey, RowWrite } from './read-store';

/** A name as an identifier of standard SQL. */
export const sqlName = (name: string): string => `"${name.replaceAll('"', '""')}"`;

export const sqlNames = (names: readonly string[]): string => names.map(sqlName).join(', ');

/** The end of an insert that replaces a row of the same key. */
export const replacingClause = ({ columns, key }: TableSpec): string => {
  const others = Object.keys(columns).filter((column) => !key.includes(column));
  const updates = others.map((column) => `${sqlName(column)} = excluded.${sqlName(column)}`).join(', ');
  return `on conflict(${sqlNames(key)}) do ${others.length > 0 ? `update set ${updates}` : 'nothing'}`;
};

/** The columns of a table in `create table`. */
export const columnsSql = ({ columns }: TableSpec, typeOf: (kind: ColumnKind) => string): string => {
  const specs = Object.entries(columns).map(
    ([name, { kind, optional }]) => `${sqlName(name)} ${typeOf(kind)}${optional ? '' : ' not null'}`,
  );
  return specs.join(', ');
};

const numberKinds: Readonly<Record<NumberKind, true>> = {
  integer: true,
  real: true,
  decimal: true,
  money: true,
  flag: true,
  position: true,
};

export const isNumberKind = (kind: ColumnKind): kind is NumberKind => kind in numberKinds;

/** True where rows come in the order of their keys anyway, as by position; ids are in no order. */
export const comesInOrder = ({ columns, key: [first] }: TableSpec): boolean => {
  const kind = first === undefined ? undefined : columns[first]?.kind;
  return kind !== undefined && isNumberKind(kind);
};

interface SortedWrites {
  readonly inserted: Row[];
  readonly replaced: Row[];
  readonly removed: RowKey[];
}

const isLess = (one: Value, other: Value): boolean => one !== null && other !== null && one < other;

/** By key: neighbours in the index are then written one after the other. Any order is correct; this one is faster. */
const byKeyColumns =
  (key: readonly string[]) =>
  (one: Row, other: Row): number => {
    for (const column of key) {
      const [a, b] = [one[column] ?? null, other[column] ?? null];
      if (a !== b) return isLess(a, b) ? -1 : 1;
    }
    return 0;
  };

/** Writes by table and kind, so that each kind can be written in bulk. No key is in two of them. */
export const sortedWrites = (writes: readonly RowWrite[]): Map<TableSpec, SortedWrites> => {
  const byTable = new Map<TableSpec, SortedWrites>();
  for (const { table, key, row, isNew } of writes) {
    const known = byTable.get(table) ?? { inserted: [], replaced: [], removed: [] };
    byTable.set(table, known);
    if (row) (isNew ? known.inserted : known.replaced).push(row);
    else known.removed.push(key);
  }
  for (const [table, { inserted, replaced }] of byTable) {
    if (comesInOrder(table)) continue;
    inserted.sort(byKeyColumns(table.key));
    replaced.sort(byKeyColumns(table.key));
  }
  return byTable;
};

/** All rows of a table in pages, each a query of its own: nothing is held open between two of them. */
export async function* rowPages(
  pageAfter: (last: Row | undefined, limit: number) => readonly Row[] | Promise<readonly Row[]>,
  pageSize = 1000,
): AsyncGenerator<readonly Row[]> {
  for (let last: Row | undefined; ;) {
    const page = await pageAfter(last, pageSize);
    if (page.length > 0) yield page;
    if (page.length < pageSize) return;
    last = page.at(-1);
    await nextTurn();
  }
}
