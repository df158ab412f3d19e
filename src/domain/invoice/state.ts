import type { Decider } from '../shared/decider';
import type { Id, Money } from '../shared/values';
import type { InvoiceCommands } from './commands';
import type { InvoiceEvents, InvoiceLine, Totals } from './events';

/** What is left to credit or deliver of a product. */
export type Quantities = Readonly<Record<Id, number>>;

export interface Invoice {
  readonly kind: 'invoice' | 'credit-note-alone';
  readonly clientId: Id;
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
  readonly isVoid: boolean;
}

export type InvoiceState = Invoice | undefined;

export interface InvoiceShape {
  readonly state: InvoiceState;
  readonly commands: InvoiceCommands;
  readonly events: InvoiceEvents;
}

/** What the client still owes; below 0 where more was paid than is owed. */
export const outstandingOf = ({ totals, paid, credited, refunded }: Invoice): number =>
  totals.gross - paid - credited + refunded;

export const plusQuantities = (
  quantities: Quantities,
  lines: readonly { readonly productId: Id; readonly quantity: number }[],
): Quantities => {
  const sums = { ...quantities };
  for (const { productId, quantity } of lines) sums[productId] = (sums[productId] ?? 0) + quantity;
  return sums;
};

const fresh = {
  paid: 0,
  credited: 0,
  refunded: 0,
  creditedQuantities: {},
  deliveredQuantities: {},
  moved: {},
  isVoid: false,
};
const nothing: Totals = { net: 0, vat: 0, gross: 0 };

export const evolve: Decider<InvoiceShape>['evolve'] = {
  InvoiceIssued: (_, { data: { basis, clientId, managerId, number, lines, totals, currency } }) => ({
    ...fresh,
    ...('offerId' in basis && { offerId: basis.offerId }),
    kind: 'invoice',
    clientId,
    managerId,
    number,
    lines,
    totals,
    currency,
  }),
  PaymentRecorded: (state, { data: { paymentId, amount, credited } }) =>
    state && { ...state, paid: state.paid + credited, moved: { ...state.moved, [paymentId]: amount } },
  DeliveryRecorded: (state, { data: { lines } }) =>
    state && { ...state, deliveredQuantities: plusQuantities(state.deliveredQuantities, lines) },
  InvoiceVoided: (state) => state && { ...state, isVoid: true },
  CreditNoteIssued: (state, { data: { clientId, managerId, number, lines, totals, currency } }) =>
    state
      ? {
          ...state,
          credited: state.credited + totals.gross,
          creditedQuantities: plusQuantities(state.creditedQuantities, lines),
        }
      : {
          ...fresh,
          kind: 'credit-note-alone',
          clientId,
          managerId,
          number,
          lines,
          totals: nothing,
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
