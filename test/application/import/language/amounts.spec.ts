import { readAmount } from '../../../../src/application/import/language/amounts';

const read = (text: string, given: { decimal?: '.' | ','; round?: boolean; currency?: string } = {}) =>
  readAmount(text, { currency: 'EUR', round: false, ...given })?.amount;

describe('an amount', () => {
  it.each([
    ['3500', 350_000],
    ['€ 3.500,00', 350_000],
    ['€ 11398,00', 1_139_800],
    ['1,234.50', 123_450],
    ['1.234.567', 123_456_700],
    ['54.2', 5_420],
    ['0', 0],
    ['-11062.06', -1_106_206],
    ['12,5 €', 1_250],
    ['EUR 7', 700],
    ["1'200.50", 120_050],
  ])('“%s” is read as it is meant', (text, amount) => {
    expect(read(text)).toBe(amount);
  });

  it.each(['', 'free', '1,2,3', '12.34.5', '1.23,45,6', '--5', '€'])('“%s” is none', (text) => {
    expect(read(text)).toBeUndefined();
  });

  it('that can be read in two ways is refused, unless the decimal sign is named', () => {
    expect(read('1,234')).toBeUndefined();
    expect(read('1,234', { decimal: '.' })).toBe(123_400);
    expect(read('1,234', { decimal: ',', round: true })).toBe(123);
  });

  it('is finer than the smallest unit only where rounding is asked for', () => {
    expect(read('0.005', { decimal: '.' })).toBeUndefined();
    expect(read('0.005', { decimal: '.', round: true })).toBe(1);
    expect(read('0.0049', { decimal: '.', round: true })).toBe(0);
    expect(read('2.500', { decimal: '.' })).toBe(250);
  });

  it('has as many digits as its currency', () => {
    expect(read('500', { currency: 'JPY' })).toBe(500);
    expect(read('1.5', { currency: 'BHD' })).toBe(1_500);
    // Two by ISO 4217, though nobody has seen a fillér for years.
    expect(read('1.5', { currency: 'HUF' })).toBe(150);
  });
});
