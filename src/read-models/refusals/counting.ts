import { share, wilsonInterval } from '../figures/proportion';
import { sum } from '../figures/sum';
import { quantile } from '../figures/survival';
import type { Value } from '../projection';
import type { AnswerRow } from '../report';
import { eachLine, type Line } from './lines';
import type { Database, Question } from './question';

type Key = string | null;

/** What is counted of one key. */
interface Count {
  readonly key: Key;
  refusals: number;
  byClient: number;
  readonly offers: Set<Value>;
  readonly clients: Set<Value>;
  /** By currency. */
  readonly values: Map<string, { refusals: number; value: number }>;
  /** By currency: how often each gap was stated. */
  readonly gaps: Map<string, Map<number, number>>;
}

/** What stands in the register and is no refusal by the client. */
interface Outside {
  lines: number;
  readonly offers: Set<Value>;
}

export interface Counted {
  readonly counts: readonly Count[];
  readonly outside: ReadonlyMap<string, Outside>;
}

const noneOf = (key: Key): Count => ({
  key,
  refusals: 0,
  byClient: 0,
  offers: new Set(),
  clients: new Set(),
  values: new Map(),
  gaps: new Map(),
});

const entryOf = <Name, Of>(entries: Map<Name, Of>, name: Name, make: () => Of): Of => {
  const known = entries.get(name);
  if (known !== undefined) return known;
  const made = make();
  entries.set(name, made);
  return made;
};

const add = (count: Count, line: Line): void => {
  count.refusals += 1;
  count.offers.add(line.offerId);
  count.clients.add(line.clientId);
  if (line.isStatedByClient) count.byClient += 1;
  if (line.value !== null) {
    const sums = entryOf(count.values, line.currency, () => ({ refusals: 0, value: 0 }));
    sums.refusals += 1;
    sums.value += line.value;
  }
  if (line.gap !== null) {
    const tally = entryOf(count.gaps, line.gapCurrency, () => new Map<number, number>());
    tally.set(line.gap, (tally.get(line.gap) ?? 0) + 1);
  }
};

const outsideOf = ({ isVoided, group }: Line): string | undefined => {
  if (isVoided) return 'voided';
  if (group === 'unknown') return 'no response';
  return group === 'invalid' ? 'invalid' : undefined;
};

const ascending = (one: Key, other: Key): number => {
  if (one === other) return 0;
  if (one === null || other === null) return one === null ? -1 : 1;
  return one < other ? -1 : 1;
};

/** One way through the refusals of the window. */
export const countedOf = async (db: Database, question: Question): Promise<Counted> => {
  const counts = new Map<Key, Count>();
  const outside = new Map<string, Outside>();
  await eachLine(db, question, (line) => {
    const outcome = outsideOf(line);
    if (outcome === undefined) {
      add(
        entryOf(counts, line.key, () => noneOf(line.key)),
        line,
      );
      return;
    }
    const beside = entryOf(outside, outcome, () => ({ lines: 0, offers: new Set<Value>() }));
    beside.lines += 1;
    beside.offers.add(line.offerId);
  });
  return { counts: [...counts.values()].sort((a, b) => ascending(a.key, b.key)), outside };
};

/** Amounts of several currencies don't add up: then the figure stays empty, and the section `values` has each. */
const valueOf = ({ values }: Count) => {
  const [only, ...others] = values;
  if (only === undefined || others.length > 0) return { value: null, currency: null };
  const [currency, { value }] = only;
  return { value, currency };
};

const gapOf = ({ gaps }: Count) => {
  const [only, ...others] = gaps;
  if (only === undefined || others.length > 0) return { priceGapMedian: null, priceGapCurrency: null };
  const [priceGapCurrency, stated] = only;
  const tallies = [...stated].map(([value, count]) => ({ value, count }));
  return { priceGapMedian: quantile(tallies, 0.5), priceGapCurrency };
};

const gapsOf = ({ gaps }: Count): number => sum([...gaps.values()].flatMap((stated) => [...stated.values()]));

const namesOf = async (db: Database, { by, shown }: Question): Promise<ReadonlyMap<string, string>> => {
  if (by === 'reason') return new Map([...shown.values()].map(({ code, label }) => [code, label]));
  if (by !== 'product') return new Map();
  const products = await db.selectFrom('refusal_products').selectAll().execute();
  return new Map(products.map(({ productId, name }) => [productId, name]));
};

/** The most refusals first; months in their order. */
export const summaryOf = async (
  db: Database,
  question: Question,
  { counts }: Counted,
  limit: number,
): Promise<readonly AnswerRow[]> => {
  const names = await namesOf(db, question);
  const trials = counts.reduce((total, { refusals }) => total + refusals, 0);
  const ranked = question.by === 'month' ? counts : counts.toSorted((a, b) => b.refusals - a.refusals);
  return ranked.slice(0, limit).map((count) => {
    const { key, refusals, offers, clients, byClient } = count;
    const part = { successes: refusals, trials };
    const interval = wilsonInterval(part);
    return {
      [question.by]: key,
      name: key === null ? null : (names.get(key) ?? null),
      refusals,
      offers: offers.size,
      clients: clients.size,
      ...valueOf(count),
      ...gapOf(count),
      priceGaps: gapsOf(count),
      share: share(part),
      shareLow: interval?.low ?? null,
      shareHigh: interval?.high ?? null,
      statedByClientShare: share({ successes: byClient, trials: refusals }),
    };
  });
};

export const valuesOf = ({ by }: Question, { counts }: Counted): readonly AnswerRow[] =>
  counts.flatMap(({ key, values }) =>
    [...values]
      .sort(([a], [b]) => ascending(a, b))
      .map(([currency, { refusals, value }]) => ({ [by]: key, currency, refusals, value })),
  );

export const outsideRows = ({ outside }: Counted): readonly AnswerRow[] =>
  [...outside]
    .sort(([a], [b]) => ascending(a, b))
    .map(([outcome, { lines, offers }]) => ({ outcome, lines, offers: offers.size }));
