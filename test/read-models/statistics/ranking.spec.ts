import { calibrationOf, corrected, monotone } from '../../../src/read-models/statistics/calibration';
import { areaUnderCurve, brierScore, firstByScore, type Foretold } from '../../../src/read-models/statistics/ranking';

const times = <Each>(count: number, each: Each): readonly Each[] => Array.from({ length: count }, () => each);

describe('an order by likelihood', () => {
  it('has the area that Hanley and McNeil published for 109 tomograms', () => {
    // Radiology 143:29 (1982), table I: ratings from 1 (definitely normal) to 5 (definitely abnormal).
    const normal = [33, 6, 6, 11, 2].flatMap((count, rating) => times(count, { score: rating, happened: false }));
    const abnormal = [3, 2, 2, 11, 33].flatMap((count, rating) => times(count, { score: rating, happened: true }));
    expect(areaUnderCurve([...normal, ...abnormal])).toBeCloseTo(0.893, 3);
  });

  it('is a coin where all scores are alike, and no order where all or none happened', () => {
    const alike = [true, false, true].map((happened) => ({ score: 1, happened }));
    expect(areaUnderCurve(alike)).toBe(0.5);
    expect(areaUnderCurve([{ score: 1, happened: true }])).toBeNull();
    expect(areaUnderCurve([])).toBeNull();
  });

  it('begins with the highest scores', () => {
    const scored = [1, 3, 2].map((score) => ({ score, happened: false }));
    expect(firstByScore(scored, 2).map(({ score }) => score)).toEqual([3, 2]);
  });
});

describe('chances', () => {
  it('are as good as Brier says: 0.09 of 70 % that came, 0.49 of 30 %', () => {
    expect(brierScore([{ chance: 0.7, happened: true }])).toBeCloseTo(0.09, 12);
    expect(brierScore([{ chance: 0.3, happened: true }])).toBeCloseTo(0.49, 12);
    expect(brierScore([])).toBeNull();
  });

  const foretold = (chance: number, came: number, of: number): readonly Foretold[] => [
    ...times(came, { chance, happened: true }),
    ...times(of - came, { chance, happened: false }),
  ];

  it('never go down: as R smooths its example of isoreg', () => {
    const values = [1, 0, 4, 3, 3, 5, 4, 2, 0].map((value) => ({ value, weight: 1 }));
    expect(monotone(values).map(({ value, pooled }) => [value, pooled])).toEqual([
      [0.5, 2],
      [3, 7],
    ]);
  });

  it('that promised too much are corrected to what came, in the same order', () => {
    const calibration = calibrationOf([...foretold(0.5, 100, 1_000), ...foretold(0.9, 400, 1_000)]);
    expect(corrected(calibration, 0.5)).toBeCloseTo(0.1, 1);
    expect(corrected(calibration, 0.9)).toBeCloseTo(0.4, 1);
    expect(corrected(calibration, 0.6)).toBeGreaterThan(corrected(calibration, 0.59));
  });

  it('are left as they are where they were right, or where nothing was seen', () => {
    const right = calibrationOf([...foretold(0.2, 200, 1_000), ...foretold(0.8, 800, 1_000)]);
    for (const chance of [0, 0.2, 0.5, 0.8]) {
      expect(corrected(right, chance)).toBeCloseTo(chance, 1);
      expect(corrected(calibrationOf([]), chance)).toBeCloseTo(chance, 9);
    }
  });
});
