import type { SalesOutlook } from './assessment';

/**
 * What the product would bring in 90 days on sale at the pace that it had until its last sale, in minor units of the
 * currency that it is mostly sold in: turnover, or margin where its unit cost is given.
 */
export const usualWorth = ({ usualSales, pace }: SalesOutlook, unitCost = 0): number =>
  Math.max(0, usualSales * (pace.net - unitCost * pace.quantity));

/** The part of it that is expected not to come. */
export const expectedLoss = (outlook: SalesOutlook, unitCost?: number): number =>
  usualWorth(outlook, unitCost) * outlook.chanceOfNoSale;
