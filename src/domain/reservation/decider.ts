import { accept, rejecter, type Decider, type RejectionCatalogue } from '../shared/decider';
import type { Facts } from '../shared/facts';
import type { Id } from '../shared/values';
import type { DocumentRequest } from './events';
import { evolve, initialState, type ReservationShape } from './state';

const rejections = {
  DOCUMENT_NUMBER_TAKEN: {
    rule: 20,
    message: 'Another document has this number in this series.',
    next: 'Look the document up; a number is never used again.',
  },
  DOCUMENT_NUMBER_ALREADY_RESERVED: {
    rule: 8,
    message: 'A number is taken for this document already: it is issued, or is about to be.',
    next: 'Look the document up; to issue another one, take another id.',
  },
  EXTERNAL_NUMBER_NOT_IMPORTED: {
    rule: 8,
    message: 'Only an import may bring the number that another system gave a document: our own are taken in turn.',
    next: 'Leave externalNumber out.',
  },
  TAX_ID_TAKEN: {
    rule: 20,
    message: 'Another client is registered under this tax id.',
    next: 'Use that client, or merge the two (MergeClient) if they are the same.',
  },
  TAX_ID_NOT_HELD: {
    rule: 20,
    message: 'The client does not hold this tax id.',
    next: 'Name the client that holds it.',
  },
} as const satisfies RejectionCatalogue;

const reject = rejecter(rejections);

const DIGITS = 6;

const documentOf = (request: DocumentRequest): Id =>
  request.document === 'invoice' ? request.intent.invoiceId : request.intent.creditNoteId;

/** Whether the one who holds a tax id has given it up by being no client of its own any more. */
const isVacant = (facts: Facts, ownerId: Id, clientId: Id): boolean => {
  const owner = facts.client(ownerId);
  if (!owner || owner.status === 'erased') return true;
  return owner.status === 'merged' && owner.mergedInto === clientId;
};

/** What must be unique over all streams (rule 20): whoever appends to the stream first has it. */
export const reservationDecider: Decider<ReservationShape> = {
  initialState,
  evolve,
  decide: {
    ReserveDocumentNumber: (command, { taken, lastDocumentIds }, { occurredAt, source }) => {
      const { externalNumber } = command.request.intent;
      const documentId = documentOf(command.request);
      if (externalNumber !== undefined && source !== 'import')
        return reject('EXTERNAL_NUMBER_NOT_IMPORTED', { externalNumber });
      if (lastDocumentIds.includes(documentId)) return reject('DOCUMENT_NUMBER_ALREADY_RESERVED', { documentId });
      if (externalNumber === undefined) {
        const number = `${command.series}-${String(taken + 1).padStart(DIGITS, '0')}`;
        return accept({ type: 'DocumentNumberReserved', occurredAt, data: { ...command, number, documentId } });
      }
      if (taken > 0)
        return reject('DOCUMENT_NUMBER_TAKEN', { number: externalNumber, documentId: lastDocumentIds.at(-1) });
      const data = { ...command, number: externalNumber, documentId };
      return accept({ type: 'DocumentNumberReserved', occurredAt, data });
    },
    ReserveTaxId: (data, { ownerId }, { occurredAt, facts }) => {
      if (ownerId === data.clientId) return accept();
      if (ownerId !== undefined && !isVacant(facts, ownerId, data.clientId)) return reject('TAX_ID_TAKEN', { ownerId });
      return accept({ type: 'TaxIdReserved', occurredAt, data });
    },
    ReleaseTaxId: (data, { ownerId }, { occurredAt }) => {
      if (ownerId === undefined) return accept();
      return ownerId === data.clientId
        ? accept({ type: 'TaxIdReleased', occurredAt, data })
        : reject('TAX_ID_NOT_HELD', { ownerId });
    },
  },
  streamId: ({ reservationId }) => reservationId,
  needs: { ReserveTaxId: (_, { ownerId }) => (ownerId === undefined ? {} : { clients: [ownerId] }) },
  rejections,
};
