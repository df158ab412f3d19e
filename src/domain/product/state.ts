import type { Decider } from '../shared/decider';
import { linked } from '../shared/chain';
import type { ProductFacts } from '../shared/facts';
import type { ProductCommands } from './commands';
import type { ProductEvents } from './events';

export interface Product extends ProductFacts {
  readonly available: boolean;
}

export interface ProductShape {
  readonly state: Product | undefined;
  readonly commands: ProductCommands;
  readonly events: ProductEvents;
}

export const evolveProduct: Decider<ProductShape>['evolve'] = {
  ProductIntroduced: () => ({ available: true, prices: undefined, unitCosts: undefined }),
  PriceSet: (state, { data: { price, effectiveFrom } }) =>
    state && { ...state, prices: linked(state.prices, { price, effectiveFrom }) },
  UnitCostSet: (state, { data: { cost, effectiveFrom } }) =>
    state && { ...state, unitCosts: linked(state.unitCosts, { cost, effectiveFrom }) },
  AvailabilityChanged: (state, { data: { available } }) => state && { ...state, available },
  ProductWithdrawn: (state, { data: { effectiveFrom } }) => state && { ...state, withdrawnFrom: effectiveFrom },
  ProductReinstated: (state) => {
    if (!state) return state;
    const { withdrawnFrom, ...product } = state;
    return product;
  },
};
