import { setImmediate as nextTurn } from 'node:timers/promises';
import type { ColumnKind, NumberKind, Row, TableSpec, Value } from '../../read-models/kit/projection';
import { rowsOf, type SqlWork } from './engine-tables';
import type { RowKey, RowPair, RowWrite, StoredDifference } from './read-store';

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

const isLess = (one: Value, other: Value): boolean => one !== null && other !== null && one < other;

const compareRows =
  (key: readonly string[]) =>
  (one: Row, other: Row): number => {
    for (const column of key) {
      const [a, b] = [one[column] ?? null, other[column] ?? null];
      if (a !== b) return isLess(a, b) ? -1 : 1;
    }
    return 0;
  };

/** For a table with an index over its keys: neighbours in it are written one after the other. Any order is correct; this one is faster. */
export const inOrderOfKey = (table: TableSpec, rows: readonly Row[]): readonly Row[] =>
  comesInOrder(table) ? rows : rows.toSorted(compareRows(table.key));

interface WritesOfTable {
  readonly inserted: Row[];
  readonly replaced: Row[];
  readonly removed: RowKey[];
}

/** Writes by table and kind, so that each kind can be written in bulk. No key is in two of them. */
export const writesByTable = (writes: readonly RowWrite[]): Map<TableSpec, WritesOfTable> => {
  const byTable = new Map<TableSpec, WritesOfTable>();
  for (const { table, key, row, isNew } of writes) {
    const known = byTable.get(table) ?? { inserted: [], replaced: [], removed: [] };
    byTable.set(table, known);
    if (row) (isNew ? known.inserted : known.replaced).push(row);
    else known.removed.push(key);
  }
  return byTable;
};

/** What a store finds, in pages, each a query of its own: nothing is held open between two of them. */
export async function* storedPages<Found>(
  pageAfter: (last: Found | undefined, limit: number) => readonly Found[] | Promise<readonly Found[]>,
  pageSize = 1000,
): AsyncGenerator<readonly Found[]> {
  for (let last: Found | undefined; ;) {
    const page = await pageAfter(last, pageSize);
    if (page.length > 0) yield page;
    if (page.length < pageSize) return;
    last = page.at(-1);
    await nextTurn();
  }
}

/** A table and the name by which its store knows it. */
export interface NamedTable {
  readonly name: string;
  readonly table: TableSpec;
}

function* rowsOfEach(old: NamedTable, now: NamedTable): SqlWork<StoredDifference['rows']> {
  // Of a column of this statement's own; PostgreSQL counts in texts.
  const count = (name: string) => `cast((select count(*) from ${name}) as integer)`;
  const [rows] = yield* rowsOf<StoredDifference['rows']>(`select ${count(old.name)} as old, ${count(now.name)} as new`);
  return rows ?? { old: 0, new: 0 };
}

const sidePrefix = { old: 'old.', new: 'new.' };

/** The columns of one side of a pair, under names of their own. */
const columnsOfSide = ({ columns }: TableSpec, side: keyof RowPair): string =>
  Object.keys(columns)
    .map((column) => `${side}.${sqlName(column)} as ${sqlName(sidePrefix[side] + column)}`)
    .join(', ');

const rowOfSide = ({ columns, key: [first = ''] }: TableSpec, side: keyof RowPair, found: Row): Row | undefined => {
  const prefix = sidePrefix[side];
  // Keys hold no null.
  if ((found[prefix + first] ?? null) === null) return undefined;
  return Object.fromEntries(Object.keys(columns).map((column) => [column, found[prefix + column] ?? null]));
};

/** That two rows differ in a column that both have. PostgreSQL compares no text with a number: these always differ. */
const differsIn = (old: TableSpec, now: TableSpec): string => {
  const isNumber = ({ columns }: TableSpec, column: string) => isNumberKind(columns[column]?.kind ?? 'text');
  const conditions = Object.keys(now.columns).flatMap((column) => {
    if (!(column in old.columns)) return [];
    const [one, other] = [`old.${sqlName(column)}`, `new.${sqlName(column)}`];
    return isNumber(old, column) === isNumber(now, column)
      ? [`${one} is distinct from ${other}`]
      : [`${one} is not null or ${other} is not null`];
  });
  return conditions.join(' or ');
};

/** A page of the pairs that follow the key of `last`: rows that the new edition alone has or has otherwise, or those of the old one alone. */
function* differingPage(
  old: NamedTable,
  now: NamedTable,
  side: keyof RowPair,
  last: RowPair | undefined,
  limit: number,
): SqlWork<readonly RowPair[]> {
  const { key } = now.table;
  const names = key.map((column) => `${side}.${sqlName(column)}`).join(', ');
  const isSame = key.map((column) => `old.${sqlName(column)} = new.${sqlName(column)}`).join(' and ');
  const tables = [`${now.name} as new`, `${old.name} as old`];
  const [from, condition] =
    side === 'new'
      ? [tables.join(' left join '), differsIn(old.table, now.table)]
      : [tables.toReversed().join(' left join '), `new.${sqlName(key[0] ?? '')} is null`];
  const beyond = last ? `and (${names}) > (${key.map((_, index) => `$${index + 2}`).join(', ')})` : '';
  const found = yield* rowsOf<Row>(
    `select ${columnsOfSide(old.table, 'old')}, ${columnsOfSide(now.table, 'new')} from ${from} on ${isSame}
     where (${condition}) ${beyond} order by ${names} limit $1`,
    [limit, ...(last ? key.map((column) => last[side]?.[column] ?? null) : [])],
  );
  return found.map((row) => ({ old: rowOfSide(old.table, 'old', row), new: rowOfSide(now.table, 'new', row) }));
}

type Perform = <Result>(work: SqlWork<Result>) => Result | Promise<Result>;

async function* differingPairs(old: NamedTable, now: NamedTable, perform: Perform): AsyncGenerator<readonly RowPair[]> {
  for (const side of ['new', 'old'] as const)
    yield* storedPages((last: RowPair | undefined, limit) => perform(differingPage(old, now, side, last, limit)));
}

/** `perform` runs a query on the store that has both tables. */
export const differenceBy = async (perform: Perform, old: NamedTable, now: NamedTable): Promise<StoredDifference> => ({
  rows: await perform(rowsOfEach(old, now)),
  differing: differingPairs(old, now, perform),
});
