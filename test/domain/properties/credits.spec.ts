import fc from 'fast-check';
import { invoiceDecider } from '../../../src/domain/invoice/decider';
import type { InvoiceShape } from '../../../src/domain/invoice/state';
import { minus } from '../../../src/domain/shared/decimals';
import type { EventsOf } from '../../../src/domain/shared/decider';
import type { InvoiceLineIntent } from '../../../src/domain/shared/intents';
import { factsOf, id, specify } from '../../support/specify';

const invoice = specify(invoiceDecider);
const [invoiceId, clientId, managerId] = [id('i'), id('client'), id('manager')];
const products = ['a', 'b', 'c'].map(id);
const facts = (taxRounding: 'line' | 'rate') =>
  factsOf({
    clients: { [clientId]: {} },
    managers: { [managerId]: {} },
    products: Object.fromEntries(products.map((product) => [product, {}])),
    policy: { taxRoundings: [{ version: 1, effectiveFrom: '2024-01-01T00:00:00.000Z', taxRounding }] },
  });

const decimal = (max: number) =>
  fc.tuple(fc.integer({ min: 1, max }), fc.constantFrom(1, 10, 1000, 1_000_000)).map(([whole, parts]) => whole / parts);
const currency = fc.constantFrom('EUR', 'JPY', 'KWD');
const vat = fc.constantFrom(
  { category: 'S' as const, rate: 1900 },
  { category: 'S' as const, rate: 700 },
  { category: 'S' as const, rate: 2550 },
  { category: 'AE' as const, rate: 0 },
);

const documents = currency.chain((of) =>
  fc.record({
    currency: fc.constant(of),
    taxRounding: fc.constantFrom('line' as const, 'rate' as const),
    lines: fc.array(
      fc.record({
        productId: fc.constantFrom(...products),
        quantity: decimal(3000),
        unitPrice: decimal(50_000).map((amount) => ({ amount, currency: of })),
        vat,
      }),
      { minLength: 1, maxLength: 6 },
    ),
  }),
);

/** Which line is credited next, and how much of what is left of it: 1 is all. */
const steps = fc.array(fc.tuple(fc.nat(5), fc.constantFrom(0.1, 0.25, 0.5, 1)), { maxLength: 12 });

type History = readonly EventsOf<InvoiceShape>[];

const eventsOfDecision = ({ decision }: { readonly decision: ReturnType<typeof issue>['decision'] }): History => {
  if (decision.accepted) return decision.events;
  throw new Error(`${decision.rejection.code} ${JSON.stringify(decision.rejection.details)}`);
};

const issue = (lines: readonly InvoiceLineIntent[], of: string, taxRounding: 'line' | 'rate') =>
  invoice.given().when(
    'IssueInvoice',
    {
      invoiceId,
      clientId,
      managerId,
      basis: { directSale: true, reason: 'counter' },
      lines,
      currency: of,
      dueOn: '2024-06-05',
      series: 'R',
      number: 'R-000001',
    },
    { facts: facts(taxRounding) },
  );

const creditNote = (history: History, lines: readonly { readonly lineId: string; readonly quantity: number }[]) =>
  eventsOfDecision(
    invoice.given(...history).when('IssueCreditNote', {
      invoiceId,
      creditNoteId: id(`credit ${history.length}`),
      lines,
      reason: 'returned',
      series: 'C',
      number: 'C-000001',
    }),
  );

const sums = (history: History) => {
  const left = { net: 0, vat: 0, gross: 0, quantity: 0 };
  for (const { type, data } of history)
    if (type === 'InvoiceIssued' || type === 'CreditNoteIssued') {
      const sign = type === 'InvoiceIssued' ? 1 : -1;
      left.net += sign * data.totals.net;
      left.vat += sign * data.totals.vat;
      left.gross += sign * data.totals.gross;
      for (const line of data.lines) {
        left.quantity += sign * Math.round(line.quantity * 1_000_000);
        expect(line.gross).toBe(line.net + line.vat);
      }
    }
  return left;
};

describe('an invoice, in whatever pieces it is credited', () => {
  it('ends at nothing in net, tax and gross, and is never below it', () => {
    fc.assert(
      fc.property(documents, steps, ({ currency: of, taxRounding, lines }, pieces) => {
        let history = eventsOfDecision(issue(lines, of, taxRounding));
        const [issued] = history;
        const open = new Map(
          issued?.type === 'InvoiceIssued'
            ? issued.data.lines.map(({ lineId = '', quantity }) => [lineId, quantity])
            : [],
        );
        for (const [place, share] of pieces) {
          const [lineId, left] = [...open][place % open.size] ?? ['', 0];
          const quantity = share === 1 ? left : Math.floor(left * share * 1_000_000) / 1_000_000;
          if (quantity === 0) continue;
          history = [...history, ...creditNote(history, [{ lineId, quantity }])];
          open.set(lineId, minus(left, quantity));
          const { net, vat: tax, gross } = sums(history);
          expect(Math.min(net, tax, gross)).toBeGreaterThanOrEqual(0);
        }
        const rest = [...open].filter(([, quantity]) => quantity > 0);
        if (rest.length > 0)
          history = [
            ...history,
            ...creditNote(
              history,
              rest.map(([lineId, quantity]) => ({ lineId, quantity })),
            ),
          ];
        expect(sums(history)).toEqual({ net: 0, vat: 0, gross: 0, quantity: 0 });
        const last = history.at(-1);
        if (last?.type === 'CreditNoteIssued') expect(last.data.outstanding).toBe(0);
      }),
      { numRuns: 300 },
    );
  });
});
