import type { EventCatalogue, EventType } from '../../src/domain/catalogue';

/** A fact on its way into the log. */
export type Fact = {
  [Type in EventType]: { readonly type: Type; readonly stream: string; readonly data: EventCatalogue[Type] };
}[EventType];

/** Events of a round, one a minute. */
export const ROUND = 53;
export const MANAGERS = 12;
export const PRODUCTS = 40;
export const currency = 'EUR';

const START = Date.parse('2022-01-03T08:00:00.000Z');
const hex = (number: number, digits: number): string => number.toString(16).padStart(digits, '0');

/** Spread like real ids, and always the same. */
export const idOf = (kind: number, number: number): string =>
  `${hex(Math.imul(number + 1, 0x9e3779b1) >>> 0, 8)}-${hex(kind, 4)}-4000-8000-${hex(number, 12)}`;

export const clientIdOf = (number: number): string => idOf(1, number);
export const managerIdOf = (number: number): string => idOf(2, number % MANAGERS);
export const productIdOf = (number: number): string => idOf(3, (number * 31) % PRODUCTS);
/** The event at a place in the log. */
export const eventIdOf = (place: number): string => idOf(7, place);

/** The number of somebody whom an earlier round registered; each manager keeps to his own clients. */
const someNumber = (round: number, n: number): number =>
  (Math.imul(round * 64 + n + 1, 0x9e3779b1) >>> 0) % (round + 1);
export const someClient = (round: number, n: number): string => clientIdOf(someNumber(round, n));
export const keeperOf = (round: number, n: number): string => managerIdOf(someNumber(round, n));

/** The moment of the event at a place in the log, or so many minutes off it. */
export const momentAt = (place: number, minutes = 0): string =>
  new Date(START + (place + minutes) * 60_000).toISOString();
export const dayAt = (place: number, days: number): string => momentAt(place, days * 1440).slice(0, 10);
