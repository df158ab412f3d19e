import { standingsOf, type Standings } from '../../../src/read-models/targeting/standing';
import { madeLines, type MadeCompany } from '../../support/equal-managers';

const products = Array.from({ length: 10 }, (_, number) => `product ${number}`);
const onSale = () => products;
const standing = (company: MadeCompany, seed: number): Standings => standingsOf(madeLines(company, seed), onSale);

const RUNS = 40;
/** In how many of the companies somebody is named. */
const accusing = (company: MadeCompany): number =>
  Array.from({ length: RUNS }, (_, run) => standing(company, (run + 1) * 7_919)).filter(({ managers }) =>
    managers.some(({ patterns }) => patterns.length > 0),
  ).length;

/** Seven of ten times his own product, whoever the client is. */
const favourite = (manager: number, _: string, next: () => number): string =>
  products[next() < 0.7 ? manager % 10 : Math.floor(next() * 10)]!;

/** Four products of ten are good for a segment, others for others. */
const isGoodFor = (segment: string, product: string): boolean => (Number(product.slice(-1)) + segment.length) % 5 < 2;
const byFit = (segment: string, product: string): number => (isGoodFor(segment, product) ? 0.36 : 0.04);
const fitting = (share: number) => (segment: string, next: () => number) => {
  const isMeant = next() < share;
  const meant = products.filter((product) => isGoodFor(segment, product) === isMeant);
  return meant[Math.floor(next() * meant.length)]!;
};

const shapes = [
  [100, 1],
  [50, 2],
  [20, 5],
  [10, 10],
  [60, 5],
] as const;
const setUps = shapes.flatMap(([clients, lines]) =>
  [0, 0.1, 0.3].map((correlation) => ({ clients, lines, correlation })),
);

describe('of 12 equally good managers, somebody is accused in at most 5 % of companies', () => {
  it.each(setUps)('with $clients clients of $lines lines that are alike by $correlation', (shape) => {
    expect(accusing({ managers: 12, ...shape })).toBeLessThanOrEqual(0.05 * RUNS);
  });

  it.each([0, 0.3])('where each has a product of his own, and answers are alike by %d', (correlation) => {
    const company = { managers: 12, clients: 60, lines: 5, correlation, choice: favourite };
    expect(accusing(company)).toBeLessThanOrEqual(0.05 * RUNS);
  });

  it.each([0, 0.3])('where products differ and all choose by lot, and answers are alike by %d', (correlation) => {
    const company = { managers: 12, clients: 60, lines: 5, correlation, chance: byFit };
    expect(accusing(company)).toBeLessThanOrEqual(0.05 * RUNS);
  });
});

describe('one of 12 managers who offers the wrong products', () => {
  const well = fitting(0.9);
  const badly = fitting(0.15);
  const seeds = Array.from({ length: 10 }, (_, seed) => seed + 1);
  const company = (clients: number): MadeCompany => ({
    ...{ managers: 12, clients, lines: 4, correlation: 0.2, chance: byFit },
    choice: (manager, segment, next) => (manager === 3 ? badly : well)(segment, next),
  });
  const named = (of: MadeCompany, seed: number): readonly string[] =>
    standing(of, seed)
      .managers.filter(({ patterns }) => patterns.includes('targeting'))
      .map(({ managerId }) => managerId);

  it('is found, and nobody beside him, with as many clients as were promised to do at the latest', () => {
    const few = 20;
    const before = standing(company(few), 1).managers.find(({ managerId }) => managerId === 'manager 3')!;
    expect(before.clientsMissing).not.toBeNull();
    const promised = few + before.clientsMissing!;
    const found = seeds.map((seed) => named(company(promised), seed));
    expect(found.filter((names) => names.includes('manager 3')).length).toBeGreaterThanOrEqual(8);
    expect(found.flat().filter((name) => name !== 'manager 3')).toEqual([]);
  });

  it('is not found with five clients, of whom nothing can be told', () => {
    expect(named(company(4), 1)).toEqual([]);
    expect(standing(company(4), 1).managers.every(({ targeting }) => targeting === null)).toBe(true);
  });
});

describe('managers whose cases are not alike', () => {
  it('are not compared by how they close', () => {
    const closing = (manager: number): number => (manager % 2 === 0 ? 0.5 : 1.5);
    const { managers, overDispersion } = standing({ managers: 12, clients: 100, lines: 2, correlation: 0, closing }, 5);
    expect(overDispersion.closing).toBeGreaterThan(1.5);
    expect(managers.flatMap(({ patterns }) => patterns)).toEqual([]);
  });

  it('do not hide the one who is unlike the others', () => {
    const closing = (manager: number): number => (manager === 3 ? 0.2 : 1);
    const { managers } = standing({ managers: 12, clients: 100, lines: 2, correlation: 0.1, closing }, 5);
    expect(managers.filter(({ patterns }) => patterns.includes('closing')).map(({ managerId }) => managerId)).toEqual([
      'manager 3',
    ]);
  });
});
