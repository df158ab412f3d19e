import type { Approval, InvoiceBasis } from '../shared/intents';
import type { Day, Id, Money, PersonalText } from '../shared/values';
import type { VatCategory } from '../shared/words';

/** Amounts are in the invoice's currency, minor units; `net` = quantity × unitPrice, `vat` is rounded per line. */
export interface InvoiceLine {
  readonly lineId?: Id;
  readonly productId: Id;
  readonly quantity: number;
  readonly unitPrice: number;
  readonly net: number;
  readonly vatCategory: VatCategory;
  /** Basis points. */
  readonly vatRate: number;
  readonly vat: number;
  readonly gross: number;
}

export interface Totals {
  readonly net: number;
  readonly vat: number;
  readonly gross: number;
}

interface OfInvoice {
  readonly invoiceId: Id;
  readonly clientId: Id;
  readonly managerId: Id;
}

/** Facts about an invoice. Issued documents are never edited (rule 8). */
export interface InvoiceEvents {
  /** The company asks for money: a numbered document that is never edited (rule 8). */
  InvoiceIssued: OfInvoice & {
    readonly number: string;
    readonly series: string;
    readonly basis: InvoiceBasis<PersonalText>;
    readonly lines: readonly InvoiceLine[];
    readonly totals: Totals;
    readonly currency: string;
    readonly exchangeRate?: string;
    readonly dueOn: Day;
    /** Why a line has another price than the one that was accepted, and who allowed it (rule 27). */
    readonly priceDeviation?: { readonly reason: PersonalText };
    readonly approval?: Approval<PersonalText>;
  };
  /** The client paid (rule 9). */
  PaymentRecorded: OfInvoice & {
    readonly paymentId: Id;
    readonly amount: Money;
    readonly paidOn: Day;
    /** What the payment covers, in the invoice's currency, and what is outstanding after it (below 0: overpaid). */
    readonly credited: number;
    readonly outstanding: number;
    readonly exchangeRate?: string;
  };
  /** Goods of the invoice reached the client. */
  DeliveryRecorded: OfInvoice & {
    readonly lines: readonly { readonly productId: Id; readonly quantity: number }[];
  };
  /** An invoice on which nothing was paid is taken back; its number is never used again. */
  InvoiceVoided: OfInvoice & {
    readonly number: string;
    /** The offer whose lines it had taken; absent for a direct sale. */
    readonly offerId?: Id;
    readonly lines: readonly InvoiceLine[];
    readonly totals: Totals;
    readonly currency: string;
    readonly reason: PersonalText;
  };
  /** Amounts are positive: what the client gets back. */
  CreditNoteIssued: OfInvoice & {
    readonly creditNoteId: Id;
    readonly number: string;
    readonly series: string;
    readonly lines: readonly InvoiceLine[];
    readonly totals: Totals;
    readonly currency: string;
    readonly reason: PersonalText;
    /** Outstanding after the credit; absent where the invoice is not known. */
    readonly outstanding?: number;
  };
  /** Money went back to the client. */
  RefundRecorded: OfInvoice & { readonly refundId: Id; readonly amount: Money; readonly outstanding?: number };
}
