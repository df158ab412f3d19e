import type { InvoiceCommands } from '../../src/domain/invoice/commands';
import { invoiceDecider } from '../../src/domain/invoice/decider';
import type { InvoiceEvents } from '../../src/domain/invoice/events';
import { factsOf, id, specify } from '../support/specify';

const [invoiceId, clientId, managerId, tea] = [id('invoice'), id('client'), id('manager'), id('tea')];
const occurredAt = '2024-05-06T10:00:00.000Z';
const facts = factsOf({
  clients: {
    [clientId]: {},
    [id('twin')]: { status: 'merged', mergedInto: clientId },
    [id('erased')]: { status: 'erased' },
  },
  managers: { [managerId]: {} },
  products: { [tea]: {}, [id('snow')]: {} },
});
const asked = { occurredAt, facts };
const invoice = specify(invoiceDecider);

const euro = (amount: number) => ({ amount, currency: 'EUR' });
const intent = (given: Partial<InvoiceCommands['IssueInvoice']> = {}): InvoiceCommands['IssueInvoice'] => ({
  invoiceId,
  clientId,
  managerId,
  basis: { directSale: true, reason: 'over the counter' },
  lines: [{ productId: tea, quantity: 3, unitPrice: euro(999), vat: { category: 'S', rate: 1900 } }],
  currency: 'EUR',
  dueOn: '2024-06-05',
  series: '2024',
  number: '2024-000001',
  ...given,
});

/** 3 × 9.99 = 29.97 net, 5.69 tax (5.6943 rounded), 35.66 gross. */
const line = {
  lineId: `${invoiceId.slice(0, -1)}f`,
  productId: tea,
  quantity: 3,
  unitPrice: 999,
  net: 2997,
  vatCategory: 'S',
  vatRate: 1900,
  vat: 569,
  gross: 3566,
} as const;
const totals = { net: 2997, vat: 569, gross: 3566 };
const issued = {
  type: 'InvoiceIssued' as const,
  occurredAt,
  data: {
    invoiceId,
    clientId,
    managerId,
    number: '2024-000001',
    series: '2024',
    basis: { directSale: true as const, reason: 'over the counter' },
    lines: [line],
    totals,
    currency: 'EUR',
    dueOn: '2024-06-05',
    taxRounding: 'line' as const,
  },
};
const paid = (
  credited: number,
  outstanding: number,
): { type: 'PaymentRecorded'; occurredAt: string; data: InvoiceEvents['PaymentRecorded'] } => ({
  type: 'PaymentRecorded',
  occurredAt,
  data: {
    invoiceId,
    clientId,
    managerId,
    paymentId: id('payment'),
    amount: euro(credited),
    paidOn: '2024-05-06',
    credited,
    outstanding,
  },
});
const payment = (
  amount: number,
  given: Partial<InvoiceCommands['RecordPayment']> = {},
): InvoiceCommands['RecordPayment'] => ({
  invoiceId,
  paymentId: id('payment'),
  amount: euro(amount),
  paidOn: '2024-05-06',
  ...given,
});
const credit = (given: Partial<InvoiceCommands['IssueCreditNote']> = {}): InvoiceCommands['IssueCreditNote'] => ({
  invoiceId,
  creditNoteId: id('credit'),
  lines: [{ productId: tea, quantity: 1 }],
  reason: 'one was broken',
  series: 'C2024',
  number: 'C2024-000001',
  ...given,
});
const creditedLine = { ...line, quantity: 1, net: 999, vat: 190, gross: 1189 };
const credited = {
  type: 'CreditNoteIssued' as const,
  occurredAt,
  data: {
    invoiceId,
    creditNoteId: id('credit'),
    clientId,
    managerId,
    number: 'C2024-000001',
    series: 'C2024',
    lines: [creditedLine],
    totals: { net: 999, vat: 190, gross: 1189 },
    currency: 'EUR',
    reason: 'one was broken',
    taxRounding: 'line' as const,
    outstanding: 2377,
  },
};
const voided = {
  type: 'InvoiceVoided' as const,
  occurredAt,
  data: {
    invoiceId,
    clientId,
    managerId,
    number: '2024-000001',
    lines: [line],
    totals,
    currency: 'EUR',
    reason: 'typed twice',
  },
};

describe('an invoice', () => {
  it('sums its lines exactly, tax rounded per line, and gives each line an id', () => {
    invoice.given().when('IssueInvoice', intent(), asked).then(issued);
  });

  it.each([
    ['no line', { lines: [] }, 'INVOICE_WITHOUT_LINES'],
    ['a quantity of 0', { lines: [{ productId: tea, quantity: 0, unitPrice: euro(1) }] }, 'INVOICE_LINE_INVALID'],
    [
      'a quantity that no number keeps exactly',
      { lines: [{ productId: tea, quantity: 0.1234567, unitPrice: euro(1) }] },
      'INVOICE_LINE_INVALID',
    ],
    ['a price below 0', { lines: [{ productId: tea, quantity: 1, unitPrice: euro(-1) }] }, 'INVOICE_LINE_INVALID'],
    [
      'a rate of tax where it is exempt',
      { lines: [{ productId: tea, quantity: 1, unitPrice: euro(1), vat: { category: 'E' as const, rate: 1_900 } }] },
      'INVOICE_LINE_VAT_INVALID',
    ],
    [
      'two currencies',
      { lines: [{ productId: tea, quantity: 1, unitPrice: { amount: 1, currency: 'USD' } }] },
      'INVOICE_LINE_INVALID',
    ],
    [
      'a line twice',
      {
        lines: [1, 2].map((quantity) => ({ lineId: id('line'), productId: tea, quantity, unitPrice: euro(1) })),
      },
      'INVOICE_LINE_DOUBLED',
    ],
    ['a rate of 0', { exchangeRate: '0.00' }, 'EXCHANGE_RATE_INVALID'],
    ['an unknown client', { clientId: id('nobody') }, 'CLIENT_UNKNOWN'],
    ['a merged client', { clientId: id('twin') }, 'CLIENT_MERGED'],
    ['an erased client', { clientId: id('erased') }, 'CLIENT_ERASED'],
    ['an unknown manager', { managerId: id('nobody') }, 'MANAGER_UNKNOWN'],
    [
      'an unknown product',
      { lines: [{ productId: id('nothing'), quantity: 1, unitPrice: euro(1) }] },
      'PRODUCT_UNKNOWN',
    ],
  ])('is not issued with %s', (_, given, code) => {
    invoice.given().when('IssueInvoice', intent(given), asked).thenRejected(code);
  });
});

describe('rule 19: a direct sale over the limit of a discount, or below cost, needs an approval', () => {
  const since = '2024-01-01T00:00:00.000Z';
  const [lead, honey, listed] = [id('lead'), id('honey'), euro(1_000)];
  const priced = {
    occurredAt,
    facts: factsOf({
      clients: { [clientId]: {} },
      managers: { [managerId]: {}, [lead]: { role: 'lead' } },
      products: {
        [tea]: {
          prices: [
            { price: euro(2_000), effectiveFrom: '2023-01-01T00:00:00.000Z' },
            { price: listed, effectiveFrom: since },
            { price: euro(5_000), effectiveFrom: '2024-05-07T00:00:00.000Z' },
          ],
          unitCosts: [{ cost: euro(600), effectiveFrom: since }],
        },
        [honey]: { unitCosts: [{ cost: euro(600), effectiveFrom: since }] },
      },
      policy: {
        discountLimits: [
          {
            ...{ version: 1, effectiveFrom: since },
            limits: [
              { role: 'manager', maxBasisPoints: 1_000 },
              { role: 'lead', maxBasisPoints: 2_000 },
            ],
          },
        ],
      },
    }),
  };
  const sold = (amount: number, given: Partial<InvoiceCommands['IssueInvoice']> = {}, context: object = {}) =>
    invoice
      .given()
      .when('IssueInvoice', intent({ lines: [{ productId: tea, quantity: 1, unitPrice: euro(amount) }], ...given }), {
        ...priced,
        ...context,
      });
  const approvedBy = (by: string) => ({ approval: { by, reason: 'the last of the season' } });

  it('held against the list price in force then', () => {
    expect(sold(900).decision.accepted).toBe(true);
    expect(sold(1_100).decision.accepted).toBe(true);
    sold(899).thenRejected('APPROVAL_MISSING', 19);
    expect(sold(899).decision).toMatchObject({ rejection: { details: { productIds: [tea], limit: 1_000 } } });
  });

  it('by another manager whose role goes so far, kept on the invoice', () => {
    expect(sold(800, approvedBy(lead)).decision).toMatchObject({ events: [{ data: approvedBy(lead) }] });
    sold(800, approvedBy(managerId)).thenRejected('APPROVAL_BY_SELF', 19);
    sold(799, approvedBy(lead)).thenRejected('APPROVAL_NOT_COVERING', 19);
  });

  it('below cost too, where there is no list price', () => {
    const lines = (amount: number) => ({ lines: [{ productId: honey, quantity: 1, unitPrice: euro(amount) }] });
    sold(0, lines(599)).thenRejected('APPROVAL_MISSING', 19);
    expect(sold(0, lines(600)).decision.accepted).toBe(true);
    expect(sold(0, { ...lines(1), ...approvedBy(lead) }).decision.accepted).toBe(true);
  });

  it('not where the currency is another one: nothing can be compared', () => {
    const lines = [{ productId: tea, quantity: 1, unitPrice: { amount: 1, currency: 'JPY' } }];
    expect(sold(0, { lines, currency: 'JPY' }).decision.accepted).toBe(true);
  });

  it('not of an import, nor of what is owed: it was sold then', () => {
    expect(sold(1, {}, { source: 'import' }).decision.accepted).toBe(true);
    expect(sold(1, {}, { isOwed: true }).decision.accepted).toBe(true);
  });

  it('lines of an offer are held to what was accepted', () => {
    const basis = { offerId: id('offer'), version: 1, lineIds: [id('line')] };
    expect(sold(1, { basis }).decision.accepted).toBe(true);
  });
});

describe('rule 7: an invoice rests on accepted lines or on a direct sale with a reason', () => {
  it('is not issued as a direct sale without one', () => {
    const basis = { directSale: true, reason: ' ' } as const;
    invoice.given().when('IssueInvoice', intent({ basis }), asked).thenRejected('DIRECT_SALE_WITHOUT_REASON', 7);
  });

  it('delivers no more than was invoiced', () => {
    const deliver = (quantity: number) => ({ invoiceId, lines: [{ productId: tea, quantity }] });
    const delivered = { type: 'DeliveryRecorded' as const, occurredAt, data: { clientId, managerId, ...deliver(2) } };
    invoice.given(issued).when('RecordDelivery', deliver(2), asked).then(delivered);
    invoice
      .given(issued, delivered)
      .when('RecordDelivery', deliver(2), asked)
      .thenRejected('DELIVERY_ABOVE_INVOICE', 7);
    invoice.given(issued).when('RecordDelivery', deliver(0), asked).thenRejected('INVOICE_LINE_INVALID', 7);
  });
});

describe('rule 29: an invoice that is credited to the end is owed in nothing', () => {
  const whole = {
    ...credited,
    data: { ...credited.data, lines: [line], totals },
    occurredAt: '2024-05-10T10:00:00.000Z',
  };
  const deliver = { invoiceId, lines: [{ productId: line.productId, quantity: 1 }] };

  it('not in goods either: none are delivered on it', () => {
    invoice
      .given(issued, whole)
      .when('RecordDelivery', deliver, { ...asked, occurredAt: '2024-05-11T10:00:00.000Z' })
      .thenRejected('DELIVERY_AFTER_CREDIT', 29);
  });

  it('but what was delivered before, and came back, may be told late; and so may what is partly credited', () => {
    const data = { clientId, managerId, ...deliver };
    const at = '2024-05-07T10:00:00.000Z';
    invoice
      .given(issued, whole)
      .when('RecordDelivery', deliver, { ...asked, occurredAt: at })
      .then({ type: 'DeliveryRecorded', occurredAt: at, data });
    invoice
      .given(issued, credited)
      .when('RecordDelivery', deliver, { ...asked, occurredAt: '2024-05-11T10:00:00.000Z' })
      .then({ type: 'DeliveryRecorded', occurredAt: '2024-05-11T10:00:00.000Z', data });
  });
});

describe('rule 8: issued documents are never edited', () => {
  it('takes its number from the series, after all other rules', () => {
    const { number, ...unnumbered } = intent();
    invoice.given().when('IssueInvoice', unnumbered, asked).thenRejected('INVOICE_NUMBER_MISSING', 8);
    invoice
      .given()
      .when('IssueInvoice', { ...unnumbered, lines: [] }, asked)
      .thenRejected('INVOICE_WITHOUT_LINES');
  });

  it('is not issued twice', () => {
    invoice.given(issued).when('IssueInvoice', intent(), asked).thenRejected('INVOICE_ALREADY_ISSUED', 8);
  });

  it('is voided while nothing is paid, once', () => {
    const command = { invoiceId, reason: 'typed twice' };
    invoice.given(issued).when('VoidInvoice', command, asked).then(voided);
    invoice.given(issued, voided).when('VoidInvoice', command, asked).thenNothing();
    invoice.given(issued, paid(1, 3565)).when('VoidInvoice', command, asked).thenRejected('INVOICE_NOT_VOIDABLE', 8);
    invoice.given(issued, credited).when('VoidInvoice', command, asked).thenRejected('INVOICE_NOT_VOIDABLE', 8);
    // The goods are with the client: a void would leave them there by no document (decision 25).
    const data = { invoiceId, clientId, managerId, lines: [{ productId: line.productId, quantity: 1 }] };
    invoice
      .given(issued, { type: 'DeliveryRecorded', occurredAt, data })
      .when('VoidInvoice', command, asked)
      .thenRejected('INVOICE_NOT_VOIDABLE', 8);
    invoice.given().when('VoidInvoice', command, asked).thenRejected('INVOICE_UNKNOWN');
    const basis = { offerId: id('offer'), version: 1, lineIds: [id('line')] };
    const ofOffer = { ...issued, data: { ...issued.data, basis } };
    invoice
      .given(ofOffer)
      .when('VoidInvoice', command, asked)
      .then({ ...voided, data: { ...voided.data, offerId: basis.offerId } });
  });

  it('is credited at its own price and tax', () => {
    invoice.given(issued).when('IssueCreditNote', credit(), asked).then(credited);
  });

  it('is not credited for more than is left', () => {
    const three = credit({ creditNoteId: id('second'), lines: [{ productId: tea, quantity: 3 }] });
    const dear = credit({ lines: [{ productId: tea, quantity: 3, unitPrice: euro(1500) }] });
    invoice.given(issued, credited).when('IssueCreditNote', three, asked).thenRejected('CREDIT_ABOVE_INVOICE', 8);
    invoice.given(issued).when('IssueCreditNote', dear, asked).thenRejected('CREDIT_ABOVE_PRICE', 29);
    invoice
      .given(issued)
      .when('IssueCreditNote', credit({ lines: [{ productId: id('snow'), quantity: 1 }] }), asked)
      .thenRejected('CREDITED_PRODUCT_NOT_INVOICED', 8);
    invoice.given(issued, voided).when('IssueCreditNote', credit(), asked).thenRejected('INVOICE_VOID', 8);
  });

  it('may be unknown to a credit note of another system, which then stands alone', () => {
    const withoutInvoice = { clientId, managerId, currency: 'EUR' };
    const lines = [{ productId: tea, quantity: 1, unitPrice: euro(500) }];
    const { outstanding, ...data } = credited.data;
    const alone = {
      ...credited,
      data: {
        ...data,
        lines: [
          {
            lineId: line.lineId,
            productId: tea,
            quantity: 1,
            unitPrice: 500,
            net: 500,
            vatCategory: 'O' as const,
            vatRate: 0,
            vat: 0,
            gross: 500,
          },
        ],
        totals: { net: 500, vat: 0, gross: 500 },
      },
    };
    invoice.given().when('IssueCreditNote', credit({ withoutInvoice, lines }), asked).then(alone);
    invoice.given().when('IssueCreditNote', credit({ lines }), asked).thenRejected('INVOICE_UNKNOWN');
    invoice.given().when('IssueCreditNote', credit({ withoutInvoice }), asked).thenRejected('CREDIT_BASIS_UNKNOWN', 8);
    invoice.given(alone).when('RecordPayment', payment(1), asked).thenRejected('CREDIT_NOTE_ALONE');
    invoice.given(alone).when('IssueCreditNote', credit(), asked).thenRejected('CREDIT_NOTE_ALONE');
    invoice
      .given(alone)
      .when('RecordRefund', { invoiceId, refundId: id('refund'), amount: euro(501) }, asked)
      .thenRejected('REFUND_ABOVE_CREDIT', 9);
  });
});

describe('rule 9: payments are not above what is outstanding', () => {
  it('takes a part, then the rest', () => {
    invoice.given(issued).when('RecordPayment', payment(1000), asked).then(paid(1000, 2566));
    const rest = { paymentId: id('rest') };
    const second = paid(2566, 0);
    invoice
      .given(issued, paid(1000, 2566))
      .when('RecordPayment', payment(2566, rest), asked)
      .then({ ...second, data: { ...second.data, ...rest } });
  });

  it('counts one payment once, however often it is told', () => {
    invoice.given(issued, paid(1000, 2566)).when('RecordPayment', payment(1000), asked).thenNothing();
    invoice
      .given(issued, paid(1000, 2566))
      .when('RecordPayment', payment(900), asked)
      .thenRejected('PAYMENT_ALREADY_RECORDED', 9);
  });

  it.each([0, -1, 1.5, Number.NaN])('takes no payment of %d', (amount) => {
    invoice.given(issued).when('RecordPayment', payment(amount), asked).thenRejected('AMOUNT_NOT_POSITIVE', 9);
    const rated = payment(amount, { exchangeRate: '1.1' });
    invoice.given(issued).when('RecordPayment', rated, asked).thenRejected('AMOUNT_NOT_POSITIVE', 9);
  });

  it('takes more only as an overpayment that is meant', () => {
    invoice.given(issued).when('RecordPayment', payment(3567), asked).thenRejected('PAYMENT_ABOVE_OUTSTANDING', 9);
    invoice
      .given(issued)
      .when('RecordPayment', payment(3567, { overpayment: true }), asked)
      .then(paid(3567, -1));
    invoice.given(issued).when('RecordPayment', payment(0), asked).thenRejected('AMOUNT_NOT_POSITIVE', 9);
  });

  it('takes another currency only with the rate', () => {
    const dollars = { amount: { amount: 1085, currency: 'USD' } };
    invoice.given(issued).when('RecordPayment', payment(0, dollars), asked).thenRejected('PAYMENT_CURRENCY_DIFFERS', 9);
    const rated = payment(0, { ...dollars, exchangeRate: '0.9217' });
    const { decision } = invoice.given(issued).when('RecordPayment', rated, asked);
    // 10.85 × 0.9217 = 10.000445
    expect(decision).toMatchObject({
      events: [{ data: { credited: 1000, outstanding: 2566, exchangeRate: '0.9217' } }],
    });
    invoice
      .given(issued)
      .when('RecordPayment', payment(1, { exchangeRate: '-1' }), asked)
      .thenRejected('EXCHANGE_RATE_INVALID', 9);
  });

  it('takes nothing on a voided invoice or one that is not there', () => {
    invoice.given(issued, voided).when('RecordPayment', payment(1), asked).thenRejected('INVOICE_VOID');
    invoice.given().when('RecordPayment', payment(1), asked).thenRejected('INVOICE_UNKNOWN');
  });

  it('refunds what was paid beyond what is owed', () => {
    const refund = (amount: number) => ({ invoiceId, refundId: id('refund'), amount: euro(amount) });
    const refunded = {
      type: 'RefundRecorded' as const,
      occurredAt,
      data: { clientId, managerId, outstanding: 0, ...refund(1189) },
    };
    const history = [issued, paid(3566, 0), credited] as const;
    invoice
      .given(...history)
      .when('RecordRefund', refund(1189), asked)
      .then(refunded);
    invoice
      .given(...history)
      .when('RecordRefund', refund(1190), asked)
      .thenRejected('REFUND_ABOVE_CREDIT', 9);
    invoice
      .given(...history, refunded)
      .when('RecordRefund', { ...refund(1), refundId: id('another') }, asked)
      .thenRejected('REFUND_ABOVE_CREDIT', 9);
    invoice
      .given(...history, refunded)
      .when('RecordRefund', refund(1189), asked)
      .thenNothing();
    invoice
      .given(...history)
      .when('RecordRefund', refund(0), asked)
      .thenRejected('AMOUNT_NOT_POSITIVE');
  });

  it('a refund under the id of a payment is not taken for that payment told again', () => {
    const history = [issued, paid(1000, 2566)] as const;
    invoice
      .given(...history)
      .when('RecordRefund', { invoiceId, refundId: payment(1000).paymentId, amount: euro(1000) }, asked)
      .thenRejected('PAYMENT_ALREADY_RECORDED', 9);
    invoice
      .given(...history)
      .when('RecordPayment', payment(1000), asked)
      .thenNothing();
  });

  it('gives back only what had been paid or credited by then, also after an earlier refund', () => {
    const day = (date: string) => `2024-05-${date}T10:00:00.000Z`;
    const refund = (name: string, amount: number) => ({ invoiceId, refundId: id(name), amount: euro(amount) });
    const early = refund('early', 10);
    const history = [
      issued,
      { ...paid(3576, -10), occurredAt: day('07') },
      {
        type: 'RefundRecorded' as const,
        occurredAt: day('08'),
        data: { ...early, clientId, managerId, outstanding: 0 },
      },
      { ...credited, occurredAt: day('20') },
    ] as const;
    const give = (on: string) =>
      invoice.given(...history).when('RecordRefund', refund('late', 1189), { ...asked, occurredAt: day(on) });
    give('09').thenRejected('OCCURRED_BEFORE_CAUSE', 28);
    expect(give('20').decision).toMatchObject({ accepted: true });
  });

  it('takes no rate between a currency and itself', () => {
    const at = (exchangeRate: string) =>
      invoice.given(issued).when('RecordPayment', payment(1000, { exchangeRate }), asked);
    at('2.0').thenRejected('EXCHANGE_RATE_OF_ONE_CURRENCY', 9);
    expect(at('1.0').decision).toMatchObject({ accepted: true });
  });

  it('issues no second credit note under one id, from whatever series', () => {
    invoice
      .given(issued, credited)
      .when('IssueCreditNote', { ...credit(), series: 'other', number: 'other-000001' }, asked)
      .thenRejected('CREDIT_NOTE_ALREADY_ISSUED', 8);
  });
});
