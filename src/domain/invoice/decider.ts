import { accept, type Checked, type Context, type Decider, type EventsOf, type Rejected } from '../shared/decider';
import { given } from '../shared/given';
import { converted, isRate } from '../shared/money';
import { checkClient, checkManagers, checkProducts, productIdsOf } from '../shared/references';
import { isSame } from '../shared/same';
import type { Id, Money } from '../shared/values';
import type { InvoiceCommands } from './commands';
import type { InvoiceEvents } from './events';
import { issueCreditNote } from './decisions/crediting';
import { checkInvoiceLines, invoiceLineOf, totalsOf } from './decisions/lines';
import { rejectInvoice, invoiceRejections } from './rejections';
import {
  evolveInvoice,
  outstandingOf,
  plusQuantities,
  type Invoice,
  type InvoiceDecide,
  type InvoiceShape,
} from './state';

/** Why nothing can be paid, delivered or voided. */
const checkInvoiceOpen = (state: Invoice, invoiceId: Id): Checked => {
  if (state.kind !== 'invoice') return rejectInvoice('CREDIT_NOTE_ALONE', { invoiceId });
  return state.isVoid ? rejectInvoice('INVOICE_VOID', { invoiceId, number: state.number }) : undefined;
};

const checkIntent = (intent: InvoiceCommands['IssueInvoice'], { facts }: Context): Checked => {
  const { basis, currency, exchangeRate, clientId, managerId, lines } = intent;
  if ('directSale' in basis && basis.reason.trim() === '') return rejectInvoice('DIRECT_SALE_WITHOUT_REASON');
  if (exchangeRate !== undefined && !isRate(exchangeRate))
    return rejectInvoice('EXCHANGE_RATE_INVALID', { exchangeRate });
  return (
    checkInvoiceLines(lines, currency) ??
    checkClient(facts, clientId) ??
    checkManagers(facts, managerId) ??
    checkProducts(facts, productIdsOf(lines))
  );
};

/** All rules first, the number last: so a number is taken only for a document that nothing stands against. */
const issueInvoice: InvoiceDecide['IssueInvoice'] = (intent, state, context) => {
  const { number, externalNumber, lines: asked, ...invoice } = intent;
  if (state) return rejectInvoice('INVOICE_ALREADY_ISSUED', { invoiceId: invoice.invoiceId, number: state.number });
  const rejected = checkIntent(intent, context);
  if (rejected) return rejected;
  if (number === undefined) return rejectInvoice('INVOICE_NUMBER_MISSING', { invoiceId: invoice.invoiceId });
  const lines = asked.map(invoiceLineOf);
  const data: InvoiceEvents['InvoiceIssued'] = given({ ...invoice, number, lines, totals: totalsOf(lines) });
  return accept({ type: 'InvoiceIssued', occurredAt: context.occurredAt, data });
};

const isPositive = ({ amount }: Money): boolean => Number.isSafeInteger(amount) && amount > 0;

/** Asked again under the same id, money has not moved twice. */
const movedBefore = (moved: Invoice['moved'], id: Id, amount: Money) => {
  const recorded = moved[id];
  if (!recorded) return undefined;
  return isSame(recorded, amount)
    ? accept<EventsOf<InvoiceShape>>()
    : rejectInvoice('PAYMENT_ALREADY_RECORDED', { id, recorded });
};

/** What a payment covers in the invoice's currency. */
const creditedBy = (
  { amount, exchangeRate }: InvoiceCommands['RecordPayment'],
  { currency }: Invoice,
): number | Rejected => {
  if (!isPositive(amount)) return rejectInvoice('AMOUNT_NOT_POSITIVE', { amount });
  if (exchangeRate !== undefined && !isRate(exchangeRate))
    return rejectInvoice('EXCHANGE_RATE_INVALID', { exchangeRate });
  if (exchangeRate !== undefined) return converted(amount, exchangeRate, currency);
  return amount.currency === currency ? amount.amount : rejectInvoice('PAYMENT_CURRENCY_DIFFERS', { amount, currency });
};

const recordPayment: InvoiceDecide['RecordPayment'] = (payment, state, { occurredAt }) => {
  const { overpayment, ...paid } = payment;
  const { invoiceId, paymentId, amount } = paid;
  if (!state) return rejectInvoice('INVOICE_UNKNOWN', { invoiceId });
  const rejected = checkInvoiceOpen(state, invoiceId);
  if (rejected) return rejected;
  const before = movedBefore(state.moved, paymentId, amount);
  if (before) return before;
  const credited = creditedBy(payment, state);
  if (typeof credited !== 'number') return credited;
  const outstanding = outstandingOf(state) - credited;
  if (outstanding < 0 && overpayment !== true)
    return rejectInvoice('PAYMENT_ABOVE_OUTSTANDING', { outstanding: outstandingOf(state), credited });
  const { clientId, managerId } = state;
  const data: InvoiceEvents['PaymentRecorded'] = given({ ...paid, clientId, managerId, credited, outstanding });
  return accept({ type: 'PaymentRecorded', occurredAt, data });
};

const recordDelivery: InvoiceDecide['RecordDelivery'] = (delivery, state, { occurredAt }) => {
  const { invoiceId, lines } = delivery;
  if (!state) return rejectInvoice('INVOICE_UNKNOWN', { invoiceId });
  const rejected = checkInvoiceOpen(state, invoiceId);
  if (rejected) return rejected;
  const unsound = lines.find(({ quantity }) => !Number.isSafeInteger(quantity) || quantity <= 0);
  if (unsound) return rejectInvoice('INVOICE_LINE_INVALID', { line: unsound });
  const invoiced = plusQuantities({}, state.lines);
  const delivered = plusQuantities(state.deliveredQuantities, lines);
  const over = Object.keys(delivered).find((id) => (delivered[id] ?? 0) > (invoiced[id] ?? 0));
  if (over !== undefined) {
    const quantityLeft = (invoiced[over] ?? 0) - (state.deliveredQuantities[over] ?? 0);
    return rejectInvoice('DELIVERY_ABOVE_INVOICE', { productId: over, quantityLeft });
  }
  const { clientId, managerId } = state;
  return accept({ type: 'DeliveryRecorded', occurredAt, data: { clientId, managerId, ...delivery } });
};

const voidInvoice: InvoiceDecide['VoidInvoice'] = (command, state, { occurredAt }) => {
  const { invoiceId } = command;
  if (!state) return rejectInvoice('INVOICE_UNKNOWN', { invoiceId });
  if (state.isVoid) return accept();
  const rejected = checkInvoiceOpen(state, invoiceId);
  if (rejected) return rejected;
  if (state.paid > 0 || state.credited > 0)
    return rejectInvoice('INVOICE_NOT_VOIDABLE', { paid: state.paid, credited: state.credited });
  const { clientId, managerId, number, offerId, lines, totals, currency } = state;
  const data: InvoiceEvents['InvoiceVoided'] = given({
    ...command,
    clientId,
    managerId,
    number,
    offerId,
    lines,
    totals,
    currency,
  });
  return accept({ type: 'InvoiceVoided', occurredAt, data });
};

/** What can be given back: of an invoice, what was paid beyond what is owed; of a credit note alone, what it credits. */
const refundable = (state: Invoice): number => Math.max(0, -outstandingOf(state));

const recordRefund: InvoiceDecide['RecordRefund'] = (refund, state, { occurredAt }) => {
  const { invoiceId, refundId, amount } = refund;
  if (!state) return rejectInvoice('INVOICE_UNKNOWN', { invoiceId });
  if (!isPositive(amount)) return rejectInvoice('AMOUNT_NOT_POSITIVE', { amount });
  if (amount.currency !== state.currency)
    return rejectInvoice('PAYMENT_CURRENCY_DIFFERS', { amount, currency: state.currency });
  const before = movedBefore(state.moved, refundId, amount);
  if (before) return before;
  const most = refundable(state);
  if (amount.amount > most) return rejectInvoice('REFUND_ABOVE_CREDIT', { refundable: most });
  const { clientId, managerId } = state;
  const outstanding = outstandingOf(state) + amount.amount;
  return accept({ type: 'RefundRecorded', occurredAt, data: { ...refund, clientId, managerId, outstanding } });
};

/** An invoice: issued, paid, delivered, credited; never edited. */
export const invoiceDecider: Decider<InvoiceShape> = {
  initialState: undefined,
  evolve: evolveInvoice,
  decide: {
    IssueInvoice: issueInvoice,
    RecordPayment: recordPayment,
    RecordDelivery: recordDelivery,
    VoidInvoice: voidInvoice,
    IssueCreditNote: issueCreditNote,
    RecordRefund: recordRefund,
  },
  streamId: ({ invoiceId }) => invoiceId,
  needs: {
    IssueInvoice: ({ clientId, managerId, lines }) => ({
      clients: [clientId],
      managers: [managerId],
      products: productIdsOf(lines),
    }),
    IssueCreditNote: ({ withoutInvoice, lines }) =>
      withoutInvoice
        ? {
            clients: [withoutInvoice.clientId],
            managers: [withoutInvoice.managerId],
            products: productIdsOf(lines),
          }
        : {},
  },
  rejections: invoiceRejections,
};
