import type { Approval, InvoiceIntent, OfferLineIntent, RefusalIntent } from '../shared/intents';
import type { Day, Id, Moment } from '../shared/values';
import type { OfferKind } from '../shared/words';

/** Lines of an offer, in the version that the client was asked about. */
interface NamedLines {
  readonly offerId: Id;
  readonly managerId: Id;
  readonly version: number;
  readonly lineIds: readonly Id[];
}

export interface OfferCommands {
  MakeOffer: {
    readonly offerId: Id;
    readonly clientId: Id;
    readonly managerId: Id;
    readonly kind: OfferKind;
    readonly enquiryId?: Id;
    readonly campaignId?: Id;
    readonly callId?: Id;
    readonly lines: readonly OfferLineIntent[];
    readonly validUntil?: Moment;
    readonly approval?: Approval;
    readonly legalBasis?: string;
  };
  ReviseOffer: {
    readonly offerId: Id;
    readonly managerId: Id;
    /** The version that this one replaces. */
    readonly version: number;
    readonly lines: readonly OfferLineIntent[];
    readonly validUntil?: Moment;
    readonly approval?: Approval;
  };
  AcceptOffer: NamedLines & { readonly winReason?: string };
  RecordRefusal: NamedLines & RefusalIntent;
  DeferOffer: { readonly offerId: Id; readonly managerId: Id; readonly until: Day };
  WithdrawOffer: { readonly offerId: Id; readonly managerId: Id; readonly reason: string };
  /** The timer's. Yields nothing where no line is open or the validity was moved. */
  ExpireOffer: { readonly offerId: Id; readonly validUntil: Moment };
  /** The first step of an invoice on an offer; asked as IssueInvoice. */
  InvoiceOfferLines: { readonly offerId: Id; readonly request: InvoiceIntent };
  /** What follows when that invoice is voided. Yields nothing where it took nothing, or was released before. */
  ReleaseOfferLines: { readonly offerId: Id; readonly invoiceId: Id };
  CorrectRefusal: RefusalIntent & { readonly offerId: Id; readonly refusalEventId: Id };
  /** What follows where an enquiry names an offer that was not made on it: the void of the offer must know. */
  NoteOfferAsProof: { readonly offerId: Id; readonly enquiryId: Id };
  VoidOffer: { readonly offerId: Id; readonly reason: string };
}
