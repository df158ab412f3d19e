import type { ExternalId, Id, Moment, Money } from '../shared/values';

/** Facts about a product that the company sells. */
export interface ProductEvents {
  /** The company sells this from now on. */
  ProductIntroduced: {
    readonly productId: Id;
    readonly name: string;
    readonly category: string;
    readonly externalId?: ExternalId;
  };
  /** The list price from a moment on. */
  PriceSet: { readonly productId: Id; readonly price: Money; readonly effectiveFrom: Moment };
  /** What a unit costs the company from a moment on. */
  UnitCostSet: { readonly productId: Id; readonly cost: Money; readonly effectiveFrom: Moment };
  /** The product can be had, or can't: the clock of staleness stands meanwhile. */
  AvailabilityChanged: { readonly productId: Id; readonly available: boolean; readonly reason?: string };
  /** No new offer line for it from a moment on (rule 18). */
  ProductWithdrawn: {
    readonly productId: Id;
    readonly effectiveFrom: Moment;
    readonly reason: string;
    readonly replacementId?: Id;
  };
  /** It is sold again. */
  ProductReinstated: {
    readonly productId: Id;
    readonly effectiveFrom: Moment;
    /** Entered late: until when it was sold again, before what is known of later. */
    readonly until?: Moment;
  };
}
