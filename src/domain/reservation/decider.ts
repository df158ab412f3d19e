import { accept, type Checked, type Decider } from '../shared/decider';
import type { Facts } from '../shared/facts';
import { given } from '../shared/given';
import { distinct } from '../shared/references';
import type { Id } from '../shared/values';
import type { DocumentRequest, ReservationEvents } from './events';
import { rejectReservation, reservationRejections } from './rejections';
import { evolveReservation, initialReservation, type ReservationShape } from './state';

const DIGITS = 6;

const documentOf = (request: DocumentRequest): Id =>
  request.document === 'invoice' ? request.intent.invoiceId : request.intent.creditNoteId;

/** Whose invoice a credit note is on: what it says is sealed with his key. An invoice names its client itself. */
const creditedClient = ({ intent }: DocumentRequest, { invoice }: Facts): Id | undefined =>
  'creditNoteId' in intent ? (invoice(intent.invoiceId)?.clientId ?? intent.withoutInvoice?.clientId) : undefined;

/**
 * Whether the client that holds a tax id is no client of its own any more. One that is not registered has claimed it: its
 * registration is under way, or was cut off and can still be sent again, so the claim stands (rule 31).
 */
const isVacant = (facts: Facts, ownerId: Id, clientId: Id): boolean => {
  const owner = facts.client(ownerId);
  return owner?.status === 'erased' || (owner?.status === 'merged' && owner.mergedInto === clientId);
};

const checkFree = (facts: Facts, ownerId: Id | undefined, clientId: Id): Checked =>
  ownerId === undefined || isVacant(facts, ownerId, clientId)
    ? undefined
    : rejectReservation('TAX_ID_TAKEN', { ownerId });

/** What must be unique over all streams (rule 20): the first to append to the stream has it. */
export const reservationDecider: Decider<ReservationShape> = {
  initialState: initialReservation,
  evolve: evolveReservation,
  decide: {
    ReserveDocumentNumber: (command, { taken, lastDocumentIds }, { occurredAt, source, facts }) => {
      const { externalNumber } = command.request.intent;
      const documentId = documentOf(command.request);
      if (externalNumber !== undefined && source !== 'import')
        return rejectReservation('EXTERNAL_NUMBER_NOT_IMPORTED', { externalNumber });
      if (lastDocumentIds.includes(documentId))
        return rejectReservation('DOCUMENT_NUMBER_ALREADY_RESERVED', { documentId });
      if (externalNumber !== undefined && taken > 0)
        return rejectReservation('DOCUMENT_NUMBER_TAKEN', {
          number: externalNumber,
          documentId: lastDocumentIds.at(-1),
        });
      const number = externalNumber ?? `${command.series}-${String(taken + 1).padStart(DIGITS, '0')}`;
      const clientId = creditedClient(command.request, facts);
      const data: ReservationEvents['DocumentNumberReserved'] = given({ ...command, number, documentId, clientId });
      return accept({ type: 'DocumentNumberReserved', occurredAt, data });
    },
    ReserveTaxId: (data, { ownerId }, { occurredAt, facts }) => {
      if (ownerId === data.clientId) return accept();
      return checkFree(facts, ownerId, data.clientId) ?? accept({ type: 'TaxIdReserved', occurredAt, data });
    },
    CheckTaxId: ({ clientId }, { ownerId }, { facts }) =>
      (ownerId === clientId ? undefined : checkFree(facts, ownerId, clientId)) ?? accept(),
    ReleaseTaxId: (data, { ownerId }, { occurredAt }) => {
      if (ownerId === undefined) return accept();
      return ownerId === data.clientId
        ? accept({ type: 'TaxIdReleased', occurredAt, data })
        : rejectReservation('TAX_ID_NOT_HELD', { ownerId });
    },
  },
  streamId: ({ reservationId }) => reservationId,
  needs: {
    ReserveDocumentNumber: ({ request }) =>
      request.document === 'credit-note' ? { invoices: [request.intent.invoiceId] } : {},
    ReserveTaxId: (_, { ownerId }) => ({ clients: distinct(ownerId) }),
    CheckTaxId: (_, { ownerId }) => ({ clients: distinct(ownerId) }),
  },
  rejections: reservationRejections,
};
