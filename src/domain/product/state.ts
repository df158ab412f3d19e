import type { Decider } from '../shared/decider';
import { linked } from '../shared/chain';
import type { Dated, ProductFacts } from '../shared/facts';
import type { ProductCommands } from './commands';
import type { ProductEvents } from './events';

export interface Product extends ProductFacts {
  readonly availabilities: Dated<{ readonly available: boolean }>;
}

export interface ProductShape {
  readonly state: Product | undefined;
  readonly commands: ProductCommands;
  readonly events: ProductEvents;
}

export const evolveProduct: Decider<ProductShape>['evolve'] = {
  ProductIntroduced: () => ({
    availabilities: undefined,
    prices: undefined,
    unitCosts: undefined,
    sale: undefined,
  }),
  PriceSet: (state, { data: { price, effectiveFrom } }) =>
    state && { ...state, prices: linked(state.prices, { price, effectiveFrom }) },
  UnitCostSet: (state, { data: { cost, effectiveFrom } }) =>
    state && { ...state, unitCosts: linked(state.unitCosts, { cost, effectiveFrom }) },
  AvailabilityChanged: (state, { occurredAt, data: { available } }) =>
    state && { ...state, availabilities: linked(state.availabilities, { available, effectiveFrom: occurredAt }) },
  ProductWithdrawn: (state, { data: { effectiveFrom } }) =>
    state && { ...state, sale: linked(state.sale, { isWithdrawn: true, effectiveFrom }) },
  ProductReinstated: (state, { data: { effectiveFrom } }) =>
    state && { ...state, sale: linked(state.sale, { isWithdrawn: false, effectiveFrom }) },
};
