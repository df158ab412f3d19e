import { configFrom, readConfig } from '../src/config';
import { projections } from '../src/read-models';
import { dealtOut } from '../src/threads';

describe('the read models dealt out to threads', () => {
  it.each([1, 2, 3, 4, 99])('are each with one of %d', (threads) => {
    const hands = dealtOut(projections, threads);
    expect(hands).toHaveLength(Math.min(threads, projections.length));
    expect(hands.flat().toSorted()).toEqual(projections.map(({ name }) => name).toSorted());
  });

  it('are apart where they are heavy', () => {
    const [one = [], other = []] = dealtOut(projections, 2);
    expect(one).toContain('client-history');
    expect(other).toEqual(expect.arrayContaining(['enquiries', 'stale-products']));
  });
});

describe('the configuration of a thread', () => {
  it('is that of whoever started it', () => {
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
