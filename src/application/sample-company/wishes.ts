import type { RefusalIntent } from '../../domain/shared/offer-terms';
import type { NonEmpty } from './random';
import { FAVOURITE } from './cast';
import { DAY, money, priceAt, type Client, type Manager, type Product, type World } from './world';

/** What clients want, what managers offer them, and why a client says no. */

const fits = (product: Product, client: Client): boolean => product.fits.includes(client.segment);

/** A product of the wrong segment is pitched to everybody but those it is good for. */
const isPitchedTo = (product: Product, client: Client): boolean =>
  product.stuck === 'wrong_segment' ? !fits(product, client) : fits(product, client);

const isStuckAt = (product: Product, at: number): boolean => product.stuck !== undefined && at >= product.stuckFrom;

/** What a manager offers: by his targeting, his memory, and his favourite. */
const productFor = (world: World, manager: Manager, client: Client): Product | undefined => {
  const { random, products } = world;
  const favourite = products[FAVOURITE];
  if (manager.habit === 'one_product' && random.chance(0.7)) return favourite;
  if (random.chance(manager.repeats)) return random.among([...client.refused]);
  const wantsFit = random.chance(manager.targeting);
  for (let tries = 0; tries < 12; tries += 1) {
    const product = random.pick(products);
    if (isPitchedTo(product, client) === wantsFit && !(wantsFit && client.refused.has(product))) return product;
  }
  return undefined;
};

const isOfferable = (product: Product): boolean => product.isOffered && product.stuck !== 'never_offered';

/** One to three different products. */
export const productsFor = (world: World, manager: Manager, client: Client): Product[] => {
  const wanted = world.random.weighted([
    [1, 6],
    [2, 3],
    [3, 1],
  ]);
  const chosen = new Set<Product>();
  for (let place = 0; place < wanted; place += 1) {
    const product = productFor(world, manager, client);
    if (product && isOfferable(product)) chosen.add(product);
  }
  return [...chosen];
};

/** What a client asks for by himself: what fits him; hardly ever what is dead. */
export const askedFor = (world: World, client: Client): Product | undefined => {
  for (let tries = 0; tries < 12; tries += 1) {
    const product = world.random.pick(world.products);
    const isDead = product.stuck === 'dead' && isStuckAt(product, world.now);
    if (fits(product, client) && product.isOffered && !(isDead && world.random.chance(0.95))) return product;
  }
  return undefined;
};

const USUAL_CHANCE = 0.36;

export const wantsIt = (world: World, manager: Manager, client: Client, product: Product, at: number): boolean => {
  if (isStuckAt(product, at) && product.stuck !== 'wrong_segment') return world.random.chance(0.04);
  const byFit = fits(product, client) ? 1 : 0.1;
  const byMemory = client.refused.has(product) ? 0.1 : 1;
  return world.random.chance(USUAL_CHANCE * manager.skill * byFit * byMemory);
};

type Why = Omit<RefusalIntent, 'statedBy'>;

const priceTooHigh = ({ random }: World, product: Product, at: number): Why => ({
  reason: 'PRICE_TOO_HIGH',
  priceGap: money(Math.round(priceAt(product, at) * random.between(0.08, 0.3))),
});

const notNow = (world: World, at: number): Why => ({
  reason: 'BAD_TIMING',
  reconsiderOn: world.dayAt(at + world.random.whole(30, 120) * DAY),
});

const competitors: NonEmpty<string> = ['Nordhandel', 'Grosso', 'Bazar Direct'];
const remarks: NonEmpty<string> = [
  'The board wants to wait for the new building',
  'Buys together with the other branches',
  'Has had a bad experience years ago',
];

/** Refusals for no cause that was planted. */
const usualReason = (world: World, product: Product, at: number): Why => {
  const { random } = world;
  const reason = random.weighted([
    ['PRICE_TOO_HIGH', 14],
    ['NO_BUDGET', 16],
    ['COMPETITOR', 14],
    ['BAD_TIMING', 16],
    ['NO_TIME', 6],
    ['DELIVERY_TERMS', 6],
    ['PAYMENT_TERMS', 5],
    ['NO_DECISION_MAKER', 8],
    ['ALREADY_HAS', 6],
    ['MISSING_FEATURE', 4],
    ['QUALITY', 2],
    ['OTHER', 3],
  ]);
  if (reason === 'PRICE_TOO_HIGH') return priceTooHigh(world, product, at);
  if (reason === 'BAD_TIMING' || (reason === 'NO_TIME' && !world.isReasonInUse(at))) return notNow(world, at);
  if (reason === 'COMPETITOR') return { reason, competitor: random.pick(competitors) };
  return reason === 'OTHER' ? { reason, comment: random.pick(remarks) } : { reason };
};

const plantedReason = (world: World, product: Product, at: number): Why | undefined => {
  if (!isStuckAt(product, at) || world.random.chance(0.12)) return undefined;
  if (product.stuck === 'too_dear') return priceTooHigh(world, product, at);
  if (product.stuck === 'out_of_stock') return { reason: 'OUT_OF_STOCK' };
  if (product.stuck === 'dead') return { reason: world.random.chance(0.6) ? 'NO_NEED' : 'ALREADY_HAS' };
  return undefined;
};

const DURABLE: ReadonlySet<string> = new Set(['NO_NEED', 'POOR_FIT', 'ALREADY_HAS']);

/** Why the client says no; what is durable, he will say again. */
export const refusalFor = (world: World, client: Client, product: Product, at: number): RefusalIntent => {
  const { random } = world;
  const misfit = random.chance(0.55) ? 'POOR_FIT' : 'NO_NEED';
  const why =
    plantedReason(world, product, at) ?? (fits(product, client) ? usualReason(world, product, at) : { reason: misfit });
  if (DURABLE.has(why.reason)) client.refused.add(product);
  const statedBy = random.weighted([
    ['client', 85],
    ['manager', 12],
    ['callback_check', 3],
  ] as const);
  return { ...why, statedBy };
};
