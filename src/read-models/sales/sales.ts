import { sql, type Kysely, type RawBuilder } from 'kysely';
import type { Day, Moment } from '../../domain/shared/values';
import { countWhere } from '../kit/count-where';
import type { clients } from '../facts/clients';
import type { enquiries, items } from '../facts/enquiries/tables';
import type { invoiceLines, invoices } from '../facts/invoices';
import type { offerLines, refusals } from '../facts/offers/tables';
import type { productPrices, products, productStates } from '../facts/products';
import type { RowOfTable } from '../kit/projection';
import type { ReportContext } from '../kit/report';

export type SalesTables = {
  readonly clients: RowOfTable<typeof clients>;
  readonly products: RowOfTable<typeof products>;
  readonly product_states: RowOfTable<typeof productStates>;
  readonly product_prices: RowOfTable<typeof productPrices>;
  readonly offer_lines: RowOfTable<typeof offerLines>;
  readonly refusals: RowOfTable<typeof refusals>;
  readonly invoices: RowOfTable<typeof invoices>;
  readonly invoice_lines: RowOfTable<typeof invoiceLines>;
  readonly enquiries: RowOfTable<typeof enquiries>;
  readonly enquiry_items: RowOfTable<typeof items>;
};
export type SalesDb = Kysely<SalesTables>;

/** What a sale is: a line accepted, invoiced, or of an invoice that is wholly paid. */
export const bases = ['accepted', 'invoiced', 'paid'] as const;
export type Basis = (typeof bases)[number];

/** Invoices say best what was sold; where there are none, acceptances do. */
export const usualBasis = async <Tables extends Pick<SalesTables, 'invoices'>>(
  db: Kysely<Tables>,
): Promise<Exclude<Basis, 'paid'>> =>
  (await sql`select 1 from "invoices" limit 1`.execute(db)).rows.length === 0 ? 'accepted' : 'invoiced';

/** When something was last sold. */
export const lastSale = async <Tables extends Pick<SalesTables, 'invoices'>>(
  db: Kysely<Tables>,
): Promise<Moment | null> => {
  const basis = await usualBasis(db);
  const [table, column] = basis === 'accepted' ? ['offer_lines', 'outcomeAt'] : ['invoices', 'issuedAt'];
  const { rows } = await sql<{ last: Moment | null }>`
    select max(${sql.ref(column)}) as "last" from ${sql.table(table)}`.execute(db);
  return rows[0]?.last ?? null;
};

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

/** In UTC, by the moment alone. */
export const utcDay = (moment: Moment): Day => moment.slice(0, 10);
export const utcDayOf = (column: string): RawBuilder<string> => sql<string>`substr(${sql.ref(column)}, 1, 10)`;

/** The days on which products were sold, one row a product and day, up to a day. */
const soldDays = (basis: Basis, today: Day): RawBuilder<unknown> => {
  if (basis === 'accepted')
    return sql`select "productId", ${utcDayOf('outcomeAt')} as "day" from "offer_lines"
      where "voided" = 0 and "outcome" = 'accepted' and ${utcDayOf('outcomeAt')} <= ${today} group by 1, 2`;
  const day = basis === 'invoiced' ? utcDayOf('i.issuedAt') : sql.ref('i.paidInFullOn');
  return sql`select l."productId", ${day} as "day" from "invoice_lines" l
    join "invoices" i on i."invoiceId" = l."invoiceId" where i."voided" = 0 and ${day} <= ${today} group by 1, 2`;
};

type OfferedByProduct = Omit<Sales, 'saleDays' | 'lastSaleOn'>;

const offeredLines = async (db: SalesDb, today: Day): Promise<readonly OfferedByProduct[]> => {
  const counted = (outcome: string) =>
    countWhere(sql`"outcome" = ${sql.lit(outcome)} and ${utcDayOf('outcomeAt')} <= ${today}`);
  const { rows } = await sql<OfferedByProduct>`select "productId", min(${utcDayOf('offeredAt')}) as "firstDay",
      count(*) as "offered", ${counted('accepted')} as "accepted", ${counted('refused')} as "refused",
      ${counted('no_response')} as "noResponse", ${counted('expired')} as "expired",
      max(case when "outcome" = 'accepted' and ${utcDayOf('outcomeAt')} <= ${today} then ${utcDayOf('outcomeAt')} end)
        as "lastAcceptedOn"
    from "offer_lines" where "voided" = 0 and ${utcDayOf('offeredAt')} <= ${today}
    group by "productId"`.execute(db);
  return rows;
};

interface SoldDays {
  readonly productId: string;
  readonly firstSaleOn: string;
  readonly saleDays: number;
  readonly lastSaleOn: string;
}

const noLines = {
  firstDay: null,
  ...{ offered: 0, accepted: 0, refused: 0, noResponse: 0, expired: 0, lastAcceptedOn: null },
};
const neverSold = { firstSaleOn: null, saleDays: 0, lastSaleOn: null };

const firstInvoiced = async (db: SalesDb, today: Day): Promise<ReadonlyMap<string, string>> => {
  const { rows } = await sql<{ productId: string; day: string }>`select l."productId",
      min(${utcDayOf('l.issuedAt')}) as "day"
    from "invoice_lines" l join "invoices" i on i."invoiceId" = l."invoiceId"
    where i."voided" = 0 and ${utcDayOf('l.issuedAt')} <= ${today} group by l."productId"`.execute(db);
  return new Map(rows.map(({ productId, day }) => [productId, day]));
};

/** What was offered and what came of it, and beside it the sales by the basis that is asked for. */
export const salesOf = async (db: SalesDb, basis: Basis, { at }: ReportContext): Promise<readonly Sales[]> => {
  const today = utcDay(at);
  const offered = new Map((await offeredLines(db, today)).map((row) => [row.productId, row]));
  const { rows } = await sql<SoldDays>`select "productId", min("day") as "firstSaleOn", count(*) as "saleDays",
      max("day") as "lastSaleOn" from (${soldDays(basis, today)}) as "sold" group by "productId"`.execute(db);
  const sold = new Map(rows.map((row) => [row.productId, row]));
  const invoiced = await firstInvoiced(db, today);
  return [...new Set([...offered.keys(), ...invoiced.keys(), ...sold.keys()])].sort().map((productId) => {
    const { firstDay: offeredOn, ...lines } = offered.get(productId) ?? noLines;
    const { firstSaleOn, saleDays, lastSaleOn } = sold.get(productId) ?? neverSold;
    const days = [offeredOn, invoiced.get(productId) ?? null, firstSaleOn].filter((day) => day !== null).sort();
    return {
      productId,
      ...lines,
      firstDay: days[0] ?? today,
      saleDays,
      lastSaleOn,
    };
  });
};

/** Lines that were decided on days after the last acceptance. */
export const decidedSince = async (db: SalesDb, { at }: ReportContext): Promise<ReadonlyMap<string, number>> => {
  const today = utcDay(at);
  const { rows } = await sql<{ productId: string; lines: number }>`with latest("productId", "day") as (
      select "productId", max(case when "outcome" = 'accepted' then ${utcDayOf('outcomeAt')} else '' end)
      from "offer_lines" where "voided" = 0 and "outcomeAt" is not null and ${utcDayOf('outcomeAt')} <= ${today}
      group by "productId"
    )
    select d."productId", count(*) as "lines" from latest a
    join "offer_lines" d on d."productId" = a."productId" and ${utcDayOf('d.outcomeAt')} > a."day"
    where d."voided" = 0 and d."outcome" in ('refused', 'no_response', 'expired')
      and ${utcDayOf('d.outcomeAt')} <= ${today}
    group by d."productId"`.execute(db);
  return new Map(rows.map(({ productId, lines }) => [productId, lines]));
};
