import type { OfferLine } from '../../domain/offer/events';
import { minus } from '../../domain/shared/decimals';
import { amountOf } from '../../domain/shared/money';

/** (Price − cost) × quantity of a line, where both are known in one currency; else null. */
export const marginOfLine = ({ quantity, unitPrice, unitCost }: OfferLine): number | null =>
  unitPrice === undefined || unitPrice.currency !== unitCost?.currency
    ? null
    : amountOf(quantity, minus(unitPrice.amount, unitCost.amount));
