import type { InvoiceLine } from '../../src/domain/invoice/events';
import type { OfferLine, RefusalDetails } from '../../src/domain/offer/events';
import { personal, type Money } from '../../src/domain/shared/values';
import type { GivenEvent } from './project';
import { id } from './specify';

/** Events of a small trade, for tests of read models: a test says what it is about, the rest stands here. */

export const euro = (amount: number): Money => ({ amount, currency: 'EUR' });

export const line = (name: string, given: Partial<OfferLine> = {}): OfferLine => ({
  lineId: id(name),
  productId: id('shelf'),
  quantity: 1,
  unitPrice: euro(9_000),
  listPrice: euro(10_000),
  ...given,
});

type Data<Type extends GivenEvent['type']> = Extract<GivenEvent, { type: Type }>['data'];
type Given<Type extends GivenEvent['type']> = Partial<Data<Type>>;

const sold = { offerId: id('offer'), clientId: id('client'), managerId: id('manager') };
const invoiced = { invoiceId: id('invoice'), clientId: id('client'), managerId: id('manager') };

export const registered = (occurredAt: string, given: Given<'ClientRegistered'> = {}): GivenEvent => ({
  type: 'ClientRegistered',
  occurredAt,
  data: {
    clientId: id('client'),
    kind: 'company',
    name: personal('Nordlicht', given.clientId ?? id('client')),
    contacts: [],
    origin: 'fair',
    ...given,
  },
});

export const called = (occurredAt: string, given: Given<'CallLogged'> = {}): GivenEvent => ({
  type: 'CallLogged',
  occurredAt,
  data: {
    callId: id('call'),
    clientId: id('client'),
    managerId: id('manager'),
    direction: 'out',
    durationSeconds: 120,
    result: 'reached',
    topics: [],
    ...given,
  },
});

export const offered = (occurredAt: string, given: Given<'OfferMade'> = {}): GivenEvent => ({
  type: 'OfferMade',
  occurredAt,
  data: { ...sold, kind: 'verbal', version: 1, lines: [line('line')], ...given },
});

export const revised = (occurredAt: string, given: Given<'OfferRevised'> = {}): GivenEvent => ({
  type: 'OfferRevised',
  occurredAt,
  data: { ...sold, kind: 'verbal', version: 2, lines: [line('line')], reopened: [], dropped: [], ...given },
});

export const saidNo = (given: Partial<RefusalDetails> = {}): RefusalDetails => ({
  reason: 'PRICE_TOO_HIGH',
  group: 'price',
  durable: 'not_durable',
  otherReasons: [],
  statedBy: 'client',
  ...given,
});

const outcome = { ...sold, kind: 'verbal', version: 1, lines: [line('line')] } as const;

export const refused = (occurredAt: string, given: Given<'OfferLinesRefused'> = {}): GivenEvent => ({
  type: 'OfferLinesRefused',
  occurredAt,
  data: { ...outcome, offeredAt: '2024-05-06T10:00:00.000Z', ...saidNo(), ...given },
});

export const accepted = (occurredAt: string, given: Given<'OfferLinesAccepted'> = {}): GivenEvent => ({
  type: 'OfferLinesAccepted',
  occurredAt,
  data: { ...outcome, offeredAt: '2024-05-06T10:00:00.000Z', ...given },
});

export const expired = (occurredAt: string, given: Given<'OfferExpired'> = {}): GivenEvent => ({
  type: 'OfferExpired',
  occurredAt,
  data: { ...outcome, offeredAt: '2024-05-06T10:00:00.000Z', expiredAt: occurredAt, ...given },
});

export const refusalCorrected = (
  occurredAt: string,
  given: Pick<Data<'RefusalCorrected'>, 'corrects' | 'refusedAt'> & Given<'RefusalCorrected'>,
): GivenEvent => ({
  type: 'RefusalCorrected',
  occurredAt,
  data: { ...sold, version: 1, lines: [line('line')], was: saidNo(), now: saidNo(), ...given },
});

export const offerVoided = (occurredAt: string, given: Given<'OfferVoided'> = {}): GivenEvent => ({
  type: 'OfferVoided',
  occurredAt,
  data: { ...sold, kind: 'verbal', reason: 'a test entry', offered: [], outcomes: [], ...given },
});

export const invoiceLine = (given: Partial<InvoiceLine> = {}): InvoiceLine => ({
  productId: id('shelf'),
  quantity: 1,
  unitPrice: 9_000,
  net: 9_000,
  vatCategory: 'S',
  vatRate: 1_900,
  vat: 1_710,
  gross: 10_710,
  ...given,
});

const document = { lines: [invoiceLine()], totals: { net: 9_000, vat: 1_710, gross: 10_710 }, currency: 'EUR' };

export const issued = (occurredAt: string, given: Given<'InvoiceIssued'> = {}): GivenEvent => ({
  type: 'InvoiceIssued',
  occurredAt,
  data: {
    ...{ ...invoiced, number: 'R-1', series: 'R', dueOn: '2024-06-30' },
    basis: { directSale: true, reason: 'over the counter' },
    ...document,
    ...given,
  },
});

export const invoiceVoided = (occurredAt: string, given: Given<'InvoiceVoided'> = {}): GivenEvent => ({
  type: 'InvoiceVoided',
  occurredAt,
  data: { ...invoiced, number: 'R-1', reason: 'twice', ...document, ...given },
});

export const credited = (occurredAt: string, given: Given<'CreditNoteIssued'> = {}): GivenEvent => ({
  type: 'CreditNoteIssued',
  occurredAt,
  data: {
    ...{ ...invoiced, creditNoteId: id('credit'), number: 'C-1', series: 'C', reason: 'came back', ...document },
    ...given,
  },
});

export const refunded = (occurredAt: string, given: Given<'RefundRecorded'> = {}): GivenEvent => ({
  type: 'RefundRecorded',
  occurredAt,
  data: { ...invoiced, refundId: id('refund'), amount: euro(10_710), outstanding: 0, ...given },
});

export const paid = (occurredAt: string, given: Given<'PaymentRecorded'> = {}): GivenEvent => ({
  type: 'PaymentRecorded',
  occurredAt,
  data: {
    ...invoiced,
    paymentId: id('payment'),
    amount: euro(10_710),
    paidOn: occurredAt.slice(0, 10),
    credited: 10_710,
    outstanding: 0,
    ...given,
  },
});

export const received = (occurredAt: string, given: Given<'EnquiryReceived'> = {}): GivenEvent => ({
  type: 'EnquiryReceived',
  occurredAt,
  data: {
    enquiryId: id('enquiry'),
    clientId: id('client'),
    channel: 'email',
    items: [{ productId: id('shelf') }],
    priority: 'normal',
    answerDueAt: '2024-05-07T10:00:00.000Z',
    fulfilDueAt: '2024-05-16T10:00:00.000Z',
    policyVersion: 1,
    calendarVersion: 1,
    ...given,
  },
});

export const declined = (occurredAt: string, given: Given<'EnquiryDeclined'> = {}): GivenEvent => ({
  type: 'EnquiryDeclined',
  occurredAt,
  data: { enquiryId: id('enquiry'), clientId: id('client'), reason: 'NOT_IN_PORTFOLIO', ...given },
});

export const introduced = (occurredAt: string, given: Given<'ProductIntroduced'> = {}): GivenEvent => ({
  type: 'ProductIntroduced',
  occurredAt,
  data: { productId: id('shelf'), name: 'Shelf', category: 'furniture', ...given },
});
