import {
  chanceSeenAbove,
  newcombeInterval,
  trialsNeededEach,
} from '../../../src/read-models/statistics/two-proportions';

const of = (successes: number, trials: number) => ({ successes, trials });

describe('the interval of a difference of shares', () => {
  // Newcombe 1998, Statistics in Medicine 17:873, table II, method 10.
  it.each([
    [of(56, 70), of(48, 80), 0.0524, 0.3339],
    [of(9, 10), of(3, 10), 0.1705, 0.809],
    [of(6, 7), of(2, 7), 0.0582, 0.8062],
    [of(5, 56), of(0, 29), -0.0381, 0.1926],
    [of(0, 10), of(0, 20), -0.1611, 0.2775],
    [of(0, 10), of(0, 10), -0.2775, 0.2775],
    [of(10, 10), of(0, 20), 0.6791, 1],
    [of(10, 10), of(0, 10), 0.6075, 1],
  ])('is as published: %o − %o', (first, second, low, high) => {
    const interval = newcombeInterval(first, second)!;
    expect(interval.low).toBeCloseTo(low, 4);
    expect(interval.high).toBeCloseTo(high, 4);
  });

  it('of a group that was never tried is none', () => {
    expect(newcombeInterval(of(0, 0), of(1, 2))).toBeNull();
    expect(newcombeInterval(of(1, 2), of(0, 0))).toBeNull();
  });
});

describe('the power of two groups', () => {
  const power = (targets: number, control: number, base: number, uplift: number) =>
    chanceSeenAbove({ first: { trials: targets, chance: base + uplift }, second: { trials: control, chance: base } });

  // help(power.prop.test) of R: n = 50, p1 = .50, p2 = .75 has power 0.740; p1 = .50, p2 = .75, power = .90 needs n = 76.7.
  it('is as published for equal groups, as nearly as a normal curve tells', () => {
    expect(Math.abs(power(50, 50, 0.5, 0.25) - 0.74)).toBeLessThan(0.01);
    expect(trialsNeededEach(0.75, 0.5, 0.9)).toBeCloseTo(76.7, 1);
  });

  it('of 200 clients, a base of 10 % and 10 points more is low, whatever the share of control', () => {
    const seen = [20, 40, 100].map((control) => Math.round(100 * power(200 - control, control, 0.1, 0.1)));
    expect(seen).toEqual([12, 28, 51]);
  });

  it.each([0.02, 0.05, 0.1, 0.2, 0.3])(
    'without an uplift, over a base of %d, a verdict comes in at most 5 %',
    (base) => {
      for (const [one, other] of [
        [100, 100],
        [180, 20],
        [900, 100],
        [2_000, 60],
        [1_000, 500],
      ] as const)
        expect(power(one, other, base, 0) + power(other, one, base, 0)).toBeLessThan(0.0515);
    },
  );

  it('is certain, or none, where the shares are', () => {
    expect(power(20, 20, 0, 1)).toBe(1);
    expect(power(20, 20, 0, 0)).toBe(0);
    expect(power(20, 0, 0.5, 0.5)).toBe(0);
  });
});
