import { sql } from 'kysely';
import { localDay } from '../../domain/shared/time';
import type { Day, Moment } from '../../domain/shared/values';
import type { ExclusionReason } from '../../domain/shared/words';
import type { CanonicalId } from '../groupings/merged-clients';
import { ascending } from '../kit/order';
import type { ReportContext } from '../kit/report';
import { isOfCompanyControl } from './company-control';
import { daysAgo, YEAR_DAYS } from './economics';
import type { CampaignDb } from './tables';
import type { TakeUp } from './take-ups';

/** A refusal holds for so long, and a contact so long is fresh. */
export const REFUSED_DAYS = 180;
export const CONTACTED_DAYS = 14;

/** A client as a campaign may approach it. */
export interface KnownClient {
  readonly clientId: string;
  readonly managerId: string | null;
  readonly segment: string | null;
  readonly registeredAt: Moment;
}

interface PoolAsked {
  readonly db: CampaignDb;
  readonly canonical: CanonicalId;
  readonly productId: string;
  readonly at: Moment;
  readonly today: Day;
}

const clientsIn = (
  canonical: CanonicalId,
  rows: readonly { readonly clientId: string | null }[],
): ReadonlySet<string> => new Set(rows.flatMap(({ clientId }) => (clientId === null ? [] : [canonical(clientId)])));

/** Who said last, of some channel, that he does not want to be approached over it. */
const withdrawnConsents = async ({ db, canonical }: PoolAsked): Promise<ReadonlySet<string>> => {
  const said = await db
    .selectFrom('consents')
    .select(['clientId', 'channel', 'allowed'])
    .orderBy('saidAt')
    .orderBy('position')
    .execute();
  const last = new Map(said.map((row) => [`${canonical(row.clientId)} ${row.channel}`, row]));
  return clientsIn(
    canonical,
    [...last.values()].filter(({ allowed }) => allowed === 0),
  );
};

/** Closed early, a campaign that was launched still counts to its last day; one that never was counts nothing. */
const inOtherCampaigns = async ({ db, canonical, productId, today }: PoolAsked): Promise<ReadonlySet<string>> => {
  const { rows } = await sql<{ clientId: string }>`select c."clientId" from "campaign_clients" c
    join "campaigns" k on k."campaignId" = c."campaignId"
    where k."productId" = ${productId} and k."endsOn" >= ${today}
      and (k."closedAt" is null or k."launchedAt" is not null)`.execute(db);
  return clientsIn(canonical, rows);
};

/** Refused lately for what has not passed: the day to ask again has not come, or nobody named one. */
const durablyRefused = async ({ db, canonical, productId, at, today }: PoolAsked): Promise<ReadonlySet<string>> => {
  const { rows } = await sql<{ clientId: string }>`select "clientId" from "refusals"
    where "voided" = 0 and "productId" = ${productId} and "durable" <> 'not_durable'
      and "refusedAt" >= ${daysAgo(at, REFUSED_DAYS)}
      and ("reconsiderOn" is null or "reconsiderOn" > ${today})`.execute(db);
  return clientsIn(canonical, rows);
};

const withOpenOffers = async ({ db, canonical, at }: PoolAsked): Promise<ReadonlySet<string>> => {
  const { rows } = await sql<{ clientId: string }>`select distinct "clientId" from "offer_lines"
    where "voided" = 0 and "outcome" = 'open' and ("validUntil" is null or "validUntil" > ${at})`.execute(db);
  return clientsIn(canonical, rows);
};

const contactedLately = async ({ db, canonical, at }: PoolAsked): Promise<ReadonlySet<string>> => {
  const since = daysAgo(at, CONTACTED_DAYS);
  const { rows } = await sql<{ clientId: string | null }>`
    select "clientId" from "calls" where "voided" = 0 and "result" = 'reached' and "at" >= ${since}
    union select "clientId" from "offer_lines" where "voided" = 0 and "offeredAt" >= ${since}`.execute(db);
  return clientsIn(canonical, rows);
};

const departedManagers = async ({ db, today }: PoolAsked): Promise<ReadonlySet<string>> => {
  const departed = await db.selectFrom('managers').select('managerId').where('departedOn', '<', today).execute();
  return new Set(departed.map(({ managerId }) => managerId));
};

/** Why a client is not approached with a product now; undefined of one who may be. */
export type ExclusionOf = (client: KnownClient) => ExclusionReason | undefined;

export const exclusionsFor = async (
  {
    db,
    canonical,
    productId,
    takeUps,
  }: Pick<PoolAsked, 'db' | 'canonical' | 'productId'> & {
    readonly takeUps: readonly TakeUp[];
  },
  context: ReportContext,
): Promise<ExclusionOf> => {
  const { at, zone } = context;
  const asked: PoolAsked = { db, canonical, productId, at, today: localDay(at, zone) };
  const departed = await departedManagers(asked);
  const having = new Set(takeUps.filter((takeUp) => takeUp.productId === productId).map(({ clientId }) => clientId));
  const listed: readonly (readonly [ExclusionReason, ReadonlySet<string>])[] = [
    ['has_product', having],
    ['in_campaign', await inOtherCampaigns(asked)],
    ['refused_durably', await durablyRefused(asked)],
    ['offer_open', await withOpenOffers(asked)],
    ['contacted_lately', await contactedLately(asked)],
  ];
  const withdrawn = await withdrawnConsents(asked);
  return ({ clientId, managerId }) => {
    if (withdrawn.has(clientId)) return 'consent_withdrawn';
    if (managerId !== null && departed.has(managerId)) return 'manager_departed';
    if (isOfCompanyControl(clientId, asked.today, context)) return 'company_control';
    return listed.find(([, clients]) => clients.has(clientId))?.[0];
  };
};

/** A time in which a client is in talks with the company: just reached, or with an open offer. */
export interface BusyTime {
  readonly clientId: string;
  readonly from: Moment;
  readonly until: Moment;
}

interface OfferedTime {
  readonly clientId: string;
  readonly offeredAt: Moment;
  readonly endedAt: Moment | null;
}

/** The times of talks since a year ago, as clients are left out by them now. */
export const busyTimes = async (db: CampaignDb, canonical: CanonicalId, at: Moment): Promise<readonly BusyTime[]> => {
  const since = daysAgo(at, YEAR_DAYS + CONTACTED_DAYS);
  const { rows: reached } = await sql<{ clientId: string; at: Moment }>`select "clientId", "at" from "calls"
    where "voided" = 0 and "result" = 'reached' and "clientId" is not null and "at" >= ${since}`.execute(db);
  const { rows: offered } =
    await sql<OfferedTime>`select "clientId", "offeredAt", coalesce("outcomeAt", "validUntil") as "endedAt"
    from "offer_lines" where "voided" = 0 and ("offeredAt" >= ${since} or coalesce("outcomeAt", ${at}) >= ${since})`.execute(
      db,
    );
  const fresh = (moment: Moment): Moment => daysAgo(moment, -CONTACTED_DAYS);
  return [
    ...reached.map((call) => ({ clientId: canonical(call.clientId), from: call.at, until: fresh(call.at) })),
    ...offered.map(({ clientId, offeredAt, endedAt }) => ({
      ...{ clientId: canonical(clientId), from: offeredAt },
      until: [endedAt ?? at, fresh(offeredAt)].toSorted(ascending)[1] ?? at,
    })),
  ];
};
