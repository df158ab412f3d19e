import {
  accept,
  type Checked,
  type Context,
  type Decider,
  type DecisionOf,
  type EventsOf,
  type Rejected,
} from '../shared/decider';
import { given } from '../shared/given';
import type { CreditLineIntent, InvoiceLineIntent, Vat } from '../shared/intents';
import { converted, isRate, shareOf } from '../shared/money';
import { checkAfter, checkDayAfter, checkHappenedOn } from '../shared/occurrence';
import { checkManagers, checkNamed, distinct, needsNamed } from '../shared/references';
import { isSame } from '../shared/same';
import type { Id, Moment, Money } from '../shared/values';
import type { InvoiceCommands } from './commands';
import { checkInvoiceOpen, checkIssued, onInvoice } from './decisions/issued';
import type { InvoiceEvents, InvoiceLine, Totals } from './events';
import { rejectInvoice, invoiceRejections } from './rejections';
import {
  evolveInvoice,
  NO_TOTALS,
  outstandingOf,
  plusQuantities,
  type Invoice,
  type InvoiceDecide,
  type InvoiceShape,
  type Quantities,
  type QuantityOfProduct,
} from './state';

type InvoiceDecision = DecisionOf<InvoiceShape>;

/** Without tax data a line is outside the scope of the tax. */
const OUTSIDE: Vat = { category: 'O', rate: 0 };

/** `net` = quantity × unit price; tax is rounded per line, half away from zero. */
const invoiceLineOf = ({ unitPrice, vat = OUTSIDE, ...line }: InvoiceLineIntent): InvoiceLine => {
  const net = line.quantity * unitPrice.amount;
  const tax = shareOf(net, vat.rate);
  const taxed = { net, vatCategory: vat.category, vatRate: vat.rate, vat: tax, gross: net + tax };
  return given({ ...line, unitPrice: unitPrice.amount, ...taxed });
};

const totalsOf = (lines: readonly InvoiceLine[]): Totals =>
  lines.reduce<Totals>(
    (sum, { net, vat, gross }) => ({ net: sum.net + net, vat: sum.vat + vat, gross: sum.gross + gross }),
    NO_TOTALS,
  );

const isWholeAmount = (value: number): boolean => Number.isSafeInteger(value) && value >= 0;

const isSoundLine = ({ quantity, unitPrice, vat = OUTSIDE }: InvoiceLineIntent, currency: string): boolean =>
  quantity > 0 &&
  [quantity, unitPrice.amount, quantity * unitPrice.amount, vat.rate].every(isWholeAmount) &&
  unitPrice.currency === currency;

const checkInvoiceLines = (lines: readonly InvoiceLineIntent[], currency: string): Checked => {
  if (lines.length === 0) return rejectInvoice('INVOICE_WITHOUT_LINES');
  const index = lines.findIndex((line) => !isSoundLine(line, currency));
  return index < 0 ? undefined : rejectInvoice('INVOICE_LINE_INVALID', { index, line: lines[index], currency });
};

const checkRate = (exchangeRate: string | undefined): Checked =>
  exchangeRate !== undefined && !isRate(exchangeRate)
    ? rejectInvoice('EXCHANGE_RATE_INVALID', { exchangeRate })
    : undefined;

const checkIntent = (intent: InvoiceCommands['IssueInvoice'], context: Context): Checked => {
  const { basis, currency, exchangeRate, lines, dueOn, approval } = intent;
  if ('directSale' in basis && basis.reason.trim() === '') return rejectInvoice('DIRECT_SALE_WITHOUT_REASON');
  return (
    checkRate(exchangeRate) ??
    checkInvoiceLines(lines, currency) ??
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
  const rejected = isPositive(amount) ? checkRate(exchangeRate) : rejectInvoice('AMOUNT_NOT_POSITIVE', { amount });
  if (rejected) return rejected;
  if (exchangeRate !== undefined) return converted(amount, exchangeRate, currency);
  return amount.currency === currency ? amount.amount : rejectInvoice('PAYMENT_CURRENCY_DIFFERS', { amount, currency });
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
    movedBefore(invoice.moved, paymentId, amount);
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

/** The first product of which more would be taken, by these lines and those before, than was invoiced. */
const excess = (invoice: Invoice, before: Quantities, lines: readonly QuantityOfProduct[]) => {
  const invoiced = plusQuantities({}, invoice.lines);
  const all = plusQuantities(before, lines);
  const productId = Object.keys(all).find((id) => (all[id] ?? 0) > (invoiced[id] ?? 0));
  return productId === undefined
    ? undefined
    : { productId, quantityLeft: (invoiced[productId] ?? 0) - (before[productId] ?? 0) };
};

const recordDelivery: InvoiceDecide['RecordDelivery'] = onInvoice((delivery, invoice, { occurredAt }) => {
  const { invoiceId, lines } = delivery;
  const rejected = checkInvoiceOpen(invoice, invoiceId);
  if (rejected) return rejected;
  const unsound = lines.find(({ quantity }) => !Number.isSafeInteger(quantity) || quantity <= 0);
  if (unsound) return rejectInvoice('INVOICE_LINE_INVALID', { line: unsound });
  const over = excess(invoice, invoice.deliveredQuantities, lines);
  if (over) return rejectInvoice('DELIVERY_ABOVE_INVOICE', over);
  const { clientId, managerId } = invoice;
  return accept({ type: 'DeliveryRecorded', occurredAt, data: { clientId, managerId, ...delivery } });
});

const voidInvoice: InvoiceDecide['VoidInvoice'] = onInvoice((command, invoice, { occurredAt }) => {
  if (invoice.isVoid) return accept();
  const rejected = checkInvoiceOpen(invoice, command.invoiceId);
  if (rejected) return rejected;
  const { paid, credited, clientId, managerId, number, offerId, lines, totals, currency } = invoice;
  if (paid > 0 || credited > 0) return rejectInvoice('INVOICE_NOT_VOIDABLE', { paid, credited });
  const document = { clientId, managerId, number, offerId, lines, totals, currency };
  const data: InvoiceEvents['InvoiceVoided'] = given({ ...command, ...document });
  return accept({ type: 'InvoiceVoided', occurredAt, data });
});

/** What can be given back: of an invoice, what was paid beyond what is owed; of a credit note alone, what it credits. */
const refundableOf = (invoice: Invoice): number => Math.max(0, -outstandingOf(invoice));

const recordRefund: InvoiceDecide['RecordRefund'] = onInvoice((refund, invoice, context) => {
  const { refundId, amount } = refund;
  const { clientId, managerId, currency, moved } = invoice;
  if (!isPositive(amount)) return rejectInvoice('AMOUNT_NOT_POSITIVE', { amount });
  if (amount.currency !== currency) return rejectInvoice('PAYMENT_CURRENCY_DIFFERS', { amount, currency });
  const before = movedBefore(moved, refundId, amount);
  if (before) return before;
  const refundable = refundableOf(invoice);
  if (amount.amount > refundable) return rejectInvoice('REFUND_ABOVE_CREDIT', { refundable });
  const early = checkAfter(context, { cause: 'the credit or the payment', at: invoice.refundableSince });
  if (early) return early;
  const outstanding = outstandingOf(invoice) + amount.amount;
  return accept({
    type: 'RefundRecorded',
    occurredAt: context.occurredAt,
    data: { ...refund, clientId, managerId, outstanding },
  });
});

type CreditNote = InvoiceCommands['IssueCreditNote'];

/** Lines at the price and tax of the invoice, unless the credit note gives others. */
const creditedLines = ({ lines }: CreditNote, invoice: Invoice): readonly InvoiceLineIntent[] | Rejected => {
  const credited: InvoiceLineIntent[] = [];
  for (const line of lines) {
    const invoiced = invoice.lines.find(({ productId }) => productId === line.productId);
    if (!invoiced) return rejectInvoice('CREDITED_PRODUCT_NOT_INVOICED', { productId: line.productId });
    credited.push(atInvoicePrice(line, invoiced, invoice.currency));
  }
  return credited;
};

const atInvoicePrice = (line: CreditLineIntent, invoiced: InvoiceLine, currency: string): InvoiceLineIntent =>
  given({
    ...line,
    lineId: undefined,
    unitPrice: line.unitPrice ?? { amount: invoiced.unitPrice, currency },
    vat: line.vat ?? { category: invoiced.vatCategory, rate: invoiced.vatRate },
  });

const creditOn = (command: CreditNote, invoice: Invoice, occurredAt: Moment): InvoiceDecision => {
  const { invoiceId } = command;
  if (invoice.kind !== 'invoice') return rejectInvoice('CREDIT_NOTE_ALONE', { invoiceId });
  if (invoice.isVoid) return rejectInvoice('INVOICE_VOID', { invoiceId });
  const asked = creditedLines(command, invoice);
  if ('accepted' in asked) return asked;
  const rejected = checkInvoiceLines(asked, invoice.currency);
  if (rejected) return rejected;
  const over = excess(invoice, invoice.creditedQuantities, asked);
  if (over) return rejectInvoice('CREDIT_ABOVE_INVOICE', over);
  const lines = asked.map(invoiceLineOf);
  const totals = totalsOf(lines);
  const left = invoice.totals.gross - invoice.credited;
  if (totals.gross > left) return rejectInvoice('CREDIT_ABOVE_INVOICE', { grossLeft: left });
  const outstanding = outstandingOf(invoice) - totals.gross;
  return creditNote(command, { ...invoice, lines, totals, outstanding }, occurredAt);
};

type Credit = Pick<InvoiceEvents['CreditNoteIssued'], 'clientId' | 'managerId' | 'currency' | 'lines' | 'totals'> & {
  readonly outstanding?: number;
};

const creditNote = (command: CreditNote, credit: Credit, occurredAt: Moment): InvoiceDecision => {
  const { externalNumber, withoutInvoice, number, ...note } = command;
  if (number === undefined) return rejectInvoice('INVOICE_NUMBER_MISSING', { invoiceId: note.invoiceId });
  const { clientId, managerId, currency, lines, totals, outstanding } = credit;
  const document = { number, clientId, managerId, lines, totals, currency, outstanding };
  const data: InvoiceEvents['CreditNoteIssued'] = given({ ...note, ...document });
  return accept({ type: 'CreditNoteIssued', occurredAt, data });
};

const alone = (command: CreditNote, { occurredAt, facts }: Context): InvoiceDecision => {
  const { withoutInvoice, invoiceId } = command;
  if (!withoutInvoice) return rejectInvoice('INVOICE_UNKNOWN', { invoiceId });
  const asked = command.lines.flatMap(({ unitPrice, ...line }) => (unitPrice ? [{ ...line, unitPrice }] : []));
  if (asked.length < command.lines.length) return rejectInvoice('CREDIT_BASIS_UNKNOWN', { invoiceId });
  const rejected =
    checkInvoiceLines(asked, withoutInvoice.currency) ?? checkNamed(facts, { ...withoutInvoice, lines: asked });
  if (rejected) return rejected;
  const lines = asked.map(invoiceLineOf);
  return creditNote(command, { ...withoutInvoice, lines, totals: totalsOf(lines) }, occurredAt);
};

/** A credit note on an invoice; or, where another system's document does not name one, alone on its own stream. */
const issueCreditNote: InvoiceDecide['IssueCreditNote'] = (command, state, context) =>
  state ? (checkIssued(state, context) ?? creditOn(command, state, context.occurredAt)) : alone(command, context);

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
    IssueInvoice: (command) => ({
      ...needsNamed(command),
      managers: distinct(command.managerId, command.approval?.by),
    }),
    IssueCreditNote: ({ withoutInvoice, lines }) => (withoutInvoice ? needsNamed({ ...withoutInvoice, lines }) : {}),
  },
  rejections: invoiceRejections,
};
