import Big from 'big.js';
import type { ColumnKind, Row, TableSpec, Value } from '../../read-models/kit/projection';
import { traceColumns } from '../../read-models/kit/trace';
import { isNumberKind } from '../projecting/sql-read-store';
import type { RowPair, StoredDifference } from '../projecting/read-store';

type RowPages = AsyncIterable<readonly Row[]>;

/** Where in the log a row came from says nothing about the company. */
const traceNames: ReadonlySet<string> = new Set(Object.keys(traceColumns));

/** The columns, of those that both editions have, in which a row differs; all of them where one has no such row. */
export const differingColumns = ({ columns }: TableSpec, { old, new: now }: RowPair): readonly string[] => {
  const names = Object.keys(columns).filter((name) => !traceNames.has(name));
  if (!old || !now) return old === now ? [] : names;
  return names.filter((name) => name in old && name in now && old[name] !== now[name]);
};

/** Orders keys as stores do: text by its code points, which is the order of its UTF-8 bytes. */
const compareValues = (one: Value | undefined, other: Value | undefined): number =>
  typeof one === 'string' && typeof other === 'string'
    ? Buffer.compare(Buffer.from(one), Buffer.from(other))
    : Number(one) - Number(other);

const compareKeys = (key: readonly string[], one: Row, other: Row): number => {
  for (const column of key) {
    const [a, b] = [one[column], other[column]];
    if (a === b) continue;
    const order = compareValues(a, b);
    if (order !== 0) return order;
  }
  return 0;
};

/** The rows of a table in their order, a page at a time: a step within a page waits for nothing. */
class RowCursor {
  private readonly pages: AsyncIterator<readonly Row[]>;
  private page: readonly Row[] = [];
  private place = 0;

  constructor(pages: RowPages) {
    this.pages = pages[Symbol.asyncIterator]();
  }

  get row(): Row | undefined {
    return this.page[this.place];
  }

  step(): void {
    this.place += 1;
  }

  /** Makes sure that `row` is the next one; undefined afterwards means that there is none. */
  async load(): Promise<void> {
    while (this.place >= this.page.length) {
      const next = await this.pages.next();
      if (next.done) return;
      [this.page, this.place] = [next.value, 0];
    }
  }
}

/** Which row comes next: below 0 the old one, above 0 the new one, 0 both. */
const nextSide = (key: readonly string[], old: Row | undefined, now: Row | undefined): number => {
  if (old && now) return compareKeys(key, old, now);
  return old ? -1 : 1;
};

/** Takes the next pair off the cursors. */
const nextPair = (key: readonly string[], old: RowCursor, now: RowCursor): RowPair => {
  const side = nextSide(key, old.row, now.row);
  const pair = { old: side <= 0 ? old.row : undefined, new: side >= 0 ? now.row : undefined };
  if (side <= 0) old.step();
  if (side >= 0) now.step();
  return pair;
};

const rowsAt = (old: RowCursor, now: RowCursor): number =>
  Number(old.row !== undefined) + Number(now.row !== undefined);

/** Pairs up to where the page of one side ends; to the end, where there is no further page on that side. */
const pairsInPages = (key: readonly string[], old: RowCursor, now: RowCursor): readonly RowPair[] => {
  const pairs: RowPair[] = [];
  const sides = rowsAt(old, now);
  while (rowsAt(old, now) === sides) pairs.push(nextPair(key, old, now));
  return pairs;
};

/** The rows of two editions of a table side by side, in the order of the key, many at a time. */
export async function* pairedRows(
  key: readonly string[],
  oldPages: RowPages,
  newPages: RowPages,
): AsyncGenerator<readonly RowPair[]> {
  const [old, now] = [new RowCursor(oldPages), new RowCursor(newPages)];
  for (;;) {
    await old.load();
    await now.load();
    if (!old.row && !now.row) return;
    yield pairsInPages(key, old, now);
  }
}

/** How a column differs over all rows of a table. */
export interface ColumnDifference {
  readonly column: string;
  /** Rows of both editions in which it differs. */
  readonly changed: number;
  /**
   * The sum over all rows, new minus old, exact, as a decimal text: a row that is only on one side counts as well.
   * Undefined where the column holds no quantity.
   */
  readonly sum: string | undefined;
}

export interface RowDifference extends RowPair {
  readonly key: readonly Value[];
  /** The columns that differ; none where only one edition has the row. */
  readonly columns: readonly string[];
}

type RowKind = 'onlyOld' | 'onlyNew' | 'changed';

export interface TableDifference {
  readonly table: string;
  readonly key: readonly string[];
  readonly rows: { readonly old: number; readonly new: number };
  readonly onlyOld: number;
  readonly onlyNew: number;
  readonly changed: number;
  readonly columns: readonly ColumnDifference[];
  /** The columns that no row has otherwise. */
  readonly unchangedColumns: readonly string[];
  /** Columns that only one edition has: they are not compared. */
  readonly columnsOnlyOld: readonly string[];
  readonly columnsOnlyNew: readonly string[];
  /** Of each kind the largest differences, so that one kind does not hide another one. */
  readonly largest: Readonly<Record<RowKind, readonly RowDifference[]>>;
}

export const isTableEqual = ({ onlyOld, onlyNew, changed }: TableDifference): boolean =>
  onlyOld + onlyNew + changed === 0;

const isQuantityKind = (kind: ColumnKind): boolean => isNumberKind(kind) && kind !== 'position';

const numberOf = (value: Value | undefined): Big => new Big(value ?? 0);

/** The largest of what it is given. */
class LargestRows {
  private readonly kept: { readonly row: RowDifference; readonly size: readonly number[] }[] = [];

  constructor(private readonly most: number) {}

  take(row: RowDifference, size: readonly number[]): void {
    const place = this.kept.findIndex((other) => this.isLarger(size, other.size));
    if (place < 0 && this.kept.length >= this.most) return;
    this.kept.splice(place < 0 ? this.kept.length : place, 0, { row, size });
    if (this.kept.length > this.most) this.kept.pop();
  }

  get rows(): readonly RowDifference[] {
    return this.kept.map(({ row }) => row);
  }

  private isLarger(one: readonly number[], other: readonly number[]): boolean {
    const first = one.findIndex((each, index) => each !== other[index]);
    return first >= 0 && (one[first] ?? 0) > (other[first] ?? 0);
  }
}

interface ColumnTally {
  readonly column: string;
  readonly kind: ColumnKind;
  changed: number;
  sum: Big;
}

const kindOf = ({ old, new: now }: RowPair): RowKind => {
  if (old && now) return 'changed';
  return old ? 'onlyOld' : 'onlyNew';
};

/** Adds up how two editions of one table differ. */
class TableTally {
  private readonly tallies: readonly ColumnTally[];
  private readonly counts = { onlyOld: 0, onlyNew: 0, changed: 0 };
  private readonly largest: Readonly<Record<RowKind, LargestRows>>;

  constructor(
    private readonly oldTable: TableSpec,
    private readonly newTable: TableSpec,
    most: number,
  ) {
    this.tallies = Object.entries(newTable.columns)
      .filter(([column]) => column in oldTable.columns)
      .map(([column, { kind }]) => ({ column, kind, changed: 0, sum: new Big(0) }));
    this.largest = { onlyOld: new LargestRows(most), onlyNew: new LargestRows(most), changed: new LargestRows(most) };
  }

  take(pair: RowPair): void {
    const differing = this.tallies.filter(({ column }) => pair.old?.[column] !== pair.new?.[column]);
    if (differing.length === 0) return;
    const kind = kindOf(pair);
    this.counts[kind] += 1;
    this.largest[kind].take(this.differenceOf(pair, kind, differing), this.sizeOf(differing, pair));
    for (const tally of differing) {
      if (kind === 'changed') tally.changed += 1;
      this.add(tally, pair);
    }
  }

  result(rows: TableDifference['rows']): TableDifference {
    const { oldTable, newTable, largest, tallies, counts } = this;
    const isChanged = ({ changed, sum }: ColumnTally): boolean => changed > 0 || !sum.eq(0);
    return {
      table: newTable.name,
      key: newTable.key,
      rows,
      ...counts,
      columns: tallies.filter(isChanged).map(({ column, kind, changed, sum }) => ({
        ...{ column, changed, sum: isQuantityKind(kind) ? sum.toFixed() : undefined },
      })),
      unchangedColumns: tallies.filter((tally) => !isChanged(tally)).map(({ column }) => column),
      columnsOnlyOld: Object.keys(oldTable.columns).filter((column) => !(column in newTable.columns)),
      columnsOnlyNew: Object.keys(newTable.columns).filter((column) => !(column in oldTable.columns)),
      largest: {
        onlyOld: largest.onlyOld.rows,
        onlyNew: largest.onlyNew.rows,
        changed: largest.changed.rows,
      },
    };
  }

  private differenceOf(pair: RowPair, kind: RowKind, differing: readonly ColumnTally[]): RowDifference {
    const row = pair.new ?? pair.old;
    const key = this.newTable.key.map((column) => row?.[column] ?? null);
    return { ...pair, key, columns: kind === 'changed' ? differing.map(({ column }) => column) : [] };
  }

  private add(tally: ColumnTally, { old, new: now }: RowPair): void {
    if (isQuantityKind(tally.kind))
      tally.sum = tally.sum.plus(numberOf(now?.[tally.column])).minus(numberOf(old?.[tally.column]));
  }

  /** Money first, then other quantities, then how many columns. */
  private sizeOf(differing: readonly ColumnTally[], { old, new: now }: RowPair): readonly number[] {
    const sizeIn = (isCounted: (kind: ColumnKind) => boolean): number =>
      differing
        .filter(({ kind }) => isCounted(kind))
        .reduce((sum, { column }) => sum + Math.abs(Number(now?.[column] ?? 0) - Number(old?.[column] ?? 0)), 0);
    const isMoney = (kind: ColumnKind): boolean => kind === 'money';
    return [sizeIn(isMoney), sizeIn((kind) => isQuantityKind(kind) && !isMoney(kind)), differing.length];
  }
}

export const LARGEST_ROWS = 20;

/**
 * How two editions of a table differ, over all rows: nothing is sampled. They need not have the same columns, but the same
 * key: those that both have are compared.
 */
export const diffTables = async (
  old: TableSpec,
  now: TableSpec,
  { rows, differing }: StoredDifference,
  most = LARGEST_ROWS,
): Promise<TableDifference> => {
  const tally = new TableTally(old, now, most);
  for await (const pairs of differing) for (const pair of pairs) tally.take(pair);
  return tally.result(rows);
};
