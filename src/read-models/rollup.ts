import type { Change, Columns, Difference, Row, RowOf, Table, Value } from './projection';

/** Whether figures are added, or taken out again. */
export type Sign = 1 | -1;

/** How often each item of a list comes, or goes (below 0). */
type ListBalance = Map<string, number>;

/** What comes to a row of a rollup: a sum for each of its numbers, a balance for each of its lists. */
interface RollupSum {
  readonly key: readonly Value[];
  readonly numbers: number[];
  readonly lists: readonly ListBalance[];
}

/** The columns of a rollup by what is done with them. */
interface RollupColumns {
  readonly key: readonly string[];
  readonly numbers: readonly string[];
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

const addNumbers = ({ numbers }: RollupSum, shown: RollupColumns, part: Row, by: Sign): void => {
  for (const [index, name] of shown.numbers.entries()) {
    const value = part[name];
    if (typeof value === 'number') numbers[index] = (numbers[index] ?? 0) + by * value;
  }
};

const addLists = ({ lists }: RollupSum, shown: RollupColumns, part: Row, by: Sign): void => {
  for (const [index, name] of shown.lists.entries()) {
    const balance = lists[index];
    const list = part[name];
    if (balance === undefined || typeof list !== 'string' || list === '[]') continue;
    for (const item of listItems(list)) balance.set(item, (balance.get(item) ?? 0) + by);
  }
};

const isNothing = ({ numbers, lists }: RollupSum): boolean =>
  numbers.every((sum) => sum === 0) && lists.every((balance) => [...balance.values()].every((count) => count === 0));

const sumsAfter = (row: Row | undefined, { numbers }: RollupColumns, sum: RollupSum): readonly number[] =>
  numbers.map((name, index) => Number(row?.[name] ?? 0) + (sum.numbers[index] ?? 0));

const listsAfter = (row: Row | undefined, { lists }: RollupColumns, sum: RollupSum): readonly string[] =>
  sum.lists.map((balance, index) => listAfter(row?.[lists[index] ?? ''], balance));

const put = (row: Record<string, Value>, names: readonly string[], values: readonly Value[]): void => {
  for (const [index, name] of names.entries()) row[name] = values[index] ?? null;
};

const rowAfter = (row: Row | undefined, shown: RollupColumns, sum: RollupSum): Row | undefined => {
  const sums = sumsAfter(row, shown, sum);
  if (sums.every((value) => value === 0)) return undefined;
  const next: Record<string, Value> = {};
  put(next, shown.key, sum.key);
  put(next, shown.numbers, sums);
  put(next, shown.lists, listsAfter(row, shown, sum));
  return next;
};

/**
 * Keeps a table that adds up another one: `partsOf` says what a row of that brings, as rows of the rollup. Numbers are
 * summed; lists (kind `json`) of numbers, or of lists of numbers, are put together in the order of their texts. A row
 * whose numbers are all 0 goes, so one of them must count rows. The same rows give the same rollup, in whatever order
 * they came and whatever stood before.
 */
export function rollup<const Shape extends Columns, Base extends Row>(
  into: Table<Shape>,
  partsOf: (row: Base) => readonly RowOf<Shape>[],
): (differences: readonly Difference<Base>[]) => readonly Change[];
export function rollup(
  into: Table<Columns>,
  partsOf: (row: Row) => readonly Row[],
): (differences: readonly Difference[]) => readonly Change[] {
  const { key, columns } = into;
  const others = Object.entries(columns).filter(([name]) => !key.includes(name));
  const shown: RollupColumns = {
    key,
    numbers: others.flatMap(([name, { kind }]) => (kind === 'json' ? [] : [name])),
    lists: others.flatMap(([name, { kind }]) => (kind === 'json' ? [name] : [])),
  };
  const nothing = (of: readonly Value[]): RollupSum => ({
    key: of,
    numbers: shown.numbers.map(() => 0),
    lists: shown.lists.map(() => new Map<string, number>()),
  });
  return (differences) => {
    const sums = new Map<string, RollupSum>();
    const add = (row: Row | undefined, by: Sign): void => {
      for (const part of row === undefined ? [] : partsOf(row)) {
        const of = key.map((column) => part[column] ?? null);
        const name = of.join('\u0000');
        const sum = sums.get(name) ?? nothing(of);
        sums.set(name, sum);
        addNumbers(sum, shown, part, by);
        addLists(sum, shown, part, by);
      }
    };
    for (const { before, after: now } of differences) {
      add(before, -1);
      add(now, 1);
    }
    return [...sums.values()]
      .filter((sum) => !isNothing(sum))
      .map((sum) => into.change(sum.key, (row) => rowAfter(row, shown, sum)));
  };
}
