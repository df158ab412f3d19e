import { counted, type Wording } from './entry';

export const invoiceWording = {
  InvoiceIssued: ({ data: { managerId, number, totals, currency, dueOn, lines } }) => ({
    summary: `invoice ${number}, ${counted(lines.length, 'line')}, due on ${dueOn}`,
    managerId,
    amount: totals.net,
    currency,
  }),
  PaymentRecorded: ({ data: { managerId, amount, paidOn, outstanding } }) => ({
    summary: outstanding > 0 ? `part payment of ${paidOn}` : `payment of ${paidOn}, paid in full`,
    managerId,
    ...amount,
  }),
  DeliveryRecorded: ({ data: { managerId, lines } }) => ({
    summary: `delivery of ${counted(lines.length, 'line')}`,
    managerId,
  }),
  InvoiceVoided: ({ data: { managerId, number, reason } }) => ({
    summary: `invoice ${number} voided`,
    said: reason,
    managerId,
  }),
  CreditNoteIssued: ({ data: { managerId, number, totals, currency, reason } }) => ({
    summary: `credit note ${number}`,
    said: reason,
    managerId,
    amount: totals.net,
    currency,
  }),
  RefundRecorded: ({ data: { managerId, amount } }) => ({ summary: 'refund', managerId, ...amount }),
} satisfies Wording;
