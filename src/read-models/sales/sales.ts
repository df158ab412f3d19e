import { sql, type RawBuilder } from 'kysely';
import type { Day, Moment } from '../../domain/shared/values';
import type { ReportContext, SqlPart } from '../kit/report';
import type { FactsDb } from '../facts/tables';
import { countWhere } from '../kit/conditions';

/** What a sale is: a line accepted, invoiced, or of an invoice that is wholly paid. */
export const bases = ['accepted', 'invoiced', 'paid'] as const;
export type Basis = (typeof bases)[number];

/** Invoices say best what was sold; where there are none, acceptances do. */
export const usualBasis = async (db: FactsDb): Promise<Exclude<Basis, 'paid'>> =>
  (await sql`select 1 from "invoices" limit 1`.execute(db)).rows.length === 0 ? 'accepted' : 'invoiced';

/** When something was last sold. */
export const lastSale = async (db: FactsDb): Promise<Moment | null> => {
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

/** The day of an invoice `i` on which its lines count as sold. */
export const soldOn = (basis: Exclude<Basis, 'accepted'>): SqlPart =>
  basis === 'invoiced' ? utcDayOf('i.issuedAt') : sql.ref('i.paidInFullOn');

/** What was sold, each line with its day. */
export const soldLines = (basis: Basis): SqlPart =>
  basis === 'accepted'
    ? sql`select "productId", ${utcDayOf('outcomeAt')} as "day", "currency", "quantity", "value" as "net"
        from "offer_lines" where "voided" = 0 and "outcome" = 'accepted'`
    : sql`select l."productId", ${soldOn(basis)} as "day", i."currency", l."quantity", l."net"
        from "invoice_lines" l join "invoices" i on i."invoiceId" = l."invoiceId" where i."voided" = 0`;

type OfferedByProduct = Omit<Sales, 'saleDays' | 'lastSaleOn'>;

const offeredLines = async (db: FactsDb, today: Day): Promise<readonly OfferedByProduct[]> => {
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

const firstInvoiced = async (db: FactsDb, today: Day): Promise<ReadonlyMap<string, string>> => {
  const { rows } = await sql<{ productId: string; day: string }>`select l."productId",
      min(${utcDayOf('l.issuedAt')}) as "day"
    from "invoice_lines" l join "invoices" i on i."invoiceId" = l."invoiceId"
    where i."voided" = 0 and ${utcDayOf('l.issuedAt')} <= ${today} group by l."productId"`.execute(db);
  return new Map(rows.map(({ productId, day }) => [productId, day]));
};

/** What was offered and what came of it, and beside it the sales by the basis that is asked for. */
export const salesOf = async (db: FactsDb, basis: Basis, { at }: ReportContext): Promise<readonly Sales[]> => {
  const today = utcDay(at);
  const offered = new Map((await offeredLines(db, today)).map((row) => [row.productId, row]));
  const { rows } = await sql<SoldDays>`select "productId", min("day") as "firstSaleOn",
      count(distinct "day") as "saleDays", max("day") as "lastSaleOn"
    from (${soldLines(basis)}) as "sold" where "day" <= ${today} group by "productId"`.execute(db);
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
export const decidedSince = async (db: FactsDb, { at }: ReportContext): Promise<ReadonlyMap<string, number>> => {
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
