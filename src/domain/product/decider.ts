import { accept, type Decider } from '../shared/decider';
import { inForce } from '../shared/facts';
import { distinct } from '../shared/references';
import { isSame } from '../shared/same';
import { rejectProduct, productRejections } from './rejections';
import { evolveProduct, type ProductShape } from './state';

/** A product: what it costs and since when, whether it can be had, whether it is sold any more. */
export const productDecider: Decider<ProductShape> = {
  initialState: undefined,
  evolve: evolveProduct,
  decide: {
    IntroduceProduct: (data, state, { occurredAt }) =>
      state
        ? rejectProduct('PRODUCT_ALREADY_INTRODUCED', { productId: data.productId })
        : accept({ type: 'ProductIntroduced', occurredAt, data }),
    // 100, then 90, then 100 within a minute are three facts: only a price that is in force already is none.
    SetPrice: ({ productId, price, effectiveFrom: from }, state, { occurredAt }) => {
      if (!state) return rejectProduct('PRODUCT_UNKNOWN', { productId });
      const effectiveFrom = from ?? occurredAt;
      if (isSame(inForce(state.prices, effectiveFrom)?.price, price)) return accept();
      return accept({ type: 'PriceSet', occurredAt, data: { productId, price, effectiveFrom } });
    },
    SetUnitCost: ({ productId, cost, effectiveFrom: from }, state, { occurredAt }) => {
      if (!state) return rejectProduct('PRODUCT_UNKNOWN', { productId });
      const effectiveFrom = from ?? occurredAt;
      if (isSame(inForce(state.unitCosts, effectiveFrom)?.cost, cost)) return accept();
      return accept({ type: 'UnitCostSet', occurredAt, data: { productId, cost, effectiveFrom } });
    },
    ChangeAvailability: (data, state, { occurredAt }) => {
      if (!state) return rejectProduct('PRODUCT_UNKNOWN', { productId: data.productId });
      return state.available === data.available ? accept() : accept({ type: 'AvailabilityChanged', occurredAt, data });
    },
    WithdrawProduct: (command, state, { occurredAt, facts }) => {
      const { productId, replacementId } = command;
      if (!state) return rejectProduct('PRODUCT_UNKNOWN', { productId });
      if (replacementId === productId) return rejectProduct('PRODUCT_REPLACED_BY_ITSELF', { productId });
      if (replacementId !== undefined && !facts.product(replacementId))
        return rejectProduct('PRODUCT_UNKNOWN', { productId: replacementId });
      const data = { ...command, effectiveFrom: command.effectiveFrom ?? occurredAt };
      if (state.withdrawnFrom === data.effectiveFrom) return accept();
      if (state.withdrawnFrom !== undefined)
        return rejectProduct('PRODUCT_ALREADY_WITHDRAWN', { productId, withdrawnFrom: state.withdrawnFrom });
      return accept({ type: 'ProductWithdrawn', occurredAt, data });
    },
    ReinstateProduct: ({ productId, effectiveFrom }, state, { occurredAt }) => {
      if (!state) return rejectProduct('PRODUCT_UNKNOWN', { productId });
      if (state.withdrawnFrom === undefined) return rejectProduct('PRODUCT_NOT_WITHDRAWN', { productId });
      const data = { productId, effectiveFrom: effectiveFrom ?? occurredAt };
      return accept({ type: 'ProductReinstated', occurredAt, data });
    },
  },
  streamId: ({ productId }) => productId,
  needs: {
    WithdrawProduct: ({ replacementId }) => ({ products: distinct(replacementId) }),
  },
  rejections: productRejections,
};
