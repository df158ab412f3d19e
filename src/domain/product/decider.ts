import { accept, existing, type Decider } from '../shared/decider';
import { inForce, nextAfter, type ProductFacts } from '../shared/facts';
import { given } from '../shared/given';
import { isPrice } from '../shared/money';
import { checkProducts, distinct } from '../shared/references';
import { isSame } from '../shared/same';
import type { Id, Moment } from '../shared/values';
import type { ProductCommands } from './commands';
import type { ProductEvents } from './events';
import { rejectProduct, productRejections } from './rejections';
import { evolveProduct, type ProductShape } from './state';

const onProduct = existing<ProductShape, { readonly productId: Id }>(({ productId }) =>
  rejectProduct('PRODUCT_UNKNOWN', { productId }),
);

/** From when on it is withdrawn at a moment, or will be after it. */
const withdrawnAround = (sale: ProductFacts['sale'], at: Moment): Moment | undefined =>
  [inForce(sale, at), nextAfter(sale, at)].find((each) => each?.isWithdrawn)?.effectiveFrom;

/** Told again, a withdrawal need not say from when on. */
const saysTheSame = (
  { effectiveFrom }: ProductCommands['WithdrawProduct'],
  withdrawnFrom: Moment,
  occurredAt: Moment,
): boolean => effectiveFrom === withdrawnFrom || (effectiveFrom === undefined && withdrawnFrom <= occurredAt);

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
    SetPrice: onProduct(({ productId, price, effectiveFrom: from }, { prices }, { occurredAt }) => {
      const effectiveFrom = from ?? occurredAt;
      if (!isPrice(price)) return rejectProduct('PRICE_INVALID', { price });
      if (isSame(inForce(prices, effectiveFrom)?.price, price)) return accept();
      return accept({ type: 'PriceSet', occurredAt, data: { productId, price, effectiveFrom } });
    }),
    SetUnitCost: onProduct(({ productId, cost, effectiveFrom: from }, { unitCosts }, { occurredAt }) => {
      const effectiveFrom = from ?? occurredAt;
      if (!isPrice(cost)) return rejectProduct('PRICE_INVALID', { cost });
      if (isSame(inForce(unitCosts, effectiveFrom)?.cost, cost)) return accept();
      return accept({ type: 'UnitCostSet', occurredAt, data: { productId, cost, effectiveFrom } });
    }),
    ChangeAvailability: onProduct((data, { availabilities }, { occurredAt }) =>
      (inForce(availabilities, occurredAt)?.available ?? true) === data.available
        ? accept()
        : accept({ type: 'AvailabilityChanged', occurredAt, data }),
    ),
    WithdrawProduct: onProduct((command, { sale }, { occurredAt, facts }) => {
      const { productId, replacementId } = command;
      if (replacementId === productId) return rejectProduct('PRODUCT_REPLACED_BY_ITSELF', { productId });
      const rejected = checkProducts(facts, [replacementId]);
      if (rejected) return rejected;
      const data = { ...command, effectiveFrom: command.effectiveFrom ?? occurredAt };
      const withdrawnFrom = withdrawnAround(sale, data.effectiveFrom);
      if (withdrawnFrom === undefined) return accept({ type: 'ProductWithdrawn', occurredAt, data });
      return saysTheSame(command, withdrawnFrom, occurredAt)
        ? accept()
        : rejectProduct('PRODUCT_ALREADY_WITHDRAWN', { productId, withdrawnFrom });
    }),
    ReinstateProduct: onProduct(({ productId, effectiveFrom: from }, { sale }, { occurredAt }) => {
      if (sale === undefined) return rejectProduct('PRODUCT_NOT_WITHDRAWN', { productId });
      const effectiveFrom = from ?? occurredAt;
      if (inForce(sale, effectiveFrom)?.isWithdrawn !== true) return accept();
      const until = nextAfter(sale, effectiveFrom)?.effectiveFrom;
      const data: ProductEvents['ProductReinstated'] = given({ productId, effectiveFrom, until });
      return accept({ type: 'ProductReinstated', occurredAt, data });
    }),
  },
  streamId: ({ productId }) => productId,
  needs: { WithdrawProduct: ({ replacementId }) => ({ products: distinct(replacementId) }) },
  rejections: productRejections,
};
