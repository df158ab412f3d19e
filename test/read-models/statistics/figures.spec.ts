import {
  acceptanceEstimate,
  acceptanceInterval,
  acceptancePrior,
} from '../../../src/read-models/statistics/acceptance';
import { betaInterval, share, wilsonInterval } from '../../../src/read-models/statistics/proportion';
import { kaplanMeier, quantile } from '../../../src/read-models/statistics/survival';
import { rateRatioInterval } from '../../../src/read-models/statistics/rates';

const each = (...values: number[]) => values.map((value) => ({ value, count: 1 }));

describe('a share', () => {
  it('of nothing is not told', () => {
    expect(share({ successes: 0, trials: 0 })).toBeNull();
    expect(wilsonInterval({ successes: 0, trials: 0 })).toBeNull();
  });

  // Newcombe (1998), Statistics in Medicine 17:857-872, table I, method 3.
  it.each([
    [81, 263, 0.2553, 0.3662],
    [15, 148, 0.0624, 0.1605],
    [0, 20, 0, 0.1611],
    [1, 29, 0.0061, 0.1718],
  ])('of %i of %i has the Wilson interval that Newcombe published', (successes, trials, low, high) => {
    const interval = wilsonInterval({ successes, trials });
    expect(interval?.low).toBeCloseTo(low, 4);
    expect(interval?.high).toBeCloseTo(high, 4);
  });

  it('of none begins at 0 and of all ends at 1, exactly, however many were seen', () => {
    for (let trials = 1; trials <= 1_000; trials += 1) {
      expect(wilsonInterval({ successes: 0, trials })?.low).toBe(0);
      expect(wilsonInterval({ successes: trials, trials })?.high).toBe(1);
    }
  });

  // Gelman et al., Bayesian Data Analysis, 2.4: 437 girls of 980 births with placenta previa, posterior Beta(438, 544).
  it('has the credible interval of its beta posterior', () => {
    const interval = betaInterval(438, 544);
    expect(interval.low).toBeCloseTo(0.415, 3);
    expect(interval.high).toBeCloseTo(0.477, 3);
  });
});

describe('empirical Bayes of acceptance', () => {
  // Efron and Morris (1977), Scientific American 236(5):119-127: hits of 18 players in their first 45 at-bats of 1970.
  const hits = [18, 17, 16, 15, 14, 14, 13, 12, 11, 11, 10, 10, 10, 10, 10, 9, 8, 7];
  const players = hits.map((successes) => ({ successes, trials: 45 }));

  it('shrinks as Efron and Morris found for batting averages', () => {
    const prior = acceptancePrior(players)!;
    expect(prior.mean).toBeCloseTo(0.265, 3);
    // They give c = 1 - (J - 3) × m(1 - m) / (n Σ(p - m)²) = 0.212. With s² of J - 1 degrees, as here, the same sum
    // says that the weight of a player's own average is w = n/(n - 1) × (1 - (J - 1)/(J - 3) × (1 - c)).
    const weight = 45 / (prior.strength + 45);
    const efronMorris = 1 - (15 / 17) * (1 - (44 / 45) * weight);
    expect(efronMorris).toBeCloseTo(0.212, 3);
  });

  it('weighs groups of unequal size as the formula says', () => {
    // By hand: m = 0.35; s² = 10(0.2 - 0.35)² + 30(0.4 - 0.35)² = 0.3; n̄ = 40 - 1000/40 = 15; M = 0.2275 × 14/0.0725 - 1.
    expect(acceptancePrior([group(2, 10), group(12, 30)])?.strength).toBeCloseTo(42.931, 3);
    // m = 0.45; s² = 10 × 0.35² + 30 × (0.35/3)² = 1.6333; τ² = (1.6333 - 0.2475)/14 = 0.098988; M = 1.50030.
    const prior = acceptancePrior([group(8, 10), group(10, 30)])!;
    expect(prior.strength).toBeCloseTo(1.5003, 4);
    expect(acceptanceEstimate(prior, group(8, 10))).toBeCloseTo((0.45 * 1.5003 + 8) / 11.5003, 6);
  });

  it('says nothing where nothing was tried', () => {
    expect(acceptancePrior([])).toBeNull();
    expect(acceptancePrior([group(0, 0)])).toBeNull();
  });

  it('takes a single group as it is', () => {
    const prior = acceptancePrior([group(3, 12), group(0, 0)])!;
    expect(acceptanceEstimate(prior, group(3, 12))).toBe(0.25);
    expect(acceptanceInterval(prior, group(3, 12))).toEqual(betaInterval(3.5, 9.5));
  });

  it('takes groups that differ by chance only as one, and counts no trial twice', () => {
    const prior = acceptancePrior([group(5, 10), group(5, 10)])!;
    expect(prior.strength).toBe(Infinity);
    expect(acceptanceEstimate(prior, group(0, 1))).toBe(0.5);
    expect(acceptanceInterval(prior, group(5, 10))).toEqual(betaInterval(10.5, 10.5));
  });

  it('learns no difference from groups of one trial each', () => {
    expect(acceptancePrior([group(1, 1), group(0, 1)])?.strength).toBe(Infinity);
  });

  it('lets each group speak for itself where they lie further apart than rates can', () => {
    const prior = acceptancePrior([group(10, 10), group(0, 10)])!;
    expect(prior.strength).toBe(0);
    expect(acceptanceEstimate(prior, group(10, 10))).toBe(1);
    expect(acceptanceEstimate(prior, group(0, 0))).toBe(0.5);
    expect(acceptanceInterval(prior, group(10, 10))).toEqual(betaInterval(10.5, 0.5));
  });

  it('never takes 0 of all for impossible', () => {
    const prior = acceptancePrior([group(0, 10), group(0, 20)])!;
    expect(acceptanceEstimate(prior, group(0, 10))).toBe(0);
    expect(acceptanceInterval(prior, group(0, 10)).high).toBeGreaterThan(0.05);
  });

  it('gives the interval of the posterior', () => {
    const prior = { mean: 0.2, strength: 10, successes: 20, trials: 100 };
    expect(acceptanceInterval(prior, group(1, 5), 0.9)).toEqual(betaInterval(3, 12, 0.9));
  });

  function group(successes: number, trials: number) {
    return { successes, trials };
  }
});

describe('the ratio of two rates', () => {
  // R, ?poisson.test, second example: 11 in 800 against 21 in 3011.
  it('has the exact interval of R', () => {
    const interval = rateRatioInterval({ count: 11, exposure: 800 }, { count: 21, exposure: 3011 });
    expect(interval?.low).toBeCloseTo(0.8584264, 6);
    expect(interval?.high).toBeCloseTo(4.2772659, 6);
  });

  it('is open where one of them is 0', () => {
    expect(rateRatioInterval({ count: 0, exposure: 1 }, { count: 0, exposure: 1 })).toBeNull();
    expect(rateRatioInterval({ count: 0, exposure: 1 }, { count: 5, exposure: 1 })?.low).toBe(0);
    expect(rateRatioInterval({ count: 5, exposure: 1 }, { count: 0, exposure: 1 })?.high).toBe(Infinity);
  });
});

describe('waiting times', () => {
  // Freireich et al. (1963), Blood 21:699-716: weeks of remission, as in Kleinbaum and Klein, Survival Analysis, ch. 2.
  const sixMp = kaplanMeier(each(6, 6, 6, 7, 10, 13, 16, 22, 23), each(6, 9, 10, 11, 17, 19, 20, 25, 32, 32, 34, 35));
  const placebo = kaplanMeier(each(1, 1, 2, 2, 3, 4, 4, 5, 5, 8, 8, 8, 8, 11, 11, 12, 12, 15, 17, 22, 23), []);

  it('have the medians of Freireich’s two arms', () => {
    expect(sixMp(0.5)).toBe(23);
    expect(placebo(0.5)).toBe(8);
  });

  it('do not reach a quantile that the censored ones hide', () => {
    expect(sixMp(0.9)).toBeNull();
    expect(placebo(0.9)).toBe(17);
  });

  it('come down at the times of the published curve', () => {
    // S(6) = 0.8571, S(7) = 0.8067, S(10) = 0.7529, S(13) = 0.6902, S(16) = 0.6275, S(22) = 0.5378, S(23) = 0.4482.
    const published = [
      [6, 0.8571],
      [7, 0.8067],
      [10, 0.7529],
      [13, 0.6902],
      [16, 0.6275],
      [22, 0.5378],
      [23, 0.4482],
    ] as const;
    for (const [week, survival] of published) {
      expect(sixMp(1 - survival - 0.0001)).toBe(week);
      expect(sixMp(1 - survival + 0.0001)).not.toBe(week);
    }
  });

  it('count by tally as they do one by one', () => {
    const tallied = kaplanMeier([{ value: 5, count: 60 }], [{ value: 3, count: 40 }]);
    expect(tallied(0.99)).toBe(5);
    expect(kaplanMeier([{ value: 5, count: 60 }], [{ value: 9, count: 40 }])(0.6)).toBe(5);
    expect(kaplanMeier([{ value: 5, count: 60 }], [{ value: 9, count: 40 }])(0.61)).toBeNull();
  });

  it('that have all ended have the plain quantiles', () => {
    const ended = each(10, 9, 8, 7, 6, 5, 4, 3, 2, 1);
    for (const part of [0.1, 0.25, 0.5, 0.9, 1]) expect(kaplanMeier(ended, [])(part)).toBe(quantile(ended, part));
  });

  // Wikipedia, Percentile, the nearest-rank method, worked examples 1 and 2.
  it('have the nearest-rank quantiles', () => {
    const first = each(15, 20, 35, 40, 50);
    expect([0.05, 0.3, 0.4, 0.5, 1].map((part) => quantile(first, part))).toEqual([15, 20, 20, 35, 50]);
    const second = each(3, 6, 7, 8, 8, 10, 13, 15, 16, 20);
    expect([0.25, 0.5, 0.75, 1].map((part) => quantile(second, part))).toEqual([7, 8, 15, 20]);
    expect(quantile([], 0.5)).toBeNull();
  });
});
