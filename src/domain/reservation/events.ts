import type { CreditNoteIntent, InvoiceIntent } from '../shared/intents';
import type { Id, PersonalText } from '../shared/values';

/** The document that a number is taken for, as it was asked for. */
export type DocumentRequest<Text = string> =
  | { readonly document: 'invoice'; readonly intent: InvoiceIntent<Text> }
  | { readonly document: 'credit-note'; readonly intent: CreditNoteIntent<Text> };

/** Whose id is reserved: a credit note's for its invoice, the others' as another system gave them. */
export type ReservedOf = 'client' | 'manager' | 'product' | 'credit-note';

/** Whose document or id it is: what is said of the entry is sealed with his key. */
interface OfClient {
  readonly clientId?: Id;
}

/**
 * Reservations guard what must be unique over all streams (rule 20): one stream a number series (`numbers.<series>`),
 * one a tax id (`taxid.<keyed digest>`) or an id of another system (`external.<kind>.<keyed digest>`), and the first to append has it.
 */
export interface ReservationEvents {
  /** A number of the series belongs to this document (rules 8, 20). */
  DocumentNumberReserved: {
    readonly reservationId: string;
    readonly series: string;
    readonly number: string;
    /** The year whose numbers it is one of, where they begin anew each year (rule 35). */
    readonly year?: string;
    readonly documentId: Id;
    /** Of a credit note: whose invoice it is on. */
    readonly clientId?: Id;
    readonly request: DocumentRequest<PersonalText>;
  };
  /** A document of another system has this number: the series steps over it (rules 8, 20). */
  DocumentNumberSetAside: OfClient & {
    readonly reservationId: string;
    readonly series: string;
    readonly number: string;
  };
  /** The id of another system, or of a credit note, belongs to this one of ours (rule 20). */
  IdReserved: OfClient & { readonly reservationId: string; readonly of: ReservedOf; readonly ownerId: Id };
  /** The tax id belongs to this client (rule 20). */
  TaxIdReserved: { readonly reservationId: string; readonly clientId: Id };
  /** The tax id is free again. */
  TaxIdReleased: { readonly reservationId: string; readonly clientId: Id; readonly reason: PersonalText };
}
