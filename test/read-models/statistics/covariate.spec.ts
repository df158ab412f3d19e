import { adjustedDifference, type Outcome } from '../../../src/read-models/statistics/covariate';

const group = (...pairs: readonly (readonly [before: number, outcome: number])[]): readonly Outcome[] =>
  pairs.map(([before, outcome]) => ({ before, outcome }));

/** Snedecor and Cochran 1967, page 422: leprosy bacilli before and after three drugs. */
const [a, d, f] = [
  group([11, 6], [8, 0], [5, 2], [14, 8], [19, 11], [6, 4], [10, 13], [6, 1], [11, 8], [3, 0]),
  group([6, 0], [6, 2], [7, 3], [8, 1], [18, 18], [8, 4], [19, 14], [8, 9], [5, 1], [15, 9]),
  group([16, 13], [13, 10], [11, 18], [9, 5], [21, 23], [16, 12], [12, 5], [12, 16], [7, 1], [12, 20]),
];

describe('a difference as if both groups had been alike before', () => {
  // SAS/STAT, The GLM Procedure, "Analysis of Covariance".
  it.each([
    ['A and F', [a, f, d], -3.44613828, 1.88678065],
    ['D and F', [d, f, a], -3.33716695, 1.85386642],
  ])('is as published for the drugs %s', (_, groups, difference, error) => {
    const told = adjustedDifference(groups)!;
    expect(told.difference).toBeCloseTo(difference, 7);
    expect(told.error).toBeCloseTo(error, 7);
    expect((told.high - told.low) / 2).toBeCloseTo(1.959964 * error, 5);
  });

  it('is none where all were alike before, or there are too few', () => {
    expect(adjustedDifference([group([1, 0], [1, 1]), group([1, 1], [1, 0])])).toBeNull();
    expect(adjustedDifference([group([1, 0]), group([2, 1])])).toBeNull();
    expect(adjustedDifference([a, []])).toBeNull();
  });
});
