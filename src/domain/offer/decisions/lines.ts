import { discountOf, isComparable, pricesInForce } from '../../shared/approvals';
import { isQuantity } from '../../shared/decimals';
import type { Checked, Context } from '../../shared/decider';
import { inForce, type Facts } from '../../shared/facts';
import { given } from '../../shared/given';
import type { OfferLineIntent } from '../../shared/intents';
import { amountOf, isAmount, isPrice, isSoundVat, lessDiscount } from '../../shared/money';
import { isSame } from '../../shared/same';
import type { Money, Moment } from '../../shared/values';
import type { OfferKind } from '../../shared/words';
import type { OfferLine } from '../events';
import { rejectOffer } from '../rejections';

const reduced = ({ amount, currency }: Money, discount: number): Money => ({
  amount: lessDiscount(amount, discount),
  currency,
});

const priceOf = ({ unitPrice, discount }: OfferLineIntent, listPrice: Money | undefined) => {
  if (!unitPrice) return { unitPrice: listPrice && reduced(listPrice, discount ?? 0), discount };
  return { unitPrice, discount: isComparable(listPrice, unitPrice) ? discountOf(listPrice, unitPrice) : discount };
};

/** A line as it is offered: with the list price and the cost in force then, and the discount that follows from them. */
export const offerLineOf = (intent: OfferLineIntent, context: Context): OfferLine => {
  const { listPrice, unitCost } = pricesInForce(intent.productId, context);
  return given({ ...intent, ...priceOf(intent, listPrice), listPrice, unitCost });
};

/** A line by another list price or cost: what was agreed stays, and the discount is what that makes of it. */
export const lineRepriced = (line: OfferLine, listPrice: Money | undefined, unitCost: Money | undefined): OfferLine => {
  const isPriced = line.unitPrice && listPrice !== line.listPrice ? priceOf(line, listPrice) : {};
  const repriced: OfferLine = given({ ...line, ...isPriced, listPrice, unitCost });
  return isSame(repriced, line) ? line : repriced;
};

const firstDoubled = (ids: readonly string[]): string | undefined => ids.find((id, index) => ids.indexOf(id) !== index);

/** What is true of the lines of any offer. */
export const checkOfferLines = (lines: readonly OfferLine[]): Checked => {
  const lineId = firstDoubled(lines.map((line) => line.lineId));
  if (lines.length === 0) return rejectOffer('OFFER_LINES_MISSING');
  if (lineId !== undefined) return rejectOffer('OFFER_LINE_DOUBLED', { lineId });
  const unsound = lines.find(({ quantity }) => !isQuantity(quantity));
  if (unsound)
    return rejectOffer('OFFER_LINE_QUANTITY_INVALID', { lineId: unsound.lineId, quantity: unsound.quantity });
  const mispriced = lines.find(({ unitPrice }) => unitPrice && !isPrice(unitPrice));
  if (mispriced)
    return rejectOffer('OFFER_LINE_PRICE_INVALID', { lineId: mispriced.lineId, unitPrice: mispriced.unitPrice });
  const mistaxed = lines.find(({ vat }) => vat && !isSoundVat(vat));
  if (mistaxed) return rejectOffer('OFFER_LINE_VAT_INVALID', { lineId: mistaxed.lineId, vat: mistaxed.vat });
  const currencies = [...new Set(lines.flatMap(({ unitPrice }) => unitPrice?.currency ?? []))];
  return currencies.length > 1 ? rejectOffer('OFFER_CURRENCY_MIXED', { currencies }) : checkValue(lines);
};

/** What the lines come to at their price, at the list price and at cost: each sum is an amount (rule 30). */
const checkValue = (lines: readonly OfferLine[]): Checked => {
  const sums = { unitPrice: 0, listPrice: 0, unitCost: 0 };
  for (const line of lines)
    for (const price of ['unitPrice', 'listPrice', 'unitCost'] as const) {
      sums[price] += amountOf(line.quantity, line[price]?.amount ?? 0);
      if (!isAmount(sums[price]))
        return rejectOffer('OFFER_VALUE_TOO_LARGE', {
          lineId: line.lineId,
          quantity: line.quantity,
          [price]: line[price],
        });
    }
  return undefined;
};

/** What a written offer owes its reader (rule 5); an offer that was valid until before it was made is none. */
export const checkTerms = (
  kind: OfferKind,
  lines: readonly OfferLine[],
  validUntil: Moment | undefined,
  occurredAt: Moment,
): Checked => {
  if (validUntil !== undefined && validUntil <= occurredAt)
    return rejectOffer('OFFER_VALIDITY_PAST', { validUntil, occurredAt });
  if (kind === 'verbal') return undefined;
  const thin = lines.filter(({ unitPrice, vat }) => !unitPrice || !vat).map(({ lineId }) => lineId);
  if (thin.length === 0 && validUntil !== undefined) return undefined;
  return rejectOffer('OFFER_TERMS_INCOMPLETE', { lineIds: thin, validUntil });
};

/** Rule 18, for lines that are new to the client. */
export const checkAvailability = (facts: Facts, lines: readonly OfferLine[], occurredAt: Moment): Checked => {
  for (const { lineId, productId } of lines) {
    const standing = inForce(facts.product(productId)?.sale, occurredAt);
    if (standing?.isWithdrawn)
      return rejectOffer('PRODUCT_WITHDRAWN', { lineId, productId, withdrawnFrom: standing.effectiveFrom });
  }
  return undefined;
};
