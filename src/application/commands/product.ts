import type { ProductCommands } from '../../domain/product/commands';
import { aFlag, anId, aReason, aText, maybe, ownId, type StreamFields } from './fields';
import { effectiveFrom, externalId, priceField } from './shared-fields';

export const productFields = {
  IntroduceProduct: { productId: ownId, name: aText(), category: aText(100), externalId: maybe(externalId) },
  SetPrice: { productId: anId, price: priceField, effectiveFrom },
  SetUnitCost: { productId: anId, cost: priceField, effectiveFrom },
  ChangeAvailability: { productId: anId, available: aFlag, reason: maybe(aReason) },
  WithdrawProduct: { productId: anId, effectiveFrom, reason: aReason, replacementId: maybe(anId) },
  ReinstateProduct: { productId: anId, effectiveFrom },
} satisfies StreamFields<ProductCommands>;
