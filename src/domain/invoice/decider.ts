import { inOrder, newestWhere } from '../shared/chain';
import { isQuantity, minus, plus } from '../shared/decimals';
import { accept, type Checked, type Context, type Decider, type EventsOf, type Rejected } from '../shared/decider';
import { inForce } from '../shared/facts';
import { given } from '../shared/given';
import type { InvoiceLineIntent } from '../shared/intents';
import { converted, isRate } from '../shared/money';
import { checkAfter, checkDayAfter, checkHappenedOn } from '../shared/occurrence';
import { checkManagers, checkNamed, distinct, isKnownProof, needsNamed, provenBy } from '../shared/references';
import { isSame } from '../shared/same';
import type { Id, Moment, Money } from '../shared/values';
import type { InvoiceCommands } from './commands';
import { checkInvoiceLines, checkTotals, invoiceLinesOf, totalsOf } from './decisions/amounts';
import { issueCreditNote } from './decisions/crediting';
import { checkDirectSale } from './decisions/direct-sale';
import { checkInvoiceOpen, onInvoice } from './decisions/issued';
import type { InvoiceEvents } from './events';
import { rejectInvoice, invoiceRejections } from './rejections';
import {
  evolveInvoice,
  outstandingOf,
  type Invoice,
  type InvoiceDecide,
  type InvoiceShape,
  type MovedMoney,
  type QuantityOfProduct,
} from './state';

const checkRate = (exchangeRate: string | undefined): Checked =>
  exchangeRate !== undefined && !isRate(exchangeRate)
    ? rejectInvoice('EXCHANGE_RATE_INVALID', { exchangeRate })
    : undefined;

/** Each line has an id of its own; what was reserved by a version of before may name one twice. */
const checkLineIds = (lines: readonly InvoiceLineIntent[], { isOwed }: Context): Checked => {
  const ids = lines.flatMap(({ lineId }) => lineId ?? []);
  const lineId = ids.find((id, index) => ids.indexOf(id) !== index);
  return lineId === undefined || isOwed === true ? undefined : rejectInvoice('INVOICE_LINE_DOUBLED', { lineId });
};

const checkIntent = (intent: InvoiceCommands['IssueInvoice'], context: Context): Checked => {
  const { currency, exchangeRate, lines, dueOn, approval } = intent;
  return (
    checkDirectSale(intent, context) ??
    checkRate(exchangeRate) ??
    checkInvoiceLines(lines, currency) ??
    checkLineIds(lines, context) ??
    checkNamed(context.facts, intent) ??
    checkManagers(context.facts, approval?.by) ??
    checkDayAfter(context, 'dueOn', dueOn, { cause: 'InvoiceIssued', at: context.occurredAt })
  );
};

/** All rules first, the number last: so a number is taken only for a document that nothing stands against. */
const issueInvoice: InvoiceDecide['IssueInvoice'] = (intent, state, context) => {
  const { number, externalNumber, lines: asked, ...invoice } = intent;
  if (state) return rejectInvoice('INVOICE_ALREADY_ISSUED', { invoiceId: invoice.invoiceId, number: state.number });
  const rejected = checkIntent(intent, context);
  if (rejected) return rejected;
  const { occurredAt, facts } = context;
  const taxRounding = inForce(facts.policy.taxRoundings, occurredAt)?.taxRounding ?? 'line';
  const lines = invoiceLinesOf(invoice.invoiceId, asked, taxRounding);
  const totals = totalsOf(lines);
  const tooLarge = checkTotals(totals);
  if (tooLarge) return tooLarge;
  if (number === undefined) return rejectInvoice('INVOICE_NUMBER_MISSING', { invoiceId: invoice.invoiceId });
  const data: InvoiceEvents['InvoiceIssued'] = given({ ...invoice, number, lines, totals, taxRounding });
  return accept({ type: 'InvoiceIssued', occurredAt, data });
};

const isPositive = ({ amount }: Money): boolean => Number.isSafeInteger(amount) && amount > 0;

/** Asked again under the same id, money has not moved twice. */
const movedBefore = ({ moved }: Invoice, movement: MovedMoney) => {
  const { id } = movement;
  const recorded = newestWhere(moved, (each) => each.id === id);
  if (!recorded) return undefined;
  return isSame(recorded, movement)
    ? accept<EventsOf<InvoiceShape>>()
    : rejectInvoice('PAYMENT_ALREADY_RECORDED', { id, recorded: recorded.amount, as: recorded.as });
};

const checkCovered = ({ paid }: Invoice, amount: Money, covered: number): Checked => {
  if (covered === 0) return rejectInvoice('AMOUNT_NOT_POSITIVE', { amount, covered });
  return Number.isSafeInteger(paid + covered) ? undefined : rejectInvoice('AMOUNT_TOO_LARGE', { amount, covered });
};

/** There is a rate between two currencies, and none between a currency and itself. */
const checkRateNeeded = ({ amount, exchangeRate }: InvoiceCommands['RecordPayment'], currency: string): Checked => {
  if (amount.currency !== currency)
    return exchangeRate === undefined ? rejectInvoice('PAYMENT_CURRENCY_DIFFERS', { amount, currency }) : undefined;
  return Number(exchangeRate ?? 1) === 1
    ? undefined
    : rejectInvoice('EXCHANGE_RATE_OF_ONE_CURRENCY', { exchangeRate, currency });
};

/** What a payment covers in the invoice's currency. */
const creditedBy = (payment: InvoiceCommands['RecordPayment'], invoice: Invoice): number | Rejected => {
  const { amount, exchangeRate } = payment;
  const { currency } = invoice;
  const rejected = isPositive(amount)
    ? (checkRate(exchangeRate) ?? checkRateNeeded(payment, currency))
    : rejectInvoice('AMOUNT_NOT_POSITIVE', { amount });
  if (rejected) return rejected;
  const covered = exchangeRate === undefined ? amount.amount : converted(amount, exchangeRate, currency);
  return checkCovered(invoice, amount, covered) ?? covered;
};

/** Both in the currency of the invoice: what is owed, and what the payment would take off it. */
const aboveOutstanding = (invoice: Invoice, paidOffInvoice: number) => ({
  outstanding: outstandingOf(invoice),
  paidOffInvoice,
  currency: invoice.currency,
});

const recordPayment: InvoiceDecide['RecordPayment'] = onInvoice((payment, invoice, context) => {
  const { overpayment, ...paid } = payment;
  const { invoiceId, paymentId, amount, paidOn } = paid;
  const decided =
    checkInvoiceOpen(invoice, invoiceId) ??
    checkHappenedOn(context, 'paidOn', paidOn) ??
    checkDayAfter(context, 'paidOn', paidOn, { cause: 'InvoiceIssued', at: invoice.issuedAt }) ??
    movedBefore(invoice, { as: 'payment', id: paymentId, amount });
  if (decided) return decided;
  const credited = creditedBy(payment, invoice);
  if (typeof credited !== 'number') return credited;
  const outstanding = outstandingOf(invoice) - credited;
  if (outstanding < 0 && overpayment !== true)
    return rejectInvoice('PAYMENT_ABOVE_OUTSTANDING', aboveOutstanding(invoice, credited));
  const { clientId, managerId } = invoice;
  const data: InvoiceEvents['PaymentRecorded'] = given({ ...paid, clientId, managerId, credited, outstanding });
  return accept({ type: 'PaymentRecorded', occurredAt: context.occurredAt, data });
});

const quantitiesOf = (lines: readonly QuantityOfProduct[]): ReadonlyMap<Id, number> => {
  const sums = new Map<Id, number>();
  for (const { productId, quantity } of lines) sums.set(productId, plus(sums.get(productId) ?? 0, quantity));
  return sums;
};

/** The first product of which more would be delivered, with what was delivered before, than was invoiced. */
const excess = (invoice: Invoice, lines: readonly QuantityOfProduct[]) => {
  const invoiced = quantitiesOf(invoice.lines);
  const before = quantitiesOf(inOrder(invoice.deliveries).flat());
  for (const [productId, quantity] of quantitiesOf(lines)) {
    const quantityLeft = minus(invoiced.get(productId) ?? 0, before.get(productId) ?? 0);
    if (quantity > quantityLeft) return { productId, quantityLeft };
  }
  return undefined;
};

/** When the last credit note took what was left of it; undefined where something is still owed. */
const creditedWhollyAt = ({ credits, credited, totals }: Invoice): Moment | undefined =>
  credits !== undefined && credited >= totals.gross
    ? inOrder(credits).reduce((last, { at }) => (at > last ? at : last), '')
    : undefined;

/** What was delivered before the credit note may be entered after it. */
const checkOwed = (invoice: Invoice, { occurredAt }: Context): Checked => {
  const at = creditedWhollyAt(invoice);
  return at !== undefined && occurredAt > at ? rejectInvoice('DELIVERY_AFTER_CREDIT', { creditedAt: at }) : undefined;
};

const recordDelivery: InvoiceDecide['RecordDelivery'] = onInvoice((delivery, invoice, context) => {
  const { occurredAt } = context;
  const { invoiceId, lines } = delivery;
  const rejected = checkInvoiceOpen(invoice, invoiceId) ?? checkOwed(invoice, context);
  if (rejected) return rejected;
  const unsound = lines.find(({ quantity }) => !isQuantity(quantity));
  if (unsound) return rejectInvoice('INVOICE_LINE_INVALID', { line: unsound });
  const over = excess(invoice, lines);
  if (over) return rejectInvoice('DELIVERY_ABOVE_INVOICE', over);
  const { clientId, managerId } = invoice;
  return accept({ type: 'DeliveryRecorded', occurredAt, data: { clientId, managerId, ...delivery } });
});

const noteInvoiceAsProof: InvoiceDecide['NoteInvoiceAsProof'] = (command, invoice, { occurredAt }) => {
  if (!invoice || isKnownProof(invoice.proves, undefined, command.enquiryId)) return accept();
  const { clientId, managerId } = invoice;
  return accept({ type: 'InvoiceNamedAsProof', occurredAt, data: { ...command, clientId, managerId } });
};

const voidInvoice: InvoiceDecide['VoidInvoice'] = onInvoice((command, invoice, { occurredAt }) => {
  if (invoice.isVoid) return accept();
  const rejected = checkInvoiceOpen(invoice, command.invoiceId);
  if (rejected) return rejected;
  const { paid, credited, deliveries, clientId, managerId, number, offerId, lines, totals, currency } = invoice;
  const isDelivered = deliveries !== undefined;
  if (paid > 0 || credited > 0 || isDelivered)
    return rejectInvoice('INVOICE_NOT_VOIDABLE', { paid, credited, isDelivered });
  const document = { clientId, managerId, number, offerId, lines, totals, currency, proves: provenBy(invoice.proves) };
  const data: InvoiceEvents['InvoiceVoided'] = given({ ...command, ...document });
  return accept({ type: 'InvoiceVoided', occurredAt, data });
});

/** What can be given back: of an invoice, what was paid beyond what is owed; of a credit note alone, what it credits. */
const refundableOf = (invoice: Invoice): number => Math.max(0, -outstandingOf(invoice));

/** By when payments and credits had come to what is owed, what was refunded, and this: nobody gives back what is yet to come. */
const coveredAt = ({ totals, refunded, covered }: Invoice, refund: number): Moment | undefined => {
  let missing = totals.gross + refunded + refund;
  return inOrder(covered)
    .sort((one, other) => (one.at < other.at ? -1 : 1))
    .find(({ amount }) => (missing -= amount) <= 0)?.at;
};

const recordRefund: InvoiceDecide['RecordRefund'] = onInvoice((refund, invoice, context) => {
  const { refundId, amount } = refund;
  const { clientId, managerId, currency } = invoice;
  if (!isPositive(amount)) return rejectInvoice('AMOUNT_NOT_POSITIVE', { amount });
  if (amount.currency !== currency) return rejectInvoice('PAYMENT_CURRENCY_DIFFERS', { amount, currency });
  const before = movedBefore(invoice, { as: 'refund', id: refundId, amount });
  if (before) return before;
  const refundable = refundableOf(invoice);
  if (amount.amount > refundable) return rejectInvoice('REFUND_ABOVE_CREDIT', { refundable });
  const early = checkAfter(context, { cause: 'the credit or the payment', at: coveredAt(invoice, amount.amount) });
  if (early) return early;
  const outstanding = outstandingOf(invoice) + amount.amount;
  return accept({
    type: 'RefundRecorded',
    occurredAt: context.occurredAt,
    data: { ...refund, clientId, managerId, outstanding },
  });
});

/** An invoice: issued, paid, delivered, credited; never edited. */
export const invoiceDecider: Decider<InvoiceShape> = {
  initialState: undefined,
  evolve: evolveInvoice,
  decide: {
    IssueInvoice: issueInvoice,
    RecordPayment: recordPayment,
    RecordDelivery: recordDelivery,
    NoteInvoiceAsProof: noteInvoiceAsProof,
    VoidInvoice: voidInvoice,
    IssueCreditNote: issueCreditNote,
    RecordRefund: recordRefund,
  },
  streamId: ({ invoiceId }) => invoiceId,
  needs: {
    IssueInvoice: (command) => ({
      ...needsNamed(command),
      managers: distinct(command.managerId, command.approval?.by),
    }),
    IssueCreditNote: ({ withoutInvoice, lines }) => (withoutInvoice ? needsNamed({ ...withoutInvoice, lines }) : {}),
  },
  rejections: invoiceRejections,
};
