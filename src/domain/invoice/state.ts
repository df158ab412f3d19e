import type { Decider } from '../shared/decider';
import type { InvoiceFacts } from '../shared/facts';
import { given } from '../shared/given';
import type { Id, Moment, Money } from '../shared/values';
import type { InvoiceCommands } from './commands';
import type { InvoiceEvents, InvoiceLine, Totals } from './events';

/** What is left to credit or deliver of a product. */
export type Quantities = Readonly<Record<Id, number>>;

export interface QuantityOfProduct {
  readonly productId: Id;
  readonly quantity: number;
}

export interface Invoice extends InvoiceFacts {
  readonly managerId: Id;
  readonly number: string;
  /** The offer whose lines it took. */
  readonly offerId?: Id;
  readonly lines: readonly InvoiceLine[];
  readonly totals: Totals;
  readonly currency: string;
  /** All in minor units of the invoice's currency. */
  readonly paid: number;
  readonly credited: number;
  readonly refunded: number;
  readonly creditedQuantities: Quantities;
  readonly deliveredQuantities: Quantities;
  /** Payments and refunds by their ids. */
  readonly moved: Readonly<Record<Id, Money>>;
  /** Since when the client has more to get back than he owes: the first time. */
  readonly refundableSince?: Moment;
}

export interface InvoiceShape {
  readonly state: Invoice | undefined;
  readonly commands: InvoiceCommands;
  readonly events: InvoiceEvents;
}

export type InvoiceDecide = Decider<InvoiceShape>['decide'];

/** What the client still owes; below 0 where more was paid than is owed. */
export const outstandingOf = ({ totals, paid, credited, refunded }: Invoice): number =>
  totals.gross - paid - credited + refunded;

export const plusQuantities = (quantities: Quantities, lines: readonly QuantityOfProduct[]): Quantities => {
  const sums = { ...quantities };
  for (const { productId, quantity } of lines) sums[productId] = (sums[productId] ?? 0) + quantity;
  return sums;
};

const untouched = {
  paid: 0,
  credited: 0,
  refunded: 0,
  creditedQuantities: {},
  deliveredQuantities: {},
  moved: {},
  isVoid: false,
};
export const NO_TOTALS: Totals = { net: 0, vat: 0, gross: 0 };

const issuedInvoice = (data: InvoiceEvents['InvoiceIssued'], issuedAt: Moment): Invoice => {
  const { basis, clientId, managerId, number, lines, totals, currency } = data;
  const offerId = 'offerId' in basis ? basis.offerId : undefined;
  const document = { clientId, managerId, number, offerId, lines, totals, currency };
  return given({ ...untouched, kind: 'invoice', issuedAt, ...document, refundableSince: undefined });
};

/** Money came in, or was credited: there may be something to give back from now on. */
const noteRefundable = (state: Invoice, at: Moment): Invoice =>
  state.refundableSince === undefined && outstandingOf(state) < 0 ? { ...state, refundableSince: at } : state;

export const evolveInvoice: Decider<InvoiceShape>['evolve'] = {
  InvoiceIssued: (_, { occurredAt, data }) => issuedInvoice(data, occurredAt),
  PaymentRecorded: (state, { occurredAt, data: { paymentId, amount, credited } }) =>
    state &&
    noteRefundable(
      { ...state, paid: state.paid + credited, moved: { ...state.moved, [paymentId]: amount } },
      occurredAt,
    ),
  DeliveryRecorded: (state, { data: { lines } }) =>
    state && { ...state, deliveredQuantities: plusQuantities(state.deliveredQuantities, lines) },
  InvoiceVoided: (state) => state && { ...state, isVoid: true },
  CreditNoteIssued: (state, { occurredAt, data: { clientId, managerId, number, lines, totals, currency } }) =>
    state
      ? noteRefundable(
          {
            ...state,
            credited: state.credited + totals.gross,
            creditedQuantities: plusQuantities(state.creditedQuantities, lines),
          },
          occurredAt,
        )
      : {
          ...untouched,
          kind: 'credit-note-alone',
          issuedAt: occurredAt,
          refundableSince: occurredAt,
          clientId,
          managerId,
          number,
          lines,
          totals: NO_TOTALS,
          currency,
          credited: totals.gross,
        },
  RefundRecorded: (state, { data: { refundId, amount } }) =>
    state && {
      ...state,
      refunded: state.refunded + amount.amount,
      moved: { ...state.moved, [refundId]: amount },
    },
};
