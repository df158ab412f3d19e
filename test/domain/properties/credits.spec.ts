import fc from 'fast-check';
import { minus } from '../../../src/domain/shared/decimals';
import { documentsOf, eventsIn, type DocumentHistory } from '../../support/documents';
import { id } from '../../support/specify';

const products = ['a', 'b', 'c'].map(id);
const { issue, credit } = documentsOf(...products);

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

const sums = (history: DocumentHistory) => {
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
        let history = eventsIn(issue(lines, taxRounding, of).decision);
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
          history = [...history, ...eventsIn(credit(history, { lineId, quantity }).decision)];
          open.set(lineId, minus(left, quantity));
          const { net, vat: tax, gross } = sums(history);
          expect(Math.min(net, tax, gross)).toBeGreaterThanOrEqual(0);
        }
        const rest = [...open].filter(([, quantity]) => quantity > 0);
        if (rest.length > 0)
          history = [
            ...history,
            ...eventsIn(credit(history, ...rest.map(([lineId, quantity]) => ({ lineId, quantity }))).decision),
          ];
        expect(sums(history)).toEqual({ net: 0, vat: 0, gross: 0, quantity: 0 });
        const last = history.at(-1);
        if (last?.type === 'CreditNoteIssued') expect(last.data.outstanding).toBe(0);
      }),
      { numRuns: 300 },
    );
  });
});
