import type { InvoiceLine } from '../../domain/invoice/events';
import type { Day } from '../../domain/shared/values';
import { everyFieldNamed } from '../kit/every-field';
import {
  code,
  day,
  decimal,
  flag,
  id,
  integer,
  moment,
  money,
  optional,
  position,
  table,
  text,
  type Change,
  type EventOf,
  type ProjectedEvent,
  type Projection,
  type RowOfTable,
} from '../kit/projection';
import { begunBy, goneOn, ofStream, onceIn, traceColumns } from '../kit/trace';

const invoiceId = id('The invoice');
const currency = code('Currency');

export const invoices = table('invoices', 'Invoices, and what is still owed of them', {
  columns: {
    invoiceId,
    clientId: id('The client'),
    managerId: id('The manager named on it'),
    offerId: optional(id('The offer whose lines it took; empty for a direct sale')),
    number: text('Its number'),
    issuedAt: moment('When it was issued'),
    dueOn: day('The day by which it must be paid'),
    net: money('Sum net of tax'),
    gross: money('Sum with tax'),
    credited: money('Sum of its credit notes, with tax'),
    outstanding: money('Not yet paid or credited, with tax; below 0: overpaid'),
    state: code('`not paid`, `partly paid`, `paid`, `partly credited` or `credited`'),
    currency,
    paidOn: optional(day('The day of the last payment')),
    paidInFullOn: optional(day('The day of the payment that first left nothing outstanding')),
    voided: flag('1: the invoice was voided; no figure counts it, but revenue and receivables until it was'),
    voidedAt: optional(moment('When it was voided')),
    ...traceColumns,
  },
  key: ['invoiceId'],
  trace: ofStream('invoice', 'invoiceId'),
  indexes: [['clientId', 'issuedAt'], ['issuedAt'], ['offerId'], ['voidedAt'], ['number']],
});

export const invoiceLines = table('invoice_lines', 'The lines of invoices', {
  columns: {
    position: position('Position of the event in the log'),
    line: integer('Its place on the invoice, from 1'),
    invoiceId,
    issuedAt: moment('When the invoice was issued'),
    productId: id('The product'),
    quantity: decimal('How many'),
    net: money('Quantity × unit price, net of tax'),
    gross: money('With tax'),
  },
  key: ['position', 'line'],
  indexes: [['invoiceId']],
  trace: onceIn('invoice', 'invoiceId', 'issuedAt'),
});

export const creditNoteLines = table(
  'credit_note_lines',
  'The lines of credit notes: amounts are what the client gets back',
  {
    columns: {
      position: position('Position of the event in the log'),
      line: integer('Its place on the credit note, from 1'),
      creditNoteId: id('The credit note'),
      invoiceId,
      creditedAt: moment('When the credit note was issued'),
      productId: id('The product'),
      quantity: decimal('How many'),
      net: money('Quantity × unit price, net of tax'),
      gross: money('With tax'),
    },
    key: ['position', 'line'],
    indexes: [['invoiceId'], ['creditedAt']],
    trace: onceIn('invoice', 'invoiceId', 'creditedAt'),
  },
);

export const payments = table('payments', 'Payments by clients, credit notes and refunds to them', {
  columns: {
    position: position('Position of the event in the log'),
    paymentId: id('The payment, the credit note or the refund'),
    kind: code('`payment`, `credit note` or `refund`'),
    invoiceId,
    clientId: id('The client'),
    managerId: id('The manager named on it: that of the invoice'),
    at: moment('When it was paid, credited or refunded'),
    amount: money('As it was paid or refunded, with tax; of a credit note: net of tax'),
    currency: code('Currency of the amount: that of the payment, which may be another one than the invoice’s'),
    covered: optional(
      money('Of a payment: what it covers in the invoice’s currency. Of a credit note: its sum with tax'),
    ),
  },
  key: ['position'],
  trace: onceIn('invoice', 'invoiceId', 'at'),
  indexes: [['clientId', 'at'], ['at']],
});

export type InvoiceRow = RowOfTable<typeof invoices>;

/** Nothing of it is owed any more where it was credited as a whole, whatever was paid before. */
const stateOf = ({ gross, credited, outstanding }: Pick<InvoiceRow, 'gross' | 'credited' | 'outstanding'>): string => {
  if (credited > 0 && credited === gross) return 'credited';
  if (outstanding <= 0) return 'paid';
  if (outstanding < gross - credited) return 'partly paid';
  return credited > 0 ? 'partly credited' : 'not paid';
};

const lineInvoiced = (
  { position: at, occurredAt: issuedAt, data }: ProjectedEvent<'InvoiceIssued'>,
  { productId, quantity, net, gross }: InvoiceLine,
  line: number,
): Change =>
  invoiceLines.insert({ position: at, line, invoiceId: data.invoiceId, issuedAt, productId, quantity, net, gross });

const invoiceIssued = (event: ProjectedEvent<'InvoiceIssued'>): readonly Change[] => {
  const {
    invoiceId: invoice,
    clientId,
    managerId,
    number,
    totals,
    currency: of,
    dueOn,
    lines,
    basis,
    ...others
  } = event.data;
  const { series, exchangeRate, priceDeviation, approval, taxRounding, ...rest } = others;
  everyFieldNamed(rest);
  const { net, gross } = totals;
  const sums = { net, gross, credited: 0, outstanding: gross };
  const row = {
    invoiceId: invoice,
    clientId,
    managerId,
    number,
    dueOn,
    currency: of,
    offerId: 'offerId' in basis ? basis.offerId : null,
    issuedAt: event.occurredAt,
    state: stateOf(sums),
    paidOn: null,
    paidInFullOn: null,
    voided: 0,
    voidedAt: null,
  };
  return [
    invoices.insert(begunBy(event, Object.assign(row, sums))),
    ...lines.map((line, index) => lineInvoiced(event, line, index + 1)),
  ];
};

type Settled = EventOf<'PaymentRecorded' | 'CreditNoteIssued' | 'RefundRecorded'>;

const invoiceSettled = (event: Settled, credited: number, paidOn?: Day): readonly Change[] => {
  const { invoiceId: invoice, outstanding } = event.data;
  if (outstanding === undefined) return [];
  return [
    invoices.patch([invoice], (row) => {
      const sums = { gross: row.gross, credited: row.credited + credited, outstanding };
      const inFull = row.paidInFullOn ?? (outstanding <= 0 ? (paidOn ?? null) : null);
      const change = { ...sums, state: stateOf(sums), paidOn: paidOn ?? row.paidOn, paidInFullOn: inFull };
      return goneOn(row, event, change);
    }),
  ];
};

const paymentRow = (
  { position: at, occurredAt }: Settled,
  row: Omit<RowOfTable<typeof payments>, 'position' | 'at'>,
): Change => payments.insert(Object.assign({ position: at, at: occurredAt }, row));

const invoiceVoided = (event: ProjectedEvent<'InvoiceVoided'>): readonly Change[] => [
  invoices.patch([event.data.invoiceId], (row) => goneOn(row, event, { voided: 1, voidedAt: event.occurredAt })),
];

const creditNoteIssued = (event: ProjectedEvent<'CreditNoteIssued'>): readonly Change[] => {
  const { creditNoteId, invoiceId: invoice, clientId, managerId, totals, currency: of, lines } = event.data;
  const note = { paymentId: creditNoteId, kind: 'credit note', invoiceId: invoice, clientId, managerId, currency: of };
  return [
    paymentRow(event, Object.assign(note, { amount: totals.net, covered: totals.gross })),
    ...lines.map(({ productId, quantity, net, gross }, index) =>
      creditNoteLines.insert(
        Object.assign(
          { position: event.position, line: index + 1, creditNoteId, invoiceId: invoice },
          { creditedAt: event.occurredAt, productId, quantity, net, gross },
        ),
      ),
    ),
    ...invoiceSettled(event, totals.gross),
  ];
};

export const invoiceFacts: Projection = {
  name: 'invoices',
  version: 3,
  description: 'What was invoiced, paid, credited and refunded',
  tables: [invoices, invoiceLines, creditNoteLines, payments],
  on: {
    InvoiceIssued: invoiceIssued,
    PaymentRecorded: (event) => {
      const { paymentId, invoiceId: invoice, clientId, managerId, amount, credited, paidOn } = event.data;
      const row = { paymentId, kind: 'payment', invoiceId: invoice, clientId, managerId, covered: credited };
      return [paymentRow(event, Object.assign(row, amount)), ...invoiceSettled(event, 0, paidOn)];
    },
    CreditNoteIssued: creditNoteIssued,
    RefundRecorded: (event) => {
      const { refundId, invoiceId: invoice, clientId, managerId, amount } = event.data;
      const refund = { paymentId: refundId, kind: 'refund', invoiceId: invoice, clientId, managerId, covered: null };
      const row = Object.assign(refund, amount);
      return [paymentRow(event, row), ...invoiceSettled(event, 0)];
    },
    InvoiceVoided: invoiceVoided,
  },
};
