import type { Approval, InvoiceIntent, Vat } from '../shared/intents';
import type { BasisPoints, Code, Day, Id, Moment, Money, Personal, PersonalText } from '../shared/values';
import type { Durability, OfferKind, ReasonGroup, StatedBy } from '../shared/words';

/** A line as it was offered; `listPrice` and `unitCost` are those in force at the offer. */
export interface OfferLine {
  readonly lineId: Id;
  readonly productId: Id;
  readonly quantity: number;
  /** Net of tax, after the discount. */
  readonly unitPrice?: Money;
  readonly listPrice?: Money;
  readonly unitCost?: Money;
  readonly discount?: BasisPoints;
  readonly vat?: Vat;
}

/** What every fact of an offer says, so that no reader needs another stream. */
interface OfOffer {
  readonly offerId: Id;
  readonly clientId: Id;
  /** Who acted: credit and blame go here, never to the owner of today (rule 13). */
  readonly managerId: Id;
}

/** The outcome of some lines: the lines as they were offered, and when. */
export interface OutcomeOfLines extends OfOffer {
  readonly kind: OfferKind;
  readonly enquiryId?: Id;
  readonly campaignId?: Id;
  readonly version: number;
  readonly offeredAt: Moment;
  readonly lines: readonly OfferLine[];
}

export interface RefusalDetails {
  readonly reason: Code;
  readonly group: ReasonGroup;
  readonly durable: Durability;
  readonly otherReasons: readonly Code[];
  readonly statedBy: StatedBy;
  readonly competitor?: string;
  readonly priceGap?: Money;
  readonly reconsiderOn?: Day;
  readonly comment?: Personal;
}

/** One version of an offer as it was put to the client. */
export interface OfferedVersion {
  readonly version: number;
  readonly offeredAt: Moment;
  readonly lines: readonly OfferLine[];
}

/** What an invoice takes of a line. */
export interface TakenLine {
  readonly lineId: Id;
  readonly productId: Id;
  readonly quantity: number;
}

/** An outcome that a void takes out of the figures. */
export interface VoidedOutcome {
  readonly outcome: 'accepted' | 'refused' | 'expired' | 'withdrawn';
  readonly eventId: Id;
  readonly at: Moment;
  readonly managerId: Id;
  readonly version: number;
  readonly lines: readonly OfferLine[];
  readonly refusal?: RefusalDetails;
}

/** Facts about an offer. The line and its outcome are the centre. */
export interface OfferEvents {
  /** Products were offered to a client, spoken or written. */
  OfferMade: OfOffer & {
    readonly kind: OfferKind;
    readonly enquiryId?: Id;
    readonly campaignId?: Id;
    readonly callId?: Id;
    readonly version: 1;
    readonly lines: readonly OfferLine[];
    readonly validUntil?: Moment;
    readonly approval?: Approval<PersonalText>;
    /** Offered although the client's consent is withdrawn, on this legal basis (rule 17). */
    readonly legalBasis?: PersonalText;
  };
  /** A new version replaces the last one; it may reopen lines that had an outcome. */
  OfferRevised: OfOffer & {
    readonly kind: OfferKind;
    readonly enquiryId?: Id;
    readonly version: number;
    /** All lines that are open from now on: carried over, changed, new and reopened ones. */
    readonly lines: readonly OfferLine[];
    readonly validUntil?: Moment;
    readonly approval?: Approval<PersonalText>;
    /** Lines that had been refused, expired or withdrawn and are open again. */
    readonly reopened: readonly Id[];
    /** Open lines of the last version that this one no longer holds. */
    readonly dropped: readonly OfferLine[];
  };
  /** The client said yes to these lines. */
  OfferLinesAccepted: OutcomeOfLines & { readonly winReason?: PersonalText };
  /** The client said no to these lines, and why (rule 2). */
  OfferLinesRefused: OutcomeOfLines & RefusalDetails;
  /** The client wants to be asked again later: the offer stays open without reminders. */
  OfferDeferred: OfOffer & { readonly until: Day };
  /** The company took the open lines back. */
  OfferWithdrawn: OutcomeOfLines & { readonly reason: PersonalText };
  /** The validity of the open lines ended; dated to that moment, whenever the timer ran (rule 5). */
  OfferExpired: OutcomeOfLines & { readonly expiredAt: Moment };
  /** The reservation for an invoice: guards that no line is invoiced twice (rule 7). */
  OfferLinesInvoiced: OfOffer & {
    readonly invoiceId: Id;
    readonly version: number;
    readonly lines: readonly TakenLine[];
    readonly request: InvoiceIntent<PersonalText>;
  };
  /** The invoice that had taken these lines was voided: they can be invoiced again (rules 7, 15). */
  OfferLinesReleased: OfOffer & { readonly invoiceId: Id; readonly lines: readonly TakenLine[] };
  /** The details of a refusal were wrong; its date and its lines stay. */
  RefusalCorrected: OfOffer & {
    /** The refusal that is corrected, and when it was. */
    readonly corrects: Id;
    readonly refusedAt: Moment;
    readonly version: number;
    readonly lines: readonly OfferLine[];
    readonly was: RefusalDetails;
    readonly now: RefusalDetails;
  };
  /** The offer leaves every figure, with all that came of it. */
  OfferVoided: OfOffer & {
    readonly kind: OfferKind;
    readonly enquiryId?: Id;
    readonly reason: PersonalText;
    readonly offered: readonly OfferedVersion[];
    readonly outcomes: readonly VoidedOutcome[];
    /** Enquiries that the offer was named as a proof for, beside the one that it was made on. */
    readonly proves?: readonly Id[];
  };
  /** An enquiry that the offer itself does not name was answered or fulfilled by it. */
  OfferNamedAsProof: { readonly offerId: Id; readonly clientId: Id; readonly enquiryId: Id };
}
