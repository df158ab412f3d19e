import { parse } from 'csv-parse/sync';
import type { FormedAnswer } from '../../../src/application/forms/cells';
import { csvOf } from '../../../src/application/forms/csv';
import { xlsxOf } from '../../../src/application/forms/xlsx';
import { readWorkbook, shownDate } from '../../support/workbook';

/** Texts that a spreadsheet takes for formulas, or that hide one. */
const formulas = ['=1+1', '+49 30 1234', '-2+3', '@SUM(A1)', '\t=1', '\r=1', '＝1+1'];

const answer: FormedAnswer = {
  sections: {
    summary: [{ reason: 'PRICE', share: 0.1234, value: 1_234_567, currency: 'EUR', gap: -5, gapCurrency: 'JPY' }],
    'clients: all': [
      {
        clientId: 'a3f0c3de-0000-4000-8000-000000000001',
        clientName: '=HYPERLINK("http://x";"Berg")',
        since: '2024-05-06T22:30:00.000Z',
        due: '2024-05-31',
        month: '2024-05',
        merged: false,
        value: -100,
        currency: 'EUR',
        minutes: null,
        words: ['a', 'b'],
      },
    ],
    none: [],
  },
  notes: ['One refusal is one line.'],
  money: { value: 'currency', gap: 'gapCurrency' },
  rates: ['share'],
  zone: 'Europe/Berlin',
};

describe('an answer as CSV', () => {
  it.each(formulas)('has an apostrophe before a text that begins as %j', (text) => {
    const csv = csvOf({ sections: { rows: [{ text, [text]: 'in the header, too' }] } });
    expect(parse(csv)).toEqual([
      ['text', `'${text}`],
      [`'${text}`, 'in the header, too'],
    ]);
  });

  it('leaves numbers as they are, also below 0, and other texts', () => {
    const csv = csvOf({ sections: { rows: [{ loss: -5, text: 'a=1', flag: true, none: null, words: ['a', 'b'] }] } });
    expect(parse(csv, { columns: true })).toEqual([
      { loss: '-5', text: 'a=1', flag: 'true', none: '', words: '["a","b"]' },
    ]);
  });

  it('has all digits of a sum that no number holds, also below 0', () => {
    const csv = csvOf({ sections: { rows: [{ sum: '-9007199254740993' }] } });
    expect(parse(csv)).toEqual([['sum'], ['-9007199254740993']]);
  });

  it('is of the last section', () => {
    expect(csvOf({ sections: { sums: [{ a: 1 }], rows: [{ b: 2 }] } })).toBe('b\n2\n');
    expect(csvOf({ sections: { none: [] } }).trim()).toBe('');
  });
});

describe('an answer as a workbook', () => {
  const sheets = async (given: FormedAnswer = answer) => readWorkbook(await xlsxOf(given));

  it('has a sheet for each section with its header row frozen, and one for what the reader must know', async () => {
    const read = await sheets();
    expect(Object.keys(read)).toEqual(['summary', 'clients  all', 'none', 'notes']);
    expect(Object.values(read).map(({ frozenRows }) => frozenRows)).toEqual([1, 1, 1, 1]);
    expect(read['notes']!.rows.map(([cell]) => cell?.value)).toEqual([
      'note',
      'One refusal is one line.',
      'Times are in the zone Europe/Berlin.',
    ]);
  });

  it('has money in major units with its currency beside it, and shares in percent', async () => {
    const { summary } = await sheets();
    expect(summary!.rows[1]).toEqual([
      { value: 'PRICE', format: '@' },
      { value: 0.1234, format: '0.00%' },
      { value: 12_345.67, format: '#,##0.00' },
      { value: 'EUR', format: '@' },
      { value: -5, format: '#,##0' },
      { value: 'JPY', format: '@' },
    ]);
  });

  it('has moments as dates in the zone of the answer, days as dates, and names beside ids', async () => {
    const [header, row] = (await sheets())['clients  all']!.rows;
    const cellOf = (column: string) => row![header!.findIndex((cell) => cell?.value === column)];
    expect(header!.slice(0, 2).map((cell) => cell?.value)).toEqual(['clientId', 'clientName']);
    const [since, due] = [cellOf('since')!, cellOf('due')!];
    expect([since.format, shownDate(Number(since.value))]).toEqual(['yyyy-mm-dd hh:mm:ss', '2024-05-07T00:30:00']);
    expect([due.format, shownDate(Number(due.value))]).toEqual(['yyyy-mm-dd', '2024-05-31T00:00:00']);
    expect(cellOf('month')).toEqual({ value: '2024-05', format: '@' });
    expect(cellOf('merged')!.value).toBe(false);
    expect(cellOf('minutes')).toBeNull();
    expect(cellOf('words')!.value).toBe('a b');
  });

  it('has no formula: what begins as one is text, and in the format of text', async () => {
    const texts = [...formulas, '=HYPERLINK("http://x";"Berg")'].filter((text) => text.trim() === text);
    const { rows } = await sheets({ sections: { rows: texts.map((text) => ({ text })) }, notes: [] });
    expect(rows!.rows.slice(1)).toEqual(texts.map((value) => [{ value, format: '@' }]));
  });

  it('has all digits of a sum that no number holds, as text in major units', async () => {
    const rows = [{ value: '-9007199254740993', currency: 'EUR', events: '9007199254740993' }];
    const read = await sheets({ ...answer, sections: { rows } });
    expect(read['rows']!.rows[1]!.map((cell) => cell?.value)).toEqual([
      '-90,071,992,547,409.93',
      'EUR',
      '9007199254740993',
    ]);
  });

  it('cuts what a cell, or the name of a sheet, has no room for', async () => {
    const section = 'a-section-with-a-very-long-name-indeed';
    const read = await sheets({ sections: { [section]: [{ text: 'x'.repeat(40_000) }] }, notes: [] });
    expect(String(read[section.slice(0, 31)]!.rows[1]![0]!.value)).toHaveLength(32_767);
  });
});
