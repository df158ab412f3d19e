import type { Approval, InvoiceBasis } from '../shared/intents';
import type { Day, Id, Money, PersonalText } from '../shared/values';
import type { TaxRoundedBy, VatCategory } from '../shared/words';

/**
 * Amounts are in the invoice's currency, minor units; the unit price may be a fraction of one. `net` is quantity ×
 * unitPrice, rounded once; `vat` is the line's, or its part of the tax of its rate. Of a credit note, the piece that
 * completes a line takes what was left of it.
 */
export interface InvoiceLine {
  /** Of an offer's line, where it took one. Absent in invoices of before: there a line is known by its place. */
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
    /** By what its tax is rounded, and that of its credit notes; absent in invoices of before: by line. */
    readonly taxRounding?: TaxRoundedBy;
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
    /** Enquiries that the invoice was named as a proof for. */
    readonly proves?: readonly Id[];
  };
  /** An enquiry was fulfilled by the invoice. */
  InvoiceNamedAsProof: OfInvoice & { readonly enquiryId: Id };
  /** Amounts are positive: what the client gets back. */
  CreditNoteIssued: OfInvoice & {
    readonly creditNoteId: Id;
    readonly number: string;
    readonly series: string;
    readonly lines: readonly InvoiceLine[];
    readonly totals: Totals;
    readonly currency: string;
    readonly reason: PersonalText;
    /** By what its tax is rounded: as the invoice's. */
    readonly taxRounding?: TaxRoundedBy;
    /** Outstanding after the credit; absent where the invoice is not known. */
    readonly outstanding?: number;
  };
  /** Money went back to the client. */
  RefundRecorded: OfInvoice & { readonly refundId: Id; readonly amount: Money; readonly outstanding?: number };
}
