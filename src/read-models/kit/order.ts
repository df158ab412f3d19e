import { groupBy } from './group-by';
import type { Value } from './projection';

/** Orders texts or numbers; null comes first. */
export const ascending = (one: Value, other: Value): number => {
  if (one === other) return 0;
  if (one === null || other === null) return one === null ? -1 : 1;
  return one < other ? -1 : 1;
};

/**
 * By an amount of money, the largest first, currency by currency: amounts of several are not compared. The currency of most
 * rows comes first; what has no amount, or no currency, comes last.
 */
export const byMoney = <Of>(
  rows: readonly Of[],
  moneyOf: (row: Of) => { readonly amount: number | null; readonly currency: string | null },
): readonly Of[] => {
  const all = rows.map((row) => ({ row, ...moneyOf(row) }));
  const valued = all.filter(({ amount, currency }) => amount !== null && currency !== null);
  const groups = [...groupBy(valued, ({ currency }) => currency)].toSorted(
    ([one, those], [other, others]) => others.length - those.length || ascending(one, other),
  );
  const ordered = groups.flatMap(([, group]) => group.toSorted((a, b) => (b.amount ?? 0) - (a.amount ?? 0)));
  const rest = all.filter(({ amount, currency }) => amount === null || currency === null);
  return [...ordered, ...rest].map(({ row }) => row);
};
