import type { CampaignEvents } from '../../domain/campaign/events';
import type { ClientEvents } from '../../domain/client/events';
import type { EnquiryEvents } from '../../domain/enquiry/events';
import type { InvoiceEvents } from '../../domain/invoice/events';
import type { OfferEvents } from '../../domain/offer/events';
import type { Id } from '../../domain/shared/values';
import { code, id, moment, optional, position, table, type Change, type EventOf, type Projection } from '../projection';
import type { AnyEvent } from './trace';

export const clientEvents = table('client_events', 'Which events are about which client: the index of the histories', {
  columns: {
    position: position('Position of the event in the log'),
    clientId: id('The client named on the event; for a campaign’s own steps, the campaign'),
    occurredAt: moment('When it happened'),
    type: code('Type of the event'),
    subjectId: optional(id('The call, enquiry, offer, invoice, campaign or duplicate that it is about')),
  },
  key: ['position', 'clientId'],
  indexes: [['clientId', 'occurredAt', 'position']],
  trace: { first: 'position', last: 'position', from: 'occurredAt', to: 'occurredAt' },
});

const about = (event: AnyEvent, clientId: Id | undefined, subjectId: Id | null): readonly Change[] => {
  if (clientId === undefined) return [];
  const { position: at, occurredAt, type } = event;
  return [clientEvents.insert({ position: at, clientId, occurredAt, type, subjectId })];
};

/** A call that turns out to be another client's is in both histories: as it was logged, and as it is. */
const callCorrected = (event: EventOf<'CallCorrected'>): readonly Change[] => {
  const { callId, was, now } = event.data;
  const others = was.clientId === now.clientId ? [] : about(event, was.clientId, callId);
  return [...about(event, now.clientId, callId), ...others];
};

const targetsFrozen = (event: EventOf<'TargetsFrozen'>): readonly Change[] => {
  const { campaignId, targets, control } = event.data;
  return [...new Set([...targets, ...control])].flatMap((clientId) => about(event, clientId, campaignId));
};

const ofEnquiry = (event: EventOf<keyof EnquiryEvents>) => about(event, event.data.clientId, event.data.enquiryId);
const ofOffer = (event: EventOf<keyof OfferEvents>) => about(event, event.data.clientId, event.data.offerId);
const ofInvoice = (event: EventOf<keyof InvoiceEvents>) => about(event, event.data.clientId, event.data.invoiceId);
const ofClient = (event: EventOf<keyof ClientEvents>) => about(event, event.data.clientId, null);
const ofCampaign = (event: EventOf<keyof CampaignEvents>) => about(event, event.data.campaignId, event.data.campaignId);

/** What happened with each client; the report reads the events themselves from the log, and puts them in words. */
export const historyFacts: Projection = {
  name: 'history',
  version: 1,
  description: 'Which events are about which client',
  tables: [clientEvents],
  asOf: 'occurrence',
  on: {
    CallLogged: (event) => about(event, event.data.clientId, event.data.callId),
    CallCorrected: callCorrected,
    CallVoided: (event) => about(event, event.data.was.clientId, event.data.callId),
    EnquiryReceived: ofEnquiry,
    EnquiryAssigned: ofEnquiry,
    EnquiryAnswered: ofEnquiry,
    EnquiryAnswerWithdrawn: ofEnquiry,
    EnquiryFulfilmentWithdrawn: ofEnquiry,
    EnquiryPaused: ofEnquiry,
    EnquiryResumed: ofEnquiry,
    EnquiryFulfilled: ofEnquiry,
    EnquiryDeclined: ofEnquiry,
    EnquiryAbandoned: ofEnquiry,
    EnquiryReopened: ofEnquiry,
    AnswerDeadlineMissed: ofEnquiry,
    FulfilmentDeadlineMissed: ofEnquiry,
    OfferMade: ofOffer,
    OfferRevised: ofOffer,
    OfferLinesAccepted: ofOffer,
    OfferLinesRefused: ofOffer,
    OfferDeferred: ofOffer,
    OfferWithdrawn: ofOffer,
    OfferExpired: ofOffer,
    OfferLinesInvoiced: ofOffer,
    OfferLinesReleased: ofOffer,
    RefusalCorrected: ofOffer,
    OfferVoided: ofOffer,
    InvoiceIssued: ofInvoice,
    PaymentRecorded: ofInvoice,
    DeliveryRecorded: ofInvoice,
    InvoiceVoided: ofInvoice,
    CreditNoteIssued: ofInvoice,
    RefundRecorded: ofInvoice,
    ClientRegistered: ofClient,
    ClientDetailsCorrected: ofClient,
    ClientClassified: ofClient,
    ClientAssigned: ofClient,
    ConsentRecorded: ofClient,
    ClientMerged: (event) => about(event, event.data.clientId, event.data.clientId),
    DuplicateAbsorbed: (event) => about(event, event.data.clientId, event.data.duplicateId),
    MergeReversed: (event) => about(event, event.data.clientId, event.data.clientId),
    PersonalDataErased: (event) => about(event, event.data.clientId, event.data.erasedWith ?? null),
    CampaignPlanned: ofCampaign,
    TargetsFrozen: targetsFrozen,
    CampaignLaunched: ofCampaign,
    CampaignClosed: ofCampaign,
  },
};
