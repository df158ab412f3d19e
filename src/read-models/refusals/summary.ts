import type { FactsDb } from '../facts/tables';
import { shareCells } from '../kit/answer-columns';
import { plusAmount, shownSum, type ExactSum } from '../kit/beyond';
import { ascending } from '../kit/order';
import { firstPage, type Page } from '../kit/page';
import type { AnswerRow } from '../kit/report';
import { share } from '../statistics/proportion';
import { quantile } from '../statistics/survival';
import { differentOffers, priceGaps, valuesOfLines, type PlacedLines } from './counting';
import type { RefusedLines } from './keys';
import type { RefusalsQuestion } from './question';

const sumOf = (amounts: readonly number[]): number | string =>
  shownSum(amounts.reduce<ExactSum>((sum, amount) => plusAmount(sum, amount), 0));

const medianAmount = (amounts: readonly number[]): number | null =>
  quantile(
    amounts.map((value) => ({ value, count: 1 })),
    0.5,
  );

/** Amounts of several currencies can't be added: then the figure is empty, and the section `values` has each. */
const ofOneCurrency = (amounts: ReadonlyMap<string, readonly number[]>) => {
  const [only, ...others] = amounts;
  return only === undefined || others.length > 0 ? undefined : { currency: only[0], amounts: only[1] };
};

/** What is said of the refusals of a key, of which there are so many of all. */
export const summaryCells = ({ canonical }: RefusalsQuestion, lines: RefusedLines, all: number): AnswerRow => {
  const gaps = priceGaps(lines);
  const [value, gap] = [ofOneCurrency(valuesOfLines(lines)), ofOneCurrency(gaps)];
  const byClient = lines.filter(({ statedBy }) => statedBy === 'client').length;
  return {
    refusals: lines.length,
    offers: differentOffers(lines),
    clients: new Set(lines.map(({ clientId }) => canonical(clientId))).size,
    value: value ? sumOf(value.amounts) : null,
    currency: value?.currency ?? null,
    priceGapMedian: gap ? medianAmount(gap.amounts) : null,
    priceGapCurrency: gap?.currency ?? null,
    priceGaps: [...gaps.values()].flat().length,
    ...shareCells('share', { successes: lines.length, trials: all }),
    statedByClientShare: share({ successes: byClient, trials: lines.length }),
  };
};

const namesOf = async (db: FactsDb, { by, shown }: RefusalsQuestion): Promise<ReadonlyMap<string, string>> => {
  if (by === 'reason') return new Map([...shown.values()].map(({ code, label }) => [code, label]));
  if (by !== 'product') return new Map();
  const products = await db.selectFrom('products').select(['productId', 'name']).execute();
  return new Map(products.map(({ productId, name }) => [productId, name]));
};

/** The most refusals first; months in their order. */
export const summaryOf = async (
  db: FactsDb,
  question: RefusalsQuestion,
  { byKey, refused }: PlacedLines,
  limit: number,
): Promise<Page<AnswerRow>> => {
  const names = await namesOf(db, question);
  const inOrder = [...byKey].sort(([one], [other]) => ascending(one, other));
  const ranked = question.by === 'month' ? inOrder : inOrder.toSorted(([, a], [, b]) => b.length - a.length);
  const { rows, notes } = firstPage('summary', ranked, limit);
  const shown = rows.map(([key, lines]) => ({
    [question.by]: key,
    name: key === null ? null : (names.get(key) ?? null),
    ...summaryCells(question, lines, refused.length),
  }));
  return { rows: shown, notes };
};

export const refusalValueRows = ({ by }: RefusalsQuestion, { byKey }: PlacedLines): readonly AnswerRow[] =>
  [...byKey]
    .sort(([one], [other]) => ascending(one, other))
    .flatMap(([key, lines]) =>
      [...valuesOfLines(lines)]
        .sort(([one], [other]) => ascending(one, other))
        .map(([currency, amounts]) => ({ [by]: key, currency, refusals: amounts.length, value: sumOf(amounts) })),
    );

export const outsideRows = ({ outside }: PlacedLines): readonly AnswerRow[] =>
  [...outside]
    .sort(([one], [other]) => ascending(one, other))
    .map(([outcome, lines]) => ({ outcome, lines: lines.length, offers: differentOffers(lines) }));
