import type { Id } from '../shared/values';
import type { DocumentRequest, ReservationEvents } from './events';

/** The invoice that a credit note is on: its client is the credit note's. */
interface OnInvoice {
  readonly invoiceId?: Id;
}

export interface ReservationCommands {
  ReserveDocumentNumber: { readonly reservationId: string; readonly series: string; readonly request: DocumentRequest };
  /** Rejected where a document of ours has the number; yields nothing where it was set aside before. */
  SetNumberAside: OnInvoice & ReservationEvents['DocumentNumberSetAside'];
  /** Yields nothing where it is the owner's already; of a client, taken over as a tax id is. */
  ReserveId: OnInvoice & ReservationEvents['IdReserved'];
  /**
   * Yields nothing where the client has it already; taken over where its owner has been erased or merged into this
   * client. An owner that is not registered yet keeps it: its registration may still succeed (rule 31).
   */
  ReserveTaxId: { readonly reservationId: string; readonly clientId: Id };
  /** Rejected where another client has it; yields nothing. */
  CheckTaxId: { readonly reservationId: string; readonly clientId: Id };
  ReleaseTaxId: { readonly reservationId: string; readonly clientId: Id; readonly reason: string };
}
