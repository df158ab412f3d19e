import type { DomainFact, EventCatalogue, EventType } from '../../domain/catalogue';
import type { EventMetadata } from '../../domain/shared/event';
import type { Id } from '../../domain/shared/values';
import { StoreError, type NewEvent, type StoredEvent } from './event-store';
import { seal, type KeyVault } from './personal-data';

/** A stored event whose type and shape are today's. */
export type StoredDomainEvent = {
  [Type in EventType]: Omit<StoredEvent, 'type' | 'data'> & {
    readonly type: Type;
    readonly data: EventCatalogue[Type];
  };
}[EventType];

/** The schema version in which each event is written today. A new event without its entry does not compile. */
export const schemaVersions: Readonly<Record<EventType, number>> = {
  CallLogged: 1,
  CallCorrected: 1,
  CallVoided: 1,
  CampaignPlanned: 1,
  TargetsFrozen: 1,
  CampaignLaunched: 1,
  CampaignClosed: 1,
  ClientRegistered: 1,
  ClientDetailsCorrected: 1,
  ClientClassified: 1,
  ClientAssigned: 1,
  ConsentRecorded: 1,
  ClientMerged: 1,
  DuplicateAbsorbed: 1,
  MergeReversed: 1,
  PersonalDataErased: 1,
  EnquiryReceived: 1,
  EnquiryAssigned: 1,
  EnquiryAnswered: 1,
  EnquiryPaused: 1,
  EnquiryResumed: 1,
  EnquiryFulfilled: 1,
  EnquiryDeclined: 1,
  EnquiryAbandoned: 1,
  EnquiryReopened: 1,
  AnswerDeadlineMissed: 1,
  FulfilmentDeadlineMissed: 1,
  InvoiceIssued: 1,
  PaymentRecorded: 1,
  DeliveryRecorded: 1,
  InvoiceVoided: 1,
  CreditNoteIssued: 1,
  RefundRecorded: 1,
  ManagerRegistered: 1,
  ManagerMovedToTeam: 1,
  AbsenceRecorded: 1,
  ManagerDeparted: 1,
  OfferMade: 1,
  OfferRevised: 1,
  OfferLinesAccepted: 1,
  OfferLinesRefused: 1,
  OfferDeferred: 1,
  OfferWithdrawn: 1,
  OfferExpired: 1,
  OfferLinesInvoiced: 1,
  OfferLinesReleased: 1,
  RefusalCorrected: 1,
  OfferVoided: 1,
  ServiceTargetsSet: 1,
  CalendarDefined: 1,
  DiscountLimitsSet: 1,
  LateEntryLimitSet: 1,
  ProductIntroduced: 1,
  PriceSet: 1,
  UnitCostSet: 1,
  AvailabilityChanged: 1,
  ProductWithdrawn: 1,
  ProductReinstated: 1,
  ReasonDefined: 1,
  ReasonRetired: 1,
  ReasonRemapped: 1,
  DocumentNumberReserved: 1,
  TaxIdReserved: 1,
  TaxIdReleased: 1,
};

/** Turns the data of one stored version into that of the next. Never removed: old events replay for ever (rule 22). */
export type Upcaster = (data: unknown) => unknown;
export type Upcasters = Readonly<Partial<Record<EventType, Readonly<Record<number, Upcaster>>>>>;

/** By type and the version that is upcast. No event has changed its shape yet. */
const upcasters: Upcasters = {};

const isKnown = (stored: StoredEvent): stored is StoredDomainEvent => Object.hasOwn(schemaVersions, stored.type);

const newer = (stored: StoredEvent): StoreError =>
  new StoreError(
    'corrupt',
    `event ${stored.id} (${stored.type}, position ${stored.position}) is of a shape that this version of Letopis ` +
      'does not know: run the version that wrote it, or a later one',
  );

const upcast = (stored: StoredEvent, steps: Readonly<Record<number, Upcaster>>, current: number): StoredEvent => {
  let data = stored.data;
  for (let version = stored.metadata.schemaVersion; version < current; version += 1) {
    const step = steps[version];
    if (!step) throw newer(stored);
    data = step(data);
  }
  const { id, stream, revision, position, type, occurredAt, recordedAt, metadata } = stored;
  return { id, stream, revision, position, type, occurredAt, recordedAt, metadata, data };
};

export type Decode = (stored: StoredEvent) => StoredDomainEvent;

/** Makes the decoder of a set of versions. It throws `corrupt` for a type or version that is not known. */
export const createDecode =
  (versions: Readonly<Record<EventType, number>>, steps: Upcasters): Decode =>
  (stored) => {
    if (!isKnown(stored)) throw newer(stored);
    const ofType = steps[stored.type];
    // Metadata is parsed only for events that ever changed their shape.
    if (!ofType || stored.metadata.schemaVersion === versions[stored.type]) return stored;
    const today = upcast(stored, ofType, versions[stored.type]);
    if (!isKnown(today)) throw newer(stored);
    return today;
  };

/** A stored event of whichever version as today's. */
export const decode: Decode = createDecode(schemaVersions, upcasters);

/** Today's event on its way into the log: personal fields sealed, version noted. */
export const encode = (
  fact: DomainFact,
  id: Id,
  metadata: Omit<EventMetadata, 'schemaVersion'>,
  vault: KeyVault,
): NewEvent => ({
  id,
  type: fact.type,
  occurredAt: fact.occurredAt,
  data: seal(fact.data, vault),
  metadata: { schemaVersion: schemaVersions[fact.type], ...metadata },
});
