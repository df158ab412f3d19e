import { shownSum } from '../kit/beyond';
import { ascending } from '../kit/order';
import { firstPage, type Page } from '../kit/page';
import { share, wilsonInterval } from '../statistics/proportion';
import { sum } from '../statistics/sum';
import { quantile } from '../statistics/survival';
import type { AnswerRow } from '../kit/report';
import type { KeyCount, CountedRefusals } from './counting';
import type { RefusalsDb, RefusalsQuestion } from './question';

/** Amounts of several currencies can't be added: then the figure is empty, and the section `values` has each. */
const singleValueOf = ({ values }: KeyCount) => {
  const [only, ...others] = values;
  if (only === undefined || others.length > 0) return { value: null, currency: null };
  return { value: shownSum(only.value), currency: only.currency };
};

const gapOf = ({ gaps }: KeyCount) => {
  const [only, ...others] = gaps;
  if (only === undefined || others.length > 0) return { priceGapMedian: null, priceGapCurrency: null };
  const tallies = [...only.stated].map(([value, count]) => ({ value, count }));
  return { priceGapMedian: quantile(tallies, 0.5), priceGapCurrency: only.currency };
};

const gapsOf = ({ gaps }: KeyCount): number => sum(gaps.flatMap(({ stated }) => [...stated.values()]));

const namesOf = async (db: RefusalsDb, { by, shown }: RefusalsQuestion): Promise<ReadonlyMap<string, string>> => {
  if (by === 'reason') return new Map([...shown.values()].map(({ code, label }) => [code, label]));
  if (by !== 'product') return new Map();
  const products = await db.selectFrom('products').select(['productId', 'name']).execute();
  return new Map(products.map(({ productId, name }) => [productId, name]));
};

/** The most refusals first; months in their order. */
export const summaryOf = async (
  db: RefusalsDb,
  question: RefusalsQuestion,
  { counts }: CountedRefusals,
  limit: number,
): Promise<Page<AnswerRow>> => {
  const names = await namesOf(db, question);
  const trials = counts.reduce((total, { refusals }) => total + refusals, 0);
  const ranked = question.by === 'month' ? counts : counts.toSorted((a, b) => b.refusals - a.refusals);
  const { rows, notes } = firstPage('summary', ranked, limit);
  const shown = rows.map((count) => {
    const { key, refusals, offers, clients, byClient } = count;
    const part = { successes: refusals, trials };
    const interval = wilsonInterval(part);
    return {
      [question.by]: key,
      name: key === null ? null : (names.get(key) ?? null),
      refusals,
      offers: offers.size,
      clients: clients.size,
      ...singleValueOf(count),
      ...gapOf(count),
      priceGaps: gapsOf(count),
      share: share(part),
      shareLow: interval?.low ?? null,
      shareHigh: interval?.high ?? null,
      statedByClientShare: share({ successes: byClient, trials: refusals }),
    };
  });
  return { rows: shown, notes };
};

export const valuesOf = ({ by }: RefusalsQuestion, { counts }: CountedRefusals): readonly AnswerRow[] =>
  counts.flatMap(({ key, values }) =>
    values
      .toSorted((a, b) => ascending(a.currency, b.currency))
      .map(({ currency, refusals, value }) => ({ [by]: key, currency, refusals, value: shownSum(value) })),
  );

export const outsideRows = ({ outside }: CountedRefusals): readonly AnswerRow[] =>
  [...outside]
    .sort(([a], [b]) => ascending(a, b))
    .map(([outcome, { lines, offers }]) => ({ outcome, lines, offers: offers.size }));
