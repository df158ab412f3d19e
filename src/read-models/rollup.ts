import type { Change, Columns, Difference, Row, RowOf, Table, TableSpec, Value } from './projection';

/** Whether figures are added, or taken out again. */
export type Sign = 1 | -1;

/** How often each item of a list is added, or taken out (below 0). */
type ListBalance = Map<string, number>;

/** What is added to a row of a rollup: a sum for each of its numbers, a balance for each of its lists. */
interface RollupSum {
  readonly key: readonly Value[];
  readonly numbers: number[];
  readonly totals: bigint[];
  readonly lists: readonly ListBalance[];
}

/** The columns of a rollup by how they are added up. */
interface RollupColumns {
  readonly key: readonly string[];
  readonly numbers: readonly string[];
  readonly totals: readonly string[];
  readonly lists: readonly string[];
}

/** The items of a list as they are written in it; an item is a number, or a list of numbers. */
const listItems = (list: string): readonly string[] => list.slice(1, -1).match(/\[[^\]]*\]|[^,]+/g) ?? [];

/** In the order of their texts: the same items give the same list, in whatever order they came. */
const listAfter = (before: Value | undefined, balance: ReadonlyMap<string, number>): string => {
  const left = new Map(balance);
  const kept = listItems(String(before ?? '[]')).filter((item) => {
    const count = left.get(item) ?? 0;
    if (count >= 0) return true;
    left.set(item, count + 1);
    return false;
  });
  const come = [...left].flatMap(([item, count]) => new Array<string>(Math.max(0, count)).fill(item));
  return `[${[...kept, ...come].sort().join(',')}]`;
};

const addNumbers = ({ numbers }: RollupSum, columnsBy: RollupColumns, part: Row, by: Sign): void => {
  for (const [index, name] of columnsBy.numbers.entries()) {
    const value = part[name];
    if (typeof value === 'number') numbers[index] = (numbers[index] ?? 0) + by * value;
  }
};

const addTotals = ({ totals }: RollupSum, columnsBy: RollupColumns, part: Row, by: Sign): void => {
  for (const [index, name] of columnsBy.totals.entries())
    totals[index] = (totals[index] ?? 0n) + BigInt(by) * BigInt(part[name] ?? 0);
};

const addLists = ({ lists }: RollupSum, columnsBy: RollupColumns, part: Row, by: Sign): void => {
  for (const [index, name] of columnsBy.lists.entries()) {
    const balance = lists[index];
    const list = part[name];
    if (balance === undefined || typeof list !== 'string' || list === '[]') continue;
    for (const item of listItems(list)) balance.set(item, (balance.get(item) ?? 0) + by);
  }
};

const isNothing = ({ numbers, totals, lists }: RollupSum): boolean =>
  numbers.every((sum) => sum === 0) &&
  totals.every((sum) => sum === 0n) &&
  lists.every((balance) => [...balance.values()].every((count) => count === 0));

const sumsAfter = (row: Row | undefined, { numbers }: RollupColumns, sum: RollupSum): readonly number[] =>
  numbers.map((name, index) => Number(row?.[name] ?? 0) + (sum.numbers[index] ?? 0));

const totalsAfter = (row: Row | undefined, { totals }: RollupColumns, sum: RollupSum): readonly string[] =>
  totals.map((name, index) => String(BigInt(row?.[name] ?? 0) + (sum.totals[index] ?? 0n)));

const listsAfter = (row: Row | undefined, { lists }: RollupColumns, sum: RollupSum): readonly string[] =>
  sum.lists.map((balance, index) => listAfter(row?.[lists[index] ?? ''], balance));

const put = (row: Record<string, Value>, names: readonly string[], values: readonly Value[]): void => {
  for (const [index, name] of names.entries()) row[name] = values[index] ?? null;
};

const rowAfter = (row: Row | undefined, columnsBy: RollupColumns, sum: RollupSum): Row | undefined => {
  const sums = sumsAfter(row, columnsBy, sum);
  if (sums.every((value) => value === 0)) return undefined;
  const next: Record<string, Value> = {};
  put(next, columnsBy.key, sum.key);
  put(next, columnsBy.numbers, sums);
  put(next, columnsBy.totals, totalsAfter(row, columnsBy, sum));
  put(next, columnsBy.lists, listsAfter(row, columnsBy, sum));
  return next;
};

const rollupColumns = ({ key, columns }: TableSpec): RollupColumns => {
  const others = Object.entries(columns).filter(([name]) => !key.includes(name));
  return {
    key,
    numbers: others.flatMap(([name, { kind }]) => (kind === 'json' || kind === 'total' ? [] : [name])),
    totals: others.flatMap(([name, { kind }]) => (kind === 'total' ? [name] : [])),
    lists: others.flatMap(([name, { kind }]) => (kind === 'json' ? [name] : [])),
  };
};

/**
 * Keeps a table that adds up another one: `partsOf` gives what a row of that table contributes, as rows of the rollup.
 * Numbers are summed, and so are totals, however large; lists (kind `json`) of numbers, or of lists of numbers, are joined
 * in the order of their texts. A row whose numbers are all 0 is deleted, so one of them must count rows. The same rows give
 * the same rollup, in whatever order they came and whatever was there before.
 */
export const rollup = <const Shape extends Columns, Base extends Row>(
  into: Table<Shape>,
  partsOf: (row: Base) => readonly RowOf<Shape>[],
): ((differences: readonly Difference<Base>[]) => readonly Change[]) => {
  const { key } = into;
  const columnsBy = rollupColumns(into);
  const nothing = (of: readonly Value[]): RollupSum => ({
    key: of,
    numbers: columnsBy.numbers.map(() => 0),
    totals: columnsBy.totals.map(() => 0n),
    lists: columnsBy.lists.map(() => new Map<string, number>()),
  });
  return (differences) => {
    const sums = new Map<string, RollupSum>();
    const add = (row: Base | undefined, by: Sign): void => {
      for (const part of row === undefined ? [] : partsOf(row)) {
        const of = key.map((column) => part[column] ?? null);
        const name = of.join('\u0000');
        const sum = sums.get(name) ?? nothing(of);
        sums.set(name, sum);
        addNumbers(sum, columnsBy, part, by);
        addTotals(sum, columnsBy, part, by);
        addLists(sum, columnsBy, part, by);
      }
    };
    for (const { before, after: now } of differences) {
      add(before, -1);
      add(now, 1);
    }
    return [...sums.values()]
      .filter((sum) => !isNothing(sum))
      .map((sum) =>
        // `rowAfter` sets every column of the rollup.
        into.change(sum.key, (row) => rowAfter(row, columnsBy, sum) as RowOf<Shape> | undefined),
      );
  };
};
