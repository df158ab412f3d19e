import { setImmediate as nextTurn } from 'node:timers/promises';
import type { TableSpec, ColumnKind, NumberKind, Row, Value } from '../../read-models/projection';
import type { RowWrite, Generation, Poison } from './read-store';
import { StoreError } from '../log/event-store';
import { isBehind } from './log-identity';

/** A name as an identifier of standard SQL. */
export const sqlName = (name: string): string => `"${name.replaceAll('"', '""')}"`;

export const sqlNames = (names: readonly string[]): string => names.map(sqlName).join(', ');

/** The end of an insert that replaces a row of the same key. */
export const replacingClause = ({ columns, key }: Pick<TableSpec, 'columns' | 'key'>): string => {
  const others = Object.keys(columns).filter((column) => !key.includes(column));
  const updates = others.map((column) => `${sqlName(column)} = excluded.${sqlName(column)}`).join(', ');
  return `on conflict(${sqlNames(key)}) do ${others.length > 0 ? `update set ${updates}` : 'nothing'}`;
};

const isNumber: Readonly<Record<NumberKind, true>> = {
  integer: true,
  real: true,
  money: true,
  flag: true,
  position: true,
};

/** True where rows come in the order of their keys anyway, as by position; ids are in no order. */
export const comesInOrder = ({ columns, key: [first] }: TableSpec): boolean => {
  const kind: ColumnKind | undefined = first === undefined ? undefined : columns[first]?.kind;
  return kind !== undefined && kind in isNumber;
};

interface SortedWrites {
  readonly inserted: Row[];
  readonly replaced: Row[];
  readonly removed: (readonly Value[])[];
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

/** Rows of a page, where the caller does not say how many. */
export const ROW_PAGE_SIZE = 1000;

/** All rows of a table in pages, each a query of its own: nothing is held open between two of them. */
export async function* rowPages(
  pageAfter: (last: Row | undefined) => readonly Row[] | Promise<readonly Row[]>,
  pageSize: number,
): AsyncGenerator<readonly Row[]> {
  for (let last: Row | undefined; ;) {
    const page = await pageAfter(last);
    if (page.length > 0) yield page;
    if (page.length < pageSize) return;
    last = page.at(-1);
    await nextTurn();
  }
}

/** What stopped a projection, as the text that a store keeps of it. */
export const poisonText = ({ position, ...poison }: Poison): string =>
  JSON.stringify({ ...poison, position: String(position) });

const poisonFrom = (text: string): Poison => {
  // Written by `poisonText` alone.
  const { position, ...poison } = JSON.parse(text) as Omit<Poison, 'position'> & { readonly position: string };
  return { ...poison, position: BigInt(position) };
};

/** A row of the table `generations`, as an engine gives it. */
export interface StoredGeneration {
  readonly projection: string;
  readonly number: number;
  readonly version: number;
  readonly state: Generation['state'];
  readonly checkpoint: number | string | null;
  readonly log: string | null;
  readonly poison: string | null;
}

export const generationFrom = ({ checkpoint, log, poison, ...row }: StoredGeneration): Generation => ({
  ...row,
  log: log ?? undefined,
  checkpoint: checkpoint === null ? undefined : BigInt(checkpoint),
  poison: poison === null ? undefined : poisonFrom(poison),
});

export type GenerationKey = Pick<Generation, 'projection' | 'number'>;

const generationName = ({ projection, number }: GenerationKey): string => `generation ${number} of ${projection}`;

export const generationGone = (key: GenerationKey): StoreError =>
  new StoreError('conflict', `${generationName(key)} does not exist any more`);

export const generationsMoved = (keys: readonly GenerationKey[]): StoreError =>
  new StoreError(
    'conflict',
    `${keys.map(generationName).join(', ')}: moved by another process, read the generations again`,
  );

/** Throws `conflict` where a generation may not take the place of the live one. */
export const checkMayBeLive = (built: Generation, live: Generation | undefined): void => {
  const name = generationName(built);
  if (built.state !== 'building') throw new StoreError('conflict', `${name} is not being built, but ${built.state}`);
  if (isBehind(built, live))
    throw new StoreError('conflict', `${name} holds less of the log than the live one: let it catch up first`);
};
