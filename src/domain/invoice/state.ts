import { linked, type Chain } from '../shared/chain';
import type { Decider } from '../shared/decider';
import type { InvoiceFacts } from '../shared/facts';
import { given } from '../shared/given';
import type { Id, Moment, Money } from '../shared/values';
import type { TaxRoundedBy } from '../shared/words';
import type { InvoiceCommands } from './commands';
import type { InvoiceEvents, InvoiceLine, Totals } from './events';

/** A line of an invoice with the id by which it is known: its own, or that of its place. */
export type IdentifiedLine = InvoiceLine & { readonly lineId: Id };

export interface QuantityOfProduct {
  readonly productId: Id;
  readonly quantity: number;
}

export interface MovedMoney {
  readonly as: 'payment' | 'refund';
  readonly id: Id;
  readonly amount: Money;
}

export interface Invoice extends InvoiceFacts {
  readonly managerId: Id;
  readonly number: string;
  /** The offer whose lines it took. */
  readonly offerId?: Id;
  readonly lines: readonly IdentifiedLine[];
  readonly totals: Totals;
  readonly currency: string;
  readonly taxRounding: TaxRoundedBy;
  /** All in minor units of the invoice's currency, tax included. */
  readonly paid: number;
  readonly credited: number;
  readonly refunded: number;
  readonly credits: Chain<Pick<InvoiceEvents['CreditNoteIssued'], 'creditNoteId' | 'lines'> & { readonly at: Moment }>;
  readonly deliveries: Chain<readonly QuantityOfProduct[]>;
  /** Payments and refunds. */
  readonly moved: Chain<MovedMoney>;
  /** What took off the invoice and when: payments and credits, in its currency. */
  readonly covered: Chain<{ readonly at: Moment; readonly amount: number }>;
  /** Enquiries that name it as a proof. */
  readonly proves: Chain<Id>;
}

export interface InvoiceShape {
  readonly state: Invoice | undefined;
  readonly commands: InvoiceCommands;
  readonly events: InvoiceEvents;
}

export type InvoiceDecide = Decider<InvoiceShape>['decide'];

/** What the client still owes; below 0 where more was paid than is owed. In this order no step goes beyond an amount. */
export const outstandingOf = ({ totals, paid, credited, refunded }: Invoice): number =>
  totals.gross - credited - paid + refunded;

const untouched = {
  paid: 0,
  credited: 0,
  refunded: 0,
  credits: undefined,
  deliveries: undefined,
  moved: undefined,
  covered: undefined,
  proves: undefined,
  isVoid: false,
};
export const NO_TOTALS: Totals = { net: 0, vat: 0, gross: 0 };

const ID_DIGITS = 12;

/** The id of a line that came without one: the invoice's, with the place of the line, from 1, added to its last digits. */
const lineIdAt = (invoiceId: Id, place: number): Id => {
  const last = (Number.parseInt(invoiceId.slice(-ID_DIGITS), 16) + place) % 16 ** ID_DIGITS;
  return invoiceId.slice(0, -ID_DIGITS) + last.toString(16).padStart(ID_DIGITS, '0');
};

/** Lines with the ids by which credit notes name them; two that came with one id, of an offer's line, are told apart. */
export const identified = <Line extends { readonly lineId?: Id }>(invoiceId: Id, lines: readonly Line[]) => {
  const taken = new Set<Id>();
  return lines.map((line, index) => {
    let lineId = line.lineId ?? lineIdAt(invoiceId, index + 1);
    for (let place = index + 1; taken.has(lineId); place += lines.length) lineId = lineIdAt(invoiceId, place);
    taken.add(lineId);
    return { ...line, lineId };
  });
};

const issuedInvoice = (data: InvoiceEvents['InvoiceIssued'], issuedAt: Moment): Invoice => {
  const { invoiceId, basis, clientId, managerId, number, lines, totals, currency, taxRounding = 'line' } = data;
  const offerId = 'offerId' in basis ? basis.offerId : undefined;
  const document = { clientId, managerId, number, offerId, totals, currency, taxRounding };
  const own = { ...untouched, kind: 'invoice' as const, issuedAt, lines: identified(invoiceId, lines) };
  return given({ ...own, ...document });
};

const creditedAlone = (data: InvoiceEvents['CreditNoteIssued'], issuedAt: Moment): Invoice => {
  const { clientId, managerId, number, currency, taxRounding = 'line' } = data;
  const document = { clientId, managerId, number, lines: [], totals: NO_TOTALS, currency, taxRounding };
  const alone: Invoice = { ...untouched, kind: 'credit-note-alone', issuedAt, ...document };
  return credit(alone, data, issuedAt);
};

const cover = (state: Invoice, amount: number, at: Moment): Invoice => ({
  ...state,
  covered: linked(state.covered, { at, amount }),
});

const credit = (state: Invoice, data: InvoiceEvents['CreditNoteIssued'], at: Moment): Invoice => {
  const { creditNoteId, lines, totals } = data;
  const credits = linked(state.credits, { creditNoteId, lines, at });
  return cover({ ...state, credits, credited: state.credited + totals.gross }, totals.gross, at);
};

export const evolveInvoice: Decider<InvoiceShape>['evolve'] = {
  InvoiceIssued: (_, { occurredAt, data }) => issuedInvoice(data, occurredAt),
  PaymentRecorded: (state, { occurredAt, data: { paymentId, amount, credited } }) =>
    state &&
    cover(
      {
        ...state,
        paid: state.paid + credited,
        moved: linked(state.moved, { as: 'payment', id: paymentId, amount }),
      },
      credited,
      occurredAt,
    ),
  DeliveryRecorded: (state, { data: { lines } }) => state && { ...state, deliveries: linked(state.deliveries, lines) },
  InvoiceNamedAsProof: (state, { data: { enquiryId } }) =>
    state && { ...state, proves: linked(state.proves, enquiryId) },
  InvoiceVoided: (state) => state && { ...state, isVoid: true },
  CreditNoteIssued: (state, { occurredAt, data }) =>
    state ? credit(state, data, occurredAt) : creditedAlone(data, occurredAt),
  RefundRecorded: (state, { data: { refundId, amount } }) =>
    state && {
      ...state,
      refunded: state.refunded + amount.amount,
      moved: linked(state.moved, { as: 'refund', id: refundId, amount }),
    },
};
