import { configFrom, readConfig } from '../../src/config/config';
import { projections } from '../../src/read-models';
import { sharedOut } from '../../src/composition/threads/threads';

describe('the read models shared out to threads', () => {
  it.each([1, 2, 3, 4, 99])('are each with one of %d', (threads) => {
    const shares = sharedOut(projections, threads);
    expect(shares).toHaveLength(Math.min(threads, projections.length));
    expect(shares.flat().toSorted()).toEqual(projections.map(({ name }) => name).toSorted());
  });

  it('weigh about the same in each thread', () => {
    const columns = (name: string): number =>
      projections
        .filter((projection) => projection.name === name)
        .flatMap(({ tables }) => tables.map((table) => Object.keys(table.columns).length))
        .reduce((sum, count) => sum + count, 0);
    const [one = 0, other = 0] = sharedOut(projections, 2).map((names) =>
      names.map(columns).reduce((a, b) => a + b, 0),
    );
    expect(Math.max(one, other) / Math.min(one, other)).toBeLessThan(1.5);
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
