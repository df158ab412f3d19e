import { sql } from 'kysely';
import { localDay } from '../../domain/shared/time';
import type { Moment, Zone } from '../../domain/shared/values';
import type { CampaignClientRow } from '../facts/campaigns';
import { mergedClients } from '../groupings/merged-clients';
import { isAmong } from '../kit/conditions';
import type { Database } from '../kit/report';
import type { CampaignTables } from './tables';

/** What is offered to a client who had not asked. */
export interface UnaskedOffer {
  readonly clientId: string;
  readonly productIds: readonly string[];
}

/** A running campaign that is to leave the client alone with its product. */
export interface ControlWarning {
  readonly code: 'CLIENT_IN_CONTROL_GROUP';
  readonly message: string;
  readonly next: string;
  readonly campaignId: string;
  readonly productId: string;
}

/** Of which campaigns this client is in the control group, while they run, for one of these products. */
export const controlWarnings = async (
  anyDb: Database,
  { clientId, productIds }: UnaskedOffer,
  { at, zone }: { readonly at: Moment; readonly zone: Zone },
): Promise<readonly ControlWarning[]> => {
  const db = anyDb.withTables<CampaignTables>();
  const running = await db
    .selectFrom('campaigns')
    .select(['campaignId', 'name', 'productId'])
    .where('launchedAt', '<=', at)
    .where('startsOn', '<=', localDay(at, zone))
    .where('endsOn', '>=', localDay(at, zone))
    .where('productId', 'in', [...productIds, ''])
    .orderBy('campaignId')
    .execute();
  if (running.length === 0) return [];
  const { rows } = await sql<Pick<CampaignClientRow, 'campaignId' | 'chosenAs'>>`select "campaignId", "chosenAs"
    from "campaign_clients" where ${isAmong(sql`"clientId"`, (await mergedClients(db)).idsOf(clientId))}`.execute(db);
  const chosenBy = (as: string) =>
    new Set(rows.filter(({ chosenAs }) => chosenAs === as).map(({ campaignId }) => campaignId));
  // Who was merged with a target counts as one, and is to be approached.
  const [approachedBy, leftAloneBy] = [chosenBy('target'), chosenBy('control')];
  return running
    .filter(({ campaignId }) => leftAloneBy.has(campaignId) && !approachedBy.has(campaignId))
    .map(({ campaignId, name, productId }) => ({
      code: 'CLIENT_IN_CONTROL_GROUP',
      message: `The offer is recorded. The campaign "${name}" compares with this client: it was to be left alone with this product.`,
      next: 'Offer it no further unasked until the campaign is over. It counts as contamination in the report campaigns.',
      ...{ campaignId, productId },
    }));
};
