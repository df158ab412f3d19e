import { accept, type Context, type Decider, type EventsOf, type Rejected } from '../shared/decider';
import { given } from '../shared/given';
import { converted, isRate } from '../shared/money';
import { checkClient, checkManagers, checkProducts } from '../shared/references';
import type { Id, Money } from '../shared/values';
import type { InvoiceCommands } from './commands';
import { issueCreditNote } from './decisions/crediting';
import { checkLines, lineOf, totalsOf } from './decisions/lines';
import { reject, rejections } from './rejections';
import { evolve, outstandingOf, plusQuantities, type Invoice, type InvoiceShape, type InvoiceState } from './state';

type Decide = Decider<InvoiceShape>['decide'];

/** Why nothing can be paid, delivered or voided. */
const closed = (state: Invoice, invoiceId: Id): Rejected | undefined => {
  if (state.kind !== 'invoice') return reject('CREDIT_NOTE_ALONE', { invoiceId });
  return state.isVoid ? reject('INVOICE_VOID', { invoiceId, number: state.number }) : undefined;
};

const checkIntent = (intent: InvoiceCommands['IssueInvoice'], { facts }: Context): Rejected | undefined => {
  const { basis, currency, exchangeRate, clientId, managerId, lines } = intent;
  if ('directSale' in basis && basis.reason.trim() === '') return reject('DIRECT_SALE_WITHOUT_REASON');
  if (exchangeRate !== undefined && !isRate(exchangeRate)) return reject('EXCHANGE_RATE_INVALID', { exchangeRate });
  return (
    checkLines(lines, currency) ??
    checkClient(facts, clientId) ??
    checkManagers(facts, managerId) ??
    checkProducts(
      facts,
      lines.map(({ productId }) => productId),
    )
  );
};

/** All rules first, the number last: so a number is taken only for a document that nothing stands against. */
const issueInvoice: Decide['IssueInvoice'] = (intent, state, context) => {
  const { number, externalNumber, lines: asked, ...invoice } = intent;
  if (state) return reject('INVOICE_ALREADY_ISSUED', { invoiceId: invoice.invoiceId, number: state.number });
  const refused = checkIntent(intent, context);
  if (refused) return refused;
  if (number === undefined) return reject('INVOICE_NUMBER_MISSING', { invoiceId: invoice.invoiceId });
  const lines = asked.map(lineOf);
  const data = { ...invoice, number, lines, totals: totalsOf(lines) };
  return accept({ type: 'InvoiceIssued', occurredAt: context.occurredAt, data });
};

const isPositive = ({ amount }: Money): boolean => Number.isSafeInteger(amount) && amount > 0;

/** Asked again under the same id, money has not moved twice. */
const movedBefore = (moved: Invoice['moved'], id: Id, { amount, currency }: Money) => {
  const before = moved[id];
  if (!before) return undefined;
  const isSame = before.amount === amount && before.currency === currency;
  return isSame ? accept<EventsOf<InvoiceShape>>() : reject('PAYMENT_ALREADY_RECORDED', { id, recorded: before });
};

/** What a payment covers in the invoice's currency. */
const creditedBy = (
  { amount, exchangeRate }: InvoiceCommands['RecordPayment'],
  { currency }: Invoice,
): number | Rejected => {
  if (!isPositive(amount)) return reject('AMOUNT_NOT_POSITIVE', { amount });
  if (exchangeRate !== undefined && !isRate(exchangeRate)) return reject('EXCHANGE_RATE_INVALID', { exchangeRate });
  if (exchangeRate !== undefined) return converted(amount, exchangeRate, currency);
  return amount.currency === currency ? amount.amount : reject('PAYMENT_CURRENCY_DIFFERS', { amount, currency });
};

const recordPayment: Decide['RecordPayment'] = (payment, state, { occurredAt }) => {
  const { invoiceId, paymentId, amount, paidOn, exchangeRate, overpayment } = payment;
  if (!state) return reject('INVOICE_UNKNOWN', { invoiceId });
  const refused = closed(state, invoiceId);
  if (refused) return refused;
  const before = movedBefore(state.moved, paymentId, amount);
  if (before) return before;
  const credited = creditedBy(payment, state);
  if (typeof credited !== 'number') return credited;
  const outstanding = outstandingOf(state) - credited;
  if (outstanding < 0 && overpayment !== true)
    return reject('PAYMENT_ABOVE_OUTSTANDING', { outstanding: outstandingOf(state), credited });
  const { clientId, managerId } = state;
  const data = { invoiceId, clientId, managerId, paymentId, amount, paidOn, credited, outstanding };
  return accept({ type: 'PaymentRecorded', occurredAt, data: { ...data, ...given({ exchangeRate }) } });
};

const recordDelivery: Decide['RecordDelivery'] = ({ invoiceId, lines }, state, { occurredAt }) => {
  if (!state) return reject('INVOICE_UNKNOWN', { invoiceId });
  const refused = closed(state, invoiceId);
  if (refused) return refused;
  const unsound = lines.find(({ quantity }) => !Number.isSafeInteger(quantity) || quantity <= 0);
  if (unsound) return reject('INVOICE_LINE_INVALID', { line: unsound });
  const invoiced = plusQuantities({}, state.lines);
  const delivered = plusQuantities(state.deliveredQuantities, lines);
  const over = Object.keys(delivered).find((id) => (delivered[id] ?? 0) > (invoiced[id] ?? 0));
  if (over !== undefined) {
    const quantityLeft = (invoiced[over] ?? 0) - (state.deliveredQuantities[over] ?? 0);
    return reject('DELIVERY_ABOVE_INVOICE', { productId: over, quantityLeft });
  }
  const { clientId, managerId } = state;
  return accept({ type: 'DeliveryRecorded', occurredAt, data: { invoiceId, clientId, managerId, lines } });
};

const voidInvoice: Decide['VoidInvoice'] = ({ invoiceId, reason }, state, { occurredAt }) => {
  if (!state) return reject('INVOICE_UNKNOWN', { invoiceId });
  if (state.isVoid) return accept();
  const refused = closed(state, invoiceId);
  if (refused) return refused;
  if (state.paid > 0 || state.credited > 0)
    return reject('INVOICE_NOT_VOIDABLE', { paid: state.paid, credited: state.credited });
  const { clientId, managerId, number, offerId, lines, totals, currency } = state;
  const data = { invoiceId, clientId, managerId, number, ...given({ offerId }), lines, totals, currency, reason };
  return accept({ type: 'InvoiceVoided', occurredAt, data });
};

/** What can be given back: of an invoice, what was paid beyond what is owed; of a credit note alone, what it credits. */
const refundable = (state: Invoice): number => Math.max(0, -outstandingOf(state));

const recordRefund: Decide['RecordRefund'] = ({ invoiceId, refundId, amount }, state: InvoiceState, { occurredAt }) => {
  if (!state) return reject('INVOICE_UNKNOWN', { invoiceId });
  if (!isPositive(amount)) return reject('AMOUNT_NOT_POSITIVE', { amount });
  if (amount.currency !== state.currency)
    return reject('PAYMENT_CURRENCY_DIFFERS', { amount, currency: state.currency });
  const before = movedBefore(state.moved, refundId, amount);
  if (before) return before;
  const most = refundable(state);
  if (amount.amount > most) return reject('REFUND_ABOVE_CREDIT', { refundable: most });
  const { clientId, managerId } = state;
  const outstanding = outstandingOf(state) + amount.amount;
  return accept({
    type: 'RefundRecorded',
    occurredAt,
    data: { invoiceId, clientId, managerId, refundId, amount, outstanding },
  });
};

/** An invoice: issued, paid, delivered, credited; never edited. */
export const invoiceDecider: Decider<InvoiceShape> = {
  initialState: undefined,
  evolve,
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
      products: lines.map(({ productId }) => productId),
    }),
    IssueCreditNote: ({ withoutInvoice, lines }) =>
      withoutInvoice
        ? {
            clients: [withoutInvoice.clientId],
            managers: [withoutInvoice.managerId],
            products: lines.map(({ productId }) => productId),
          }
        : {},
  },
  rejections,
};
