import { shortly } from '../kit/grounds';
import type { LifetimeModel, LifetimeSeen } from '../statistics/lifetimes';
import type { AssessedProduct } from './assessment';

const NOTHING = 'it never sold, or nothing ever sold twice';

export const ALIVE_FORMULA = 'P(alive) = 1 ÷ (1 + a ÷ (b + x) × ((α + T) ÷ (α + t))^(r + x))';

/** What is put into the formulas of a lifetime. */
export const lifetimeNumbers = (model: LifetimeModel, seen: LifetimeSeen, of: string): string =>
  `a ${shortly(model.deaths)}, b ${shortly(model.survivals)}, r ${shortly(model.shape)}, α ${shortly(model.scale)} of ${of}; x ${seen.repeats} further weeks with a sale, the last t ${shortly(seen.last)} after the first, T ${shortly(seen.age)} weeks ago`;

/** How the chances of a product come from its sales and those of its category, with the numbers put in. */
export const formulasOfOutlook = ({ model, seen, outlook }: AssessedProduct) => {
  if (!model) return { interval: NOTHING, noSale: NOTHING, dead: NOTHING };
  const { shape, scale } = model;
  const interval = `7 days × α ÷ r = 7 × ${shortly(scale)} ÷ ${shortly(shape)}, of its category, fitted to all that sold (modified BG/NBD)`;
  if (!seen || !outlook) return { interval, noSale: NOTHING, dead: NOTHING };
  const numbers = lifetimeNumbers(model, seen, 'its category');
  const dead = `1 − P(alive), ${ALIVE_FORMULA}; ${numbers}`;
  const noSale = `1 − P(alive) × (1 − ((α + T) ÷ (α + T + h))^(r + x)) = ${shortly(outlook.rawChance)}, corrected by what such chances were worth 90 days ago; h ${shortly(outlook.weeksAhead)} weeks ahead, P(alive) ${shortly(1 - outlook.chanceDead)}; ${numbers}`;
  return { interval, noSale, dead };
};
