import {
  clusterSums,
  clusterVariance,
  intraClusterCorrelation,
  overDispersion,
} from '../../../src/read-models/statistics/dispersion';
import { benjaminiHochberg } from '../../../src/read-models/statistics/multiple-tests';
import { normalQuantile, studentBelow } from '../../../src/read-models/statistics/student';

describe('several tests', () => {
  // Benjamini and Hochberg (1995), JRSS B 57:289, 15 p-values of the thrombolysis study: the first four are found.
  const published = [
    0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459, 0.324, 0.4262, 0.5719, 0.6528, 0.759, 1,
  ];

  it('name as many as Benjamini and Hochberg did', () => {
    expect(benjaminiHochberg(published).filter(Boolean)).toHaveLength(4);
    expect(benjaminiHochberg(published.toReversed()).slice(-4)).toEqual([true, true, true, true]);
  });

  it('name nobody where none is small, or none was made', () => {
    expect(benjaminiHochberg([0.2, 0.04])).toEqual([false, false]);
    expect(benjaminiHochberg([])).toEqual([]);
  });
});

describe('Student’s distribution', () => {
  it('has the values of the printed tables', () => {
    expect(studentBelow(2.262, 9)).toBeCloseTo(0.975, 4);
    expect(studentBelow(-1.833, 9)).toBeCloseTo(0.05, 4);
    expect(normalQuantile(0.975)).toBeCloseTo(1.959964, 6);
    expect(normalQuantile(0.8)).toBeCloseTo(0.841621, 6);
  });
});

describe('z-scores', () => {
  it('vary as chance makes them, or more, whatever one of them does', () => {
    expect(overDispersion([-1, 1, -1, 1, -1, 1])).toBe(1);
    expect(overDispersion([-20, -1, 1, -1, 1, 20])).toBe(1);
    expect(overDispersion([-2, -2, -2, 2, 2, 2])).toBe(4);
    expect(overDispersion([1, 1, 1])).toBeNull();
  });
});

describe('the outcomes of one client', () => {
  const alike = (happened: boolean) => Array.from({ length: 3 }, () => ({ chance: 0.5, happened }));

  it('are one where they always agree, and none of each other’s where they do by chance', () => {
    expect(intraClusterCorrelation([alike(true), alike(false)])).toBe(1);
    const mixed = [true, false, true, false].map((happened) => ({ chance: 0.5, happened }));
    expect(intraClusterCorrelation([mixed])).toBe(0);
    expect(intraClusterCorrelation([[{ chance: 0.5, happened: true }]])).toBe(0);
  });

  it('vary together by their correlation: 1 makes three lines one of three times the size', () => {
    expect(clusterVariance(clusterSums(alike(true)), 0)).toBeCloseTo(0.75, 12);
    expect(clusterVariance(clusterSums(alike(true)), 1)).toBeCloseTo(2.25, 12);
  });
});
