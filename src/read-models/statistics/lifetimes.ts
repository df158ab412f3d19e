import gammaln from '@stdlib/math-base-special-gammaln';
import { sum } from './sum';
import { minimise } from './minimise';

/**
 * What sells for a while and then no more, seen from outside: after the first sale so many further ones (`repeats`), the
 * last of them `last` days after the first, and `age` days have passed since the first. Days, or whatever unit is kept to.
 */
export interface LifetimeSeen {
  readonly repeats: number;
  readonly last: number;
  readonly age: number;
}

/**
 * While it lives it sells by chance at a steady rate, which differs from one to the other (gamma: `shape`, `scale` days);
 * after each sale, the first included, it may die, with a chance that differs, too (beta: `deaths`, `survivals`).
 */
export interface LifetimeModel {
  readonly shape: number;
  readonly scale: number;
  readonly deaths: number;
  readonly survivals: number;
}

const betaln = (one: number, other: number): number => gammaln(one) + gammaln(other) - gammaln(one + other);

const logarithmsOf = ({ shape, scale, deaths, survivals }: LifetimeModel): readonly number[] =>
  [shape, scale, deaths, survivals].map(Math.log);

const modelAt = ([shape = 0, scale = 0, deaths = 0, survivals = 0]: readonly number[]): LifetimeModel => ({
  ...{ shape: Math.exp(shape), scale: Math.exp(scale) },
  ...{ deaths: Math.exp(deaths), survivals: Math.exp(survivals) },
});

/** The parts of the likelihood that only the number of repeats says. */
const likelihoodParts = ({ shape, scale, deaths, survivals }: LifetimeModel, repeats: number) => {
  const shared = gammaln(shape + repeats) - gammaln(shape) + shape * Math.log(scale) - betaln(deaths, survivals);
  return {
    alive: shared + betaln(deaths, survivals + repeats + 1),
    dead: shared + betaln(deaths + 1, survivals + repeats),
  };
};

/**
 * The logarithm of the likelihood (Batislam, Denizel and Filiztekin 2007):
 * Γ(r+x)/Γ(r) αʳ/B(a,b) × (B(a, b+x+1)/(α+T)^(r+x) + B(a+1, b+x)/(α+t)^(r+x)).
 */
export const lifetimeLikelihood = (model: LifetimeModel, seen: readonly LifetimeSeen[]): number => {
  const known = new Map<number, ReturnType<typeof likelihoodParts>>();
  let total = 0;
  for (const { repeats, last, age } of seen) {
    const parts = known.get(repeats) ?? likelihoodParts(model, repeats);
    known.set(repeats, parts);
    const alive = parts.alive - (model.shape + repeats) * Math.log(model.scale + age);
    const dead = parts.dead - (model.shape + repeats) * Math.log(model.scale + last);
    total += Math.max(alive, dead) + Math.log1p(Math.exp(-Math.abs(alive - dead)));
  }
  return total;
};

/** How far the parameters of a group are expected to be from the centre, as a factor: e^0.5, about 1.6 times. */
const GROUP_SPREAD = 0.5;
/** All groups together: hardly held at all, so that a handful of things does not run off to infinity. */
const WHOLE_SPREAD = 2;

/** The model that fits best, held to a centre (the less, the more was seen). */
const fittedTo = (seen: readonly LifetimeSeen[], centre: LifetimeModel, spread: number): LifetimeModel => {
  const centred = logarithmsOf(centre);
  const away = (at: readonly number[]): number =>
    sum(at.map((each, axis) => (each - (centred[axis] ?? 0)) ** 2)) / (2 * spread ** 2);
  return modelAt(minimise((at) => away(at) - lifetimeLikelihood(modelAt(at), seen), centred));
};

/** The model of all together; null where nothing was ever sold twice: then there is no rate. */
export const lifetimeModel = (seen: readonly LifetimeSeen[]): LifetimeModel | null => {
  const repeats = sum(seen.map((each) => each.repeats));
  const days = sum(seen.map(({ last }) => last));
  if (repeats === 0 || days === 0) return null;
  return fittedTo(seen, { shape: 1, scale: days / repeats, deaths: 0.5, survivals: 10 }, WHOLE_SPREAD);
};

/** The model of a group: its own, drawn towards that of all together, the more the less was seen of it. */
export const lifetimeModelOfGroup = (seen: readonly LifetimeSeen[], whole: LifetimeModel): LifetimeModel =>
  fittedTo(seen, whole, GROUP_SPREAD);

/** P(it still lives) = 1 / (1 + a/(b+x) × ((α+T)/(α+t))^(r+x)). */
export const chanceAlive = (
  { shape, scale, deaths, survivals }: LifetimeModel,
  { repeats, last, age }: LifetimeSeen,
): number => 1 / (1 + (deaths / (survivals + repeats)) * ((scale + age) / (scale + last)) ** (shape + repeats));

/** P(it sells no more in the next `ahead` days): dead, or alive and silent so long. */
export const chanceOfSilence = (model: LifetimeModel, seen: LifetimeSeen, ahead: number): number => {
  const { shape, scale } = model;
  const silent = ((scale + seen.age) / (scale + seen.age + ahead)) ** (shape + seen.repeats);
  return 1 - chanceAlive(model, seen) * (1 - silent);
};

/** Sales a day while it lives: (r+x)/(α+T). */
export const rateAlive = ({ shape, scale }: LifetimeModel, { repeats, age }: LifetimeSeen): number =>
  (shape + repeats) / (scale + age);
