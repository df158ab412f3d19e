import { accept, rejecter, type Decider, type RejectionCatalogue } from '../shared/decider';
import { inForce } from '../shared/facts';
import type { Money } from '../shared/values';
import { evolve, type ProductShape } from './state';

const rejections = {
  PRODUCT_UNKNOWN: {
    rule: 0,
    kind: 'unknown',
    message: 'There is no such product.',
    next: 'Introduce the product first (IntroduceProduct).',
  },
  PRODUCT_ALREADY_INTRODUCED: {
    rule: 20,
    message: 'A product of this id is there already.',
    next: 'Take another id, or leave it out to get a new one.',
  },
  PRODUCT_ALREADY_WITHDRAWN: {
    rule: 18,
    message: 'The product is withdrawn from another moment on.',
    next: 'Reinstate it first (ReinstateProduct), then withdraw it anew.',
  },
  PRODUCT_NOT_WITHDRAWN: {
    rule: 18,
    message: 'The product is not withdrawn.',
    next: 'Nothing needs to be done.',
  },
  PRODUCT_REPLACED_BY_ITSELF: {
    rule: 18,
    message: 'A product can not be replaced by itself.',
    next: 'Name another product, or leave replacementId out.',
  },
} as const satisfies RejectionCatalogue;

const reject = rejecter(rejections);

const isSame = (one: Money | undefined, other: Money): boolean =>
  one?.amount === other.amount && one.currency === other.currency;

/** A product: what it costs and since when, whether it can be had, whether it is sold any more. */
export const productDecider: Decider<ProductShape> = {
  initialState: undefined,
  evolve,
  decide: {
    IntroduceProduct: (data, state, { occurredAt }) =>
      state
        ? reject('PRODUCT_ALREADY_INTRODUCED', { productId: data.productId })
        : accept({ type: 'ProductIntroduced', occurredAt, data }),
    // 100, then 90, then 100 within a minute are three facts: only a price that is in force already is none.
    SetPrice: ({ productId, price, effectiveFrom: from }, state, { occurredAt }) => {
      if (!state) return reject('PRODUCT_UNKNOWN', { productId });
      const effectiveFrom = from ?? occurredAt;
      if (isSame(inForce(state.prices, effectiveFrom)?.price, price)) return accept();
      return accept({ type: 'PriceSet', occurredAt, data: { productId, price, effectiveFrom } });
    },
    SetUnitCost: ({ productId, cost, effectiveFrom: from }, state, { occurredAt }) => {
      if (!state) return reject('PRODUCT_UNKNOWN', { productId });
      const effectiveFrom = from ?? occurredAt;
      if (isSame(inForce(state.unitCosts, effectiveFrom)?.cost, cost)) return accept();
      return accept({ type: 'UnitCostSet', occurredAt, data: { productId, cost, effectiveFrom } });
    },
    ChangeAvailability: (data, state, { occurredAt }) => {
      if (!state) return reject('PRODUCT_UNKNOWN', { productId: data.productId });
      return state.available === data.available ? accept() : accept({ type: 'AvailabilityChanged', occurredAt, data });
    },
    WithdrawProduct: (command, state, { occurredAt, facts }) => {
      const { productId, replacementId } = command;
      if (!state) return reject('PRODUCT_UNKNOWN', { productId });
      if (replacementId === productId) return reject('PRODUCT_REPLACED_BY_ITSELF', { productId });
      if (replacementId !== undefined && !facts.product(replacementId))
        return reject('PRODUCT_UNKNOWN', { productId: replacementId });
      const data = { ...command, effectiveFrom: command.effectiveFrom ?? occurredAt };
      if (state.withdrawnFrom === data.effectiveFrom) return accept();
      if (state.withdrawnFrom !== undefined)
        return reject('PRODUCT_ALREADY_WITHDRAWN', { productId, withdrawnFrom: state.withdrawnFrom });
      return accept({ type: 'ProductWithdrawn', occurredAt, data });
    },
    ReinstateProduct: ({ productId, effectiveFrom }, state, { occurredAt }) => {
      if (!state) return reject('PRODUCT_UNKNOWN', { productId });
      if (state.withdrawnFrom === undefined) return reject('PRODUCT_NOT_WITHDRAWN', { productId });
      const data = { productId, effectiveFrom: effectiveFrom ?? occurredAt };
      return accept({ type: 'ProductReinstated', occurredAt, data });
    },
  },
  streamId: ({ productId }) => productId,
  needs: {
    WithdrawProduct: ({ replacementId }) => ({ products: replacementId === undefined ? [] : [replacementId] }),
  },
  rejections,
};
