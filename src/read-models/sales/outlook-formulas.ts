import { shortly } from '../kit/grounds';
import type { AssessedProduct } from './assessment';

const NOTHING = 'it never sold, or nothing ever sold twice';

/** How the chances of a product come from its sales and those of its category, with the numbers put in. */
export const formulasOfOutlook = ({ model, seen, outlook }: AssessedProduct) => {
  if (!model) return { interval: NOTHING, noSale: NOTHING, dead: NOTHING };
  const { shape, scale, deaths, survivals } = model;
  const interval = `7 days × α ÷ r = 7 × ${shortly(scale)} ÷ ${shortly(shape)}, of its category, fitted to all that sold (modified BG/NBD)`;
  if (!seen || !outlook) return { interval, noSale: NOTHING, dead: NOTHING };
  const { repeats, last, age } = seen;
  const numbers = `a ${shortly(deaths)}, b ${shortly(survivals)}, r ${shortly(shape)}, α ${shortly(scale)} of its category; x ${repeats} further weeks with a sale, the last t ${shortly(last)} after the first, T ${shortly(age)} weeks ago`;
  const dead = `1 − P(alive), P(alive) = 1 ÷ (1 + a ÷ (b + x) × ((α + T) ÷ (α + t))^(r + x)); ${numbers}`;
  const noSale = `1 − P(alive) × (1 − ((α + T) ÷ (α + T + h))^(r + x)) = ${shortly(outlook.rawChance)}, corrected by what such chances were worth 90 days ago; h ${shortly(outlook.weeksAhead)} weeks ahead, P(alive) ${shortly(1 - outlook.chanceDead)}; ${numbers}`;
  return { interval, noSale, dead };
};
