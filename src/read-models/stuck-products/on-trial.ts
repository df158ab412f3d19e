import { sql } from 'kysely';
import { DAY, dayNumberOf, millisecondsOf } from '../../domain/shared/time';
import type { Moment } from '../../domain/shared/values';
import type { AnswerOnTrial, TriedCase } from '../kit/answer-on-trial';
import { judgedRanking } from '../kit/answer-on-trial';
import type { ReportContext } from '../kit/report';
import { mostFrequent } from '../kit/spellings';
import { AHEAD_DAYS, expectedLoss, usualWorth, type AssessedProduct } from '../sales/assessment';
import { assessedSales } from '../sales/known-products';
import { saleDaysOf } from '../sales/sale-days';
import { lastSale, utcDay, type Basis } from '../sales/sales';
import type { FactsDb, FactTables } from '../facts/tables';

interface Foretelling {
  readonly productId: string;
  readonly chance: number;
  readonly rawChance: number;
  readonly daysSince: number;
  readonly loss: number;
  /** What 90 days bring at the pace of its past. */
  readonly worth: number;
}

/** What can sell and has sold: the answer is about these. Money of other currencies than this one is not added to it. */
const foretellingOf = (one: AssessedProduct, at: Moment, currency: string | null): readonly Foretelling[] => {
  const { product, sales, outlook, clock, state } = one;
  const isOnSale = clock.inStock && !clock.withdrawn;
  if (!outlook || sales.lastSaleOn === null || !isOnSale || state === 'new') return [];
  const isAdded = outlook.pace.currency === currency;
  return [
    {
      productId: product.productId,
      chance: outlook.chanceOfNoSale,
      rawChance: outlook.rawChance,
      daysSince: Math.floor(millisecondsOf(at) / DAY) - dayNumberOf(sales.lastSaleOn),
      loss: isAdded ? expectedLoss(outlook) : 0,
      worth: isAdded ? usualWorth(outlook) : 0,
    },
  ];
};

/** Products of which something else decided whether they sold: they came, went or ran out in between. */
const changedStates = async (db: FactsDb, from: Moment, until: Moment): Promise<ReadonlySet<string>> => {
  const { rows } = await sql<{ productId: string }>`select distinct "productId" from "product_states"
    where "effectiveFrom" > ${from} and "effectiveFrom" <= ${until}`.execute(db);
  return new Set(rows.map(({ productId }) => productId));
};

const foretoldCases = async (
  db: FactsDb,
  foretold: readonly Foretelling[],
  { basis, from, until }: { readonly basis: Basis; readonly from: Moment; readonly until: Moment },
): Promise<readonly TriedCase[]> => {
  const firstDay = dayNumberOf(utcDay(from));
  const sold = await saleDaysOf(db, basis, utcDay(until));
  const again = new Set(sold.filter(({ day }) => day > firstDay).map(({ productId }) => productId));
  const changed = await changedStates(db, from, until);
  return foretold
    .filter(({ productId }) => !changed.has(productId))
    .map(({ productId, chance, rawChance, daysSince, loss, worth }) => {
      const happened = !again.has(productId);
      const money = happened ? worth : 0;
      return {
        chance,
        score: rawChance,
        benchmark: daysSince,
        loss,
        lossBenchmark: daysSince * worth,
        happened,
        money,
      };
    });
};

const askedForAll = { optionalText: () => undefined };

/** Which products will not sell again, against the days since their last sale. */
export const stuckProductsOnTrial: AnswerOnTrial = {
  name: 'stuck-products',
  version: 2,
  says: `which products will not sell in the next ${AHEAD_DAYS} days`,
  benchmark: 'days since the last sale',
  horizonDays: AHEAD_DAYS,
  reads: ['products', 'offers', 'invoices', 'clients'],
  toldUntil: (db) => lastSale(db.withTables<FactTables>()),
  ask: async (past, context: ReportContext) => {
    const { basis, products } = await assessedSales(past.withTables<FactTables>(), askedForAll, context);
    const currency = mostFrequent(products.map(({ outlook }) => outlook?.pace.currency ?? null));
    const foretold = products.flatMap((one) => foretellingOf(one, context.at, currency));
    return async (db, until) =>
      judgedRanking(await foretoldCases(db.withTables<FactTables>(), foretold, { basis, from: context.at, until }));
  },
};
