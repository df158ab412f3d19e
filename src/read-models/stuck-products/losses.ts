import { AHEAD_DAYS, type AssessedProduct } from '../sales/assessment';
import { expectedLoss } from '../sales/expected-loss';
import { mostFrequent } from '../kit/spellings';
import { sum } from '../statistics/sum';
import { decidedLines, type unitCosts } from './evidence';
import { usualRate, type Case } from './remedy';

export type UnitCosts = Awaited<ReturnType<typeof unitCosts>>;

/** What is expected to be lost in 90 days; `isMargin` where the cost is known, otherwise it is turnover. */
export interface Loss {
  readonly loss: number | null;
  readonly currency: string | null;
  readonly isMargin: boolean;
}

export const lossOfStale = ({ product, outlook }: AssessedProduct, costs: UnitCosts): Loss => {
  if (!outlook) return { loss: null, currency: null, isMargin: false };
  const { currency } = outlook.pace;
  const cost = costs.get(product.productId);
  const unit = cost?.currency === currency ? cost.amount : undefined;
  return { loss: Math.round(expectedLoss(outlook, unit)), currency, isMargin: unit !== undefined };
};

/**
 * What its lines of 90 days would have brought more if they had been accepted as those of its category: those in the
 * currency of most of them.
 */
export const lossOfHardlyAccepted = (asked: Case, windowDays: number): Loss => {
  const currency = mostFrequent(asked.offered.map((line) => line.currency));
  const lines = asked.offered.filter((line) => line.currency === currency);
  const isMargin = lines.every(({ margin }) => margin !== null);
  const worth = sum(lines.map(({ margin, value }) => (isMargin ? margin : value) ?? 0)) / Math.max(1, lines.length);
  // Lines without a price are of any currency.
  const { successes, trials } = decidedLines(asked.offered.filter((line) => [currency, null].includes(line.currency)));
  const missing = ((usualRate(asked) * trials - successes) * AHEAD_DAYS) / windowDays;
  return { loss: Math.round(Math.max(0, missing * worth)), currency, isMargin };
};
