import type { OfferLine, RefusalDetails } from '../../src/domain/offer/events';
import type { Durability, ReasonGroup } from '../../src/domain/shared/facts';
import { enquiryIdOf } from './enquiries';
import {
  currency,
  dayAt,
  eventIdOf,
  idOf,
  keeperOf,
  momentAt,
  productIdOf,
  ROUND,
  someClient,
  type Fact,
} from './names';

const OFFERS = 6;
/** Lines of each offer of a round. */
const sizes = [1, 1, 1, 3, 1, 2];
/** Rounds after which what is still open of a written offer expires: two weeks. */
const VALID = 360;
/** Where in a round its first offer stands. */
export const FIRST_OFFER = 28;

const eur = (amount: number) => ({ amount, currency });
const offerIdOf = (round: number, n: number): string => idOf(4, round * OFFERS + n);

const linesOf = (round: number, n: number): readonly OfferLine[] =>
  Array.from({ length: sizes[n] ?? 1 }, (_, line) => {
    const number = (round * OFFERS + n) * 3 + line;
    const listPrice = 10_000 + (number % 40) * 100;
    return {
      lineId: idOf(6, number),
      productId: productIdOf(number),
      quantity: 1 + (number % 3),
      unitPrice: eur(listPrice - (number % 5) * 200),
      listPrice: eur(listPrice),
      unitCost: eur(7_000),
    };
  });

const ofOffer = (round: number, n: number) => ({
  offerId: offerIdOf(round, n),
  clientId: someClient(round, n + 40),
  managerId: keeperOf(round, n + 40),
  kind: n === 3 || n === 5 ? ('written' as const) : ('verbal' as const),
  ...(n === 2 && { enquiryId: enquiryIdOf(round, 0) }),
});

const streamOf = (round: number, n: number): string => `offer-${offerIdOf(round, n)}`;
const offeredAt = (round: number, n: number): string => momentAt(round * ROUND + FIRST_OFFER + n);

const made = (round: number, n: number): Fact => ({
  type: 'OfferMade',
  stream: streamOf(round, n),
  data: {
    ...ofOffer(round, n),
    version: 1,
    lines: linesOf(round, n),
    ...((n === 3 || n === 5) && { validUntil: momentAt((round + VALID) * ROUND) }),
  },
});

const outcomeOf = (round: number, n: number, lines = linesOf(round, n)) => ({
  ...ofOffer(round, n),
  version: 1,
  offeredAt: offeredAt(round, n),
  lines,
});

const reasons: readonly (readonly [string, ReasonGroup, Durability])[] = [
  ['NO_NEED', 'need', 'durable'],
  ['PRICE_TOO_HIGH', 'price', 'not_durable'],
  ['COMPETITOR', 'competition', 'not_durable'],
  ['POOR_FIT', 'need', 'durable'],
  ['NO_RESPONSE', 'unknown', 'not_durable'],
  ['BAD_TIMING', 'timing', 'until_reconsider_on'],
  ['QUALITY', 'product', 'until_product_version'],
  ['NO_BUDGET', 'price', 'not_durable'],
  ['SLOW_RESPONSE', 'process', 'not_durable'],
  ['DUPLICATE', 'invalid', 'not_durable'],
];

const refusalOf = (number: number): RefusalDetails => {
  const [reason, group, durable] = reasons[number % reasons.length] ?? ['OTHER', 'other', 'not_durable'];
  return {
    reason,
    group,
    durable,
    otherReasons: [],
    statedBy: number % 3 === 0 ? 'manager' : 'client',
    ...(group === 'price' && { priceGap: eur(500 + (number % 40) * 50) }),
    ...(group === 'competition' && { competitor: ['Polar', 'Arctic', 'Tundra'][number % 3] ?? 'Polar' }),
  };
};

const refused = (round: number, n: number, lines = linesOf(round, n)): Fact => ({
  type: 'OfferLinesRefused',
  stream: streamOf(round, n),
  data: { ...outcomeOf(round, n, lines), ...refusalOf(round * 7 + n) },
});

const accepted = (round: number, n: number, lines = linesOf(round, n)): Fact => ({
  type: 'OfferLinesAccepted',
  stream: streamOf(round, n),
  data: outcomeOf(round, n, lines),
});

/** Six offers, and what is said to them at once. */
export const offers = (round: number): readonly Fact[] => [
  ...sizes.map((_, n) => made(round, n)),
  refused(round, 0),
  refused(round, 1),
  accepted(round, 2),
  accepted(round, 3, linesOf(round, 3).slice(0, 1)),
  refused(round, 3, linesOf(round, 3).slice(1, 2)),
  refused(round, 4),
  refused(round, 5, linesOf(round, 5).slice(0, 1)),
];

/** What is left open of a written offer of two weeks ago; in the first weeks, an offer that is put off. */
export const expiry = (round: number, place: number): Fact => {
  const then = round - VALID;
  if (then < 0)
    return {
      type: 'OfferDeferred',
      stream: streamOf(round, 5),
      data: { ...ofOffer(round, 5), until: dayAt(place, 30) },
    };
  return {
    type: 'OfferExpired',
    stream: streamOf(then, 3),
    data: { ...outcomeOf(then, 3, linesOf(then, 3).slice(2)), expiredAt: momentAt(place) },
  };
};

/** A refusal of the round before was told wrongly, or its whole offer was a mistake. */
export const mendedOffer = (round: number): Fact => {
  const [then, n] = [round - 1, 4];
  const eventId = eventIdOf(then * ROUND + FIRST_OFFER + OFFERS + 5);
  const refusedAt = momentAt(then * ROUND + FIRST_OFFER + OFFERS + 5);
  const [was, lines] = [refusalOf(then * 7 + n), linesOf(then, n)];
  const of = ofOffer(then, n);
  if (round % 3 !== 0) {
    const data = { ...of, corrects: eventId, refusedAt, version: 1, lines, was, now: refusalOf(round) };
    return { type: 'RefusalCorrected', stream: streamOf(then, n), data };
  }
  const outcome = { outcome: 'refused', eventId, at: refusedAt, managerId: of.managerId, version: 1 } as const;
  return {
    type: 'OfferVoided',
    stream: streamOf(then, n),
    data: {
      ...of,
      reason: 'a test entry',
      offered: [{ version: 1, offeredAt: offeredAt(then, n), lines }],
      outcomes: [{ ...outcome, lines, refusal: was }],
    },
  };
};

const numberOf = (round: number, n: number): string => `R-${round * 2 + n}`;
const ofInvoice = (round: number, n: number) => ({
  invoiceId: idOf(9, round * 2 + n),
  clientId: someClient(round, n + 42),
  managerId: keeperOf(round, n + 42),
});

/** The two offers that were accepted are invoiced, delivered and paid; one is voided instead now and then. */
export const invoices = (round: number, place: number): readonly Fact[] =>
  [0, 1].flatMap((n): readonly Fact[] => {
    const [line] = linesOf(round, n + 2);
    if (!line) return [];
    const { lineId, productId, quantity, unitPrice } = line;
    const net = (unitPrice?.amount ?? 0) * quantity;
    const vat = Math.round(net * 0.19);
    const totals = { net, vat, gross: net + vat };
    const of = ofInvoice(round, n);
    const number = numberOf(round, n);
    const stream = `invoice-${of.invoiceId}`;
    const sold = { lineId, productId, quantity, unitPrice: unitPrice?.amount ?? 0, ...totals };
    const lines = [{ ...sold, vatCategory: 'S' as const, vatRate: 1_900 }];
    const basis = { offerId: offerIdOf(round, n + 2), version: 1, lineIds: [lineId] };
    const issued = { ...of, number, series: 'R', basis, lines, totals, currency, dueOn: dayAt(place, 30) };
    if (round % 40 === 0 && n === 1)
      return [
        { type: 'InvoiceIssued', stream, data: issued },
        { type: 'DeliveryRecorded', stream, data: { ...of, lines: [{ productId, quantity }] } },
        { type: 'InvoiceVoided', stream, data: { ...of, number, lines, totals, currency, reason: 'wrong client' } },
      ];
    const payment = { paymentId: idOf(10, round * 2 + n), amount: eur(totals.gross), paidOn: dayAt(place, 0) };
    return [
      { type: 'InvoiceIssued', stream, data: issued },
      { type: 'DeliveryRecorded', stream, data: { ...of, lines: [{ productId, quantity }] } },
      { type: 'PaymentRecorded', stream, data: { ...of, ...payment, credited: totals.gross, outstanding: 0 } },
    ];
  });
