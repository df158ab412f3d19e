import type { BasisPoints, Code, Day, Id, Money } from './values';
import type { StatedBy, VatCategory } from './words';

/** Words that offers and the calls and invoices that lead to them share. */

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
