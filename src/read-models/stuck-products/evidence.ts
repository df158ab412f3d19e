import { groupBy } from '../kit/group-by';
import { sql } from 'kysely';
import type { SqlPart } from '../kit/report';
import { isRefusal } from '../../domain/shared/words';
import type { Moment } from '../../domain/shared/values';
import type { OfferLineRow, RefusalRow } from '../facts/offers/tables';
import { segmentNow } from '../groupings/segments';
import type { Counted } from '../statistics/proportion';
import { isWithin, type ReportWindow } from '../kit/window';
import type { FactsDb } from '../facts/tables';
import { decidedOutcomes } from '../groupings/acceptance-by-segment';

/** A line that was offered lately, and what became of it. */
export type LatelyOffered = Pick<
  OfferLineRow,
  'productId' | 'clientId' | 'offerId' | 'outcome' | 'value' | 'margin' | 'currency'
> & {
  readonly segment: string | null;
  readonly position: number;
};
export type LatelyRefused = Pick<
  RefusalRow,
  'productId' | 'reason' | 'reasonGroup' | 'eventId' | 'lineId' | 'priceGap' | 'priceGapCurrency'
>;

/** What was offered and refused of each product in the window. */
export interface Lately {
  readonly offered: ReadonlyMap<string, readonly LatelyOffered[]>;
  readonly refused: ReadonlyMap<string, readonly LatelyRefused[]>;
  readonly isAnyOffered: boolean;
}

/** Lines as they were offered last, in the window. */
export const isOfferedLately = (window: ReportWindow): SqlPart =>
  sql`"voided" = 0 and "outcome" not in ('revised', 'invalid') and ${isWithin('offeredAt', window)}`;

export const latelyOf = async (db: FactsDb, window: ReportWindow): Promise<Lately> => {
  const { rows: lines } = await sql<
    Omit<LatelyOffered, 'segment'>
  >`select "productId", "clientId", "offerId", "outcome", "value", "margin", "currency",
      "firstPosition" as "position"
    from "offer_lines" where ${isOfferedLately(window)}
    order by "offeredAt", "offerId", "lineId"`.execute(db);
  const { rows: refusals } =
    await sql<LatelyRefused>`select "productId", "reason", "reasonGroup", "eventId", "lineId", "priceGap",
      "priceGapCurrency"
    from "refusals" where "voided" = 0 and ${isWithin('refusedAt', window)} order by "refusedAt", "eventId"`.execute(
      db,
    );
  const segmentOf = await segmentNow(db);
  return {
    offered: groupBy(
      lines.map((line) => ({ ...line, segment: segmentOf(line.clientId) })),
      ({ productId }) => productId,
    ),
    refused: groupBy(
      refusals.filter(({ reasonGroup }) => isRefusal(reasonGroup)),
      ({ productId }) => productId,
    ),
    isAnyOffered: lines.length > 0,
  };
};

/** Accepted of those that were decided. */
export const decidedLines = (lines: readonly LatelyOffered[]): Counted => ({
  successes: lines.filter(({ outcome }) => outcome === 'accepted').length,
  trials: lines.filter(({ outcome }) => decidedOutcomes.includes(outcome)).length,
});

interface UnitCost {
  readonly amount: number;
  readonly currency: string;
}

/** What a unit costs at a moment, where it is known. */
export const unitCosts = async (db: FactsDb, at: Moment): Promise<ReadonlyMap<string, UnitCost>> => {
  const { rows } = await sql<UnitCost & { productId: string }>`select "productId", "amount", "currency"
    from "product_prices" where "kind" = 'cost' and "effectiveFrom" <= ${at}
    order by "effectiveFrom", "position"`.execute(db);
  return new Map(rows.map(({ productId, amount, currency }) => [productId, { amount, currency }]));
};
