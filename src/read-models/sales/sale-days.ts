import { sql } from 'kysely';
import type { Day } from '../../domain/shared/values';
import { dayNumberOf } from '../../domain/shared/time';
import type { SqlPart } from '../kit/report';
import { mostFrequent } from '../kit/spellings';
import { sum } from '../statistics/sum';
import { soldLines, type Basis } from './sales';
import type { FactsDb } from '../facts/tables';

/** What was sold of a product on a day (UTC) in one currency. */
export interface SaleDay {
  readonly productId: string;
  readonly day: number;
  readonly currency: string | null;
  readonly quantity: number;
  /** Minor units, net of tax; of a spoken price that nobody knows: 0. */
  readonly net: number;
}

/** Sums of money as real numbers: what comes of them is an estimate. */
const roughly = (column: SqlPart): SqlPart => sql`coalesce(sum(cast(${column} as double precision)), 0)`;

/** Every day with a sale up to a day, in the order of days. */
export const saleDaysOf = async (db: FactsDb, basis: Basis, until: Day): Promise<readonly SaleDay[]> => {
  const { rows } = await sql<Omit<SaleDay, 'day'> & { readonly day: Day }>`
    select "productId", "day", "currency", ${roughly(sql`"quantity"`)} as "quantity", ${roughly(sql`"net"`)} as "net"
    from (${soldLines(basis)}) as "sold" where "day" <= ${until}
    group by "productId", "day", "currency" order by "day", "productId"`.execute(db);
  return rows.map((row) => ({ ...row, day: dayNumberOf(row.day) }));
};

/** What a time with a sale brings on average, in the currency that the product is mostly sold in. */
export interface Pace {
  readonly currency: string | null;
  readonly net: number;
  readonly quantity: number;
}

export const salesPaceOf = (sold: readonly SaleDay[], times: number): Pace => {
  const mostly = mostFrequent(sold.map(({ currency }) => currency));
  const ofCurrency = sold.filter(({ currency }) => currency === mostly);
  return {
    currency: mostly,
    net: sum(ofCurrency.map(({ net }) => net)) / times,
    quantity: sum(ofCurrency.map(({ quantity }) => quantity)) / times,
  };
};
