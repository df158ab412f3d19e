import { startingLimits } from '../../domain/installation';
import type { RefusalIntent } from '../../domain/shared/intents';
import type { Id } from '../../domain/shared/values';
import { FAVOURITE, retiredReason, stuckCauses } from './cast';
import { eur, priceAt, VAT, type Company, type SampleClient, type SampleManager, type SampleProduct } from './company';

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

/** A call that is entered late offers what was sold when it took place. */
const isSold = ({ notSold }: SampleProduct, at: number): boolean =>
  notSold === undefined || at < notSold.from || at >= notSold.until;

/** A product of the wrong segment is pitched to everybody but those it is good for. */
const isPitchedTo = (product: SampleProduct, client: SampleClient): boolean =>
  (product.stuck === 'wrong_segment') !== fits(product, client);

const isStuck = ({ now }: Company, { stuck, stuckFrom }: SampleProduct): boolean =>
  stuck !== undefined && now >= stuckFrom;

/** What a manager offers: by targeting, memory and favourite. */
const productToOffer = (company: Company, client: SampleClient): SampleProduct | undefined => {
  const { random, products } = company;
  const { favours, repeats, targeting } = client.manager;
  if (random.chance(favours)) return company.productNamed(FAVOURITE);
  if (random.chance(repeats)) return random.among([...client.refused]);
  const isTargeted = random.chance(targeting);
  const isLikely = (product: SampleProduct): boolean =>
    isPitchedTo(product, client) === isTargeted && !(isTargeted && client.refused.has(product));
  return random.among(products.filter(isLikely));
};

export const discounted = (price: number, discount: number): number =>
  Math.ceil((price * (10_000 - discount)) / 10_000);

/** Basis points that the manager may give without approval. */
const unapprovedLimit = ({ role }: SampleManager): number =>
  startingLimits.find((limit) => limit.role === role)?.maxBasisPoints ?? 0;

/** Lines for one to three different products at the prices of a moment; no manager gives more than a lead approves. */
export const linesToOffer = (
  company: Company,
  client: SampleClient,
  { at = company.now, isApproved = false } = {},
): readonly PricedLine[] => {
  const { random } = company;
  const wanted = random.pick([1, 1, 1, 1, 1, 1, 2, 2, 2, 3]);
  const chosen = new Set<SampleProduct>();
  for (let tries = 0; tries < wanted; tries += 1) {
    const product = productToOffer(company, client);
    if (product && isSold(product, at) && product.stuck !== 'never_offered') chosen.add(product);
  }
  const { manager } = client;
  return [...chosen].map((product) => {
    const usual = random.whole(...manager.discount);
    const discount = isApproved ? usual : Math.min(unapprovedLimit(manager), usual);
    const price = discounted(priceAt(product, at), discount);
    return { lineId: random.id(), product, quantity: random.whole(1, 10) * product.unit, price };
  });
};

/** What a client asks for: what fits; hardly ever what is dead. */
export const productToAskFor = (company: Company, client: SampleClient): SampleProduct | undefined => {
  const { random, products } = company;
  const isUseless = (product: SampleProduct): boolean =>
    product.stuck === 'dead' && isStuck(company, product) && random.chance(0.95);
  return random.among(products.filter((each) => isSold(each, company.now) && fits(each, client) && !isUseless(each)));
};

export const isWanted = (company: Company, client: SampleClient, product: SampleProduct): boolean => {
  if (isStuck(company, product) && product.stuck !== 'wrong_segment') return company.random.chance(0.04);
  const byFit = fits(product, client) ? 1 : 0.1;
  const byMemory = client.refused.has(product) ? 0.1 : 1;
  return company.random.chance(0.36 * client.manager.skill * byFit * byMemory);
};

/** Reasons for no cause that was planted, and how often. */
const usualReasons = {
  ...{ PRICE_TOO_HIGH: 14, NO_BUDGET: 16, COMPETITOR: 14, BAD_TIMING: 16, NO_TIME: 6, DELIVERY_TERMS: 6, OTHER: 3 },
  ...{ PAYMENT_TERMS: 5, NO_DECISION_MAKER: 8, ALREADY_HAS: 6, MISSING_FEATURE: 4, QUALITY: 2 },
};

const reasonFor = (company: Company, client: SampleClient, product: SampleProduct): string => {
  const { random, now, reasonRetiredAt } = company;
  const { stuck } = product;
  const isPlanted = stuck && isStuck(company, product) && random.chance(0.88);
  const planted = isPlanted ? random.among<string>(stuckCauses[stuck].reasons) : undefined;
  if (planted !== undefined) return planted;
  if (!fits(product, client)) return random.pick(['POOR_FIT', 'NO_NEED']);
  const reason = random.weighted(usualReasons);
  return reason === retiredReason.code && now >= reasonRetiredAt ? retiredReason.remappedTo : reason;
};

const durableReasons: ReadonlySet<string> = new Set(['NO_NEED', 'POOR_FIT', 'ALREADY_HAS']);

/** Why the client refuses, with what some reasons say beside themselves; a durable reason will come again. */
export const refusalFor = (company: Company, client: SampleClient, product: SampleProduct): RefusalIntent => {
  const { random } = company;
  const gap = (priceAt(product, company.now) * random.whole(8, 30)) / 100;
  const details: Readonly<Record<string, Partial<RefusalIntent>>> = {
    PRICE_TOO_HIGH: { priceGap: eur(Math.round(gap)) },
    BAD_TIMING: { reconsiderOn: company.dayAt(company.afterDays(random.whole(30, 120))) },
    COMPETITOR: { competitor: random.pick(['Nordhandel', 'Grosso', 'Bazar Direct']) },
    OTHER: { comment: random.pick(['The board wants to wait for the new building', 'Has had a bad experience']) },
  };
  const reason = reasonFor(company, client, product);
  if (durableReasons.has(reason)) client.refused.add(product);
  return { ...details[reason], reason, statedBy: random.weighted({ client: 85, manager: 12, callback_check: 3 }) };
};
