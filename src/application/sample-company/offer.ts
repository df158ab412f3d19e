import type { Id } from '../../domain/shared/values';
import type { Enquiry } from './enquiry';
import type { Client, Product } from './world';

export interface Line {
  readonly lineId: Id;
  readonly product: Product;
  readonly quantity: number;
  price: number;
}

export interface Offer {
  readonly id: Id;
  readonly client: Client;
  readonly enquiry: Enquiry | undefined;
  version: number;
  /** Lines without an outcome. */
  open: Line[];
  validUntil?: number;
}
