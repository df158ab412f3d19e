import type { CreditNoteIntent, InvoiceIntent } from '../shared/intents';
import type { Day, Id, Money } from '../shared/values';

export interface InvoiceCommands {
  /** `number` is taken from its series by the process before (see reservation); callers leave it out. */
  IssueInvoice: InvoiceIntent & { readonly number?: string };
  RecordPayment: {
    readonly invoiceId: Id;
    readonly paymentId: Id;
    readonly amount: Money;
    readonly paidOn: Day;
    /** Units of the invoice's currency for one unit of the payment's, as a decimal string. */
    readonly exchangeRate?: string;
    readonly overpayment?: boolean;
  };
  RecordDelivery: {
    readonly invoiceId: Id;
    readonly lines: readonly { readonly productId: Id; readonly quantity: number }[];
  };
  /** What follows where an enquiry names an invoice: the void of the invoice must know. */
  NoteInvoiceAsProof: { readonly invoiceId: Id; readonly enquiryId: Id };
  VoidInvoice: { readonly invoiceId: Id; readonly reason: string };
  IssueCreditNote: CreditNoteIntent & { readonly number?: string };
  RecordRefund: { readonly invoiceId: Id; readonly refundId: Id; readonly amount: Money };
}
