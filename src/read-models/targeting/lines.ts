import { groupBy, memoised } from '../kit/group-by';
import { sql } from 'kysely';
import { millisecondsOf } from '../../domain/shared/time';
import type { Moment } from '../../domain/shared/values';
import type { OfferLineRow, RefusalRow } from '../facts/offers/tables';
import { mergedClients, type CanonicalId } from '../groupings/merged-clients';
import type { SqlPart } from '../kit/report';
import { segmentNow } from '../groupings/segments';
import { salesClock } from '../sales/sales-clock';
import type { OfferedLine } from './chances';
import type { OnSale } from './indexes';
import type { FactsDb } from '../facts/tables';
import { decidedOutcomes } from '../groupings/acceptance-by-segment';

/** A line with what is needed to talk about it. */
export interface TargetedLine extends OfferedLine {
  readonly offerId: string;
  readonly version: number;
  readonly lineId: string;
  /** Position of the event that offered it. */
  readonly position: number;
  readonly offeredAt: Moment;
  readonly outcome: string;
  readonly outcomeAt: Moment | null;
  readonly price: number | null;
  /** Margin where the cost is known, else the value. */
  readonly worth: number | null;
  readonly margin: number | null;
  readonly currency: string | null;
}

type FoundLine = Omit<TargetedLine, 'segment' | 'month' | 'accepted' | 'worth' | 'solicited'> &
  Pick<OfferLineRow, 'value' | 'solicited'>;

/** Offered from a moment on and before another, in its last version. */
export const isTargeted = (from: Moment, until: Moment): SqlPart =>
  sql`"voided" = 0 and "outcome" not in ('revised', 'invalid') and "offeredAt" >= ${from} and "offeredAt" < ${until}`;

/** Every line that was offered from a moment on and before another, in its last version, in the order of time. */
export const targetedLines = async (db: FactsDb, from: Moment, until: Moment): Promise<readonly TargetedLine[]> => {
  const { rows } = await sql<FoundLine>`select "offerId", "version", "lineId", "clientId", "managerId", "productId",
      "offeredAt", "outcome", "outcomeAt", "price", "value", "margin", "currency", "solicited", "firstPosition" as "position"
    from "offer_lines" where ${isTargeted(from, until)}
    order by "offeredAt", "offerId", "version", "lineId"`.execute(db);
  const [segmentOf, canonical] = [await segmentNow(db), (await mergedClients(db)).of];
  return rows.map(({ value, solicited, clientId: named, ...row }) => {
    const clientId = canonical(named);
    return {
      ...row,
      clientId,
      segment: segmentOf(clientId),
      solicited: solicited === 1,
      month: row.offeredAt.slice(0, 7),
      accepted: decidedOutcomes.includes(row.outcome) ? row.outcome === 'accepted' : undefined,
      worth: row.margin ?? value,
    };
  });
};

const monthSpan = (month: string): readonly [number, number] => {
  const [year = 0, place = 0] = month.split('-').map(Number);
  return [Date.UTC(year, place - 1, 1), Date.UTC(year, place, 1)];
};

/** The products that were on sale at some time of a month. */
export const productsOnSale = async (db: FactsDb, at: Moment): Promise<OnSale> => {
  const all = await db.selectFrom('products').select(['productId', 'introducedAt']).orderBy('productId').execute();
  const changes = await db
    .selectFrom('product_states')
    .select(['productId', 'effectiveFrom', 'state'])
    .orderBy('effectiveFrom')
    .orderBy('position')
    .execute();
  const states = groupBy(changes, ({ productId }) => productId);
  const clocks = all.map(({ productId, introducedAt }) => ({
    productId,
    spans: salesClock(millisecondsOf(introducedAt), states.get(productId) ?? [], millisecondsOf(at)).spans,
  }));
  return memoised((month) => {
    const [first, next] = monthSpan(month);
    return clocks
      .filter(({ spans }) => spans.some(({ start, end }) => start < next && end > first))
      .map(({ productId }) => productId);
  });
};

export type PastRefusal = Pick<
  RefusalRow,
  'eventId' | 'clientId' | 'productId' | 'refusedAt' | 'durable' | 'reconsiderOn' | 'price' | 'reason'
>;

/** Refusals that may stand against offering the same again. */
export const durableRefusals = async (db: FactsDb, canonical: CanonicalId): Promise<readonly PastRefusal[]> => {
  const { rows } = await sql<PastRefusal>`select "eventId", "clientId", "productId", "refusedAt", "durable",
      "reconsiderOn", "price", "reason"
    from "refusals" where "voided" = 0 and "durable" <> 'not_durable' order by "refusedAt", "eventId"`.execute(db);
  return rows.map((row) => ({ ...row, clientId: canonical(row.clientId) }));
};

/** When clients asked for a product themselves. */
export const askedFor = async (
  db: FactsDb,
  canonical: CanonicalId,
): Promise<readonly { readonly clientId: string; readonly productId: string; readonly at: Moment }[]> => {
  const { rows } = await sql<{ clientId: string; productId: string; at: Moment }>`
    select "clientId", "productId", "receivedAt" as "at" from "enquiry_items"
    where "clientId" is not null and "productId" is not null`.execute(db);
  return rows.map((row) => ({ ...row, clientId: canonical(row.clientId) }));
};
