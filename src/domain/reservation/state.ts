import type { Chain } from '../shared/chain';
import type { Decider } from '../shared/decider';
import type { Id, Moment } from '../shared/values';
import type { ReservationCommands } from './commands';
import type { ReservationEvents } from './events';
import { placeOfNumber, withNumberAside, type NumbersAside } from './numbers';

/**
 * A series keeps the last number that was taken, and which ones after it documents of another system have. Of the documents it remembers the last ones only,
 * so that its state stays small: two callers who want the same document at the same time meet here, and the executor's
 * command ids see to it that a command asked again later does not take a second number.
 */
export interface ReservationState {
  readonly taken: number;
  /** How many were taken of each year whose numbers began anew. */
  readonly takenOfYear: Readonly<Record<string, number>>;
  readonly last?: { readonly number: string; readonly dated: Moment };
  readonly lastDocumentIds: readonly Id[];
  /** Numbers of the series that documents of another system have. */
  readonly aside: Chain<NumbersAside>;
  /** Who holds the tax id, or the id. */
  readonly ownerId?: Id;
}

export interface ReservationShape {
  readonly state: ReservationState;
  readonly commands: ReservationCommands;
  readonly events: ReservationEvents;
}

export const initialReservation: ReservationState = {
  taken: 0,
  takenOfYear: {},
  lastDocumentIds: [],
  aside: undefined,
};

const REMEMBERED = 100;

/** Up to which number they are taken; one of another system has a stream for itself, in which it is the first. */
const takenWith = (
  state: ReservationState,
  { number, year, request }: ReservationEvents['DocumentNumberReserved'],
): Pick<ReservationState, 'taken' | 'takenOfYear'> => {
  const place = request.intent.externalNumber === undefined ? placeOfNumber(number) : undefined;
  const { taken, takenOfYear } = state;
  if (year === undefined) return { taken: place?.ordinal ?? taken + 1, takenOfYear };
  // Numbers of a year were once written with a hyphen: those are counted.
  const ordinal = place?.year === year ? place.ordinal : (takenOfYear[year] ?? 0) + 1;
  return { taken, takenOfYear: { ...takenOfYear, [year]: ordinal } };
};

/** A document of another system has this number. */
export const withNumberSetAside = (state: ReservationState, number: string): ReservationState => {
  const place = placeOfNumber(number);
  return place ? { ...state, aside: withNumberAside(state.aside, place) } : state;
};

export const evolveReservation: Decider<ReservationShape>['evolve'] = {
  DocumentNumberReserved: (state, { occurredAt, data }) => ({
    ...state,
    ...takenWith(state, data),
    last: { number: data.number, dated: occurredAt },
    lastDocumentIds: [...state.lastDocumentIds.slice(1 - REMEMBERED), data.documentId],
  }),
  DocumentNumberSetAside: (state, { data: { number } }) => withNumberSetAside(state, number),
  IdReserved: (state, { data: { ownerId } }) => ({ ...state, ownerId }),
  TaxIdReserved: (state, { data: { clientId } }) => ({ ...state, ownerId: clientId }),
  TaxIdReleased: ({ ownerId, ...state }) => state,
};
