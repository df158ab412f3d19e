import type { Day } from '../../domain/shared/values';
import { everyFieldNamed } from '../every-field';
import type { Arms, Change, RowOfTable } from '../projection';
import { counted, clientEntry, voidSubject } from './entries';
import { clientInvoices } from './tables';

type InvoiceSums = Pick<RowOfTable<typeof clientInvoices>, 'gross' | 'credited' | 'outstanding'>;

/** Nothing of it is owed any more where it was credited as a whole, whatever was paid before. */
const stateOf = ({ gross, credited, outstanding }: InvoiceSums): string => {
  if (credited > 0 && credited === gross) return 'credited';
  if (outstanding <= 0) return 'paid';
  if (outstanding < gross - credited) return 'partly paid';
  return credited > 0 ? 'partly credited' : 'not paid';
};

interface Settlement {
  readonly paidOn?: Day;
  readonly credited?: number;
}

const settleInvoice = (
  invoiceId: string,
  outstanding: number | undefined,
  change: Settlement = {},
): readonly Change[] =>
  outstanding === undefined
    ? []
    : [
        clientInvoices.patch([invoiceId], (row) => {
          const credited = row.credited + (change.credited ?? 0);
          const state = stateOf({ ...row, outstanding, credited });
          return { ...row, outstanding, credited, state, paidOn: change.paidOn ?? row.paidOn };
        }),
      ];

export const invoiceEntryArms: Arms = {
  InvoiceIssued: (event) => {
    const { invoiceId, clientId, managerId, number, totals, currency, dueOn, lines, ...others } = event.data;
    const { series, basis, exchangeRate, priceDeviation, approval, taxRounding, ...rest } = others;
    everyFieldNamed(rest);
    const { net, gross } = totals;
    const row = { invoiceId, clientId, managerId, number, dueOn, net, gross, currency, credited: 0 };
    const state = stateOf({ gross, credited: 0, outstanding: gross });
    const summary = `invoice ${number}, ${counted(lines.length, 'line')}, due on ${dueOn}`;
    return [
      clientInvoices.insert({ ...row, issuedAt: event.occurredAt, outstanding: gross, state, paidOn: null }),
      clientEntry(event, clientId, { summary, managerId, subjectId: invoiceId, amount: net, currency }),
    ];
  },
  PaymentRecorded: (event) => {
    const { invoiceId, clientId, managerId, amount, paidOn, outstanding } = event.data;
    const summary = outstanding > 0 ? `part payment of ${paidOn}` : `payment of ${paidOn}, paid in full`;
    return [
      ...settleInvoice(invoiceId, outstanding, { paidOn }),
      clientEntry(event, clientId, { summary, managerId, subjectId: invoiceId, ...amount }),
    ];
  },
  DeliveryRecorded: (event) => {
    const { invoiceId, clientId, managerId, lines } = event.data;
    const summary = `delivery of ${counted(lines.length, 'line')}`;
    return [clientEntry(event, clientId, { summary, managerId, subjectId: invoiceId })];
  },
  InvoiceVoided: (event) => {
    const { invoiceId, clientId, managerId, number, reason } = event.data;
    return [
      clientInvoices.change([invoiceId], () => undefined),
      voidSubject(event, invoiceId),
      clientEntry(event, clientId, {
        summary: `invoice ${number} voided`,
        said: reason,
        managerId,
        subjectId: invoiceId,
      }),
    ];
  },
  CreditNoteIssued: (event) => {
    const { invoiceId, clientId, managerId, number, totals, currency, reason, outstanding } = event.data;
    const details = { managerId, subjectId: invoiceId, amount: totals.net, currency };
    return [
      ...settleInvoice(invoiceId, outstanding, { credited: totals.gross }),
      clientEntry(event, clientId, { summary: `credit note ${number}`, said: reason, ...details }),
    ];
  },
  RefundRecorded: (event) => {
    const { invoiceId, clientId, managerId, amount, outstanding } = event.data;
    return [
      ...settleInvoice(invoiceId, outstanding),
      clientEntry(event, clientId, { summary: 'refund', managerId, subjectId: invoiceId, ...amount }),
    ];
  },
};
