import type { Decider } from '../shared/decider';
import type { Id, Moment } from '../shared/values';
import type { ReservationCommands } from './commands';
import type { ReservationEvents } from './events';

/**
 * A series keeps how many numbers were taken: the number is the count. Of the documents it remembers the last ones only,
 * so that its state stays small: two callers who want the same document at the same time meet here, and the executor's
 * command ids see to it that a command asked again later does not take a second number.
 */
export interface ReservationState {
  readonly taken: number;
  /** How many were taken of each year whose numbers began anew. */
  readonly takenOfYear: Readonly<Record<string, number>>;
  readonly last?: { readonly number: string; readonly dated: Moment };
  readonly lastDocumentIds: readonly Id[];
  /** Who holds the tax id. */
  readonly ownerId?: Id;
}

export interface ReservationShape {
  readonly state: ReservationState;
  readonly commands: ReservationCommands;
  readonly events: ReservationEvents;
}

export const initialReservation: ReservationState = { taken: 0, takenOfYear: {}, lastDocumentIds: [] };

const REMEMBERED = 100;

const countedOne = (taken: ReservationState['takenOfYear'], year: string) => ({
  ...taken,
  [year]: (taken[year] ?? 0) + 1,
});

export const evolveReservation: Decider<ReservationShape>['evolve'] = {
  DocumentNumberReserved: (state, { occurredAt, data: { documentId, number, year } }) => ({
    ...state,
    taken: state.taken + (year === undefined ? 1 : 0),
    takenOfYear: year === undefined ? state.takenOfYear : countedOne(state.takenOfYear, year),
    last: { number, dated: occurredAt },
    lastDocumentIds: [...state.lastDocumentIds.slice(1 - REMEMBERED), documentId],
  }),
  TaxIdReserved: (state, { data: { clientId } }) => ({ ...state, ownerId: clientId }),
  TaxIdReleased: ({ ownerId, ...state }) => state,
};
