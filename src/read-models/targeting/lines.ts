import { groupBy } from '../kit/group-by';
import { sql, type Kysely } from 'kysely';
import { millisecondsOf } from '../../domain/shared/time';
import type { Moment } from '../../domain/shared/values';
import type { clients } from '../facts/clients';
import type { items } from '../facts/enquiries/tables';
import type { managers } from '../facts/managers';
import type { OfferLineRow, RefusalRow } from '../facts/offers/tables';
import type { products, productStates } from '../facts/products';
import { mergedClients, type CanonicalId } from '../groupings/merged-clients';
import type { RowOfTable } from '../kit/projection';
import type { SqlPart } from '../kit/report';
import { segmentNow } from '../groupings/segments';
import { salesClock } from '../sales/sales-clock';
import type { OfferedLine } from './chances';
import type { OnSale } from './indexes';

export type TargetingTables = {
  readonly clients: RowOfTable<typeof clients>;
  readonly managers: RowOfTable<typeof managers>;
  readonly products: RowOfTable<typeof products>;
  readonly product_states: RowOfTable<typeof productStates>;
  readonly offer_lines: OfferLineRow;
  readonly refusals: RefusalRow;
  readonly enquiry_items: RowOfTable<typeof items>;
};
export type TargetingDb = Kysely<TargetingTables>;

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

type FoundLine = Pick<
  OfferLineRow,
  | 'offerId'
  | 'version'
  | 'lineId'
  | 'clientId'
  | 'managerId'
  | 'productId'
  | 'offeredAt'
  | 'outcome'
  | 'outcomeAt'
  | 'price'
  | 'value'
  | 'margin'
  | 'currency'
  | 'solicited'
> & { readonly position: number };

const answers: ReadonlyMap<string, boolean> = new Map([
  ['accepted', true],
  ['refused', false],
  ['no_response', false],
  ['expired', false],
]);

/** Offered from a moment on and before another, in its last version. */
export const isTargeted = (from: Moment, until: Moment): SqlPart =>
  sql`"voided" = 0 and "outcome" not in ('revised', 'invalid') and "offeredAt" >= ${from} and "offeredAt" < ${until}`;

/** Every line that was offered from a moment on and before another, in its last version, in the order of time. */
export const targetedLines = async (db: TargetingDb, from: Moment, until: Moment): Promise<readonly TargetedLine[]> => {
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
      accepted: answers.get(row.outcome),
      worth: row.margin ?? value,
    };
  });
};

const monthSpan = (month: string): readonly [number, number] => {
  const [year = 0, place = 0] = month.split('-').map(Number);
  return [Date.UTC(year, place - 1, 1), Date.UTC(year, place, 1)];
};

/** The products that were on sale at some time of a month. */
export const productsOnSale = async (db: TargetingDb, at: Moment): Promise<OnSale> => {
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
  const known = new Map<string, readonly string[]>();
  return (month) => {
    const [first, next] = monthSpan(month);
    const found =
      known.get(month) ??
      clocks
        .filter(({ spans }) => spans.some(({ start, end }) => start < next && end > first))
        .map(({ productId }) => productId);
    known.set(month, found);
    return found;
  };
};

export type PastRefusal = Pick<
  RefusalRow,
  'eventId' | 'clientId' | 'productId' | 'refusedAt' | 'durable' | 'reconsiderOn' | 'price' | 'reason'
>;

/** Refusals that may stand against offering the same again. */
export const durableRefusals = async (db: TargetingDb, canonical: CanonicalId): Promise<readonly PastRefusal[]> => {
  const { rows } = await sql<PastRefusal>`select "eventId", "clientId", "productId", "refusedAt", "durable",
      "reconsiderOn", "price", "reason"
    from "refusals" where "voided" = 0 and "durable" <> 'not_durable' order by "refusedAt", "eventId"`.execute(db);
  return rows.map((row) => ({ ...row, clientId: canonical(row.clientId) }));
};

/** When clients asked for a product themselves. */
export const askedFor = async (
  db: TargetingDb,
  canonical: CanonicalId,
): Promise<readonly { readonly clientId: string; readonly productId: string; readonly at: Moment }[]> => {
  const { rows } = await sql<{ clientId: string; productId: string; at: Moment }>`
    select "clientId", "productId", "receivedAt" as "at" from "enquiry_items"
    where "clientId" is not null and "productId" is not null`.execute(db);
  return rows.map((row) => ({ ...row, clientId: canonical(row.clientId) }));
};
