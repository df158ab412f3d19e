import type { FromNowOn } from '../shared/facts';
import type { ProductEvents } from './events';

export interface ProductCommands {
  IntroduceProduct: ProductEvents['ProductIntroduced'];
  SetPrice: FromNowOn<ProductEvents['PriceSet']>;
  SetUnitCost: FromNowOn<ProductEvents['UnitCostSet']>;
  ChangeAvailability: ProductEvents['AvailabilityChanged'];
  WithdrawProduct: FromNowOn<ProductEvents['ProductWithdrawn']>;
  ReinstateProduct: FromNowOn<Omit<ProductEvents['ProductReinstated'], 'until'>>;
}
