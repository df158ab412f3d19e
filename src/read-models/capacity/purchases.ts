import { sql } from 'kysely';
import { dayNumberOf } from '../../domain/shared/time';
import type { Day, Moment } from '../../domain/shared/values';
import { mergedClients } from '../groupings/merged-clients';
import { segmentNow } from '../groupings/segments';
import { heldAmount } from '../kit/beyond';
import { groupBy } from '../kit/group-by';
import { mostFrequent } from '../kit/spellings';
import { utcDay, utcDayOf, usualBasis } from '../sales/sales';
import { sum } from '../statistics/sum';
import type { FactTables, FactsDb } from '../facts/tables';

export type CapacityTables = FactTables;
export type CapacityDb = FactsDb;

/** What a client bought on a day (UTC) in one currency, net of tax. */
interface PurchaseDay {
  readonly clientId: string;
  readonly day: Day;
  readonly currency: string | null;
  readonly net: number;
}

/** A client with the days on which it bought. */
export interface Buyer {
  readonly clientId: string;
  readonly segment: string | null;
  /** Each once, in their order. */
  readonly days: readonly number[];
  /** What the last 365 days brought, in the currency it mostly bought in. */
  readonly lastYear: number;
  readonly currency: string | null;
}

export const LAST_YEAR_DAYS = 365;

/** Invoiced, or accepted where there are no invoices; up to a moment, merged clients as one. */
export const buyersAt = async (db: CapacityDb, at: Moment): Promise<readonly Buyer[]> => {
  const sold =
    (await usualBasis(db)) === 'accepted'
      ? sql`select "clientId", ${utcDayOf('outcomeAt')} as "day", "currency", coalesce("value", 0) as "net"
          from "offer_lines" where "voided" = 0 and "outcome" = 'accepted' and "outcomeAt" <= ${at}`
      : sql`select "clientId", ${utcDayOf('issuedAt')} as "day", "currency", "net"
          from "invoices" where "voided" = 0 and "issuedAt" <= ${at}`;
  const { rows } = await sql<PurchaseDay>`select "clientId", "day", "currency",
      sum(cast("net" as double precision)) as "net" from (${sold}) as "sold"
    group by "clientId", "day", "currency" order by "day", "clientId"`.execute(db);
  const [{ of }, segmentOf] = [await mergedClients(db), await segmentNow(db)];
  const yearAgo = dayNumberOf(utcDay(at)) - LAST_YEAR_DAYS;
  return [...groupBy(rows, ({ clientId }) => of(clientId))].map(([clientId, own]) => {
    const currency = mostFrequent(own.map((each) => each.currency));
    const lately = own.filter((each) => each.currency === currency && dayNumberOf(each.day) > yearAgo);
    return {
      ...{ clientId, segment: segmentOf(clientId), currency },
      days: [...new Set(own.map(({ day }) => dayNumberOf(day)))],
      lastYear: heldAmount(Math.round(sum(lately.map(({ net }) => net)))),
    };
  });
};
