import { plusAmount, type ExactSum } from './beyond';
import { ascending } from './order';
import { entryFor } from './group-by';

/** Amounts and counts of one key in one currency, each by the name of its figure. */
export interface KeyedSums<Figure extends string> {
  readonly key: string | null;
  readonly currency: string | null;
  readonly figures: Readonly<Partial<Record<Figure, ExactSum>>>;
}

/** The same with every figure: what nothing was counted for is 0. */
export type FilledSums<Figure extends string> = KeyedSums<Figure> & {
  readonly figures: Readonly<Record<Figure, ExactSum>>;
};

const zeros = <Figure extends string>(figures: readonly Figure[]): Record<Figure, ExactSum> =>
  // The list names every figure, so each has its entry.
  Object.fromEntries(figures.map((figure) => [figure, 0])) as Record<Figure, ExactSum>;

/** Adds up what has the same key and currency, in the order of both; an empty key or currency comes last. */
export const addedUp = <Figure extends string>(
  figures: readonly Figure[],
  parts: Iterable<KeyedSums<Figure>>,
): readonly FilledSums<Figure>[] => {
  const sums = new Map<string, { key: string | null; currency: string | null; figures: Record<Figure, ExactSum> }>();
  for (const { key, currency, figures: added } of parts) {
    const name = `${currency ?? ''} ${key === null ? '' : `:${key}`}`;
    const sum = entryFor(sums, name, () => ({ key, currency, figures: zeros(figures) }));
    for (const figure of figures) {
      const amount = added[figure];
      if (amount !== undefined) sum.figures[figure] = plusAmount(sum.figures[figure], amount);
    }
  }
  const last = (value: string | null): number => (value === null ? 1 : 0);
  const order = (one: string | null, other: string | null): number => last(one) - last(other) || ascending(one, other);
  return [...sums.values()].sort((a, b) => order(a.key, b.key) || order(a.currency, b.currency));
};

/** All keys together, by currency. */
export const totalOf = <Figure extends string>(
  figures: readonly Figure[],
  sums: readonly KeyedSums<Figure>[],
): readonly FilledSums<Figure>[] =>
  addedUp(
    figures,
    sums.map((each) => ({ ...each, key: null })),
  );
