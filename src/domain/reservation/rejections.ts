import { rejecter, type RejectionCatalogue } from '../shared/decider';

export const reservationRejections = {
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
  ID_TAKEN: {
    rule: 20,
    message: 'This id is taken: another one of ours (ownerId) has it, or is being recorded with it.',
    next: 'Use the one that has it; of a credit note, take another id.',
  },
  NUMBER_OUT_OF_ORDER: {
    rule: 35,
    message:
      'The last number of the series (lastNumber) is dated later (lastDatedOn): its numbers are in order of date.',
    next: 'Date the document to that day or later, take another series, or let the series be free (SetNumberSeries).',
  },
  EXTERNAL_NUMBER_NOT_IMPORTED: {
    rule: 8,
    message: 'Only an import may bring the number that another system gave a document: our own are taken in turn.',
    next: 'Leave externalNumber out.',
  },
  TAX_ID_TAKEN: {
    rule: 20,
    message: 'Another client is registered under this tax id, or is being registered.',
    next: 'Use that client (ownerId), or merge the two (MergeClient) if they are the same. If it does not exist, its registration was cut off: send it again, or register under that id.',
  },
  TAX_ID_NOT_HELD: {
    rule: 20,
    message: 'The client does not hold this tax id.',
    next: 'Name the client that holds it.',
  },
} as const satisfies RejectionCatalogue;

export const rejectReservation = rejecter(reservationRejections);
