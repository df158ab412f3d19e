import { idTaken, rejecter, type RejectionCatalogue } from '../shared/decider';
import { orderRejections } from '../shared/occurrence';
import { referenceRejections } from '../shared/references';

export const clientRejections = {
  CLIENT_UNKNOWN: referenceRejections.CLIENT_UNKNOWN,
  CLIENT_ALREADY_REGISTERED: idTaken('A client of this id is registered already.'),
  CLIENT_MERGED: {
    rule: 16,
    message: 'This client is a duplicate that was merged into another one.',
    next: 'Name the client that it was merged into, or reverse the merge (ReverseMerge).',
  },
  CLIENT_NOT_MERGED: { rule: 16, message: 'This client is not merged.', next: 'Nothing needs to be reversed.' },
  CLIENT_MERGED_INTO_ITSELF: {
    rule: 16,
    message: 'A client can not be merged into itself.',
    next: 'Name the other client in `into`.',
  },
  MERGE_TARGET_UNKNOWN: {
    rule: 16,
    kind: 'unknown',
    message: 'There is no client to merge into under this id.',
    next: 'Name a registered client in `into`.',
  },
  MERGE_TARGET_MERGED: {
    rule: 16,
    message:
      'The client to merge into is itself a merged duplicate: a merge leads to a living client, never in a circle.',
    next: 'Name the client that it was merged into.',
  },
  MERGE_TARGET_ERASED: { rule: 16, message: 'The client to merge into was erased.', next: 'Name another client.' },
  CLIENT_ERASED: {
    rule: 23,
    message: 'The personal data of this client was erased: nothing personal is recorded of it any more.',
    next: 'Register the client again if there is new business.',
  },
  TAX_ID_EMPTY: {
    rule: 20,
    message: 'A tax id has a letter or a digit.',
    next: 'Give the tax id as the authority wrote it, or leave it out.',
  },
  DETAILS_NOT_GIVEN: { rule: 15, message: 'A correction says what is right.', next: 'Give name, contacts or taxId.' },
  ...orderRejections,
  MANAGER_UNKNOWN: referenceRejections.MANAGER_UNKNOWN,
} as const satisfies RejectionCatalogue;

export const rejectClient = rejecter(clientRejections);
