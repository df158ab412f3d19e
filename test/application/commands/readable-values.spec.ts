import { aCurrency, aDay, aMoment, aText } from '../../../src/application/commands/fields';

describe('a value that a command brings', () => {
  it.each([
    ['Hangul fillers', '\u3164\uffa0\u115f'],
    ['empty Braille cells', '\u2800\u2800'],
    ['variation selectors', '\ufe0f\u{e0100}'],
    ['accents on nothing', '\u0301\u0308'],
    ['tag characters', '\u{e0041}\u{e007f}'],
    ['joiners', '\u200d\u200c'],
    ['spaces', ' \u00a0\u3000'],
    ['a noncharacter within a word', 'An\uffffna'],
    ['a noncharacter of another plane', 'Anna\u{1fffe}'],
  ])('is no text of %s', (_, text) => {
    expect(aText().isRight(text)).toBe(false);
    expect(aText(4_000).isRight(text)).toBe(false);
  });

  it.each([
    'Анна',
    'José',
    'Jose\u0301',
    '山田',
    '한국',
    'نام\u200cها',
    '👩‍👩‍👧',
    '❤\ufe0f',
    '🏴\u{e0067}\u{e007f}',
    '-',
    'ก้',
  ])('is the text %s', (text) => {
    expect(aText().isRight(text)).toBe(true);
  });

  it('is as long as its code points are many, as the API’s document counts', () => {
    expect(aText(5).isRight('😀'.repeat(5))).toBe(true);
    expect(aText(5).isRight('😀'.repeat(6))).toBe(false);
    expect(aText(5).isRight('abcde')).toBe(true);
    expect(aText(5).isRight('abcdef')).toBe(false);
  });

  it.each(['EUR', 'JPY', 'XOF', 'DEM', 'FRF', 'RUR', 'BYR'])('is the currency %s, of today or of before', (code) => {
    expect(aCurrency.isRight(code)).toBe(true);
  });

  it.each(['ZZZ', 'XXX', 'XTS', 'QQQ', 'eur', 'EURO', ''])('is no currency %s', (code) => {
    expect(aCurrency.isRight(code)).toBe(false);
  });

  it('is no day and no moment before 1900', () => {
    for (const day of ['0000-01-01', '0001-01-01', '1899-12-31']) {
      expect(aDay.isRight(day)).toBe(false);
      expect(aMoment.isRight(`${day}T10:00:00Z`)).toBe(false);
    }
    expect(aDay.isRight('1900-01-01')).toBe(true);
    expect(aMoment.isRight('1900-01-01T00:00:00Z')).toBe(true);
  });
});
