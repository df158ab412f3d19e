import { fittedIntermittent, intermittent } from '../../../src/read-models/statistics/intermittent';
import { incidenceOf, type Lasted } from '../../../src/read-models/statistics/incidence';
import { rangesOf, chosenMethod, outlookBy, seasonalScale } from '../../../src/read-models/statistics/outlook';
import { seededChance } from '../../../src/read-models/statistics/seeded-chance';
import {
  continued,
  fittedSeason,
  fittedTrend,
  lineThrough,
  smoothed,
  startOfSeason,
  variancesAhead,
} from '../../../src/read-models/statistics/smoothing';
import { normalQuantile, studentQuantile } from '../../../src/read-models/statistics/student';

const rounded = (values: readonly number[], digits: number) => values.map((value) => Number(value.toFixed(digits)));
const noSeason = { season: [] };

describe('exponential smoothing', () => {
  it('with a trend foretells the air passengers of Australia as Hyndman and Athanasopoulos do', () => {
    // Forecasting: principles and practice (2014), 7.2: α = 0.8, β* = 0.2.
    const passengers = [
      ...[17.5534, 21.8601, 23.8866, 26.9293, 26.8885, 28.8314, 30.0751, 30.9535, 30.1857, 31.5797, 32.577569],
      ...[33.477398, 39.021581, 41.386432, 41.596552],
    ];
    const weights = { level: 0.8, trend: 0.2, season: 0, damping: 1 };
    const start = { level: 17.5534, trend: 21.8601 - 17.5534, ...noSeason };
    expect(rounded(continued(smoothed(passengers, weights, start).components, 1, 5), 2)).toEqual([
      43.76, 45.59, 47.43, 49.27, 51.1,
    ]);
  });

  it('with a damped trend foretells the sheep of Asia as ets of R does', () => {
    const sheep = [
      ...[263.917747, 268.307222, 260.662556, 266.639419, 277.515778, 283.834045, 290.309028, 292.474198, 300.830694],
      ...[309.286657, 318.331081, 329.37239, 338.883998, 339.244126, 328.600632, 314.255385, 314.459695, 321.413779],
      ...[329.789292, 346.385165, 352.297882, 348.370515, 417.562922, 417.12357, 417.749459, 412.233904, 411.946817],
      ...[394.697075, 401.49927, 408.270468, 414.2428],
    ];
    const weights = { level: 0.97402626, trend: 0.00010006, season: 0, damping: 0.98 };
    const { components, errors } = smoothed(sheep, weights, { level: 252.59039965, trend: 6.90265918, ...noSeason });
    expect(rounded(continued(components, 0.98, 5), 3)).toEqual([417.798, 421.343, 424.816, 428.22, 431.556]);
    const squares = errors.reduce((total, error) => total + error ** 2, 0);
    expect(squares / sheep.length).toBeCloseTo(195.44, 2);
    // No worse than the weights that R found, from a start of our own.
    const fitted = fittedTrend(sheep);
    expect(fitted.errors.reduce((total, error) => total + error ** 2, 0)).toBeLessThan(1.1 * squares);
  });

  it('with a season foretells the tourists of Australia as Hyndman and Athanasopoulos do', () => {
    // Forecasting: principles and practice (2018), 7.3, additive: α = 0.306, β* = 0.0003, γ = 0.426.
    const tourists = [
      ...[42.2057, 24.6492, 32.6673, 37.2574, 45.2425, 29.3505, 36.3442, 41.7821, 49.2766, 31.2754, 37.8506, 38.837],
      ...[51.2369, 31.8386, 41.3234, 42.799, 55.7084, 33.4071, 42.3166, 45.1571, 59.5761, 34.8373, 44.8417, 46.9712],
      ...[60.019, 38.3712, 46.9759, 50.7338, 61.6469, 39.2996, 52.6712, 54.3323, 66.8344, 40.8712, 51.8285, 57.4919],
      ...[65.2515, 43.0612, 54.7608, 59.8345, 73.257, 47.6966, 61.0978, 66.0558],
    ];
    // Their season is corrected by the error, ours by what the level leaves of it.
    const weights = { level: 0.306, trend: 0.0003, season: 0.426 / (1 - 0.306), damping: 1 };
    const start = { level: 32.26, trend: 0.7, season: [9.7, -9.31, -1.69, 1.31] };
    const { components, errors } = smoothed(tourists, weights, start);
    expect(rounded([tourists[0]! - errors[0]!, tourists[1]! - errors[1]!], 2)).toEqual([42.66, 24.21]);
    const published = [76.1, 51.6, 63.97, 68.37, 78.9, 54.41, 66.77, 71.18];
    continued(components, 1, 8).forEach((value, step) => {
      // The book rounds what it begins with.
      expect(Math.abs(value - published[step]!)).toBeLessThan(0.02);
    });
  });

  it('begins a season with what two of its periods say', () => {
    const usual = [5, -3, -4, 2];
    const series = Array.from({ length: 8 }, (_, step) => 100 + 2 * step + usual[step % 4]!);
    const { trend, season } = startOfSeason(series, 4);
    expect(trend).toBeCloseTo(2, 9);
    expect(season.map((value) => Math.round(value * 1e9) / 1e9)).toEqual(usual);
    expect(lineThrough([3, 5, 7])).toEqual({ level: 1, trend: 2 });
  });

  it('has errors that grow ahead: 1 + (h − 1) α² of a level alone, and by the weight of a season at each period', () => {
    const level = { level: 0.5, trend: 0, season: 0, damping: 1 };
    expect(variancesAhead(level, 4, 3)).toEqual([1, 1.25, 1.5]);
    const season = { ...level, season: 0.5 };
    // c₄ = α + γ (1 − α) = 0.75
    expect(variancesAhead(season, 4, 6)[5]).toBe(1 + 4 * 0.25 + 0.75 ** 2);
  });

  it('finds the season that a series has', () => {
    const series = Array.from({ length: 48 }, (_, month) => 1_000 + 10 * month + (month % 12 === 11 ? 500 : 0));
    const { components } = fittedSeason(series, 12);
    expect(rounded(continued(components, 1, 12), 0)[11]).toBeGreaterThan(1_900);
    expect(rounded(continued(components, 1, 12), 0)[0]).toBeLessThan(1_600);
  });
});

describe('Student’s quantiles', () => {
  it.each([
    [0.9, 1, 3.078],
    [0.9, 10, 1.372],
    [0.975, 5, 2.571],
    [0.95, 30, 1.697],
  ])('%f with %i degrees of freedom is that of the tables', (probability, freedom, published) => {
    expect(studentQuantile(probability, freedom)).toBeCloseTo(published, 3);
  });
});

describe('what sells at some steps only', () => {
  it('follows the chance of a sale and its size, each by its own weight', () => {
    // Begun with 2/3 and 3; then p 2/3 → 0.7 → 0.63 → 0.667 and z 3 → 2.6 → 2.6 → 3.08.
    const { chance, size, errors } = intermittent([1, 0, 5], { chance: 0.1, size: 0.2 });
    expect(rounded([chance, size], 6)).toEqual([0.667, 3.08]);
    expect(rounded(errors, 6)).toEqual([-1, -1.82, 3.362]);
  });

  it('forgets what has died, as Teunter, Syntetos and Babai meant it to: by 1 − β at each step', () => {
    const alive = [4, 0, 4, 0, 4, 0, 4, 0];
    const weights = { chance: 0.2, size: 0.2 };
    const before = intermittent(alive, weights);
    const start = intermittent([...alive, ...Array<number>(20).fill(0)], { ...weights, chance: 0 });
    expect(start.size).toBeCloseTo(before.size, 9);
    const dead = fittedIntermittent([...alive, ...Array<number>(40).fill(0)]);
    expect(dead.chance * dead.size).toBeLessThan(0.1);
  });
});

describe('how a series goes on', () => {
  const chance = seededChance(7);
  const noise = () => normalQuantile(0.001 + 0.998 * chance());
  const seasonal = (length: number) =>
    Array.from({ length }, (_, month) => 1_000 + 15 * month + [300, -200][month % 2]! + 20 * noise());

  it('is told by the same step a year before while too little is known to choose', () => {
    expect(chosenMethod(seasonal(14), 3)).toMatchObject({ method: 'seasonal naive', origins: 0 });
    expect(chosenMethod(seasonal(15), 3).origins).toBe(3);
  });

  it('is told by the method that would have been nearest, tried from each step of the last year', () => {
    const { method, origins, tried } = chosenMethod(seasonal(48), 3);
    expect(method).toBe('Holt–Winters');
    expect(origins).toBe(12);
    const mase = Object.fromEntries(tried.map((each) => [each.method, each.mase]));
    expect(mase['Holt–Winters']).toBeLessThan(mase['seasonal naive']!);
  });

  it('is told by TSB only where a quarter of its steps brought nothing', () => {
    const slow = Array.from({ length: 30 }, (_, month) => (month % 5 < 2 ? 100 : 0));
    expect(chosenMethod(slow, 3).tried.map(({ method }) => method)).toContain('TSB');
    expect(chosenMethod(seasonal(30), 3).tried.map(({ method }) => method)).not.toContain('TSB');
  });

  it('is told by the year before where each year is like the one before', () => {
    const same = Array.from({ length: 30 }, (_, month) => (month % 3 === 0 ? 100 : 0));
    expect(chosenMethod(same, 3)).toMatchObject({ method: 'seasonal naive', origins: 6 });
  });

  it('is measured by how far the same step of two years is apart', () => {
    expect(seasonalScale([...Array<number>(12).fill(1), 3, 0])).toBe(1.5);
    expect(seasonalScale([1, 2, 3])).toBeNull();
  });

  it('stays within its bounds in eight of ten cases or some more', () => {
    let [within, all] = [0, 0];
    for (let company = 0; company < 40; company += 1) {
      const series = seasonal(43);
      const past = series.slice(0, 40);
      const { method, tried } = chosenMethod(past, 3);
      const width = tried.find((each) => each.method === method)?.width;
      rangesOf(outlookBy(method, past, 3), 0.8, width).forEach(({ low, high }, step) => {
        all += 1;
        if (series[40 + step]! >= low && series[40 + step]! <= high) within += 1;
      });
    }
    expect(within / all).toBeGreaterThan(0.7);
    expect(within / all).toBeLessThan(0.98);
  });
});

describe('how soon something happens that may also end otherwise', () => {
  const lasted = (time: number, end: Lasted['end']): Lasted => ({ time, end });

  it('is a plain share where all has ended', () => {
    const { within } = incidenceOf([
      lasted(1, 'happened'),
      lasted(2, 'other'),
      lasted(5, 'happened'),
      lasted(9, 'other'),
    ]);
    expect(within(0, 3)).toBe(0.25);
    expect(within(0, 90)).toBe(0.5);
    // Of the two that have been open for three, one.
    expect(within(3, 90)).toBe(0.5);
    expect(within(9, 90)).toBe(0);
  });

  it('counts what is still open as long as it is known: by hand after Aalen and Johansen', () => {
    const { within } = incidenceOf([
      lasted(1, 'happened'),
      lasted(2, 'open'),
      lasted(3, 'other'),
      lasted(4, 'happened'),
    ]);
    // 1/4, then 3/4 × 0/2, then (3/4 × 1/2) × 1/1.
    expect(within(0, 90)).toBeCloseTo(1 / 4 + 3 / 8, 9);
  });
});
