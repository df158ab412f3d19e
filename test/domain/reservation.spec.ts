import { reservationDecider } from '../../src/domain/reservation/decider';
import type { ReservedOf } from '../../src/domain/reservation/events';
import type { ReservationShape } from '../../src/domain/reservation/state';
import type { EventsOf } from '../../src/domain/shared/decider';
import { factsOf, id, specify } from '../support/specify';

const reservation = specify(reservationDecider);
const [client, other, duplicate, gone] = [id('client'), id('other'), id('duplicate'), id('gone')];
const invoiceId = id('invoice');
const occurredAt = '2024-05-06T10:00:00.000Z';
const facts = factsOf({
  clients: {
    [client]: {},
    [other]: {},
    [duplicate]: { status: 'merged', mergedInto: client },
    [gone]: { status: 'erased' },
  },
  invoices: { [invoiceId]: { clientId: client } },
  numberSeries: [
    { version: 1, effectiveFrom: '2020-01-01T00:00:00.000Z', series: 'Y', perYear: true, inOrderOfDate: false },
  ],
});
const at = (moment = occurredAt) => ({ occurredAt: moment, facts });

const intentOf = (document: string, series = 'R') => ({
  invoiceId: id(document),
  clientId: client,
  managerId: id('manager'),
  basis: { directSale: true as const, reason: 'counter' },
  lines: [],
  currency: 'EUR',
  dueOn: '2024-06-01',
  series,
});
const invoiceOf = (document: string, series = 'R', externalNumber?: string) => ({
  reservationId: `numbers.${series}`,
  series,
  request: {
    document: 'invoice' as const,
    intent: { ...intentOf(document, series), ...(externalNumber !== undefined && { externalNumber }) },
  },
});
const reserved = (document: string, number: string, year?: string) => {
  const series = number.slice(0, 1);
  const data = { ...invoiceOf(document, series), number, documentId: id(document) };
  return {
    type: 'DocumentNumberReserved' as const,
    occurredAt,
    data: { ...data, ...(year !== undefined && { year }) },
  };
};
const setAside = (number: string, series = number.slice(0, 1)) => ({
  type: 'DocumentNumberSetAside' as const,
  occurredAt,
  data: { reservationId: `numbers.${series}`, series, number },
});

describe('a series of numbers', () => {
  it('gives a document one number', () => {
    const first = reserved('i1', 'R-000001');
    reservation.given().when('ReserveDocumentNumber', invoiceOf('i1'), at()).then(first);
    reservation
      .given(first)
      .when('ReserveDocumentNumber', invoiceOf('i1'), at())
      .thenRejected('DOCUMENT_NUMBER_ALREADY_RESERVED');
  });

  it('takes a number of another system from an import alone, and only the first document has it', () => {
    const asked = invoiceOf('i1', 'R', '47-11');
    const taken = { ...reserved('i1', 'R-000001'), data: { ...asked, number: '47-11', documentId: id('i1') } };
    const when = (given: ReturnType<typeof reservation.given>, command = asked) =>
      given.when('ReserveDocumentNumber', command, { ...at(), source: 'import' });
    reservation.given().when('ReserveDocumentNumber', asked, at()).thenRejected('EXTERNAL_NUMBER_NOT_IMPORTED');
    when(reservation.given()).then(taken);
    const twice = when(reservation.given(taken), invoiceOf('i2', 'R', '47-11'));
    twice.thenRejected('DOCUMENT_NUMBER_TAKEN');
    expect(twice.decision).toMatchObject({ rejection: { details: { number: '47-11', documentId: id('i1') } } });
  });

  it('says of a credit note whose invoice it is on, or whose it says to be where that is not known', () => {
    const lines = [{ productId: id('tea'), quantity: 1 }];
    const ask = (of: string, withoutInvoice?: { clientId: string }) => ({
      reservationId: 'numbers.R',
      series: 'R',
      request: {
        document: 'credit-note' as const,
        intent: {
          creditNoteId: id('c1'),
          ...{ invoiceId: of, lines, reason: 'broken', series: 'R', currency: 'EUR' },
          ...(withoutInvoice && { withoutInvoice }),
        },
      } as never, // no more of a credit note than a number asks for
    });
    const clientOf = (command: ReturnType<typeof ask>) => {
      const { decision } = reservation.given().when('ReserveDocumentNumber', command, at());
      return decision.accepted ? decision.events.map(({ data }) => 'clientId' in data && data.clientId) : [];
    };
    expect(clientOf(ask(invoiceId))).toEqual([client]);
    expect(clientOf(ask(id('unknown'), { clientId: other }))).toEqual([other]);
    expect(clientOf(ask(id('unknown')))).toEqual([false]);
  });

  it('remembers the last hundred documents', () => {
    const hundred = Array.from({ length: 101 }, (_, place) =>
      reserved(`i${place + 1}`, `R-${String(place + 1).padStart(6, '0')}`),
    );
    const { lastDocumentIds } = reservation.fold(hundred);
    expect(lastDocumentIds).toHaveLength(100);
    expect([lastDocumentIds.at(0), lastDocumentIds.at(-1)]).toEqual([id('i2'), id('i101')]);
  });

  it('goes on by what was given, in a year that was once written with a hyphen, too', () => {
    const next = (...given: ReturnType<typeof reserved>[]) =>
      reservation.given(...given).when('ReserveDocumentNumber', invoiceOf('i9', 'Y'), at());
    next().then(reserved('i9', 'Y-2024/000001', '2024'));
    next(reserved('i1', 'Y-2024/000007', '2024')).then(reserved('i9', 'Y-2024/000008', '2024'));
    next(reserved('i1', 'Y-2023/000007', '2023')).then(reserved('i9', 'Y-2024/000001', '2024'));
    next(reserved('i1', 'Y-2024-000007', '2024')).then(reserved('i9', 'Y-2024/000002', '2024'));
  });
});

describe('rule 8: a number that a document of another system has is stepped over', () => {
  const takes = (document: string, ...given: readonly EventsOf<ReservationShape>[]) =>
    reservation.given(...given).when('ReserveDocumentNumber', invoiceOf(document), at());

  it('alone, or a row of them', () => {
    takes('i1', setAside('R-000001')).then(reserved('i1', 'R-000002'));
    takes('i1', setAside('R-000002')).then(reserved('i1', 'R-000001'));
    takes('i1', setAside('R-000001'), setAside('R-000002'), setAside('R-000004')).then(reserved('i1', 'R-000003'));
    takes('i1', setAside('R-000002'), setAside('R-000001')).then(reserved('i1', 'R-000003'));
  });

  it('of its own year only', () => {
    const asked = (...given: readonly EventsOf<ReservationShape>[]) =>
      reservation.given(...given).when('ReserveDocumentNumber', invoiceOf('i1', 'Y'), at());
    asked(setAside('Y-2024/000001')).then(reserved('i1', 'Y-2024/000002', '2024'));
    asked(setAside('Y-2023/000001'), setAside('Y-000001')).then(reserved('i1', 'Y-2024/000001', '2024'));
    asked(setAside('Y-2023/000001'), setAside('Y-2024/000002')).then(reserved('i1', 'Y-2024/000001', '2024'));
    asked(setAside('Y-2024/000001'), setAside('Y-2023/000002')).then(reserved('i1', 'Y-2024/000002', '2024'));
  });

  it('is set aside once, and not where a document of ours has it, each year for itself', () => {
    const when = (number: string, ...given: readonly EventsOf<ReservationShape>[]) =>
      reservation.given(...given).when('SetNumberAside', setAside(number).data, at());
    when('R-000001').then(setAside('R-000001'));
    when('R-000001', setAside('R-000001')).thenNothing();
    when('R-000001', reserved('i1', 'R-000001')).thenRejected('DOCUMENT_NUMBER_TAKEN');
    when('R-000002', reserved('i1', 'R-000001')).then(setAside('R-000002'));
    when('Y-2024/000001', reserved('i1', 'Y-2024/000001', '2024')).thenRejected('DOCUMENT_NUMBER_TAKEN');
    when('Y-2023/000001', reserved('i1', 'Y-2024/000001', '2024')).then(setAside('Y-2023/000001'));
  });

  it('is of no matter where no series comes to it', () => {
    for (const number of ['4711', 'R-1', 'R-000000', 'R-0000001', ''])
      reservation.given().when('SetNumberAside', setAside(number, 'R').data, at()).thenNothing();
  });

  it('says whose document it is', () => {
    const { data } = setAside('R-000001');
    const when = (said: object) => reservation.given().when('SetNumberAside', { ...data, ...said }, at());
    when({ clientId: other }).then({ ...setAside('R-000001'), data: { ...data, clientId: other } });
    when({ invoiceId }).then({ ...setAside('R-000001'), data: { ...data, clientId: client } });
    when({ invoiceId: id('unknown') }).then(setAside('R-000001'));
  });
});

describe('rule 20: an id of another system belongs to one of ours', () => {
  const claim = (ownerId: string, of: ReservedOf) => ({ reservationId: 'external.x', of, ownerId });
  const held = (ownerId: string, of: ReservedOf = 'client') => ({
    type: 'IdReserved' as const,
    occurredAt,
    data: claim(ownerId, of),
  });
  const when = (ownerId: string, of: ReservedOf, ...given: ReturnType<typeof held>[]) =>
    reservation.given(...given).when('ReserveId', claim(ownerId, of), at());

  it('to the first that claims it', () => {
    when(client, 'client').then(held(client));
    when(client, 'client', held(client)).thenNothing();
    when(client, 'client', held(other)).thenRejected('ID_TAKEN', 20);
    when(id('tea'), 'product', held(id('coffee'), 'product')).thenRejected('ID_TAKEN', 20);
  });

  it('and to the client whom its holder was merged into, or to any where he was erased', () => {
    when(client, 'client', held(duplicate)).then(held(client));
    when(other, 'client', held(duplicate)).thenRejected('ID_TAKEN', 20);
    when(other, 'client', held(gone)).then(held(other));
    when(id('tea'), 'product', held(gone, 'product')).thenRejected('ID_TAKEN', 20);
  });

  it('says of a credit note whose it is', () => {
    const { data } = held(id('c1'), 'credit-note');
    reservation
      .given()
      .when('ReserveId', { ...data, invoiceId }, at())
      .then({ ...held(id('c1')), data: { ...data, clientId: client } });
  });
});

describe('rule 20: a tax id belongs to one client', () => {
  const taxId = { reservationId: 'taxid.x' };
  const held = { type: 'TaxIdReserved' as const, occurredAt, data: { ...taxId, clientId: other } };
  const released = { type: 'TaxIdReleased' as const, occurredAt, data: { ...held.data, reason: 'typed wrongly' } };

  it('who alone can release it', () => {
    const release = (clientId: string, ...given: (typeof held)[]) =>
      reservation.given(...given).when('ReleaseTaxId', { ...released.data, clientId }, at());
    release(other, held).then(released);
    release(other).thenNothing();
    release(client, held).thenRejected('TAX_ID_NOT_HELD');
    reservation
      .given(held, released)
      .when('ReserveTaxId', { ...taxId, clientId: client }, at())
      .then({ ...held, data: { ...taxId, clientId: client } });
  });

  it('and is asked for without being taken', () => {
    const check = (clientId: string) => reservation.given(held).when('CheckTaxId', { ...taxId, clientId }, at());
    check(other).thenNothing();
    check(client).thenRejected('TAX_ID_TAKEN', 20);
  });
});
