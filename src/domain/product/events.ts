import type { ExternalId, Id, Moment, Money } from '../shared/values';

/** Facts about a product that the company sells. */
export interface ProductEvents {
  ProductIntroduced: {
    readonly productId: Id;
    readonly name: string;
    readonly category: string;
    readonly externalId?: ExternalId;
  };
  PriceSet: { readonly productId: Id; readonly price: Money; readonly effectiveFrom: Moment };
  UnitCostSet: { readonly productId: Id; readonly cost: Money; readonly effectiveFrom: Moment };
  AvailabilityChanged: { readonly productId: Id; readonly available: boolean; readonly reason?: string };
  ProductWithdrawn: {
    readonly productId: Id;
    readonly effectiveFrom: Moment;
    readonly reason: string;
    readonly replacementId?: Id;
  };
  ProductReinstated: { readonly productId: Id; readonly effectiveFrom: Moment };
}
