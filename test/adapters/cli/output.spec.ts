import { type Printable, render } from '../../../src/adapters/cli/terminal/output';
import { id } from '../../support/specify';

const moment = '2024-05-06T16:30:00.000Z';

const refusals: Printable = {
  sections: {
    summary: [
      { reason: 'PRICE', value: 123_456_789, currency: 'EUR', gap: 5, gapCurrency: 'JPY', share: 0.123456, last: null },
      { reason: 'TIME', value: 100, currency: null, gap: null, gapCurrency: null, share: 1, last: moment },
    ],
  },
  notes: ['One refusal is one line.'],
  money: { value: 'currency', gap: 'gapCurrency' },
  zone: 'Asia/Tokyo',
};

/** The cells of a table's rows, without its lines. */
const cellsOf = (text: string): readonly (readonly string[])[] =>
  text
    .split('\n')
    .filter((line) => line.startsWith('│'))
    .map((line) =>
      line
        .split('│')
        .slice(1, -1)
        .map((cell) => cell.trim()),
    );

describe('an answer', () => {
  it('shows people money in major units, moments in their zone, and four digits of a share', () => {
    expect(cellsOf(render(refusals, 'table'))).toEqual([
      ['reason', 'value', 'currency', 'gap', 'gapCurrency', 'share', 'last'],
      ['PRICE', '1,234,567.89', 'EUR', '5', 'JPY', '0.1235', ''],
      ['TIME', '100', '', '', '', '1', '2024-05-07 01:30:00'],
    ]);
  });

  it('shows a sum that no number holds in all its digits: to people in major units, in CSV and JSON as it is', () => {
    const rows = [
      { team: 'A', value: '18000000000019007', currency: 'EUR' },
      { team: 'B', value: '-18000000000019000', currency: 'JPY' },
      { team: 'C', value: 1, currency: 'EUR' },
    ];
    const sums: Printable = { sections: { rows }, notes: [], money: { value: 'currency' } };
    expect(cellsOf(render(sums, 'table')).map(([, value]) => value)).toEqual([
      'value',
      '180,000,000,000,190.07',
      '-18,000,000,000,019,000',
      '0.01',
    ]);
    expect(render(sums, 'csv')).toContain('A,18000000000019007,EUR');
    expect(JSON.parse(render(sums, 'json'))).toMatchObject({ sections: { rows } });
  });

  it('shows the rows one after the other where the screen is too narrow for their table, without what is empty', () => {
    expect(render(refusals, 'table', { width: 60 })).toBe(`summary
  — 1 of 2
  reason                       PRICE
  value                        1,234,567.89
  currency                     EUR
  gap                          5
  gapCurrency                  JPY
  share                        0.1235
  — 2 of 2
  reason                       TIME
  value                        100
  share                        1
  last                         2024-05-07 01:30:00

- One refusal is one line.

- Times are in the zone Asia/Tokyo.`);
    expect(render(refusals, 'table', { width: 120 })).toContain('┌');
  });

  it('shows people names in the place of ids, shares in percent, and in which zone the times are', () => {
    const [client, offer] = [id('client'), id('offer')];
    const answer: Printable = {
      sections: {
        offers: [
          { offerId: offer, clientId: client, clientName: 'Berg', share: 0.51234, at: moment },
          { offerId: id('other'), clientId: id('unnamed'), clientName: null, share: 1, at: moment },
        ],
      },
      notes: [],
      names: { clientId: 'client' },
      rates: ['share'],
      zone: 'Asia/Tokyo',
    };
    const text = render(answer, 'table');
    expect(cellsOf(text)).toEqual([
      ['clientName', 'share', 'at'],
      ['Berg', '51.23 %', '2024-05-07 01:30:00'],
      [id('unnamed'), '100 %', '2024-05-07 01:30:00'],
    ]);
    expect(text).toContain('- Times are in the zone Asia/Tokyo.');
    expect(render({ ...answer, showsIds: true }, 'table', { width: 200 })).toContain(offer);
    expect(render(answer, 'csv')).toContain(offer);
    expect(render(answer, 'json')).toContain('0.51234');
  });

  it('says nothing where a section has nothing', () => {
    expect(render({ sections: { outside: [] }, notes: [] }, 'table')).toBe('outside: nothing');
  });

  it('gives programs minor units and moments in UTC', () => {
    const { sections, notes } = refusals;
    expect(JSON.parse(render(refusals, 'json'))).toEqual({ sections, notes });
    expect(render(refusals, 'csv').split('\n')[2]).toBe('TIME,100,,,,1,2024-05-06T16:30:00.000Z');
  });

  it('has no section of another name', () => {
    expect(() => render(refusals, 'csv', { section: 'sums' })).toThrow('there is no section sums: name one of summary');
  });
});
