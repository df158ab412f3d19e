import fc from 'fast-check';
import { invoiceDecider } from '../../../src/domain/invoice/decider';
import type { InvoiceShape } from '../../../src/domain/invoice/state';
import { eventsOf, holdsForEveryHistory, oneOfCommands } from '../../support/properties';
import { factsOf, id } from '../../support/specify';

const [invoiceId, clientId, managerId, tea, snow] = [id('i'), id('client'), id('manager'), id('tea'), id('snow')];
const facts = factsOf({
  clients: { [clientId]: {} },
  managers: { [managerId]: {} },
  products: { [tea]: {}, [snow]: {} },
});
const own = fc.constant(invoiceId);
const euro = (amount: number) => ({ amount, currency: 'EUR' });
const amounts = fc.oneof(fc.integer({ min: -1, max: 3000 }), fc.constantFrom(1428, 2856, 0.5)).map(euro);
const productId = fc.constantFrom(tea, snow);
const quantity = fc.integer({ min: 0, max: 3 });
const ids = fc.constantFrom(id('1'), id('2'), id('3'), id('4'));

const issue = {
  invoiceId,
  clientId,
  managerId,
  basis: { directSale: true, reason: 'over the counter' },
  lines: [
    { productId: tea, quantity: 3, unitPrice: euro(333), vat: { category: 'S', rate: 1900 } },
    { productId: snow, quantity: 2, unitPrice: euro(701) },
  ],
  currency: 'EUR',
  dueOn: '2024-06-05',
  series: 'R',
  number: 'R-000001',
} as const;

const askings = oneOfCommands<InvoiceShape>(
  {
    IssueInvoice: fc.constant(issue),
    RecordPayment: fc.record({
      invoiceId: own,
      paymentId: ids,
      amount: amounts,
      paidOn: fc.constant('2024-05-06'),
      overpayment: fc.boolean(),
    }),
    RecordDelivery: fc.record({
      invoiceId: own,
      lines: fc.array(fc.record({ productId, quantity }), { maxLength: 2 }),
    }),
    NoteInvoiceAsProof: fc.constant({ invoiceId, enquiryId: id('enquiry') }),
    VoidInvoice: fc.constant({ invoiceId, reason: 'wrong address' }),
    IssueCreditNote: fc.record({
      invoiceId: own,
      creditNoteId: ids,
      lines: fc.array(fc.record({ productId, quantity }), { maxLength: 2 }),
      reason: fc.constant('broken'),
      series: fc.constant('G'),
      number: fc.constant('G-000001'),
    }),
    RecordRefund: fc.record({ invoiceId: own, refundId: ids, amount: amounts }),
  },
  fc.constant({ facts }),
);

const sum = (numbers: readonly number[]): number => numbers.reduce((total, each) => total + each, 0);

describe('an invoice, whatever is asked of it', () => {
  it('keeps what every decider promises, and its sums', () => {
    const seen = new Set<string>();
    holdsForEveryHistory(invoiceDecider, {
      askings,
      opening: fc.constant({ asked: { type: 'IssueInvoice' as const, data: issue }, context: { facts } }),
      idempotent: ['RecordPayment', 'RecordRefund', 'NoteInvoiceAsProof', 'VoidInvoice'],
      invariants: (history) => {
        const events = eventsOf(history);
        for (const { type } of events) seen.add(type);
        const gross = sum(events.map((event) => (event.type === 'InvoiceIssued' ? event.data.totals.gross : 0)));
        let outstanding = gross;
        let credited = 0;
        const left = new Map([
          [tea, 3],
          [snow, 2],
        ]);
        for (const { decision, asked } of history)
          for (const event of decision.accepted ? decision.events : []) {
            if (event.type === 'PaymentRecorded') {
              const mayBeMore = asked.type === 'RecordPayment' && asked.data.overpayment === true;
              expect(event.data.credited).toBeGreaterThan(0);
              if (!mayBeMore) expect(event.data.credited).toBeLessThanOrEqual(outstanding);
              outstanding -= event.data.credited;
              expect(event.data.outstanding).toBe(outstanding);
            }
            if (event.type === 'CreditNoteIssued') {
              const { lines, totals } = event.data;
              expect(totals.gross).toBe(sum(lines.map((line) => line.net + line.vat)));
              credited += totals.gross;
              outstanding -= totals.gross;
              for (const line of lines) left.set(line.productId, left.get(line.productId)! - line.quantity);
            }
            if (event.type === 'RefundRecorded') {
              expect(event.data.amount.amount).toBeLessThanOrEqual(-outstanding);
              outstanding += event.data.amount.amount;
            }
            if (event.type === 'InvoiceVoided') expect([outstanding, credited]).toEqual([gross, 0]);
          }
        expect(credited).toBeLessThanOrEqual(gross);
        expect(Math.min(...left.values())).toBeGreaterThanOrEqual(0);
        // An enquiry may name it later still: nothing else comes after a void.
        const own = events.filter(({ type }) => type !== 'InvoiceNamedAsProof');
        const isVoided = own.findIndex(({ type }) => type === 'InvoiceVoided');
        if (isVoided >= 0) expect(isVoided).toBe(own.length - 1);
      },
    });
    expect([...seen].sort()).toEqual([
      'CreditNoteIssued',
      'DeliveryRecorded',
      'InvoiceIssued',
      'InvoiceNamedAsProof',
      'InvoiceVoided',
      'PaymentRecorded',
      'RefundRecorded',
    ]);
  });
});
