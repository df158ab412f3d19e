import { sql } from 'kysely';
import type { Moment } from '../../domain/shared/values';
import type { CanonicalId } from '../groupings/merged-clients';
import type { GroundRow } from '../kit/report';
import { isWithin } from '../kit/window';
import type { CampaignDb } from './tables';

/** That a client took a product: accepted a line of an offer, or was invoiced for it without an offer. */
export interface TakeUp {
  readonly clientId: string;
  readonly productId: string;
  readonly at: Moment;
  /** The row of facts that says so. */
  readonly table: 'offer_lines' | 'invoice_lines';
  readonly key: GroundRow['key'];
}

interface AcceptedRow {
  readonly clientId: string;
  readonly productId: string;
  readonly at: Moment;
  readonly offerId: string;
  readonly version: number;
  readonly lineId: string;
}

interface SoldRow {
  readonly clientId: string;
  readonly productId: string;
  readonly at: Moment;
  readonly position: number;
  readonly line: number;
}

/** All that was taken from a moment on and before another, in the order of time; duplicates of a client are the client. */
export const takeUpsOf = async (
  db: CampaignDb,
  canonical: CanonicalId,
  span: { readonly from: Moment; readonly until: Moment },
): Promise<readonly TakeUp[]> => {
  const window = { ...span, fromDay: '', untilDay: '' };
  const { rows: accepted } =
    await sql<AcceptedRow>`select "clientId", "productId", "outcomeAt" as "at", "offerId", "version", "lineId"
    from "offer_lines" where "voided" = 0 and "outcome" = 'accepted' and ${isWithin('outcomeAt', window)}`.execute(db);
  const { rows: sold } =
    await sql<SoldRow>`select i."clientId", l."productId", i."issuedAt" as "at", l."position", l."line"
    from "invoice_lines" l join "invoices" i on i."invoiceId" = l."invoiceId"
    where i."voided" = 0 and i."offerId" is null and ${isWithin('i.issuedAt', window)}`.execute(db);
  const takeUps: TakeUp[] = [
    ...accepted.map(({ clientId, productId, at, offerId, version, lineId }): TakeUp => {
      return { clientId: canonical(clientId), productId, at, table: 'offer_lines', key: [offerId, version, lineId] };
    }),
    ...sold.map(({ clientId, productId, at, position, line }): TakeUp => {
      return { clientId: canonical(clientId), productId, at, table: 'invoice_lines', key: [position, line] };
    }),
  ];
  return takeUps.toSorted((one, other) => (one.at < other.at ? -1 : one.at > other.at ? 1 : 0));
};
