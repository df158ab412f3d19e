import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  chanceAlive,
  chanceOfSilence,
  lifetimeLikelihood,
  lifetimeModel,
  lifetimeModelOfGroup,
  rateAlive,
  type LifetimeModel,
  type LifetimeSeen,
} from '../../../src/read-models/statistics/lifetimes';
import { minimise } from '../../../src/read-models/statistics/minimise';

/** Who bought CDs again at CDNOW in 1997: 2,357 customers, public (brucehardie.com), as in Fader, Hardie and Lee 2005. */
const cdnow = (): readonly LifetimeSeen[] =>
  readFileSync(join(__dirname, 'published/cdnow.csv'), 'utf8')
    .trim()
    .split('\n')
    .slice(1)
    .flatMap((line) => {
      const [repeats = 0, last = 0, age = 0, customers = 0] = line.split(',').map(Number);
      return Array.from({ length: customers }, () => ({ repeats, last: last / 7, age: age / 7 }));
    });

// Batislam, Denizel and Filiztekin (2007), International Journal of Research in Marketing 24:201, for the same customers.
const published: LifetimeModel = { shape: 0.525, scale: 6.183, deaths: 0.891, survivals: 1.614 };

describe('what sells for a while and then no more', () => {
  it('is fitted as Batislam, Denizel and Filiztekin fitted the customers of CDNOW', () => {
    const seen = cdnow();
    expect(seen).toHaveLength(2_357);
    const model = lifetimeModel(seen)!;
    // The weak prior moves the third digit.
    expect(model.shape).toBeCloseTo(published.shape, 1);
    expect(Math.abs(model.scale / published.scale - 1)).toBeLessThan(0.03);
    expect(Math.abs(model.deaths / published.deaths - 1)).toBeLessThan(0.05);
    expect(Math.abs(model.survivals / published.survivals - 1)).toBeLessThan(0.06);
    expect(lifetimeLikelihood(published, seen) - lifetimeLikelihood(model, seen)).toBeLessThan(0.1);
  });

  it('has the likelihood of the published formula, here of shape 1 and all else 1', () => {
    // r = α = a = b = 1: Γ(x+1) × (B(1, x+2)/(1+T)^(x+1) + B(2, x+1)/(1+t)^(x+1)), by hand for x = 1, t = 2, T = 5.
    const one: LifetimeModel = { shape: 1, scale: 1, deaths: 1, survivals: 1 };
    expect(lifetimeLikelihood(one, [{ repeats: 1, last: 2, age: 5 }])).toBeCloseTo(
      Math.log(1 / 3 / 36 + 1 / 6 / 9),
      12,
    );
  });

  it('is alive and silent, or dead: the two make up its silence', () => {
    const seen = { repeats: 2, last: 30.43, age: 38.86 };
    const alive = chanceAlive(published, seen);
    const byBayes = 1 / (1 + (0.891 / 3.614) * ((6.183 + 38.86) / (6.183 + 30.43)) ** 2.525);
    expect(alive).toBeCloseTo(byBayes, 12);
    expect(chanceOfSilence(published, seen, 0)).toBe(1);
    const soon = chanceOfSilence(published, seen, 39);
    expect(soon).toBeCloseTo(1 - byBayes + byBayes * ((6.183 + 38.86) / (6.183 + 77.86)) ** 2.525, 12);
    expect(chanceOfSilence(published, seen, 1e12)).toBeCloseTo(1 - alive, 9);
    expect(rateAlive(published, seen)).toBeCloseTo(2.525 / 45.043, 12);
  });

  it('of a group is its own where much was seen of it, and that of all where nothing was', () => {
    const nothing = lifetimeModelOfGroup([], published);
    expect(nothing.scale).toBeCloseTo(published.scale, 3);
    const quick = Array.from({ length: 200 }, () => ({ repeats: 50, last: 49, age: 50 }));
    const ofGroup = lifetimeModelOfGroup(quick, published);
    expect(ofGroup.shape / ofGroup.scale).toBeGreaterThan(0.5);
  });

  it('is not told where nothing ever sold twice', () => {
    expect(lifetimeModel([{ repeats: 0, last: 0, age: 100 }])).toBeNull();
  });
});

it('the least value of a function is found', () => {
  // Rosenbrock's banana, on which Nelder and Mead tried it: 0 at (1, 1).
  const [x = 0, y = 0] = minimise(([a = 0, b = 0]) => 100 * (b - a * a) ** 2 + (1 - a) ** 2 + 1, [-1.2, 1]);
  expect(x).toBeCloseTo(1, 3);
  expect(y).toBeCloseTo(1, 3);
});
