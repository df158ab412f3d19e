import { foldedText } from '../../domain/shared/text';
import { localDay } from '../../domain/shared/time';
import type { Moment } from '../../domain/shared/values';
import type { ExclusionReason } from '../../domain/shared/words';
import { MOST_IN_LIST } from '../../domain/campaign/size';
import { acceptanceIn, decidedBySegment } from '../groupings/acceptance-by-segment';
import { mergedClients } from '../groupings/merged-clients';
import { segmentNow } from '../groupings/segments';
import { ascending } from '../kit/order';
import type { ReportContext } from '../kit/report';
import { seedOf } from '../statistics/seeded-chance';
import { baseRateOf, type BaseRate } from './base-rate';
import { busyTimes, exclusionsFor, type KnownClient } from './candidates';
import {
  clientsNeeded,
  designOf,
  targetsNeeded,
  WANTED_POWER,
  upliftSeen,
  type Design,
  type DesignAsked,
} from './design';
import { drawnLists, inOrderOfLot, type DrawnClient, type Lists } from './draw';
import { paceOfOffers, worthOfProduct, type CampaignPace, type Worth } from './economics';
import type { CampaignDb } from './tables';
import { takeUpsOf, type TakeUp } from './take-ups';

/** What a campaign is proposed for. Shares are 0 to 1, money is in minor units. */
export interface ProposalAsked {
  readonly productId: string;
  /** Only clients of this one. */
  readonly segment: string | undefined;
  readonly smallestUplift: number;
  /** Of contactCost, budget and what an acceptance brings. */
  readonly currency: string | undefined;
  /** Of one client. */
  readonly contactCost: number;
  readonly budget: number | undefined;
  /** Left out, they follow from the log. */
  readonly days: number | undefined;
  readonly baseRate: number | undefined;
  readonly seed: number | undefined;
}

export interface Candidate extends DrawnClient, KnownClient {
  /** What approaching it is expected to bring, less its cost; null where nobody knows what an acceptance brings. */
  readonly value: number | null;
}

/** How long it runs, and what bounds the number of those who are approached. */
interface Span {
  readonly days: number;
  /** Null where nothing was offered lately. */
  readonly contactDays: number | null;
  readonly mostTargets: number;
  /** What lets fewer be approached than there are. */
  readonly boundBy: 'budget' | 'days' | 'pace' | undefined;
}

type ProposalVerdict = 'can be measured' | 'too few to know' | 'no base rate' | 'no such uplift';

export interface Proposal {
  readonly asked: ProposalAsked;
  readonly seed: number;
  readonly span: Span & CampaignPace;
  readonly worth: Worth;
  readonly base: BaseRate | null;
  readonly baseRate: number;
  /** Who could be approached, the most valuable first. */
  readonly candidates: readonly Candidate[];
  readonly design: Design;
  readonly isEnough: boolean;
  readonly says: ProposalVerdict;
  /** So many of the clients would have to be approached; null where it is enough, or where there are too few clients. */
  readonly targetsNeeded: number | null;
  /** Of too few: how many would do. */
  readonly clientsNeeded: number;
  readonly upliftSeen: number | null;
  /** Empty where nothing can be known. */
  readonly lists: Lists<Candidate>;
  readonly excluded: ReadonlyMap<ExclusionReason, number>;
  /** The segments that there are. */
  readonly segments: readonly string[];
  /** From when on the product is not sold any more. */
  readonly withdrawnFrom: Moment | null;
}

/** Clients are not approached for longer than this: the first would have forgotten before the last is asked. */
export const LONGEST_CONTACT_DAYS = 60;

const affordable = ({ budget, contactCost }: ProposalAsked): number =>
  budget === undefined || contactCost === 0 ? Infinity : Math.floor(budget / contactCost);

/** So many clients can be approached in the days that there are; any number where nothing says how many a day. */
const reachable = ({ days }: ProposalAsked, { clientsADay, answerDays }: CampaignPace): number => {
  const contactDays = days === undefined ? LONGEST_CONTACT_DAYS : Math.max(1, days - answerDays);
  return clientsADay === 0 ? Infinity : Math.max(1, Math.floor(clientsADay * contactDays));
};

const campaignSpan = (asked: ProposalAsked, pace: CampaignPace, clients: number): Span => {
  const { clientsADay, answerDays } = pace;
  const [paid, reached] = [affordable(asked), reachable(asked, pace)];
  const mostTargets = Math.min(paid, reached, MOST_IN_LIST, clients);
  const needed = clientsADay === 0 ? null : Math.ceil(mostTargets / clientsADay);
  const boundByTime = asked.days === undefined ? 'pace' : 'days';
  return {
    ...{ mostTargets, contactDays: needed, days: asked.days ?? (needed ?? 0) + answerDays },
    boundBy: Math.min(paid, reached) < clients ? (paid <= reached ? 'budget' : boundByTime) : undefined,
  };
};

const knownClients = async (db: CampaignDb): Promise<readonly KnownClient[]> => {
  const segmentOf = await segmentNow(db);
  const rows = await db
    .selectFrom('clients')
    .select(['clientId', 'managerId', 'registeredAt'])
    .where('mergedInto', 'is', null)
    .where('erased', '=', 0)
    .orderBy('clientId')
    .execute();
  return rows.map((row) => ({ ...row, segment: segmentOf(row.clientId) }));
};

const candidatesOf = async (
  db: CampaignDb,
  clients: readonly KnownClient[],
  { productId, contactCost }: ProposalAsked,
  { amount }: Worth,
): Promise<readonly Candidate[]> => {
  const chanceIn = acceptanceIn(await decidedBySegment(db));
  return clients.map((client) => {
    const chance = chanceIn(client.segment, productId);
    const value = amount === null || chance === null ? null : Math.round(chance * amount - contactCost);
    return { ...client, chance: roundedShare(chance ?? 0), value };
  });
};

/** As commands take a share: six decimal places. */
export const roundedShare = (share: number): number => Math.round(share * 1_000_000) / 1_000_000;

/** The most valuable first; those of equal value by lot. */
const mostValuableFirst = (candidates: readonly Candidate[], seed: number): readonly Candidate[] =>
  inOrderOfLot(candidates, seed).toSorted((one, other) => (other.value ?? 0) - (one.value ?? 0));

type Excluded = Map<ExclusionReason, number>;

const countExcluded = (excluded: Excluded, reason: ExclusionReason, clients = 1): void => {
  if (clients > 0) excluded.set(reason, (excluded.get(reason) ?? 0) + clients);
};

const partedBy = <Each>(
  all: readonly Each[],
  excluded: Excluded,
  reasonOf: (each: Each) => ExclusionReason | undefined,
): readonly Each[] =>
  all.filter((each) => {
    const reason = reasonOf(each);
    if (reason !== undefined) countExcluded(excluded, reason);
    return reason === undefined;
  });

/** What is known of all clients. */
interface KnownSoFar {
  readonly clients: readonly KnownClient[];
  readonly takeUps: readonly TakeUp[];
}

const baseRateKnown = async (
  db: CampaignDb,
  { days, clients, takeUps }: KnownSoFar & { readonly days: number },
  productId: string,
  { at }: ReportContext,
): Promise<BaseRate | null> => {
  const products = await db.selectFrom('products').select(['productId', 'introducedAt']).orderBy('productId').execute();
  const registered = clients.map(({ clientId, registeredAt }) => ({ clientId, at: registeredAt }));
  const busy = await busyTimes(db, (await mergedClients(db)).of, at);
  return baseRateOf({ at, days, registered, products, takeUps, busy }, productId);
};

/** Asked again on the same day, the lot falls the same way: nobody draws until he likes what he gets. */
const seedAsked = ({ seed, productId }: ProposalAsked, { at, zone, keyOf }: ReportContext): number =>
  seed ?? seedOf(keyOf(`draw of ${productId} on ${localDay(at, zone)}`));

/** However it is written. */
const isOfSegment = (segment: string | null, asked: string | undefined): boolean =>
  asked === undefined || (segment !== null && foldedText(segment) === foldedText(asked));

/** Who may be approached and is worth it, the most valuable first. */
const candidatesFor = async (
  db: CampaignDb,
  { asked, clients, takeUps, worth, seed }: Pick<Proposal, 'asked' | 'worth' | 'seed'> & KnownSoFar,
  context: ReportContext,
): Promise<Pick<Proposal, 'candidates' | 'excluded'>> => {
  const { productId } = asked;
  const excluded: Excluded = new Map();
  const canonical = (await mergedClients(db)).of;
  const ofSegment = clients.filter(({ segment }) => isOfSegment(segment, asked.segment));
  const free = partedBy(ofSegment, excluded, await exclusionsFor({ db, canonical, productId, takeUps }, context));
  const worthwhile = partedBy(await candidatesOf(db, free, asked, worth), excluded, ({ value }) =>
    value !== null && value <= 0 ? 'worth_too_little' : undefined,
  );
  return { candidates: mostValuableFirst(worthwhile, seed), excluded };
};

type MeasuredDesign = Pick<
  Proposal,
  'design' | 'isEnough' | 'says' | 'targetsNeeded' | 'clientsNeeded' | 'upliftSeen' | 'lists' | 'excluded'
>;

const proposalVerdict = (is: Readonly<Record<'isBaseKnown' | 'isPossible' | 'isEnough', boolean>>): ProposalVerdict => {
  if (!is.isBaseKnown) return 'no base rate';
  if (!is.isPossible) return 'no such uplift';
  return is.isEnough ? 'can be measured' : 'too few to know';
};

/** Two groups that show the uplift, if there are enough clients for that, and who comes into which. */
const measured = (
  designAsked: DesignAsked,
  {
    candidates,
    excluded,
    seed,
    isBaseKnown,
  }: Pick<Proposal, 'candidates' | 'seed'> & {
    readonly excluded: Excluded;
    readonly isBaseKnown: boolean;
  },
): MeasuredDesign => {
  const { base, uplift } = designAsked;
  const design = designOf(designAsked);
  const isPossible = roundedShare(base + uplift) <= 1;
  const isEnough = isBaseKnown && isPossible && design.power >= WANTED_POWER;
  const drawn = isEnough ? candidates.slice(0, design.targets + design.control) : [];
  if (isEnough) countExcluded(excluded, 'beyond_size', candidates.length - drawn.length);
  return {
    ...{ design, isEnough, excluded },
    says: proposalVerdict({ isBaseKnown, isPossible, isEnough }),
    targetsNeeded: isEnough ? null : targetsNeeded(designAsked),
    clientsNeeded: clientsNeeded(designAsked),
    upliftSeen: upliftSeen(design, base),
    lists: drawnLists(drawn, isEnough ? design.control : 0, seed),
  };
};

const segmentsIn = (clients: readonly KnownClient[]): readonly string[] =>
  [...new Set(clients.flatMap(({ segment }) => segment ?? []))].toSorted(ascending);

const withdrawnFrom = async (db: CampaignDb, productId: string): Promise<Moment | null> => {
  const product = await db
    .selectFrom('products')
    .select('withdrawnFrom')
    .where('productId', '=', productId)
    .executeTakeFirst();
  return product?.withdrawnFrom ?? null;
};

/** A campaign that can be measured, or that it can't be with so few. */
export const proposalOf = async (db: CampaignDb, asked: ProposalAsked, context: ReportContext): Promise<Proposal> => {
  const { productId, smallestUplift: uplift } = asked;
  const seed = seedAsked(asked, context);
  const takeUps = await takeUpsOf(db, (await mergedClients(db)).of, { from: '', until: context.at });
  const known: KnownSoFar = { clients: await knownClients(db), takeUps };
  const worth = await worthOfProduct(db, asked, context.at);
  const { candidates, excluded } = await candidatesFor(db, { asked, seed, worth, ...known }, context);
  const pace = await paceOfOffers(db, context.at);
  const span = { ...pace, ...campaignSpan(asked, pace, candidates.length) };
  const base = await baseRateKnown(db, { ...known, days: span.days }, productId, context);
  const baseRate = roundedShare(asked.baseRate ?? base?.rate ?? 0);
  const clients = Math.min(candidates.length, 2 * MOST_IN_LIST);
  const isBaseKnown = (asked.baseRate ?? base) !== null;
  return {
    ...{ asked, seed, span, worth, base, baseRate, candidates },
    segments: segmentsIn(known.clients),
    withdrawnFrom: await withdrawnFrom(db, productId),
    ...measured(
      { clients, mostTargets: span.mostTargets, base: baseRate, uplift },
      { candidates, excluded: new Map(excluded), seed, isBaseKnown },
    ),
  };
};
