import type { CommandType, DomainCommand } from '../../domain/catalogue';
import { callDecider } from '../../domain/call/decider';
import { campaignDecider } from '../../domain/campaign/decider';
import { clientDecider } from '../../domain/client/decider';
import { enquiryDecider } from '../../domain/enquiry/decider';
import { invoiceDecider } from '../../domain/invoice/decider';
import { managerDecider } from '../../domain/manager/decider';
import { offerDecider } from '../../domain/offer/decider';
import { policyDecider } from '../../domain/policy/decider';
import { productDecider } from '../../domain/product/decider';
import { reasonsDecider } from '../../domain/reasons/decider';
import { reservationDecider } from '../../domain/reservation/decider';
import type { StreamStore } from '../log/event-store';
import type { ReservedBefore } from './reserved-before';
import { Streams, type Aggregate } from './streams';

/** Every category of streams with its decider: the one list. */
export const deciders = {
  call: callDecider,
  campaign: campaignDecider,
  client: clientDecider,
  enquiry: enquiryDecider,
  invoice: invoiceDecider,
  manager: managerDecider,
  offer: offerDecider,
  policy: policyDecider,
  product: productDecider,
  reasons: reasonsDecider,
  reservation: reservationDecider,
} as const;

export type StreamCategory = keyof typeof deciders;

/** Every command belongs to a decider: one that was forgotten is named here by the compiler. */
type Owned = { [Name in StreamCategory]: keyof (typeof deciders)[Name]['decide'] }[StreamCategory];
/** @public */
export type AllOwned<Forgotten extends never = Exclude<CommandType, Owned>> = Forgotten;

/** How long a stream in memory is good enough for another one's rule, where nothing else is said. */
const FRESH_MILLISECONDS = 1_000;

/** How many streams of a category stay in memory, at least: of those that others' rules look into, and of the rest. */
const STREAMS_KEPT = { lookedInto: 20_000, other: 4_000 };

export const createAggregates = (
  store: StreamStore,
  freshMilliseconds = FRESH_MILLISECONDS,
  reservedBefore?: () => Promise<ReservedBefore>,
) => {
  const lookedInto = { freshMilliseconds, kept: STREAMS_KEPT.lookedInto };
  const other = { freshMilliseconds, kept: STREAMS_KEPT.other };
  return {
    call: new Streams('call', deciders.call, store, other),
    campaign: new Streams('campaign', deciders.campaign, store, other),
    client: new Streams('client', deciders.client, store, lookedInto),
    enquiry: new Streams('enquiry', deciders.enquiry, store, lookedInto),
    invoice: new Streams('invoice', deciders.invoice, store, other),
    manager: new Streams('manager', deciders.manager, store, lookedInto),
    offer: new Streams('offer', deciders.offer, store, other),
    policy: new Streams('policy', deciders.policy, store, lookedInto),
    product: new Streams('product', deciders.product, store, lookedInto),
    reasons: new Streams('reasons', deciders.reasons, store, lookedInto),
    reservation: new Streams('reservation', deciders.reservation, store, other, reservedBefore),
  };
};

export type Aggregates = ReturnType<typeof createAggregates>;

/** Finds the aggregate of a command by its decider's table. */
export const aggregateFinder = (aggregates: Aggregates): ((command: DomainCommand) => Aggregate) => {
  const byCommand = new Map<string, Aggregate>();
  for (const aggregate of Object.values(aggregates))
    for (const command of aggregate.commandTypes) byCommand.set(command, aggregate);
  return ({ type }) => {
    const aggregate = byCommand.get(type);
    if (!aggregate) throw new Error(`no aggregate takes ${type}`);
    return aggregate;
  };
};
