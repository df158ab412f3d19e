import type { CampaignEvents } from '../../domain/campaign/events';
import type { ClientEvents } from '../../domain/client/events';
import type { EnquiryEvents } from '../../domain/enquiry/events';
import type { InvoiceEvents } from '../../domain/invoice/events';
import type { OfferEvents } from '../../domain/offer/events';
import type { Id } from '../../domain/shared/values';
import {
  code,
  id,
  moment,
  optional,
  position,
  table,
  type Change,
  type EventOf,
  type Projection,
} from '../kit/projection';
import type { AnyEvent } from '../kit/trace';

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

const aboutEnquiry = (event: EventOf<keyof EnquiryEvents>) => about(event, event.data.clientId, event.data.enquiryId);
const aboutOffer = (event: EventOf<keyof OfferEvents>) => about(event, event.data.clientId, event.data.offerId);
const aboutInvoice = (event: EventOf<keyof InvoiceEvents>) => about(event, event.data.clientId, event.data.invoiceId);
const aboutClient = (event: EventOf<keyof ClientEvents>) => about(event, event.data.clientId, null);
const aboutCampaign = (event: EventOf<keyof CampaignEvents>) =>
  about(event, event.data.campaignId, event.data.campaignId);

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
    EnquiryReceived: aboutEnquiry,
    EnquiryAssigned: aboutEnquiry,
    EnquiryAnswered: aboutEnquiry,
    EnquiryAnswerWithdrawn: aboutEnquiry,
    EnquiryFulfilmentWithdrawn: aboutEnquiry,
    EnquiryPaused: aboutEnquiry,
    EnquiryResumed: aboutEnquiry,
    EnquiryFulfilled: aboutEnquiry,
    EnquiryDeclined: aboutEnquiry,
    EnquiryAbandoned: aboutEnquiry,
    EnquiryReopened: aboutEnquiry,
    AnswerDeadlineMissed: aboutEnquiry,
    FulfilmentDeadlineMissed: aboutEnquiry,
    OfferMade: aboutOffer,
    OfferRevised: aboutOffer,
    OfferLinesAccepted: aboutOffer,
    OfferLinesRefused: aboutOffer,
    OfferDeferred: aboutOffer,
    OfferWithdrawn: aboutOffer,
    OfferExpired: aboutOffer,
    OfferLinesInvoiced: aboutOffer,
    OfferLinesReleased: aboutOffer,
    RefusalCorrected: aboutOffer,
    OfferVoided: aboutOffer,
    InvoiceIssued: aboutInvoice,
    PaymentRecorded: aboutInvoice,
    DeliveryRecorded: aboutInvoice,
    InvoiceVoided: aboutInvoice,
    CreditNoteIssued: aboutInvoice,
    RefundRecorded: aboutInvoice,
    ClientRegistered: aboutClient,
    ClientDetailsCorrected: aboutClient,
    ClientClassified: aboutClient,
    ClientAssigned: aboutClient,
    ConsentRecorded: aboutClient,
    ClientMerged: (event) => about(event, event.data.clientId, event.data.clientId),
    DuplicateAbsorbed: (event) => about(event, event.data.clientId, event.data.duplicateId),
    MergeReversed: (event) => about(event, event.data.clientId, event.data.clientId),
    PersonalDataErased: (event) => about(event, event.data.clientId, event.data.erasedWith ?? null),
    CampaignPlanned: aboutCampaign,
    TargetsFrozen: targetsFrozen,
    CampaignLaunched: aboutCampaign,
    CampaignClosed: aboutCampaign,
  },
};
