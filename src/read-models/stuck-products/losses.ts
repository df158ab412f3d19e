import { AHEAD_DAYS, expectedLoss, type AssessedProduct } from '../sales/assessment';
import { shortly } from '../kit/grounds';
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
  /** How it comes about, with the numbers put in. */
  readonly formula: string;
}

export const lossOfStale = ({ product, outlook }: AssessedProduct, costs: UnitCosts): Loss => {
  if (!outlook)
    return {
      loss: null,
      currency: null,
      isMargin: false,
      formula: 'it never sold: there is no pace that it could lose',
    };
  const { pace, usualSales, chanceOfNoSale } = outlook;
  const { currency } = pace;
  const cost = costs.get(product.productId);
  const unit = cost?.currency === currency ? cost.amount : undefined;
  const formula = `${shortly(usualSales)} weeks with a sale × (${shortly(pace.net)} − unit cost ${unit ?? 'unknown, 0'} × ${shortly(pace.quantity)}), 0 at least, × chanceOfNoSale ${shortly(chanceOfNoSale)}`;
  return { loss: Math.round(expectedLoss(outlook, unit)), currency, isMargin: unit !== undefined, formula };
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
  const usual = usualRate(asked);
  const missing = ((usual * trials - successes) * AHEAD_DAYS) / windowDays;
  const formula = `(usual acceptance ${shortly(usual)} × ${trials} decided − ${successes} accepted) × ${AHEAD_DAYS} ÷ ${windowDays} days × ${shortly(worth)} a line, 0 at least`;
  return { loss: Math.round(Math.max(0, missing * worth)), currency, isMargin, formula };
};
