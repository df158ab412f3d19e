import { shareOf } from '../../domain/shared/money';
import type { InvoiceIntent } from '../../domain/shared/intents';
import type { Id } from '../../domain/shared/values';
import { CURRENCY, eur, VAT, type Company, type Encounter, type Story } from './company';
import { tellFulfilment, type SampleEnquiry } from './enquiry-deadlines';
import type { PricedLine } from './wishes';

/** What was sold, on lines of an offer or over the counter. */
export interface Sale extends Encounter {
  readonly lines: readonly PricedLine[];
  readonly offer?: { readonly id: Id; readonly version: number; readonly enquiry: SampleEnquiry | undefined };
}

interface SampleInvoice {
  readonly id: Id;
  outstanding: number;
}

const grossOf = (net: number): number => net + shareOf(net, VAT.rate);

const invoiceSale = (company: Company, { client, manager, lines, offer }: Sale): SampleInvoice => {
  const invoiceId = company.random.id();
  const basis: InvoiceIntent['basis'] = offer
    ? { offerId: offer.id, version: offer.version, lineIds: lines.map(({ lineId }) => lineId) }
    : { directSale: true, reason: 'Bought over the counter' };
  const invoiced = lines.map(({ lineId, product, quantity, price }) => ({
    ...(offer && { lineId }),
    ...{ productId: product.id, quantity, unitPrice: eur(price), vat: VAT },
  }));
  const terms = { currency: CURRENCY, dueOn: company.dayAt(company.daysAfter(30)), series: 'R' };
  const data = { invoiceId, clientId: client.id, managerId: manager.id, basis, lines: invoiced, ...terms };
  company.record('IssueInvoice', data, { by: manager });
  return { id: invoiceId, outstanding: lines.reduce((sum, { quantity, price }) => sum + grossOf(quantity * price), 0) };
};

/** What was paid too much goes back. */
function* refundLater(company: Company, invoice: SampleInvoice): Story {
  yield company.workdaysAfter(3);
  if (invoice.outstanding >= 0) return;
  const data = { invoiceId: invoice.id, refundId: company.random.id(), amount: eur(-invoice.outstanding) };
  company.record('RecordRefund', data);
  invoice.outstanding = 0;
}

const owe = (company: Company, invoice: SampleInvoice, less: number): void => {
  invoice.outstanding -= less;
  if (invoice.outstanding < 0) company.start(refundLater(company, invoice));
};

const pay = (company: Company, invoice: SampleInvoice, amount: number): void => {
  if (amount <= 0) return;
  const payment = { paymentId: company.random.id(), amount: eur(amount), paidOn: company.dayAt(company.now) };
  const overpayment = amount > invoice.outstanding ? { overpayment: true } : {};
  company.record('RecordPayment', { invoiceId: invoice.id, ...payment, ...overpayment });
  owe(company, invoice, amount);
};

/** Most pay at once, some in two parts or too much, some never. */
function* payments(company: Company, invoice: SampleInvoice): Story {
  const course = company.random.weighted({ whole: 80, parts: 11, never: 8, tooMuch: 1 });
  if (course === 'never') return;
  yield company.workdaysAfter(company.random.whole(5, 45));
  if (course === 'whole') pay(company, invoice, invoice.outstanding);
  if (course === 'tooMuch') pay(company, invoice, invoice.outstanding + 1_000);
  if (course !== 'parts') return;
  pay(company, invoice, Math.ceil(invoice.outstanding / 2));
  yield company.workdaysAfter(20);
  pay(company, invoice, invoice.outstanding);
}

/** One piece comes back. */
const credit = (company: Company, invoice: SampleInvoice, { product, price }: PricedLine): void => {
  const lines = [{ productId: product.id, quantity: 1 }];
  const note = { creditNoteId: company.random.id(), lines, reason: 'Came damaged', series: 'G' };
  company.record('IssueCreditNote', { invoiceId: invoice.id, ...note });
  owe(company, invoice, grossOf(price));
};

/** An invoice is delivered and paid, or voided within hours. */
export function* sell(company: Company, sale: Sale): Story {
  const { random } = company;
  const { manager, lines, offer } = sale;
  const [first] = lines;
  if (!first) return;
  const invoice = invoiceSale(company, sale);
  if (random.chance(0.015)) {
    yield company.workAfter(random.whole(20, 300));
    company.record('VoidInvoice', { invoiceId: invoice.id, reason: 'Made out to the wrong address' });
    return;
  }
  company.start(payments(company, invoice));
  yield company.workdaysAfter(random.whole(...manager.deliveryDays));
  const delivered = lines.map(({ product, quantity }) => ({ productId: product.id, quantity }));
  company.record('RecordDelivery', { invoiceId: invoice.id, lines: delivered }, { by: manager });
  if (offer?.enquiry) tellFulfilment(company, offer.enquiry, invoice.id);
  if (!random.chance(0.04)) return;
  yield company.workdaysAfter(random.whole(1, 8));
  credit(company, invoice, first);
}
