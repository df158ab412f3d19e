import { equalCompanies, madeStanding, namedIn, wrongOffersCompany } from '../../support/equal-managers';

/** So few that it stays quick; `node bench/run.mjs accusations --runs=1000` runs more of them (docs/decisions/0055). */
const RUNS = 40;

describe('of 12 equally good managers, somebody is accused in at most 5 % of companies', () => {
  it.each(equalCompanies)('$name', ({ company }) => {
    const seeds = Array.from({ length: RUNS }, (_, run) => (run + 1) * 7_919);
    expect(seeds.filter((seed) => namedIn(company, seed).length > 0).length).toBeLessThanOrEqual(0.05 * RUNS);
  });
});

describe('one of 12 managers who offers the wrong products', () => {
  const seeds = Array.from({ length: 10 }, (_, seed) => seed + 1);

  it('is found, and nobody beside him, with as many clients as were promised to do at the latest', () => {
    const few = 20;
    const before = madeStanding(wrongOffersCompany(few), 1).managers.find(
      ({ managerId }) => managerId === 'manager 3',
    )!;
    expect(before.clientsMissing).not.toBeNull();
    const promised = few + before.clientsMissing!;
    const found = seeds.map((seed) => namedIn(wrongOffersCompany(promised), seed));
    expect(found.filter((names) => names.includes('manager 3')).length).toBeGreaterThanOrEqual(8);
    expect(found.flat().filter((name) => name !== 'manager 3')).toEqual([]);
  });

  it('is not found with five clients, of whom nothing can be told', () => {
    expect(namedIn(wrongOffersCompany(4), 1)).toEqual([]);
    expect(madeStanding(wrongOffersCompany(4), 1).managers.every(({ targeting }) => targeting === null)).toBe(true);
  });
});

describe('managers whose cases are not alike', () => {
  it('are not compared by how they close', () => {
    const closing = (manager: number): number => (manager % 2 === 0 ? 0.5 : 1.5);
    const { managers, overDispersion } = madeStanding(
      { managers: 12, clients: 100, lines: 2, correlation: 0, closing },
      5,
    );
    expect(overDispersion.closing).toBeGreaterThan(1.5);
    expect(managers.flatMap(({ patterns }) => patterns)).toEqual([]);
  });

  it('do not hide the one who is unlike the others', () => {
    const closing = (manager: number): number => (manager === 3 ? 0.2 : 1);
    const { managers } = madeStanding({ managers: 12, clients: 100, lines: 2, correlation: 0.1, closing }, 5);
    expect(managers.filter(({ patterns }) => patterns.includes('closing')).map(({ managerId }) => managerId)).toEqual([
      'manager 3',
    ]);
  });
});
