import type { BasisPoints, Code, Day, Id, Money } from './values';

/** Words that offers and the calls and invoices that lead to them share. */

/** The tax category by UNTDID 5305 (`S` standard, `Z` zero, `E` exempt, `AE` reverse charge, `O` outside scope). */
export interface Vat {
  readonly category: 'S' | 'Z' | 'E' | 'AE' | 'O';
  readonly rate: BasisPoints;
}
export const vatCategories = ['S', 'Z', 'E', 'AE', 'O'] as const satisfies readonly Vat['category'][];

/** A line as it is asked for. Without `unitPrice` it takes the list price less the discount. */
export interface OfferLineIntent {
  readonly lineId: Id;
  readonly productId: Id;
  readonly quantity: number;
  readonly unitPrice?: Money;
  readonly discount?: BasisPoints;
  readonly vat?: Vat;
}

export type StatedBy = 'client' | 'manager' | 'callback_check';
export const statedBy = ['client', 'manager', 'callback_check'] as const satisfies readonly StatedBy[];

/** Why a client said no, as it is told. */
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
