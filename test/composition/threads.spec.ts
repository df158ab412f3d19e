import { configFrom, readConfig } from '../../src/config/config';
import { projections } from '../../src/read-models';
import type { Projection } from '../../src/read-models/kit/projection';
import { sharedOut } from '../../src/composition/threads/threads';

describe('the read models shared out to threads', () => {
  it.each([1, 2, 3, 4, 99])('are each with one of %d', (threads) => {
    const shares = sharedOut(projections, threads);
    expect(shares).toHaveLength(Math.min(threads, projections.length));
    expect(shares.flat().toSorted()).toEqual(projections.map(({ name }) => name).toSorted());
  });

  it('weigh about the same in each thread: so many types of events, and so many columns', () => {
    const weightOf = ({ on, tables }: Projection): number =>
      Object.keys(on).length + tables.flatMap(({ columns }) => Object.keys(columns)).length;
    const [one = 0, other = 0] = sharedOut(projections, 2).map((names) =>
      projections
        .filter(({ name }) => names.includes(name))
        .map(weightOf)
        .reduce((sum, weight) => sum + weight, 0),
    );
    expect(Math.max(one, other) / Math.min(one, other)).toBeLessThan(1.1);
  });

  it('are not the two dearest of them in one thread: what was offered, and what was asked', () => {
    const [one, other] = sharedOut(projections, 2).map((names) => [
      names.includes('offers'),
      names.includes('enquiries'),
    ]);
    expect([one, other]).toContainEqual([true, false]);
    expect([one, other]).toContainEqual([false, true]);
  });
});

describe('the configuration of a thread', () => {
  it('is that of the process that started it', () => {
    const config = readConfig(
      { LETOPIS_DATA: 'somewhere', LETOPIS_READ_STORE: 'sqlite:else/where.sqlite', LETOPIS_SAMPLE: 'no', HOME: '/' },
      { zone: 'Asia/Tokyo' },
    );
    expect(configFrom(config.source.reveal())).toEqual(config);
  });

  it('shows nothing where it is printed', () => {
    const config = readConfig({ LETOPIS_DATA: 'somewhere' });
    expect(JSON.stringify(config)).toContain('"source":"***"');
  });
});
