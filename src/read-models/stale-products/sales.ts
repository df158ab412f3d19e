import { sql, type Kysely } from 'kysely';
import { utcDay } from './counting';
import type { PackedTables } from '../packing/packed';
import type { RowOfTable } from '../projection';
import type { refusalClients } from '../refusals/tables';
import type { ReportContext } from '../report';
import type * as own from './tables';

export type StaleProductsTables = PackedTables & {
  readonly refusal_clients: RowOfTable<typeof refusalClients>;
  readonly products: RowOfTable<typeof own.products>;
  readonly product_states: RowOfTable<typeof own.productStates>;
  readonly product_days: RowOfTable<typeof own.productDays>;
  readonly product_clients: RowOfTable<typeof own.productClients>;
  readonly product_invoices: RowOfTable<typeof own.productInvoices>;
  readonly product_segments: RowOfTable<typeof own.productSegments>;
  readonly product_sales: RowOfTable<typeof own.productSales>;
  readonly demanded_items: RowOfTable<typeof own.demandedItems>;
  readonly declined_enquiries: RowOfTable<typeof own.declinedEnquiries>;
};
export type StaleProductsDb = Kysely<StaleProductsTables>;

/** What a sale is: a line accepted, invoiced, or of an invoice that is wholly paid. */
export const bases = ['accepted', 'invoiced', 'paid'] as const;
export type Basis = (typeof bases)[number];

/** Invoices say best what was sold; where there are none, acceptances do. */
export const usualBasis = async (db: StaleProductsDb): Promise<Basis> =>
  (await db.selectFrom('product_invoices').select('invoiceId').limit(1).executeTakeFirst()) === undefined
    ? 'accepted'
    : 'invoiced';

/** Of a product up to the day of asking; `saleDays` are days with a sale, all days are in UTC. */
export interface Sales {
  readonly productId: string;
  readonly firstDay: string;
  readonly saleDays: number;
  readonly lastSaleOn: string | null;
  readonly offered: number;
  readonly accepted: number;
  readonly refused: number;
  readonly noResponse: number;
  readonly expired: number;
  readonly lastAcceptedOn: string | null;
}

/** Days of offers, and beside them those of invoices and payments, as far as they are asked for. */
export const salesOf = async (db: StaleProductsDb, basis: Basis, { at }: ReportContext): Promise<readonly Sales[]> => {
  const today = utcDay(at);
  const isSale = basis === 'accepted' ? sql`"accepted" > 0` : sql`1 = 0`;
  const { rows } = await sql<Sales>`select "productId", coalesce(min("firstDay"), min("paidDay")) as "firstDay",
      sum("saleDays") as "saleDays", max("lastSaleOn") as "lastSaleOn", sum("offered") as "offered",
      sum("accepted") as "accepted", sum("refused") as "refused", sum("noResponse") as "noResponse",
      sum("expired") as "expired", max("lastAcceptedOn") as "lastAcceptedOn"
    from (
      select "productId", min("day") as "firstDay", null as "paidDay", sum("offered") as "offered",
        sum("accepted") as "accepted", sum("refused") as "refused", sum("noResponse") as "noResponse",
        sum("expired") as "expired", max(case when "accepted" > 0 then "day" end) as "lastAcceptedOn",
        sum(case when ${isSale} then 1 else 0 end) as "saleDays", max(case when ${isSale} then "day" end) as "lastSaleOn"
      from "product_days" where "day" <= ${today} group by "productId"
      union all
      select "productId", min(case when "basis" = 'invoiced' then "day" end), min("day"), 0, 0, 0, 0, 0, null,
        sum(case when "basis" = ${basis} then 1 else 0 end), max(case when "basis" = ${basis} then "day" end)
      from "product_sales" where "day" <= ${today} and "basis" in ('invoiced', ${basis}) group by "productId"
    ) as "parts" group by "productId" order by "productId"`.execute(db);
  return rows;
};

/** Lines that were decided on days after the last acceptance. */
export const decidedSince = async (
  db: StaleProductsDb,
  { at }: ReportContext,
): Promise<ReadonlyMap<string, number>> => {
  const { rows } = await sql<{ productId: string; lines: number }>`with latest("productId", "day") as (
      select "productId", max(case when "accepted" > 0 then "day" else '' end) from "product_days"
      where "day" <= ${utcDay(at)} group by "productId"
    )
    select d."productId" as "productId", sum(d."refused" + d."noResponse" + d."expired") as "lines"
    from latest a join "product_days" d on d."productId" = a."productId" and d."day" > a."day"
    where d."day" <= ${utcDay(at)} group by d."productId"`.execute(db);
  return new Map(rows.map(({ productId, lines }) => [productId, lines]));
};
