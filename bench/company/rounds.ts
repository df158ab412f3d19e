import { installationCommands } from '../../src/domain/installation';
import { calls, mendedCall, reclassified, registration } from './contacts';
import { enquiries, seldomOfEnquiries } from './enquiries';
import {
  clientIdOf,
  currency,
  dayAt,
  idOf,
  managerIdOf,
  MANAGERS,
  momentAt,
  PRODUCTS,
  productIdOf,
  ROUND,
} from './names';
import type { Fact } from './names';
import { expiry, FIRST_OFFER, invoices, mendedOffer, offers } from './sales';

const EVER = '1970-01-01T00:00:00.000Z';

const rules = (): readonly Fact[] =>
  installationCommands({ zone: 'Europe/Berlin' }).flatMap(({ type, data }): readonly Fact[] => {
    if (type === 'DefineReason')
      return [{ type: 'ReasonDefined', stream: `reasons-${data.catalogue}`, data: { effectiveFrom: EVER, ...data } }];
    if (type === 'DefineCalendar')
      return [
        { type: 'CalendarDefined', stream: 'policy-calendar', data: { effectiveFrom: EVER, ...data, version: 1 } },
      ];
    return [];
  });

const manager = (number: number): Fact => {
  const managerId = managerIdOf(number);
  const name = { sealed: 'bmFtZSBvZiBhIG1hbmFnZXI=', of: managerId };
  const data = { managerId, name, role: 'manager', teamId: `team-${number % 3}` } as const;
  return { type: 'ManagerRegistered', stream: `manager-${managerId}`, data };
};

const price = (number: number, place: number): Fact => {
  const productId = productIdOf(number);
  const data = { productId, price: { amount: 10_000 + number, currency }, effectiveFrom: momentAt(place) };
  return { type: 'PriceSet', stream: `product-${productId}`, data };
};

const product = (number: number): Fact => {
  const productId = productIdOf(number);
  const data = { productId, name: `Product ${number}`, category: `category-${number % 5}` };
  return { type: 'ProductIntroduced', stream: `product-${productId}`, data };
};

/** Before the first round: the rules of the company, its managers and its products. */
export const beginning: readonly Fact[] = [
  ...rules(),
  ...Array.from({ length: MANAGERS }, (_, number) => manager(number)),
  ...Array.from({ length: PRODUCTS }, (_, number) => product(number)),
];

const seldom = (round: number, place: number): Fact => {
  if (round < 8) return price(round, place);
  const turn = round % 4;
  if (turn === 0) return mendedCall(round);
  if (turn === 1) return mendedOffer(round);
  return turn === 2 ? seldomOfEnquiries(round, place) : reclassified(round);
};

const taxId = (round: number): Fact => {
  const data = { reservationId: `taxid.${round}`, clientId: clientIdOf(round) };
  return { type: 'TaxIdReserved', stream: `reservation-${data.reservationId}`, data };
};

const onShelf = (round: number, place: number): Fact => {
  if (round % 64 !== 5) return price(round, place);
  const productId = productIdOf(round);
  const data = { productId, available: round % 3 !== 2 };
  return { type: 'AvailabilityChanged', stream: `product-${productId}`, data };
};

/** Nobody reads it but the stream itself. */
const reserved = (round: number, n: number): Fact => {
  const invoiceId = idOf(9, round * 2 + n);
  const of = { invoiceId, clientId: clientIdOf(round), managerId: managerIdOf(round) };
  const basis = { directSale: true, reason: 'over the counter' } as const;
  const intent = { ...of, basis, lines: [], currency, dueOn: dayAt(round * ROUND, 30), series: 'R' };
  const reservationId = 'numbers.R';
  const number = `R-${round * 2 + n}`;
  const request = { document: 'invoice', intent } as const;
  return {
    type: 'DocumentNumberReserved',
    stream: `reservation-numbers.R${round}`,
    data: { reservationId, series: 'R', number, documentId: invoiceId, request },
  };
};

/**
 * What the company does in an hour, always in the same order and in about the shares in which the sample company does
 * it. All is a function of the round's number, so that a later round can take back what an earlier one said without
 * remembering it.
 */
export const factsOf = (round: number): readonly Fact[] => {
  const start = round * ROUND;
  const asked = [...calls(round), ...enquiries(round, start + 14), registration(round)];
  const sold = [...offers(round), ...invoices(round, start), taxId(round), reserved(round, 0), reserved(round, 1)];
  const facts = [...asked, ...sold, expiry(round, start), onShelf(round, start), seldom(round, start)];
  if (asked.length !== FIRST_OFFER || facts.length !== ROUND)
    throw new Error(`a round has ${facts.length} events, the first offer at ${asked.length}: names.ts says otherwise`);
  return facts;
};
