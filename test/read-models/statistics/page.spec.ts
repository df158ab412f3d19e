import { firstPage, pageOf, withOneMore } from '../../../src/read-models/kit/page';

const placeOf = (row: string): string => `place of ${row}`;

describe('a section that goes on', () => {
  it('says behind which row, and how to ask for the next ones', () => {
    expect(withOneMore(2)).toBe(3);
    expect(pageOf('enquiries', ['a', 'b', 'c'], 2, placeOf)).toEqual({
      rows: ['a', 'b'],
      notes: [
        'The section enquiries has more than these 2 rows: use after = place of b for the next page, or a higher limit for more rows.',
      ],
    });
    expect(pageOf('enquiries', ['a', 'b'], 2, placeOf)).toEqual({ rows: ['a', 'b'], notes: [] });
    expect(pageOf('enquiries', [], 2, placeOf)).toEqual({ rows: [], notes: [] });
  });

  it('says how many rows there are, where all are known', () => {
    expect(firstPage('products', ['a', 'b', 'c'], 2)).toEqual({
      rows: ['a', 'b'],
      notes: ['The section products shows the first 2 of 3 rows: use a higher limit for more.'],
    });
    expect(firstPage('products', ['a', 'b'], 2)).toEqual({ rows: ['a', 'b'], notes: [] });
  });
});
