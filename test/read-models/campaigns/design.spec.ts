import { clientsNeeded, designOf, upliftSeen } from '../../../src/read-models/campaigns/design';

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

  it('of nobody is nobody', () => {
    expect(designOf(asked(0, 0.1, 0.1))).toEqual({ targets: 0, control: 0, power: 0 });
    expect(designOf(asked(1, 0.1, 0.1))).toMatchObject({ control: 0, power: 0 });
    expect(upliftSeen({ targets: 3, control: 2 }, 0.9)).toBeNull();
  });
});
