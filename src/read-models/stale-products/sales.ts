import { sql, type Kysely } from 'kysely';
import { utcDay } from './counting';
import type { RowOfTable } from '../projection';
import type { ReportContext } from '../report';
import type {
  declinedEnquiries,
  demandedItems,
  productClients,
  productDays,
  productInvoiceLines,
  productInvoices,
  products,
  productStates,
} from './tables';

export type Tables = {
  readonly products: RowOfTable<typeof products>;
  readonly product_states: RowOfTable<typeof productStates>;
  readonly product_days: RowOfTable<typeof productDays>;
  readonly product_clients: RowOfTable<typeof productClients>;
  readonly product_invoices: RowOfTable<typeof productInvoices>;
  readonly product_invoice_lines: RowOfTable<typeof productInvoiceLines>;
  readonly demanded_items: RowOfTable<typeof demandedItems>;
  readonly declined_enquiries: RowOfTable<typeof declinedEnquiries>;
};
export type Database = Kysely<Tables>;

/** What a sale is: a line accepted, invoiced, or of an invoice that is wholly paid. */
export const bases = ['accepted', 'invoiced', 'paid'] as const;
export type Basis = (typeof bases)[number];

/** Invoices say best what was sold; where there are none, acceptances do. */
export const usualBasis = async (db: Database): Promise<Basis> =>
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

const voidedLines = sql`voided("productId", "day", "lines") as (
  select l."productId", i."issuedOn", sum(l."lines") from "product_invoices" i
  join "product_invoice_lines" l on l."invoiceId" = i."invoiceId" where i."voided" = 1 group by 1, 2
)`;

export const salesOf = async (db: Database, basis: Basis, { at }: ReportContext): Promise<readonly Sales[]> => {
  const sold = basis === 'accepted' ? sql`d."accepted" > 0` : sql`d."invoiced" > coalesce(v."lines", 0)`;
  const { rows } = await sql<Sales>`with ${voidedLines}
    select d."productId" as "productId", min(d."day") as "firstDay",
      sum(case when ${sold} then 1 else 0 end) as "saleDays", max(case when ${sold} then d."day" end) as "lastSaleOn",
      sum(d."offered") as "offered", sum(d."accepted") as "accepted", sum(d."refused") as "refused",
      sum(d."noResponse") as "noResponse", sum(d."expired") as "expired",
      max(case when d."accepted" > 0 then d."day" end) as "lastAcceptedOn"
    from "product_days" d left join voided v on v."productId" = d."productId" and v."day" = d."day"
    where d."day" <= ${utcDay(at)} group by d."productId" order by 1`.execute(db);
  return basis === 'paid' ? withPaid(rows, await paidSales(db, at)) : rows;
};

type Paid = Pick<Sales, 'saleDays' | 'lastSaleOn'>;

const paidSales = async (db: Database, at: string): Promise<ReadonlyMap<string, Paid>> => {
  const { rows } = await sql<Paid & { productId: string }>`select l."productId" as "productId",
      count(distinct i."paidOn") as "saleDays", max(i."paidOn") as "lastSaleOn"
    from "product_invoices" i join "product_invoice_lines" l on l."invoiceId" = i."invoiceId"
    where i."voided" = 0 and i."paidOn" <= ${utcDay(at)} group by 1`.execute(db);
  return new Map(rows.map((row) => [row.productId, row]));
};

const withPaid = (sales: readonly Sales[], paid: ReadonlyMap<string, Paid>): readonly Sales[] =>
  sales.map((row) => {
    const { saleDays, lastSaleOn } = paid.get(row.productId) ?? { saleDays: 0, lastSaleOn: null };
    return { ...row, saleDays, lastSaleOn };
  });

/** Lines that were decided on days after the last acceptance. */
export const decidedSince = async (db: Database, { at }: ReportContext): Promise<ReadonlyMap<string, number>> => {
  const { rows } = await sql<{ productId: string; lines: number }>`with latest("productId", "day") as (
      select "productId", max(case when "accepted" > 0 then "day" else '' end) from "product_days"
      where "day" <= ${utcDay(at)} group by "productId"
    )
    select d."productId" as "productId", sum(d."refused" + d."noResponse" + d."expired") as "lines"
    from latest a join "product_days" d on d."productId" = a."productId" and d."day" > a."day"
    where d."day" <= ${utcDay(at)} group by d."productId"`.execute(db);
  return new Map(rows.map(({ productId, lines }) => [productId, lines]));
};
