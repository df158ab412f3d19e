import type { Decider } from '../shared/decider';
import type { ProductFacts } from '../shared/facts';
import type { Moment } from '../shared/values';
import type { ProductCommands } from './commands';
import type { ProductEvents } from './events';

export interface Product extends ProductFacts {
  readonly available: boolean;
}

export type ProductState = Product | undefined;

export interface ProductShape {
  readonly state: ProductState;
  readonly commands: ProductCommands;
  readonly events: ProductEvents;
}

export const productFacts = (state: ProductState): ProductFacts | undefined => state;

/** In the order in which they take effect; of two from the same moment, the one set later counts. */
const dated = <Entry extends { readonly effectiveFrom: Moment }>(
  entries: readonly Entry[],
  entry: Entry,
): readonly Entry[] => {
  const later = entries.findIndex(({ effectiveFrom }) => effectiveFrom > entry.effectiveFrom);
  return later < 0 ? [...entries, entry] : entries.toSpliced(later, 0, entry);
};

export const evolve: Decider<ProductShape>['evolve'] = {
  ProductIntroduced: () => ({ available: true, prices: [], unitCosts: [] }),
  PriceSet: (state, { data: { price, effectiveFrom } }) =>
    state && { ...state, prices: dated(state.prices, { price, effectiveFrom }) },
  UnitCostSet: (state, { data: { cost, effectiveFrom } }) =>
    state && { ...state, unitCosts: dated(state.unitCosts, { cost, effectiveFrom }) },
  AvailabilityChanged: (state, { data: { available } }) => state && { ...state, available },
  ProductWithdrawn: (state, { data: { effectiveFrom } }) => state && { ...state, withdrawnFrom: effectiveFrom },
  ProductReinstated: (state) => {
    if (!state) return state;
    const { withdrawnFrom, ...product } = state;
    return product;
  },
};
