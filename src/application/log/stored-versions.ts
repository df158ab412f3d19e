import type { EventCatalogue } from '../../domain/catalogue';
import type { Moment } from '../../domain/shared/values';

/**
 * The shapes that events had before today's, the oldest first: `OfferMade: [v1: OfferMadeV1]`. Today's shape stands in the
 * domain's catalogue; its version is the one after these. Nothing is removed here: old events replay for ever (rule 22).
 */
export interface StoredVersions {}

/**
 * Turns the data of one stored version into that of the next. A personal text is sealed when it gets here: an upcaster
 * moves it, and never reads it.
 */
export type Upcaster<From, To> = (data: From, occurredAt: Moment) => To;

/** A step from each old shape to the next one, the last to today's. */
type Steps<Old, Today> = Old extends readonly [infer From, ...infer Later]
  ? readonly [Upcaster<From, Later extends readonly [infer Next, ...unknown[]] ? Next : Today>, ...Steps<Later, Today>]
  : readonly [];

/** The steps of every event of a catalogue that was stored in those old shapes. */
export type Upcasters<Catalogue, Old> = {
  readonly [Type in keyof Catalogue | keyof Old]: Steps<
    Type extends keyof Old ? Old[Type] : readonly [],
    Type extends keyof Catalogue ? Catalogue[Type] : never
  >;
};

/**
 * Every event of the domain, and how each of its old shapes becomes the next one. An event is written in the version
 * after its last step, so no number is raised by hand. A new event without its line does not compile, nor does an old
 * shape without its step; both need a stored sample (test/application/log/samples).
 */
export const upcasters: Upcasters<EventCatalogue, StoredVersions> = {
  CallLogged: [],
  CallCorrected: [],
  CallNamedAsProof: [],
  CallVoided: [],
  CampaignPlanned: [],
  TargetsFrozen: [],
  CampaignLaunched: [],
  CampaignClosed: [],
  ClientRegistered: [],
  ClientDetailsCorrected: [],
  ClientClassified: [],
  ClientAssigned: [],
  ConsentRecorded: [],
  ClientMerged: [],
  DuplicateAbsorbed: [],
  MergeReversed: [],
  PersonalDataErased: [],
  EnquiryReceived: [],
  EnquiryAssigned: [],
  EnquiryAnswered: [],
  EnquiryAnswerWithdrawn: [],
  EnquiryPaused: [],
  EnquiryResumed: [],
  EnquiryFulfilled: [],
  EnquiryFulfilmentWithdrawn: [],
  EnquiryDeclined: [],
  EnquiryAbandoned: [],
  EnquiryReopened: [],
  AnswerDeadlineMissed: [],
  FulfilmentDeadlineMissed: [],
  InvoiceIssued: [],
  PaymentRecorded: [],
  DeliveryRecorded: [],
  InvoiceNamedAsProof: [],
  InvoiceVoided: [],
  CreditNoteIssued: [],
  RefundRecorded: [],
  ManagerRegistered: [],
  ManagerMovedToTeam: [],
  AbsenceRecorded: [],
  ForecastStated: [],
  ManagerDeparted: [],
  OfferMade: [],
  OfferRevised: [],
  OfferLinesAccepted: [],
  OfferLinesRefused: [],
  OfferDeferred: [],
  OfferWithdrawn: [],
  OfferExpired: [],
  OfferLinesInvoiced: [],
  OfferLinesReleased: [],
  RefusalCorrected: [],
  OfferNamedAsProof: [],
  OfferVoided: [],
  ServiceTargetsSet: [],
  CalendarDefined: [],
  DiscountLimitsSet: [],
  LateEntryLimitSet: [],
  NumberSeriesSet: [],
  TaxRoundingSet: [],
  MarketSizeStated: [],
  ProductIntroduced: [],
  PriceSet: [],
  UnitCostSet: [],
  AvailabilityChanged: [],
  ProductWithdrawn: [],
  ProductReinstated: [],
  ReasonDefined: [],
  ReasonRetired: [],
  ReasonRemapped: [],
  DocumentNumberReserved: [],
  DocumentNumberSetAside: [],
  IdReserved: [],
  TaxIdReserved: [],
  TaxIdReleased: [],
};
