import { differenceBetween, verdictOf, type ComparedClient } from '../../../src/read-models/campaigns/comparison';
import { designOf } from '../../../src/read-models/campaigns/design';
import { drawnLists } from '../../../src/read-models/campaigns/draw';
import { seededChance } from '../../../src/read-models/statistics/seeded-chance';

/** So few that it stays quick. */
const RUNS = 500;

/** Clients who differ: half of them buy three times as often as the others, and have bought more before. */
const company = (clients: number, base: number) =>
  Array.from({ length: clients }, (_, number) => ({
    clientId: `client ${number}`,
    managerId: `manager ${number % 6}`,
    chance: number % 2 === 0 ? base * 1.5 : base * 0.5,
    before: number % 2 === 0 ? 6 : 1,
  }));

interface CampaignRun {
  readonly difference: number;
  readonly isCovered: boolean;
  readonly isAdjustedCovered: boolean;
  readonly verdict: string;
}

/** A campaign of which it is known by how much it raises what clients do. */
const run = (clients: number, control: number, base: number, uplift: number, seed: number): CampaignRun => {
  const next = seededChance(seed * 7_919);
  const lists = drawnLists(company(clients, base), control, seed);
  const did =
    (raised: number) =>
    (client: (typeof lists.targets)[number]): ComparedClient => ({
      ...{ clientId: client.clientId, before: client.before, hasTaken: next() < client.chance + raised },
    });
  const told = differenceBetween({ first: lists.targets.map(did(uplift)), second: lists.control.map(did(0)) });
  const holds = (low: number | null, high: number | null): boolean => low! <= uplift && uplift <= high!;
  return {
    difference: told.difference!,
    isCovered: holds(told.differenceLow, told.differenceHigh),
    isAdjustedCovered: holds(told.adjustedLow, told.adjustedHigh),
    verdict: verdictOf(told),
  };
};

const runs = (...given: readonly [clients: number, control: number, base: number, uplift: number]) =>
  Array.from({ length: RUNS }, (_, seed) => run(...given, seed + 1));
const shareOf = (all: readonly CampaignRun[], is: (one: CampaignRun) => boolean) => all.filter(is).length / all.length;

describe('of campaigns whose truth is known', () => {
  it.each([
    [500, 0.1, 0.1],
    [800, 0.05, 0.08],
  ])('%d clients, %d, and %d more: as many show it as was asked for', (clients, base, uplift) => {
    const { control, power } = designOf({ clients, mostTargets: clients, base, uplift });
    const seen = shareOf(runs(clients, control, base, uplift), ({ verdict }) => verdict === 'worked');
    // Four standard errors. Clients who differ vary less than the design supposes: it is a little better than promised.
    expect(seen).toBeGreaterThan(power - 0.05);
    expect(seen).toBeLessThan(power + 0.07);
  });

  it.each([
    [500, 180, 0.1],
    [800, 100, 0.05],
    [400, 200, 0.3],
  ])('%d clients with %d left alone: no uplift, no verdict but in 5 %', (clients, control, base) => {
    const all = runs(clients, control, base, 0);
    expect(shareOf(all, ({ verdict }) => verdict !== 'no difference seen')).toBeLessThanOrEqual(0.05);
  });

  it.each([
    [500, 180, 0.1, 0.1],
    [800, 100, 0.05, 0.04],
    [200, 100, 0.1, 0.1],
  ])('%d clients with %d left alone, %d and %d more: the intervals hold the truth in 95 %', (...given) => {
    const all = runs(...given);
    expect(shareOf(all, ({ isCovered }) => isCovered)).toBeGreaterThan(0.93);
    expect(shareOf(all, ({ isAdjustedCovered }) => isAdjustedCovered)).toBeGreaterThan(0.92);
    expect(all.reduce((sum, { difference }) => sum + difference, 0) / RUNS).toBeCloseTo(given[3], 2);
  });

  it('200 clients, 10 % and 10 points more: half are seen with half left alone, an eighth with a tenth', () => {
    const seen = (control: number) => shareOf(runs(200, control, 0.1, 0.1), ({ verdict }) => verdict === 'worked');
    expect(Math.abs(seen(100) - 0.5)).toBeLessThan(0.06);
    expect(Math.abs(seen(20) - 0.12)).toBeLessThan(0.05);
  });
});
