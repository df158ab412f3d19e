import type { Decider } from '../shared/decider';
import type { Id } from '../shared/values';
import type { ReservationCommands } from './commands';
import type { ReservationEvents } from './events';

/**
 * A series keeps how many numbers were taken, not which: the number is the count, and the executor's command ids see to
 * it that the same document never takes two.
 */
export interface ReservationState {
  readonly taken: number;
  /** The document that took the last number: of a foreign number's own stream, the only one. */
  readonly lastDocumentId?: Id;
  /** Who holds the tax id. */
  readonly ownerId?: Id;
}

export interface ReservationShape {
  readonly state: ReservationState;
  readonly commands: ReservationCommands;
  readonly events: ReservationEvents;
}

export const initialState: ReservationState = { taken: 0 };

export const evolve: Decider<ReservationShape>['evolve'] = {
  DocumentNumberReserved: (state, { data: { documentId } }) => ({
    ...state,
    taken: state.taken + 1,
    lastDocumentId: documentId,
  }),
  TaxIdReserved: (state, { data: { clientId } }) => ({ ...state, ownerId: clientId }),
  TaxIdReleased: ({ ownerId, ...state }) => state,
};
