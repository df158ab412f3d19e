import { existing, type Checked, type Context, type DecisionOf } from '../../shared/decider';
import { checkAfter } from '../../shared/occurrence';
import type { Id } from '../../shared/values';
import { rejectInvoice } from '../rejections';
import type { Invoice, InvoiceShape } from '../state';

type NamedInvoice = { readonly invoiceId: Id };

const onIssued = existing<InvoiceShape, NamedInvoice>(({ invoiceId }) =>
  rejectInvoice('INVOICE_UNKNOWN', { invoiceId }),
);

export const checkIssued = ({ issuedAt }: Invoice, context: Context): Checked =>
  checkAfter(context, { cause: 'InvoiceIssued', at: issuedAt });

/** Decides on an invoice that is there, and about what came after it (rule 28). */
export const onInvoice = <Command extends NamedInvoice>(
  decide: (command: Command, invoice: Invoice, context: Context) => DecisionOf<InvoiceShape>,
) =>
  onIssued<Command>((command, invoice, context) => checkIssued(invoice, context) ?? decide(command, invoice, context));

/** Why nothing can be paid, delivered or voided. */
export const checkInvoiceOpen = (state: Invoice, invoiceId: Id): Checked => {
  if (state.kind !== 'invoice') return rejectInvoice('CREDIT_NOTE_ALONE', { invoiceId });
  return state.isVoid ? rejectInvoice('INVOICE_VOID', { invoiceId, number: state.number }) : undefined;
};
