import type { RefusalIntent } from '../../domain/shared/intents';
import { DAY } from '../../domain/shared/time';
import type { Id } from '../../domain/shared/values';
import { retiredReason } from './cast';
import { eur, priceAt, VAT, type Company, type Encounter, type SampleClient, type SampleProduct } from './company';
import type { NonEmpty } from './random';

/** What clients want, what managers offer them at which price, and why a client refuses. */

export interface PricedLine {
  readonly lineId: Id;
  readonly product: SampleProduct;
  readonly quantity: number;
  readonly price: number;
}

/** As commands name them. */
export const intentsOf = (lines: readonly PricedLine[]) =>
  lines.map(({ lineId, product, quantity, price }) => ({
    ...{ lineId, productId: product.id, quantity, unitPrice: eur(price), vat: VAT },
  }));

const fits = (product: SampleProduct, client: SampleClient): boolean => product.fits.includes(client.segment);

/** A product of the wrong segment is pitched to everybody but those it is good for. */
const isPitchedTo = (product: SampleProduct, client: SampleClient): boolean =>
  (product.stuck === 'wrong_segment') !== fits(product, client);

const isStuckAt = (product: SampleProduct, at: number): boolean =>
  product.stuck !== undefined && at >= product.stuckFrom;

/** What a manager offers: by targeting, memory and favourite. */
const productToOffer = (company: Company, { manager, client }: Encounter): SampleProduct | undefined => {
  const { random, products } = company;
  if (manager.habit === 'one_product' && random.chance(0.7)) return company.productFor('favourite');
  if (random.chance(manager.repeats)) return random.among([...client.refused]);
  const wantsFit = random.chance(manager.targeting);
  return random.among(
    products.filter(
      (product) => isPitchedTo(product, client) === wantsFit && !(wantsFit && client.refused.has(product)),
    ),
  );
};

export const discounted = (price: number, discount: number): number =>
  Math.ceil((price * (10_000 - discount)) / 10_000);

/** Lines for one to three different products, with no more than a discount in basis points. */
export const linesToOffer = (
  company: Company,
  { manager, client }: Encounter,
  { at = company.now, highestDiscount = 10_000 } = {},
): readonly PricedLine[] => {
  const { random } = company;
  const wanted = random.pick([1, 1, 1, 1, 1, 1, 2, 2, 2, 3]);
  const chosen = new Set<SampleProduct>();
  for (let tries = 0; tries < wanted; tries += 1) {
    const product = productToOffer(company, { manager, client });
    if (product?.isOffered && product.stuck !== 'never_offered') chosen.add(product);
  }
  return [...chosen].map((product) => {
    const discount = Math.min(highestDiscount, random.whole(...manager.discount));
    const price = discounted(priceAt(product, at), discount);
    return { lineId: random.id(), product, quantity: random.whole(1, 10), price };
  });
};

/** What a client asks for: what fits; hardly ever what is dead. */
export const productToAskFor = (
  { random, products, now }: Company,
  client: SampleClient,
): SampleProduct | undefined => {
  const hasNoUse = (product: SampleProduct): boolean =>
    product.stuck === 'dead' && isStuckAt(product, now) && random.chance(0.95);
  return random.among(products.filter((product) => product.isOffered && fits(product, client) && !hasNoUse(product)));
};

export const isWanted = (
  { random }: Company,
  { manager, client }: Encounter,
  product: SampleProduct,
  at: number,
): boolean => {
  if (isStuckAt(product, at) && product.stuck !== 'wrong_segment') return random.chance(0.04);
  const byFit = fits(product, client) ? 1 : 0.1;
  const byMemory = client.refused.has(product) ? 0.1 : 1;
  return random.chance(0.36 * manager.skill * byFit * byMemory);
};

type RefusalCause = Omit<RefusalIntent, 'statedBy'>;

const competitors: NonEmpty<string> = ['Nordhandel', 'Grosso', 'Bazar Direct'];
const remarks: NonEmpty<string> = [
  'The board wants to wait for the new building',
  'Buys together with the other branches',
  'Has had a bad experience years ago',
];

/** What some reasons say beside themselves. */
const causeOf = (company: Company, reason: string, product: SampleProduct, at: number): RefusalCause => {
  const { random } = company;
  switch (reason) {
    case 'PRICE_TOO_HIGH':
      return { reason, priceGap: eur(Math.round(priceAt(product, at) * random.between(0.08, 0.3))) };
    case 'BAD_TIMING':
      return { reason, reconsiderOn: company.dayAt(at + random.whole(30, 120) * DAY) };
    case 'COMPETITOR':
      return { reason, competitor: random.pick(competitors) };
    case 'OTHER':
      return { reason, comment: random.pick(remarks) };
    default:
      return { reason };
  }
};

/** Reasons for no cause that was planted, and how often. */
const usualReasons = {
  ...{ PRICE_TOO_HIGH: 14, NO_BUDGET: 16, COMPETITOR: 14, BAD_TIMING: 16, NO_TIME: 6, DELIVERY_TERMS: 6, OTHER: 3 },
  ...{ PAYMENT_TERMS: 5, NO_DECISION_MAKER: 8, ALREADY_HAS: 6, MISSING_FEATURE: 4, QUALITY: 2 },
};

const usualReason = (company: Company, at: number): string => {
  const reason = company.random.weighted(usualReasons);
  const isRetired = reason === retiredReason.code && at >= company.incidentAt('reasonRetired');
  return isRetired ? retiredReason.remappedTo : reason;
};

const stuckReason = ({ random }: Company, { stuck }: SampleProduct): string | undefined => {
  if (stuck === 'too_expensive') return 'PRICE_TOO_HIGH';
  if (stuck === 'out_of_stock') return 'OUT_OF_STOCK';
  return stuck === 'dead' ? random.pick(['NO_NEED', 'NO_NEED', 'ALREADY_HAS']) : undefined;
};

const reasonFor = (company: Company, client: SampleClient, product: SampleProduct, at: number): string => {
  const { random } = company;
  const planted = isStuckAt(product, at) && random.chance(0.88) ? stuckReason(company, product) : undefined;
  const usual = fits(product, client) ? usualReason(company, at) : random.pick(['POOR_FIT', 'NO_NEED']);
  return planted ?? usual;
};

const durableReasons: ReadonlySet<string> = new Set(['NO_NEED', 'POOR_FIT', 'ALREADY_HAS']);

/** Why the client refuses; a durable reason will come again. */
export const refusalFor = (
  company: Company,
  client: SampleClient,
  product: SampleProduct,
  at: number,
): RefusalIntent => {
  const cause = causeOf(company, reasonFor(company, client, product, at), product, at);
  if (durableReasons.has(cause.reason)) client.refused.add(product);
  const statedBy = company.random.weighted({ client: 85, manager: 12, callback_check: 3 });
  return { ...cause, statedBy };
};
