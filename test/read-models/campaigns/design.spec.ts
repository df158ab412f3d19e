import fc from 'fast-check';
import { clientsNeeded, designOf, targetsNeeded, upliftSeen } from '../../../src/read-models/campaigns/design';
import { chanceSeenAbove } from '../../../src/read-models/statistics/two-proportions';

const asked = (clients: number, base: number, uplift: number, mostTargets = clients) => ({
  ...{ clients, base, uplift, mostTargets },
});

describe('how many are left alone', () => {
  it('of 200 clients over 10 % no share shows 10 points more: half comes nearest, and twice as many would do', () => {
    const design = designOf(asked(200, 0.1, 0.1));
    expect(design).toMatchObject({ targets: 100, control: 100 });
    expect(design.power).toBeCloseTo(0.51, 2);
    expect(clientsNeeded(asked(200, 0.1, 0.1))).toBe(398);
    expect(upliftSeen(design, 0.1)!).toBeCloseTo(0.145, 2);
  });

  it.each([
    [500, 0.1, 0.1],
    [2_000, 0.1, 0.1],
    [20_000, 0.1, 0.1],
    [2_000, 0.02, 0.03],
  ])('of %d clients over %d for %d more follows from the power that is asked for', (clients, base, uplift) => {
    const design = designOf(asked(clients, base, uplift));
    expect(design.power).toBeGreaterThanOrEqual(0.8);
    expect(design.power).toBeLessThan(0.85);
    expect(design.targets + design.control).toBe(clients);
    expect(design.control).toBeLessThan(clients / 2);
  });

  it('is a smaller share the more clients there are', () => {
    const shares = [500, 1_000, 5_000, 20_000].map((clients) => designOf(asked(clients, 0.1, 0.1)).control / clients);
    expect(shares).toEqual(shares.toSorted((one, other) => other - one));
    expect(shares.at(-1)).toBeLessThan(0.02);
  });

  it('is more where few can be approached: the others are there to compare with', () => {
    const free = designOf(asked(2_000, 0.1, 0.1));
    const bound = designOf(asked(2_000, 0.1, 0.1, 200));
    expect(bound.targets).toBe(200);
    expect(bound.control).toBeGreaterThan(free.control);
    expect(bound.power).toBeGreaterThanOrEqual(0.8);
  });

  const powerOf = (targets: number, control: number, base: number, uplift: number) =>
    chanceSeenAbove({ first: { trials: targets, chance: base + uplift }, second: { trials: control, chance: base } });

  it('are the fewest, though more than they may be too few: power rises in a saw-tooth', () => {
    const enough = (control: number) => powerOf(500 - control, control, 0.1, 0.1) >= 0.8;
    expect([140, 141, 142, 144, 145].map(enough)).toEqual([false, true, false, false, true]);
    expect(designOf(asked(500, 0.1, 0.1)).control).toBe(141);
  });

  const first = (most: number, is: (size: number) => boolean) =>
    Array.from({ length: most }, (_, place) => place + 1).find(is);

  it('are those that are found when each size is tried, one after the other', () => {
    const sizes = fc.record({
      clients: fc.integer({ min: 2, max: 300 }),
      approachable: fc.double({ min: 0.1, max: 1, noNaN: true }),
      base: fc.double({ min: 0, max: 0.6, noNaN: true }),
      uplift: fc.double({ min: 0.05, max: 0.4, noNaN: true }),
    });
    fc.assert(
      fc.property(sizes, ({ clients, approachable, base, uplift }) => {
        const mostTargets = Math.ceil(approachable * clients);
        const half = Math.max(Math.floor(clients / 2), clients - mostTargets);
        const fewest = first(
          half,
          (control) => powerOf(Math.min(mostTargets, clients - control), control, base, uplift) >= 0.8,
        );
        expect(designOf(asked(clients, base, uplift, mostTargets)).control).toBe(fewest ?? half);
        const approached = first(clients - 1, (targets) => powerOf(targets, clients - targets, base, uplift) >= 0.8);
        expect(targetsNeeded({ clients, base, uplift })).toBe(approached ?? null);
      }),
      { numRuns: 60 },
    );
  });

  it('of nobody is nobody', () => {
    expect(designOf(asked(0, 0.1, 0.1))).toEqual({ targets: 0, control: 0, power: 0 });
    expect(designOf(asked(1, 0.1, 0.1))).toMatchObject({ control: 0, power: 0 });
    expect(upliftSeen({ targets: 3, control: 2 }, 0.9)).toBeNull();
  });
});
