import { sql } from 'kysely';
import type { Moment } from '../../domain/shared/values';
import type { CampaignClientRow, CampaignRow } from '../facts/campaigns';
import type { CanonicalId } from '../groupings/merged-clients';
import { groupBy } from '../kit/group-by';
import type { GroundRow, ReportContext } from '../kit/report';
import { nextDay, startOf } from '../kit/window';
import type { ComparedGroups, ComparedClient } from './comparison';
import { daysAgo, YEAR_DAYS } from './economics';
import type { CampaignDb } from './tables';
import { takeUpsOf, type TakeUp } from './take-ups';

export type CampaignStep = 'planned' | 'frozen' | 'not launched' | 'launched' | 'running' | 'ended';

/** When what clients take counts for a campaign: its planned days, from its launch on. */
export interface CampaignWindow {
  readonly from: Moment;
  readonly until: Moment;
}

const laterOf = (one: Moment, other: Moment): Moment => (one > other ? one : other);

export const windowOfCampaign = (
  { startsOn, endsOn, launchedAt }: CampaignRow,
  context: Pick<ReportContext, 'zone'>,
): CampaignWindow => ({
  from: laterOf(startOf(startsOn, context), launchedAt ?? ''),
  until: startOf(nextDay(endsOn), context),
});

/** Closing it does not end it: its result is looked at once, on the day that was planned. It runs from its first day on. */
export const campaignStateAt = (campaign: CampaignRow, { from, until }: CampaignWindow, at: Moment): CampaignStep => {
  if (campaign.frozenAt === null) return 'planned';
  if (campaign.launchedAt === null || campaign.launchedAt >= until) return at >= until ? 'not launched' : 'frozen';
  if (at >= until) return 'ended';
  return at < from ? 'launched' : 'running';
};

/** That the product was offered to a client while the campaign ran. */
export interface OfferedInCampaign {
  readonly clientId: string;
  readonly solicited: number;
  readonly key: GroundRow['key'];
}

/** A campaign with all that its figures rest on. */
export interface CampaignResult {
  readonly campaign: CampaignRow;
  readonly state: CampaignStep;
  readonly window: CampaignWindow;
  /** The rows of its lists, and the clients that they name now, each in one group. */
  readonly listed: readonly CampaignClientRow[];
  readonly groups: ComparedGroups;
  /** What anybody took of the product while it ran. */
  readonly taken: readonly TakeUp[];
  /** What anybody took of anything in the year before. */
  readonly before: readonly TakeUp[];
  readonly offered: Readonly<Record<'first' | 'second', readonly OfferedInCampaign[]>>;
}

const offersIn = async (
  db: CampaignDb,
  canonical: CanonicalId,
  productId: string,
  { from, until }: CampaignWindow,
): Promise<readonly OfferedInCampaign[]> => {
  const { rows } = await sql<{ clientId: string; solicited: number; offerId: string; version: number; lineId: string }>`
    select "clientId", "solicited", "offerId", "version", "lineId" from "offer_lines"
    where "voided" = 0 and "productId" = ${productId} and "offeredAt" >= ${from} and "offeredAt" < ${until}
    order by "offeredAt", "offerId", "version", "lineId"`.execute(db);
  return rows.map(({ clientId, solicited, offerId, version, lineId }) => ({
    ...{ clientId: canonical(clientId), solicited, key: [offerId, version, lineId] },
  }));
};

/** Each client in one group: a control client who is the same as a target was approached. */
const groupedClients = (
  listed: readonly CampaignClientRow[],
  canonical: CanonicalId,
): Readonly<Record<'first' | 'second', ReadonlySet<string>>> => {
  const named = (as: string) => listed.filter(({ chosenAs }) => chosenAs === as).map((row) => canonical(row.clientId));
  const first = new Set(named('target'));
  return { first, second: new Set(named('control').filter((clientId) => !first.has(clientId))) };
};

interface KnownTakeUps {
  readonly db: CampaignDb;
  readonly canonical: CanonicalId;
  readonly takeUps: readonly TakeUp[];
}

const resultOf = async (
  { db, canonical, takeUps }: KnownTakeUps,
  campaign: CampaignRow,
  context: ReportContext,
): Promise<CampaignResult> => {
  const window = windowOfCampaign(campaign, context);
  const listed = await db
    .selectFrom('campaign_clients')
    .selectAll()
    .where('campaignId', '=', campaign.campaignId)
    .orderBy('clientId')
    .execute();
  const groups = groupedClients(listed, canonical);
  const yearBefore = daysAgo(window.from, YEAR_DAYS);
  const before = takeUps.filter(({ at }) => at >= yearBefore && at < window.from);
  const timesBefore = groupBy(before, ({ clientId }) => clientId);
  const taken = takeUps.filter(
    ({ productId, at }) => productId === campaign.productId && at >= window.from && at < window.until,
  );
  const takers = new Set(taken.map(({ clientId }) => clientId));
  const compared = (clients: ReadonlySet<string>): readonly ComparedClient[] =>
    [...clients].map((clientId) => ({
      ...{ clientId, hasTaken: takers.has(clientId), before: timesBefore.get(clientId)?.length ?? 0 },
    }));
  const offered = await offersIn(db, canonical, campaign.productId, window);
  return {
    ...{ campaign, window, listed, state: campaignStateAt(campaign, window, context.at) },
    groups: { first: compared(groups.first), second: compared(groups.second) },
    ...{ taken, before },
    offered: {
      first: offered.filter(({ clientId }) => groups.first.has(clientId)),
      second: offered.filter(({ clientId }) => groups.second.has(clientId)),
    },
  };
};

/** Campaigns with what came of them, those that end last first. */
export const campaignResults = async (
  db: CampaignDb,
  chosen: { readonly product: string | undefined; readonly campaign: string | undefined },
  canonical: CanonicalId,
  context: ReportContext,
): Promise<readonly CampaignResult[]> => {
  const all = await db.selectFrom('campaigns').selectAll().orderBy('endsOn', 'desc').orderBy('campaignId').execute();
  const asked = all.filter(
    ({ productId, campaignId }) =>
      (chosen.product ?? productId) === productId && (chosen.campaign ?? campaignId) === campaignId,
  );
  if (asked.length === 0) return [];
  const takeUps = await takeUpsOf(db, canonical, { from: '', until: context.at });
  const results: CampaignResult[] = [];
  for (const campaign of asked) results.push(await resultOf({ db, canonical, takeUps }, campaign, context));
  return results;
};
