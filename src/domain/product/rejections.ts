import { idTaken, rejecter, type RejectionCatalogue } from '../shared/decider';
import { referenceRejections } from '../shared/references';

export const productRejections = {
  PRODUCT_UNKNOWN: referenceRejections.PRODUCT_UNKNOWN,
  PRODUCT_ALREADY_INTRODUCED: idTaken('A product of this id is there already.'),
  PRICE_INVALID: {
    rule: 32,
    message: 'A price or cost is not below 0, with at most 6 decimal places of the smallest unit of its currency.',
    next: 'Give the price of a unit, net of tax.',
  },
  PRODUCT_ALREADY_WITHDRAWN: {
    rule: 18,
    message: 'The product is withdrawn from another moment on.',
    next: 'Reinstate it first (ReinstateProduct), then withdraw it again.',
  },
  PRODUCT_NOT_WITHDRAWN: { rule: 18, message: 'The product is not withdrawn.', next: 'Nothing needs to be done.' },
  PRODUCT_REPLACED_BY_ITSELF: {
    rule: 18,
    message: 'A product can not be replaced by itself.',
    next: 'Name another product, or leave replacementId out.',
  },
} as const satisfies RejectionCatalogue;

export const rejectProduct = rejecter(productRejections);
