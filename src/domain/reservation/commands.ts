import type { Id } from '../shared/values';
import type { DocumentRequest } from './events';

export interface ReservationCommands {
  ReserveDocumentNumber: { readonly reservationId: string; readonly series: string; readonly request: DocumentRequest };
  /**
   * Yields nothing where the client has it already; taken over where its owner has been erased or merged into this
   * client. An owner that is not registered yet keeps it: its registration may still succeed (rule 31).
   */
  ReserveTaxId: { readonly reservationId: string; readonly clientId: Id };
  /** Rejected where another client has it; yields nothing. */
  CheckTaxId: { readonly reservationId: string; readonly clientId: Id };
  ReleaseTaxId: { readonly reservationId: string; readonly clientId: Id; readonly reason: string };
}
