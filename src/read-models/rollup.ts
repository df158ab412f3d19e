import type { Change, Columns, Difference, Row, RowOf, Table, Value } from './projection';

/** What comes to a row of a rollup, or goes: sums of its numbers, and how often each value of its lists. */
interface Balance {
  readonly key: readonly Value[];
  readonly numbers: Map<string, number>;
  readonly lists: Map<string, Map<Value, number>>;
}

export function listOf(json: string): readonly Value[];
export function listOf(json: string): unknown {
  const values: unknown = JSON.parse(json);
  return values;
}

const order = (one: Value, other: Value): number => {
  if (typeof one === 'number' && typeof other === 'number') return one - other;
  return String(one) < String(other) ? -1 : 1;
};

/** Ascending: the same values give the same text, in whatever order they came. */
const listAfter = (before: Value | undefined, balance: ReadonlyMap<Value, number>): string => {
  const left = new Map(balance);
  const kept = listOf(typeof before === 'string' ? before : '[]').filter((value) => {
    const count = left.get(value) ?? 0;
    if (count >= 0) return true;
    left.set(value, count + 1);
    return false;
  });
  const come = [...left].flatMap(([value, count]) => new Array<Value>(Math.max(0, count)).fill(value));
  return JSON.stringify([...kept, ...come].sort(order));
};

const added = <Name>(counts: Map<Name, number>, name: Name, by: number): Map<Name, number> =>
  counts.set(name, (counts.get(name) ?? 0) + by);

const weigh = ({ numbers, lists }: Balance, names: readonly string[], part: Row, by: 1 | -1): void => {
  for (const name of names) {
    const value = part[name];
    if (typeof value === 'number') added(numbers, name, by * value);
    if (typeof value !== 'string') continue;
    const list = lists.get(name) ?? new Map<Value, number>();
    for (const each of listOf(value)) added(list, each, by);
    lists.set(name, list);
  }
};

const valueAfter = ({ numbers, lists }: Balance, name: string, before: Value | undefined): Value => {
  const list = lists.get(name);
  if (list) return listAfter(before, list);
  return typeof before === 'string' ? before : (before ?? 0) + (numbers.get(name) ?? 0);
};

const after = (key: readonly string[], others: readonly string[], row: Row | undefined, balance: Balance) => {
  const next: Record<string, Value> = {};
  for (const [index, column] of key.entries()) next[column] = balance.key[index] ?? null;
  for (const name of others) next[name] = valueAfter(balance, name, row?.[name]);
  return others.some((name) => typeof next[name] === 'number' && next[name] !== 0) ? next : undefined;
};

/**
 * Keeps a table that adds up another one: `partsOf` says what a row of that brings, as rows of the rollup. Numbers are
 * summed, lists (kind `json`) put together in ascending order; a row whose numbers are all 0 goes, so one of them must
 * count rows. The same rows give the same rollup, in whatever order they came and whatever stood before.
 */
export function rollup<const Shape extends Columns, Base extends Row>(
  into: Table<Shape>,
  partsOf: (row: Base) => readonly RowOf<Shape>[],
): (differences: readonly Difference<Base>[]) => readonly Change[];
export function rollup(
  into: Table<Columns>,
  partsOf: (row: Row) => readonly Row[],
): (differences: readonly Difference[]) => readonly Change[] {
  const others = Object.keys(into.columns).filter((name) => !into.key.includes(name));
  return (differences) => {
    const balances = new Map<string, Balance>();
    const add = (row: Row | undefined, by: 1 | -1): void => {
      for (const part of row === undefined ? [] : partsOf(row)) {
        const key = into.key.map((column) => part[column] ?? null);
        const name = key.join('\u0000');
        const balance = balances.get(name) ?? { key, numbers: new Map(), lists: new Map() };
        balances.set(name, balance);
        weigh(balance, others, part, by);
      }
    };
    for (const { before, after: now } of differences) {
      add(before, -1);
      add(now, 1);
    }
    return [...balances.values()].map((balance) =>
      into.change(balance.key, (row) => after(into.key, others, row, balance)),
    );
  };
}
