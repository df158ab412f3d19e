import fc from 'fast-check';
import loadHighs from 'highs';
import { bestUse, type HourUse } from '../../../src/read-models/statistics/knapsack';
import { seededChance } from '../../../src/read-models/statistics/seeded-chance';
import { leastRichness, richnessInterval, richnessVariance } from '../../../src/read-models/statistics/richness';

describe('how many there are at least', () => {
  // R, vegan, estimateR(BCI[1, ]): 93 species, 31 of them once and 18 twice; S.chao1 117.473684, se.chao1 11.58.
  const trees = { seen: 93, once: 31, twice: 18 };

  it('is what vegan of R says of the trees of Barro Colorado', () => {
    expect(leastRichness(trees)).toBeCloseTo(117.473684, 6);
    expect(Math.sqrt(richnessVariance(trees))).toBeCloseTo(11.58, 1);
  });

  it('lies between what was seen and what may be', () => {
    const { low, high } = richnessInterval(trees)!;
    expect(low).toBeGreaterThan(93);
    expect(low).toBeLessThan(117.4);
    expect(high).toBeGreaterThan(117.5);
  });

  it('is what was seen, and nothing is said of how much more there may be, where at most one was seen once', () => {
    for (const seen of [
      { seen: 9, once: 0, twice: 4 },
      { seen: 9, once: 1, twice: 0 },
    ])
      expect([leastRichness(seen), richnessInterval(seen)]).toEqual([9, null]);
  });

  /** So many clients, each of whom buys by chance so often; those who never did are not seen. */
  const simulated = (clients: number, mean: number, runs: number) => {
    const next = seededChance(4711);
    const bought = (): number => {
      let times = 0;
      for (let left = next(); left > Math.exp(-mean); left *= next()) times += 1;
      return times;
    };
    return Array.from({ length: runs }, () => {
      const times = Array.from({ length: clients }, bought);
      const count = (is: (each: number) => boolean): number => times.filter(is).length;
      return { seen: count((each) => each > 0), once: count((each) => each === 1), twice: count((each) => each === 2) };
    });
  };

  it.each([
    [50, 2],
    [50, 4],
    [20, 3],
    [10, 4],
  ])('has the truth within its bounds, told by %i clients that buy %i times by chance', (clients, mean) => {
    const intervals = simulated(clients, mean, 3_000).flatMap((seen) => richnessInterval(seen) ?? []);
    const within = intervals.filter(({ low, high }) => low <= clients && clients <= high);
    expect(intervals.length).toBeGreaterThan(300);
    expect(within.length / intervals.length).toBeGreaterThan(0.94);
  });

  it('would have it seldom if it were what was seen where at most one was seen once', () => {
    const none = simulated(20, 3, 3_000).filter((seen) => richnessInterval(seen) === null);
    expect(none.length).toBeGreaterThan(300);
    expect(none.filter(({ seen }) => seen === 20).length / none.length).toBeLessThan(0.5);
  });
});

describe('the best use of hours', () => {
  const use = (name: string, perHour: number, mostHours: number): HourUse => ({ name, perHour, mostHours });

  it('gives them to what brings most in each, as far as it takes them', () => {
    const { hours, profit, oneMore } = bestUse([use('slow', 10, 100), use('fast', 50, 3), use('lossy', -5, 100)], 10);
    expect(hours.map(({ use: { name }, hours: given }) => [name, given])).toEqual([
      ['fast', 3],
      ['slow', 7],
      ['lossy', 0],
    ]);
    expect([profit, oneMore]).toEqual([220, 10]);
  });

  it('says that one more hour is worth nothing where all that pays is full', () => {
    expect(bestUse([use('fast', 50, 3), use('lossy', -5, 100)], 10)).toMatchObject({ profit: 150, oneMore: 0 });
  });

  it('is what HiGHS finds, which solves any linear programme', async () => {
    const highs = await loadHighs();
    const uses = fc.array(
      fc.record({
        name: fc.constant('any'),
        perHour: fc.integer({ min: -50, max: 500 }),
        mostHours: fc.integer({ min: 1, max: 90 }),
      }),
      { minLength: 1, maxLength: 8 },
    );
    fc.assert(
      fc.property(uses, fc.integer({ min: 1, max: 300 }), (given, available) => {
        const terms = given.map(({ perHour }, place) => `${perHour < 0 ? '-' : '+'} ${Math.abs(perHour)} x${place}`);
        const all = given.map((_, place) => `x${place}`);
        const bounds = given.map(({ mostHours }, place) => `0 <= x${place} <= ${mostHours}`);
        const text = `Maximize\n obj: ${terms.join(' ')}\nSubject To\n h: ${all.join(' + ')} <= ${available}\nBounds\n${bounds.join('\n')}\nEnd`;
        expect(bestUse(given, available).profit).toBeCloseTo(highs.solve(text).ObjectiveValue, 6);
      }),
      { numRuns: 100 },
    );
  });
});
