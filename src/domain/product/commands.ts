import type { ExternalId, Id, Moment, Money } from '../shared/values';

/** `effectiveFrom` defaults to when the command occurred. */
export interface ProductCommands {
  IntroduceProduct: {
    readonly productId: Id;
    readonly name: string;
    readonly category: string;
    readonly externalId?: ExternalId;
  };
  SetPrice: { readonly productId: Id; readonly price: Money; readonly effectiveFrom?: Moment };
  SetUnitCost: { readonly productId: Id; readonly cost: Money; readonly effectiveFrom?: Moment };
  ChangeAvailability: { readonly productId: Id; readonly available: boolean; readonly reason?: string };
  WithdrawProduct: {
    readonly productId: Id;
    readonly effectiveFrom?: Moment;
    readonly reason: string;
    readonly replacementId?: Id;
  };
  ReinstateProduct: { readonly productId: Id; readonly effectiveFrom?: Moment };
}
