import { amountOf, shareOf } from '../../domain/shared/money';
import type { InvoiceBasis } from '../../domain/shared/intents';
import type { Id } from '../../domain/shared/values';
import { CURRENCY, eur, VAT, type Company, type SampleClient, type Story } from './company';
import { tellFulfilment, type SampleEnquiry } from './enquiry-deadlines';
import { intentsOf, linesToOffer, type PricedLine } from './wishes';

/** What was sold, on lines of an offer or over the counter. */
interface Sale {
  readonly client: SampleClient;
  readonly lines: readonly PricedLine[];
  readonly offer?: { readonly id: Id; readonly version: number; readonly enquiry: SampleEnquiry | undefined };
}

interface SampleInvoice {
  readonly id: Id;
  outstanding: number;
}

const grossOf = (net: number): number => net + shareOf(net, VAT.rate);

const invoiceSale = (company: Company, { client, lines, offer }: Sale): SampleInvoice => {
  const id = company.random.id();
  const { manager } = client;
  const basis: InvoiceBasis = offer
    ? { offerId: offer.id, version: offer.version, lineIds: lines.map(({ lineId }) => lineId) }
    : { directSale: true, reason: 'Bought over the counter' };
  const invoiced = intentsOf(lines).map(({ lineId, ...line }) => (offer ? { ...line, lineId } : line));
  const terms = { lines: invoiced, currency: CURRENCY, dueOn: company.dayAt(company.afterDays(30)), series: 'R' };
  company.record(
    'IssueInvoice',
    { invoiceId: id, clientId: client.id, managerId: manager.id, basis, ...terms },
    manager,
  );
  return { id, outstanding: lines.reduce((sum, { quantity, price }) => sum + grossOf(amountOf(quantity, price)), 0) };
};

/** Takes something off what is owed; what was paid too much goes back. */
function* settle(company: Company, invoice: SampleInvoice, amount: number): Story {
  invoice.outstanding -= amount;
  if (invoice.outstanding >= 0) return;
  yield company.afterWorkdays(3);
  if (invoice.outstanding >= 0) return;
  const data = { invoiceId: invoice.id, refundId: company.random.id(), amount: eur(-invoice.outstanding) };
  company.record('RecordRefund', data);
  invoice.outstanding = 0;
}

/** Most pay at once, some in two parts or too much, some never: shares of what is outstanding. */
const courses = { whole: [1], parts: [0.5, 1], tooMuch: [1.1], never: [] };

function* paymentsOf(company: Company, invoice: SampleInvoice): Story {
  const course = company.random.weighted({ whole: 80, parts: 11, tooMuch: 1, never: 8 });
  for (const share of courses[course]) {
    yield company.afterWorkdays(5, 45);
    const amount = Math.ceil(invoice.outstanding * share);
    if (amount <= 0) return;
    const payment = { paymentId: company.random.id(), amount: eur(amount), paidOn: company.dayAt(company.now) };
    const overpayment = amount > invoice.outstanding ? { overpayment: true } : {};
    company.record('RecordPayment', { invoiceId: invoice.id, ...payment, ...overpayment });
    company.start(settle(company, invoice, amount));
  }
}

/** An invoice is delivered and paid, or voided within hours; now and then one piece comes back. */
export function* sell(company: Company, sale: Sale): Story {
  const { random } = company;
  const { client, lines, offer } = sale;
  const [first] = lines;
  if (!first) return;
  const invoice = invoiceSale(company, sale);
  const invoiceId = invoice.id;
  if (random.chance(0.015)) {
    yield company.afterMinutes(20, 300);
    company.record('VoidInvoice', { invoiceId, reason: 'Made out to the wrong address' });
    return;
  }
  company.start(paymentsOf(company, invoice));
  yield company.afterWorkdays(...client.manager.deliveryDays);
  const delivered = lines.map(({ product, quantity }) => ({ productId: product.id, quantity }));
  company.record('RecordDelivery', { invoiceId, lines: delivered }, client.manager);
  if (offer?.enquiry) tellFulfilment(company, offer.enquiry, invoiceId);
  if (!random.chance(0.04)) return;
  yield company.afterWorkdays(1, 8);
  const quantity = Math.min(1, first.quantity);
  const note = { creditNoteId: random.id(), lines: [{ productId: first.product.id, quantity }], series: 'G' };
  company.record('IssueCreditNote', { invoiceId, ...note, reason: 'Came damaged' });
  yield* settle(company, invoice, grossOf(amountOf(quantity, first.price)));
}

export const sellOverCounter = (company: Company, client: SampleClient): Story =>
  sell(company, { client, lines: linesToOffer(company, client) });
