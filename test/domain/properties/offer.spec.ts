import fc from 'fast-check';
import { minus, plus } from '../../../src/domain/shared/decimals';
import { offerDecider } from '../../../src/domain/offer/decider';
import type { OfferShape } from '../../../src/domain/offer/state';
import { eventsOf, holdsForEveryHistory, oneOfCommands, type Played } from '../../support/properties';
import { factsOf, id } from '../../support/specify';

const offerId = id('offer');
const clientId = id('client');
const always = '2020-01-01T00:00:00.000Z';
const reason = (code: string, group: 'price' | 'need' | 'invalid') => ({
  code,
  group,
  durable: 'not_durable' as const,
  effectiveFrom: always,
});
const facts = factsOf({
  clients: { [clientId]: {} },
  managers: { [id('anna')]: {}, [id('boris')]: { role: 'lead' } },
  products: {
    [id('tea')]: { prices: [{ effectiveFrom: always, price: { amount: 1000, currency: 'EUR' } }] },
    [id('cup')]: { withdrawnFrom: '2024-05-10T00:00:00.000Z' },
  },
  reasons: {
    NO_NEED: reason('NO_NEED', 'need'),
    PRICE_TOO_HIGH: reason('PRICE_TOO_HIGH', 'price'),
    DUPLICATE: reason('DUPLICATE', 'invalid'),
  },
});

const lineIds = [id('line-1'), id('line-2'), id('line-3')];
const managerId = fc.constantFrom(id('anna'), id('boris'));
const moments = fc
  .integer({ min: 0, max: 20 * 24 })
  .map((hour) => new Date(Date.UTC(2024, 4, 1) + hour * 3_600_000).toISOString());
const version = fc.constantFrom(1, 1, 1, 2, 2, 3, 4);
const named = fc.oneof(...lineIds.map((lineId) => fc.constant([lineId])), fc.subarray(lineIds));
const lines = fc.subarray(lineIds).chain((ids) =>
  fc.tuple(
    ...ids.map((lineId) =>
      fc.record({
        lineId: fc.constant(lineId),
        productId: fc.constant(lineId === lineIds[2] ? id('cup') : id('tea')),
        quantity: fc.integer({ min: 1, max: 3 }),
      }),
    ),
  ),
);
const of = { offerId: fc.constant(offerId), managerId };
const refusal = {
  reason: fc.constantFrom('NO_NEED', 'NO_NEED', 'PRICE_TOO_HIGH', 'PRICE_TOO_HIGH', 'DUPLICATE', 'TOO_BLUE'),
  statedBy: fc.constantFrom('client' as const, 'manager' as const),
};
const validities = fc.constantFrom('2024-05-08T00:00:00.000Z', '2024-05-15T00:00:00.000Z');

const askings = oneOfCommands<OfferShape>(
  {
    MakeOffer: fc.record(
      { ...of, clientId: fc.constant(clientId), kind: fc.constant('verbal'), lines, validUntil: validities },
      { requiredKeys: ['offerId', 'managerId', 'clientId', 'kind', 'lines'] },
    ),
    ReviseOffer: fc.record(
      { ...of, version, lines, validUntil: validities },
      { requiredKeys: ['offerId', 'managerId', 'version', 'lines'] },
    ),
    AcceptOffer: fc.record({ ...of, version, lineIds: named }),
    RecordRefusal: fc.record({ ...of, ...refusal, version, lineIds: named }),
    DeferOffer: fc.record({ ...of, until: fc.constant('2024-06-01') }),
    WithdrawOffer: fc.record({ ...of, reason: fc.constant('sold out') }),
    ExpireOffer: fc.record({ offerId: fc.constant(offerId), validUntil: validities }),
    ReleaseOfferLines: fc.record({
      offerId: fc.constant(offerId),
      invoiceId: fc.constantFrom('i1', 'i2', 'i3').map(id),
    }),
    InvoiceOfferLines: fc
      .tuple(
        fc.constantFrom('i1', 'i2', 'i3'),
        version,
        fc.constantFrom(...lineIds),
        fc.integer({ min: 50_000, max: 1_500_000 }).map((millionths) => millionths / 1_000_000),
      )
      .map(([invoice, ofVersion, lineId, quantity]) => ({
        offerId,
        request: {
          invoiceId: id(invoice),
          clientId,
          managerId: id('anna'),
          basis: { offerId, version: ofVersion, lineIds },
          // One line in two parts: an invoice may name a line of the offer twice.
          lines: [quantity, quantity].map((part) => ({
            lineId,
            productId: lineId === lineIds[2] ? id('cup') : id('tea'),
            quantity: part,
            unitPrice: { amount: 1000, currency: 'EUR' },
          })),
          currency: 'EUR',
          dueOn: '2024-06-06',
          series: 'A',
        },
      })),
    CorrectRefusal: fc.record({
      offerId: fc.constant(offerId),
      refusalEventId: fc.integer({ min: 1, max: 4 }).map((index) => id(`event-${index}`)),
      ...refusal,
    }),
    NoteOfferAsProof: fc.constant({ offerId, enquiryId: id('enquiry') }),
    VoidOffer: fc.record({ offerId: fc.constant(offerId), reason: fc.constant('twice') }),
  },
  fc.record({
    occurredAt: moments,
    facts: fc.constant(facts),
    actor: managerId.map((actor) => ({ kind: 'manager' as const, id: actor })),
  }),
  ['VoidOffer', 'WithdrawOffer', 'MakeOffer'],
);

const made = {
  asked: {
    type: 'MakeOffer' as const,
    data: {
      offerId,
      managerId: id('anna'),
      clientId,
      kind: 'verbal' as const,
      lines: lineIds.map((lineId, index) => ({ lineId, productId: id(index === 2 ? 'cup' : 'tea'), quantity: 2 })),
      validUntil: '2024-05-15T00:00:00.000Z',
    },
  },
  context: { occurredAt: '2024-05-02T00:00:00.000Z', facts },
};

const outcomes = ['OfferLinesAccepted', 'OfferLinesRefused', 'OfferExpired', 'OfferWithdrawn'];

/** Folds the lines by itself, from the events alone: each is open when it gets an outcome, and has at most one. */
const checkLines = (history: readonly Played<OfferShape>[]): string[] => {
  const open = new Map<string, boolean>();
  const accepted = new Map<string, number>();
  const invoiced = new Map<string, number>();
  const seen: string[] = [];
  let current = 0;
  for (const event of eventsOf(history)) {
    seen.push(event.type);
    if (event.type === 'OfferMade' || event.type === 'OfferRevised') {
      current += 1;
      expect(event.data.version).toBe(current);
      for (const { lineId } of event.type === 'OfferRevised' ? event.data.dropped : []) {
        expect([lineId, open.get(lineId)]).toEqual([lineId, true]);
        open.delete(lineId);
      }
      for (const { lineId } of event.data.lines) {
        expect(accepted.has(lineId)).toBe(false);
        open.set(lineId, true);
      }
    }
    if (outcomes.includes(event.type) && 'lines' in event.data)
      for (const { lineId, quantity } of event.data.lines) {
        expect([lineId, open.get(lineId)]).toEqual([lineId, true]);
        open.set(lineId, false);
        if (event.type === 'OfferLinesAccepted') accepted.set(lineId, quantity);
      }
    if (event.type === 'OfferLinesInvoiced')
      for (const { lineId, quantity } of event.data.lines)
        invoiced.set(lineId, plus(invoiced.get(lineId) ?? 0, quantity));
    if (event.type === 'OfferLinesReleased')
      for (const { lineId, quantity } of event.data.lines)
        invoiced.set(lineId, minus(invoiced.get(lineId) ?? 0, quantity));
    for (const [lineId, quantity] of invoiced) expect(quantity).toBeLessThanOrEqual(accepted.get(lineId) ?? 0);
  }
  return seen;
};

describe('an offer, whatever is asked of it', () => {
  it('keeps what every decider promises; no line has two outcomes; Σ invoiced ≤ accepted; versions grow by one', () => {
    const seen = new Set<string>();
    holdsForEveryHistory(offerDecider, {
      askings,
      opening: fc.constant(made),
      maxLength: 60,
      runs: 400,
      idempotent: [
        'AcceptOffer',
        'RecordRefusal',
        'DeferOffer',
        'WithdrawOffer',
        'ExpireOffer',
        'InvoiceOfferLines',
        'ReleaseOfferLines',
        'CorrectRefusal',
        'VoidOffer',
      ],
      invariants: (history) => {
        for (const type of checkLines(history)) seen.add(type);
      },
    });
    // The histories go deep enough to say something.
    expect([...seen].sort()).toEqual(Object.keys(offerDecider.evolve).sort());
  });
});
