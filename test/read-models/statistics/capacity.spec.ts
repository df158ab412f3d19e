import fc from 'fast-check';
import loadHighs from 'highs';
import { bestUse, type HourUse } from '../../../src/read-models/statistics/knapsack';
import { leastRichness, richnessInterval, richnessVariance } from '../../../src/read-models/statistics/richness';

describe('how many there are at least', () => {
  // R, vegan, estimateR(BCI[1, ]): 93 species, 31 of them once and 18 twice; S.chao1 117.473684, se.chao1 11.58.
  const trees = { seen: 93, once: 31, twice: 18 };

  it('is what vegan of R says of the trees of Barro Colorado', () => {
    expect(leastRichness(trees)).toBeCloseTo(117.473684, 6);
    expect(Math.sqrt(richnessVariance(trees))).toBeCloseTo(11.58, 1);
  });

  it('lies between what was seen and what may be, and is what was seen where nothing was seen once only', () => {
    const { low, high } = richnessInterval(trees);
    expect(low).toBeGreaterThan(93);
    expect(low).toBeLessThan(117.4);
    expect(high).toBeGreaterThan(117.5);
    expect(richnessInterval({ seen: 9, once: 0, twice: 4 })).toEqual({ low: 9, high: 9 });
    expect(leastRichness({ seen: 9, once: 1, twice: 0 })).toBe(9);
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
