import type { BasisPoints, Code, Day, Id, Money } from './values';
import type { StatedBy, VatCategory } from './words';

/**
 * What one request wants of a second stream. The first event carries it, so that a second step that is missing
 * (after a crash) can be taken from the log alone.
 */

/** The tax category by UNTDID 5305 (`S` standard, `Z` zero, `E` exempt, `AE` reverse charge, `O` outside scope). */
export interface Vat {
  readonly category: VatCategory;
  readonly rate: BasisPoints;
}

/** A line as it is asked for. Without `unitPrice` it takes the list price less the discount. */
export interface OfferLineIntent {
  readonly lineId: Id;
  readonly productId: Id;
  readonly quantity: number;
  readonly unitPrice?: Money;
  readonly discount?: BasisPoints;
  readonly vat?: Vat;
}

/** Why a client refused, as it is reported. */
export interface RefusalIntent {
  readonly reason: Code;
  readonly otherReasons?: readonly Code[];
  readonly statedBy: StatedBy;
  readonly competitor?: string;
  /** By how much a unit was too dear, as the client said. */
  readonly priceGap?: Money;
  readonly reconsiderOn?: Day;
  readonly comment?: string;
}

/** A pitch on the phone: a verbal offer and, where the client said so at once, its outcome. */
export interface Pitch<Text> {
  readonly offerId: Id;
  readonly lines: readonly OfferLineIntent[];
  readonly campaignId?: Id;
  readonly legalBasis?: Text;
  readonly accepted?: { readonly lineIds: readonly Id[]; readonly winReason?: Text };
  readonly refused?: PitchRefusal<Text>;
}

export type PitchRefusal<Text> = Omit<RefusalIntent, 'comment'> & {
  readonly lineIds: readonly Id[];
  readonly comment?: Text;
};

/** As a command gives it; the event keeps what is said as `PersonalText`. */
export type PitchIntent = Pitch<string>;

/** Who allowed what goes beyond the rules, and why (rules 19, 27). */
export interface Approval<Text = string> {
  readonly by: Id;
  readonly reason: Text;
}

export type InvoiceBasis<Text = string> =
  | { readonly offerId: Id; readonly version: number; readonly lineIds: readonly Id[] }
  | { readonly directSale: true; readonly reason: Text };

/** A line by quantity and unit price net of tax: the sums are the decider's. */
export interface InvoiceLineIntent {
  readonly lineId?: Id;
  readonly productId: Id;
  readonly quantity: number;
  readonly unitPrice: Money;
  readonly vat?: Vat;
}

/** An invoice as it is asked for. */
export interface InvoiceIntent<Text = string> {
  readonly invoiceId: Id;
  readonly clientId: Id;
  readonly managerId: Id;
  readonly basis: InvoiceBasis<Text>;
  readonly lines: readonly InvoiceLineIntent[];
  readonly currency: string;
  /** Units of the company's currency for one unit of `currency`, as a decimal string. */
  readonly exchangeRate?: string;
  readonly dueOn: Day;
  /** The number series; each is gapless for itself. */
  readonly series: string;
  /** Why a line has another price than the one that was accepted; it needs an approval, too (rule 27). */
  readonly priceDeviation?: { readonly reason: Text };
  readonly approval?: Approval<Text>;
  /** The number that another system gave it: only an import may say it. */
  readonly externalNumber?: string;
}

/**
 * A line that is credited: named by its id, or by its product where that is clear. The tax is the invoice's, and so is the
 * price unless less is given back; where the invoice is not known, both are said here.
 */
export interface CreditLineIntent {
  readonly lineId?: Id;
  readonly productId?: Id;
  readonly quantity: number;
  readonly unitPrice?: Money;
  readonly vat?: Vat;
}

/** A credit note as it is asked for; quantities are positive. */
export interface CreditNoteIntent<Text = string> {
  readonly invoiceId: Id;
  readonly creditNoteId: Id;
  readonly lines: readonly CreditLineIntent[];
  readonly reason: Text;
  readonly series: string;
  readonly externalNumber?: string;
  /** Where the invoice is not known (another system's documents do not always name it): whose credit it is. */
  readonly withoutInvoice?: { readonly clientId: Id; readonly managerId: Id; readonly currency: string };
}
