import fc from 'fast-check';
import { reservationDecider } from '../../../src/domain/reservation/decider';
import type { ReservationShape } from '../../../src/domain/reservation/state';
import type { DocumentRequest } from '../../../src/domain/reservation/events';
import type { ClientFacts } from '../../../src/domain/shared/facts';
import { eventsOf, holdsForEveryHistory, oneOfCommands } from '../../support/properties';
import { factsOf, id } from '../../support/specify';

const clientId = fc.constantFrom(id('a'), id('b'), id('c'));
const request = (invoiceId: string): DocumentRequest => ({
  document: 'invoice',
  intent: {
    invoiceId,
    clientId: id('a'),
    managerId: id('manager'),
    basis: { directSale: true, reason: 'counter' },
    lines: [],
    currency: 'EUR',
    dueOn: '2024-06-01',
    series: 'R',
  },
});

const owners = fc.constantFrom<Partial<ClientFacts>[]>(
  { status: 'active' },
  { status: 'erased' },
  { status: 'merged', mergedInto: id('a') },
  { status: 'merged', mergedInto: id('b') },
);
const contexts = fc.tuple(owners, owners, owners).map(([a, b, c]) => ({
  facts: factsOf({ clients: { [id('a')]: a, [id('b')]: b, [id('c')]: c } }),
}));

const askings = oneOfCommands<ReservationShape>(
  {
    ReserveDocumentNumber: fc.record({
      reservationId: fc.constant('numbers.R'),
      series: fc.constant('R'),
      request: fc.integer({ min: 1, max: 12 }).map((number) => request(id(`invoice ${number}`))),
    }),
    SetNumberAside: fc.integer({ min: 1, max: 12 }).map((ordinal) => {
      const number = `R-${String(ordinal).padStart(6, '0')}`;
      return { reservationId: 'numbers.R', series: 'R', number };
    }),
    ReserveId: fc.record({
      reservationId: fc.constant('creditnote.x'),
      of: fc.constant('credit-note' as const),
      ownerId: fc.constant(id('a')),
    }),
    ReserveTaxId: fc.record({ reservationId: fc.constant('taxid.x'), clientId }),
    CheckTaxId: fc.record({ reservationId: fc.constant('taxid.x'), clientId }),
    ReleaseTaxId: fc.record({ reservationId: fc.constant('taxid.x'), clientId, reason: fc.constant('typed wrongly') }),
  },
  contexts,
);

describe('a reservation, whatever is asked of it', () => {
  it('keeps what every decider promises: a series without a gap, one number a document, one owner a tax id', () => {
    let [takeovers, steppedOver] = [0, 0];
    holdsForEveryHistory(reservationDecider, {
      askings,
      idempotent: ['SetNumberAside', 'ReserveId', 'ReserveTaxId', 'ReleaseTaxId'],
      invariants: (history) => {
        const reserved = eventsOf(history).flatMap((event) =>
          event.type === 'DocumentNumberReserved' ? [event.data] : [],
        );
        const ordinal = ({ number }: { readonly number: string }) => Number(number.slice(2));
        const aside = eventsOf(history).flatMap((event) =>
          event.type === 'DocumentNumberSetAside' ? [ordinal(event.data)] : [],
        );
        const own = reserved.map(ordinal);
        steppedOver += aside.filter((number) => number < (own.at(-1) ?? 0)).length;
        const used = [...own, ...aside.filter((number) => number < (own.at(-1) ?? 0))].sort(
          (one, other) => one - other,
        );
        expect(used).toEqual(used.map((_, index) => index + 1));
        expect(own).toEqual([...own].sort((one, other) => one - other));
        expect(own.filter((number) => aside.includes(number))).toEqual([]);
        expect(new Set(reserved.map(({ documentId }) => documentId)).size).toBe(reserved.length);
        let owner: string | undefined;
        for (const { decision, context } of history)
          for (const event of decision.accepted ? decision.events : []) {
            if (event.type === 'TaxIdReserved') {
              const before = owner === undefined ? undefined : context.facts?.client(owner);
              expect(before?.status).not.toBe('active');
              if (before?.status === 'merged') expect(before.mergedInto).toBe(event.data.clientId);
              takeovers += before ? 1 : 0;
              owner = event.data.clientId;
            }
            if (event.type === 'IdReserved') owner = event.data.ownerId;
            if (event.type === 'TaxIdReleased') {
              expect(event.data.clientId).toBe(owner);
              owner = undefined;
            }
          }
      },
    });
    expect(Math.min(takeovers, steppedOver)).toBeGreaterThan(0);
  });
});
