import type { OfferLine } from '../../../domain/offer/events';
import { amountOf } from '../../../domain/shared/money';
import type { Money } from '../../../domain/shared/values';
import { everyFieldNamed } from '../../kit/every-field';
import { marginOfLine } from '../../kit/margin';

const worth = (quantity: number, of: Money | undefined, currency: string | undefined): number | null =>
  of === undefined || of.currency !== currency ? null : amountOf(quantity, of.amount);

const perUnit = (of: Money | undefined): number | null => of?.amount ?? null;

/** What a line is worth. Discount and tax are on the offer's documents. */
export const lineValues = (line: OfferLine) => {
  const { lineId, productId, quantity, unitPrice, listPrice, unitCost, discount, vat, ...rest } = line;
  everyFieldNamed(rest);
  const currency = unitPrice?.currency ?? listPrice?.currency;
  return {
    lineId,
    productId,
    quantity,
    price: perUnit(unitPrice),
    listPrice: perUnit(listPrice),
    value: worth(quantity, unitPrice, currency),
    listValue: unitPrice === undefined ? null : worth(quantity, listPrice, currency),
    margin: marginOfLine(line),
    currency: currency ?? null,
  };
};
