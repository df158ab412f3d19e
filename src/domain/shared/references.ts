import { inOrder, newestWhere, type Chain } from './chain';
import { noSuch, rejecter, type Checked, type Context, type RejectionCatalogue } from './decider';
import type { EnquiryFacts, Facts, Needs } from './facts';
import { checkAfter } from './occurrence';
import type { Id } from './values';
import type { Channel } from './words';

/** What every command must get right that names a client, a manager, a product or an enquiry. */
export const referenceRejections = {
  CLIENT_UNKNOWN: noSuch('client', 'Register the client first (RegisterClient).'),
  CLIENT_MERGED: {
    rule: 16,
    message: 'This client is a duplicate that was merged into another one.',
    next: 'Name the client that it was merged into.',
  },
  CLIENT_ERASED: {
    rule: 23,
    message: 'The personal data of this client was erased.',
    next: 'Register the client again if there is new business.',
  },
  MANAGER_UNKNOWN: noSuch('manager', 'Register the manager first (RegisterManager).'),
  PRODUCT_UNKNOWN: noSuch('product', 'Introduce the product first (IntroduceProduct).'),
  ENQUIRY_UNKNOWN: noSuch('enquiry', 'Receive the enquiry first (ReceiveEnquiry).'),
} as const satisfies RejectionCatalogue;

const rejectReference = rejecter(referenceRejections);

const ofOtherClient = (thing: string) => ({
  rule: 25,
  message: `The ${thing} that is named is another client's.`,
  next: 'Name one of this client; where the two are the same client, merge them first (MergeClient).',
});

/** What a command must get right that names something which happened: a call, an offer, an invoice, a campaign. */
export const happeningRejections = {
  CALL_UNKNOWN: noSuch('call', 'Log the call first (LogCall).'),
  CALL_VOIDED: {
    rule: 15,
    message: 'The call was voided.',
    next: 'Log the call again under another callId, if it took place (LogCall).',
  },
  CALL_NOT_REACHED: {
    rule: 26,
    message: 'In this call the client was not reached: it stays recorded as an attempt.',
    next: 'Name a call in which the client was reached, or another proof.',
  },
  CALL_OF_OTHER_CLIENT: ofOtherClient('call'),
  ENQUIRY_OF_OTHER_CLIENT: ofOtherClient('enquiry'),
  OFFER_UNKNOWN: noSuch('offer', 'Make the offer first (MakeOffer).'),
  OFFER_VOIDED: {
    rule: 15,
    message: 'The offer was voided: it should never have been there.',
    next: 'Make a new offer (MakeOffer).',
  },
  OFFER_OF_OTHER_CLIENT: ofOtherClient('offer'),
  INVOICE_UNKNOWN: noSuch('invoice', 'Issue the invoice first (IssueInvoice), or name the right one.'),
  INVOICE_VOID: { rule: 8, message: 'The invoice was voided.', next: 'Issue a new one.' },
  INVOICE_OF_OTHER_CLIENT: ofOtherClient('invoice'),
  CAMPAIGN_UNKNOWN: noSuch('campaign', 'Plan it first (PlanCampaign).'),
  CAMPAIGN_NOT_LAUNCHED: {
    rule: 25,
    message: 'The campaign is not launched: nothing is offered in it yet.',
    next: 'Launch it first (LaunchCampaign), or leave the campaign out.',
  },
} as const satisfies RejectionCatalogue;

const rejectHappening = rejecter(happeningRejections);

/** The first rejection among checks, if there is one. */
export const firstRejection = (...checks: readonly Checked[]): Checked =>
  checks.find((rejected) => rejected !== undefined);

/** The client can be dealt with: known, not merged, not erased. */
export const checkClient = (facts: Facts, clientId: Id | undefined): Checked => {
  if (clientId === undefined) return undefined;
  const client = facts.client(clientId);
  if (!client) return rejectReference('CLIENT_UNKNOWN', { clientId });
  if (client.status === 'merged') return rejectReference('CLIENT_MERGED', { clientId, into: client.mergedInto });
  return client.status === 'erased' ? rejectReference('CLIENT_ERASED', { clientId }) : undefined;
};

export const checkClients = (facts: Facts, clientIds: readonly Id[]): Checked => {
  for (const clientId of clientIds) {
    const rejected = checkClient(facts, clientId);
    if (rejected) return rejected;
  }
  return undefined;
};

const firstUnknown = (ids: readonly (Id | undefined)[], find: (id: Id) => unknown): Id | undefined =>
  ids.find((id) => id !== undefined && find(id) === undefined);

export const checkManagers = (facts: Facts, ...ids: readonly (Id | undefined)[]): Checked => {
  const managerId = firstUnknown(ids, facts.manager);
  return managerId === undefined ? undefined : rejectReference('MANAGER_UNKNOWN', { managerId });
};

export const checkProducts = (facts: Facts, ids: readonly (Id | undefined)[]): Checked => {
  const productId = firstUnknown(ids, facts.product);
  return productId === undefined ? undefined : rejectReference('PRODUCT_UNKNOWN', { productId });
};

/** Whether two are the same client, after merges; where one of them is not said, nothing contradicts. */
export const isSameClient = (facts: Facts, one: Id | undefined, other: Id | undefined): boolean =>
  one === undefined || other === undefined || one === other || facts.canonical(one) === facts.canonical(other);

/** The enquiry on which something is done: it is there, this client's, and was received before (rules 25, 28). */
export const checkEnquiry = (context: Context, enquiryId: Id | undefined, clientId: Id | undefined): Checked => {
  if (enquiryId === undefined) return undefined;
  const enquiry = context.facts.enquiry(enquiryId);
  if (!enquiry) return rejectReference('ENQUIRY_UNKNOWN', { enquiryId });
  return checkEnquiryOf(context, enquiry, { enquiryId, clientId });
};

const checkEnquiryOf = (
  context: Context,
  enquiry: EnquiryFacts,
  { enquiryId, clientId }: { readonly enquiryId: Id; readonly clientId: Id | undefined },
): Checked => {
  if (context.isOwed === true) return undefined;
  if (!isSameClient(context.facts, enquiry.clientId, clientId))
    return rejectHappening('ENQUIRY_OF_OTHER_CLIENT', { enquiryId, ownerId: enquiry.clientId, clientId });
  return checkAfter(context, { cause: 'EnquiryReceived', at: enquiry.receivedAt });
};

/** The call that is named: it is there, reached this client, and was before (rules 25, 28). */
export const checkCall = (context: Context, callId: Id | undefined, clientId: Id | undefined): Checked => {
  if (callId === undefined || context.isOwed === true) return undefined;
  const call = context.facts.call(callId);
  if (!call) return rejectHappening('CALL_UNKNOWN', { callId });
  const { record, isVoided } = call;
  if (isVoided) return rejectHappening('CALL_VOIDED', { callId });
  if (!isSameClient(context.facts, record.clientId, clientId))
    return rejectHappening('CALL_OF_OTHER_CLIENT', { callId, ownerId: record.clientId, clientId });
  if (record.result !== 'reached') return rejectHappening('CALL_NOT_REACHED', { callId, result: record.result });
  return checkAfter(context, { cause: 'CallLogged', at: record.at });
};

/** The offer that is named: it is there, this client's, and was made before (rules 25, 28). */
export const checkOffer = (context: Context, offerId: Id | undefined, clientId: Id | undefined): Checked => {
  if (offerId === undefined || context.isOwed === true) return undefined;
  const offer = context.facts.offer(offerId);
  if (!offer) return rejectHappening('OFFER_UNKNOWN', { offerId });
  if (offer.isVoided) return rejectHappening('OFFER_VOIDED', { offerId });
  if (!isSameClient(context.facts, offer.clientId, clientId))
    return rejectHappening('OFFER_OF_OTHER_CLIENT', { offerId, ownerId: offer.clientId, clientId });
  return checkAfter(context, { cause: 'OfferMade', at: inOrder(offer.offered)[0]?.offeredAt });
};

/** The invoice that is named: it is there, this client's, and was issued before (rules 25, 28). */
export const checkInvoice = (context: Context, invoiceId: Id | undefined, clientId: Id | undefined): Checked => {
  if (invoiceId === undefined || context.isOwed === true) return undefined;
  const invoice = context.facts.invoice(invoiceId);
  if (invoice?.kind !== 'invoice') return rejectHappening('INVOICE_UNKNOWN', { invoiceId });
  if (invoice.isVoid) return rejectHappening('INVOICE_VOID', { invoiceId });
  if (!isSameClient(context.facts, invoice.clientId, clientId))
    return rejectHappening('INVOICE_OF_OTHER_CLIENT', { invoiceId, ownerId: invoice.clientId, clientId });
  return checkAfter(context, { cause: 'InvoiceIssued', at: invoice.issuedAt });
};

/** The campaign in which something is offered: it is there, and was launched before (rules 25, 28). */
export const checkCampaign = (context: Context, campaignId: Id | undefined): Checked => {
  if (campaignId === undefined || context.isOwed === true) return undefined;
  const campaign = context.facts.campaign(campaignId);
  if (!campaign) return rejectHappening('CAMPAIGN_UNKNOWN', { campaignId });
  if (campaign.launchedAt === undefined) return rejectHappening('CAMPAIGN_NOT_LAUNCHED', { campaignId });
  return checkAfter(context, { cause: 'CampaignLaunched', at: campaign.launchedAt });
};

/** Who asks, and on whose behalf, is a manager of this company; the first one may register himself. */
export const checkAuthors = (facts: Facts, authors: readonly Id[], registered?: Id): Checked => {
  const managerId = firstUnknown(
    authors.filter((id) => id !== registered),
    facts.manager,
  );
  return managerId === undefined ? undefined : rejectReference('MANAGER_UNKNOWN', { managerId });
};

interface NamedThings {
  readonly clientId?: Id;
  readonly managerId?: Id;
  readonly lines: readonly { readonly productId?: Id }[];
}

/** The client, the manager and the products that a command names must all be there. */
export const checkNamed = (facts: Facts, { clientId, managerId, lines }: NamedThings): Checked =>
  checkClient(facts, clientId) ?? checkManagers(facts, managerId) ?? checkProducts(facts, productIdsOf(lines));

export const needsNamed = ({ clientId, managerId, lines }: NamedThings): Needs => ({
  clients: distinct(clientId),
  managers: distinct(managerId),
  products: productIdsOf(lines),
});

/** The enquiries that something was named as a proof for; undefined where there are none. */
export const provenBy = (proves: Chain<Id>): readonly Id[] | undefined =>
  proves === undefined ? undefined : distinct(...inOrder(proves));

/** Whether a proof needs no note of an enquiry: it names that itself, or has the note already. */
export const isKnownProof = (proves: Chain<Id>, ownEnquiryId: Id | undefined, enquiryId: Id): boolean =>
  ownEnquiryId === enquiryId || newestWhere(proves, (each) => each === enquiryId) !== undefined;

/** Whether the client has withdrawn the consent to be approached this way. */
export const isConsentWithdrawn = (facts: Facts, clientId: Id | undefined, channel: Channel): boolean =>
  clientId !== undefined && facts.client(clientId)?.withdrawnConsents.includes(channel) === true;

/** Rule 24: whether the one who asks is the manager whose own doing it is. */
export const isOwn = ({ actor }: Pick<Context, 'actor'>, managerId: Id | undefined): boolean =>
  actor.kind === 'manager' && actor.id === managerId;

/** The ids that are given, each once. */
export const distinct = (...ids: readonly (Id | undefined)[]): Id[] => [
  ...new Set(ids.filter((id) => id !== undefined)),
];

export const productIdsOf = (lines: readonly { readonly productId?: Id }[]): Id[] =>
  distinct(...lines.map(({ productId }) => productId));

export const needsManager = ({ managerId }: { readonly managerId?: Id }): Needs => ({ managers: distinct(managerId) });
