import type { TaxRoundedBy } from '../../src/domain/shared/words';
import {
  anInvoice,
  documentsOf,
  eventsIn,
  invoiceId,
  type DocumentCredit,
  type DocumentHistory,
  type DocumentLine,
} from '../support/documents';
import { id } from '../support/specify';

/** Quantities, prices and taxes that do not come out even: what an invoice and its credit notes add up to. */

const [bolt, hour] = [id('bolt'), id('hour')];
const { asked, issue, credit } = documentsOf(bolt, hour);
const standard = { category: 'S' as const, rate: 1900 };
const line = (quantity: number, amount: number, given: Partial<DocumentLine> = {}): DocumentLine => ({
  productId: bolt,
  quantity,
  unitPrice: { amount, currency: 'EUR' },
  vat: standard,
  ...given,
});

const totalsIn = (events: DocumentHistory) =>
  events.flatMap(({ data }) => ('totals' in data ? [[data.totals.net, data.totals.vat, data.totals.gross]] : []));

/** The history of an invoice and of credit notes on it, one after the other. */
const credited = (lines: readonly DocumentLine[], by: TaxRoundedBy, ...notes: readonly (readonly DocumentCredit[])[]) =>
  notes.reduce<DocumentHistory>(
    (history, note) => [...history, ...eventsIn(credit(history, ...note).decision)],
    eventsIn(issue(lines, by).decision),
  );

const one = { productId: bolt, quantity: 1 };

describe('rule 32: quantities and unit prices are decimals, amounts are rounded once', () => {
  it.each([
    ['an hour and a half', 1.5, 2000, 3000],
    ['small parts', 1198, 19.5, 23_361],
    ['a half, away from zero', 1, 0.5, 1],
    ['a third of a kilogram', 0.333333, 899, 300],
  ])('%s', (_, quantity, price, net) => {
    expect(issue([line(quantity, price)]).decision).toMatchObject({ events: [{ data: { lines: [{ net }] } }] });
  });

  it.each([
    ['more than six places', 1.0000001, 100],
    ['more digits than a number keeps', 1, 1_234_567_890.123456],
    ['more than a line holds', 1_000_001, 1],
    ['nothing', 0, 100],
  ])('rejects %s', (_, quantity, price) => {
    issue([line(quantity, price)]).thenRejected('INVOICE_LINE_INVALID');
  });

  it('rounds the tax of each line, or once for all lines of a rate, and says by what', () => {
    const five = Array.from({ length: 5 }, () => line(1, 13));
    expect(issue(five, 'line').decision).toMatchObject({
      events: [{ data: { taxRounding: 'line', totals: { net: 65, vat: 10, gross: 75 } } }],
    });
    expect(issue(five, 'rate').decision).toMatchObject({
      events: [{ data: { taxRounding: 'rate', totals: { net: 65, vat: 12, gross: 77 } } }],
    });
  });

  it('adds up line by line, by whatever the tax is rounded', () => {
    const reduced = { category: 'S' as const, rate: 700 };
    const lines = [line(1, 13), line(3, 33, { vat: reduced }), line(1, 14), line(2, 7, { vat: reduced })];
    const [event] = eventsIn(issue(lines, 'rate').decision);
    const data = event?.type === 'InvoiceIssued' ? event.data : undefined;
    // 27 × 19 % = 5.13; 113 × 7 % = 7.91
    expect(data?.totals).toEqual({ net: 140, vat: 13, gross: 153 });
    expect(data?.lines.map(({ vat }) => vat).reduce((sum, vat) => sum + vat)).toBe(13);
  });
});

describe('rule 30: what a document comes to is an amount', () => {
  it('rejects lines, or a sum of lines, beyond what is kept exactly', () => {
    issue([line(1_000_000, 10_000_000_000_000)]).thenRejected('INVOICE_LINE_INVALID');
    const half = { ...line(500_000, 10_000_000_000), vat: { category: 'Z' as const, rate: 0 } };
    expect(issue([half]).decision).toMatchObject({ accepted: true });
    issue([half, half]).thenRejected('AMOUNT_TOO_LARGE', 30);
    issue([{ ...half, vat: { category: 'S', rate: 10_000 } }]).thenRejected('AMOUNT_TOO_LARGE', 30);
  });

  it('rejects a payment that comes to more, by itself or with those before', () => {
    const history = eventsIn(issue([line(1, 100)]).decision);
    const pay = (amount: number, exchangeRate?: string) => ({
      invoiceId,
      paymentId: id('payment'),
      amount: { amount, currency: exchangeRate === undefined ? 'EUR' : 'USD' },
      paidOn: '2024-05-06',
      overpayment: true,
      ...(exchangeRate !== undefined && { exchangeRate }),
    });
    const most = Number.MAX_SAFE_INTEGER;
    anInvoice
      .given(...history)
      .when('RecordPayment', pay(most, '999999999'), asked('line'))
      .thenRejected('AMOUNT_TOO_LARGE');
    const [paid] = eventsIn(anInvoice.given(...history).when('RecordPayment', pay(most), asked('line')).decision);
    anInvoice
      .given(...history, paid!)
      .when('RecordPayment', { ...pay(1), paymentId: id('another') }, asked('line'))
      .thenRejected('AMOUNT_TOO_LARGE', 30);
    anInvoice
      .given(...history)
      .when('RecordPayment', pay(1, '0.001'), asked('line'))
      .thenRejected('AMOUNT_NOT_POSITIVE', 9);
  });
});

describe('rule 29: credits sum to the invoice exactly', () => {
  it.each([
    ['that were rounded up', 103, [123, 123, 122]],
    ['that were rounded down', 102, [121, 121, 122]],
  ])('three pieces %s: the last takes what is left', (_, price, gross) => {
    const history = credited([line(3, price)], 'line', [one], [one], [one]);
    expect(totalsIn(history.slice(1)).map(([, , each]) => each)).toEqual(gross);
    expect(history.at(-1)).toMatchObject({ data: { outstanding: 0 } });
    credit(history, one).thenRejected('CREDIT_ABOVE_INVOICE', 8);
  });

  it('takes nothing more where the pieces before took all', () => {
    const history = credited([line(3, 0.5)], 'line', [one], [one], [one]);
    expect(totalsIn(history).map(([net]) => net)).toEqual([2, 1, 1, 0]);
  });

  it('rounds the tax of a credit note as its invoice, and the last one takes the rest of the rate', () => {
    const [first, second] = [line(1, 13), line(1, 13, { productId: hour })];
    const history = credited(
      [first, first, second],
      'rate',
      [{ productId: bolt, quantity: 2 }],
      [{ productId: hour, quantity: 1 }],
    );
    // 39 × 19 % = 7.41; 26 × 19 % = 4.94
    expect(totalsIn(history)).toEqual([
      [39, 7, 46],
      [26, 5, 31],
      [13, 2, 15],
    ]);
    expect(history.at(-1)).toMatchObject({ data: { taxRounding: 'rate', outstanding: 0 } });
  });

  it('names the line; a product is enough where its lines are alike', () => {
    const [dear, cheap] = [line(1, 200), line(1, 100)];
    const history = eventsIn(issue([dear, cheap]).decision);
    const ids = history
      .flatMap(({ data }) => ('lines' in data ? data.lines : []))
      .map((each) => 'lineId' in each && each.lineId);
    expect(new Set(ids).size).toBe(2);
    credit(history, one).thenRejected('CREDIT_LINE_AMBIGUOUS', 29);
    const named = { lineId: String(ids[1]), quantity: 1 };
    expect(credit(history, named).decision).toMatchObject({
      events: [{ data: { lines: [{ lineId: ids[1], productId: bolt, unitPrice: 100, net: 100 }] } }],
    });
    const left = [...history, ...eventsIn(credit(history, named).decision)];
    expect(credit(left, one).decision).toMatchObject({ events: [{ data: { lines: [{ lineId: ids[0] }] } }] });
    credit(left, named).thenRejected('CREDIT_ABOVE_INVOICE', 8);
    credit(history, { lineId: id('other'), quantity: 1 }).thenRejected('CREDITED_LINE_NOT_INVOICED', 29);
    credit(history, { ...named, productId: hour }).thenRejected('CREDITED_LINE_NOT_INVOICED', 29);
    credit(history, { quantity: 1 }).thenRejected('CREDITED_LINE_NOT_INVOICED', 29);
    credit(history).thenRejected('INVOICE_WITHOUT_LINES');
  });

  it('goes on to the next line of the product where they are alike', () => {
    const history = eventsIn(issue([line(2, 100), line(2, 100)]).decision);
    expect(credit(history, { productId: bolt, quantity: 3 }).decision).toMatchObject({
      events: [{ data: { lines: [{ quantity: 2 }, { quantity: 1 }], totals: { net: 300 } } }],
    });
    credit(history, { productId: bolt, quantity: 4.5 }).thenRejected('CREDIT_ABOVE_INVOICE', 8);
  });

  it('is never above the price, nor of another tax or currency', () => {
    const history = eventsIn(issue([line(2, 100)]).decision);
    const at = (amount: number, currency = 'EUR') => ({ ...one, unitPrice: { amount, currency } });
    credit(history, at(100.5)).thenRejected('CREDIT_ABOVE_PRICE', 29);
    credit(history, at(100, 'USD')).thenRejected('INVOICE_LINE_INVALID');
    credit(history, { ...one, vat: { category: 'S', rate: 700 } }).thenRejected('CREDIT_TAX_DIFFERS', 29);
    credit(history, { ...one, quantity: -1 }).thenRejected('INVOICE_LINE_INVALID');
    // Less is given back: the piece after it is worth its own price, not what the first one lost.
    const less = credited([line(2, 100)], 'line', [at(10)], [one]);
    expect(totalsIn(less).slice(1)).toEqual([
      [10, 2, 12],
      [100, 19, 119],
    ]);
  });

  it('goes on after credit notes of before, which named the product alone', () => {
    const [issued, ...others] = credited([line(3, 103)], 'line', [one], [one]);
    const before = others.map((event) => {
      if (event.type !== 'CreditNoteIssued') return event;
      const { taxRounding, ...data } = event.data;
      return { ...event, data: { ...data, lines: data.lines.map(({ lineId, ...old }) => old) } };
    });
    expect(totalsIn(eventsIn(credit([issued!, ...before], one).decision))).toEqual([[103, 19, 122]]);
  });
});
