import { readAmount, readQuantity } from '../../../../src/application/import/language/amounts';

const readIn = (text: string, ...currencies: string[]) => readAmount(text, { currencies, round: false });

const read = (
  text: string,
  { currency = 'EUR', ...given }: { decimal?: '.' | ','; round?: boolean; currency?: string } = {},
) => {
  const amount = readAmount(text, { currencies: [currency], round: false, ...given });
  return 'amount' in amount ? amount.amount : undefined;
};

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
    ['1\u00a0234,50', 123_450],
    ['1\u202f234,50 €', 123_450],
    ['1\u2009234,50', 123_450],
    ['1’234.50', 123_450],
    ['(1,234.50)', -123_450],
    ['€ (12,50)', -1_250],
    ['\u2212 7,25', -725],
    ['1.234,50-', -123_450],
    ['1.200,-', 120_000],
    ["1'200.–", 120_000],
    ['\u200e€\u00a05', 500],
    ['100,--', 10_000],
    ['1200.0000', 120_000],
    ['.50', 50],
  ])('“%s” is read as it is meant', (text, amount) => {
    expect(read(text)).toBe(amount);
  });

  it.each([
    ...[
      '',
      'free',
      '1,2,3',
      '12.34.5',
      '1.23,45,6',
      '--5',
      '€',
      '-',
      '1e3',
      '50%',
      '12 34',
      '5 pcs',
      '(5',
      '(-5)',
      '-5-',
    ],
    ...['1,234.567 890,1', '9999999999999999', '1,5.00', '5 €$', 'EUR 5 USD'],
  ])('“%s” is none', (text) => {
    expect(read(text)).toBeUndefined();
  });

  it('that can be read in two ways is refused, unless the decimal sign is named', () => {
    expect(read('1,234')).toBeUndefined();
    expect(read('1,234', { decimal: '.' })).toBe(123_400);
    expect(read('1,234', { decimal: ',', round: true })).toBe(123);
    expect(read('1,234,5', { decimal: ',' })).toBeUndefined();
  });

  it('that no thousands can begin with, or has too many digits for that, is read in one way', () => {
    expect(read('0.195')).toBe(19.5);
    expect(read('0,195 €')).toBe(19.5);
    expect(read('.195')).toBe(19.5);
    expect(read('1234,500')).toBe(123_450);
    expect(readQuantity('0,125')).toBe(0.125);
    expect(readQuantity('12.125')).toBeUndefined();
  });

  it('keeps what is finer than the smallest unit, as prices are, unless rounding is asked for', () => {
    expect(read('0.005', { decimal: '.' })).toBe(0.5);
    expect(read('0.195', { decimal: '.' })).toBe(19.5);
    expect(read('0.12345678', { decimal: '.' })).toBe(12.345678);
    expect(read('0.123456789', { decimal: '.' })).toBeUndefined();
    expect(read('1234567890.123456', { decimal: '.' })).toBeUndefined();
    expect(read('0.005', { decimal: '.', round: true })).toBe(1);
    expect(read('0.0049', { decimal: '.', round: true })).toBe(0);
    expect(read('2.500', { decimal: '.' })).toBe(250);
  });

  it.each([
    ['$1,200.00', ['USD', 'EUR'], 'USD'],
    ['US$ 5', ['EUR', 'USD'], 'USD'],
    ['5 zł', ['PLN'], 'PLN'],
    ['100 руб.', ['RUB'], 'RUB'],
    ['₽100', ['RUB'], 'RUB'],
    ['gbp 9', ['EUR', 'GBP'], 'GBP'],
    ['£9', [], 'GBP'],
    ['USD 9', [], 'USD'],
    ['$9', ['CAD'], 'CAD'],
    ['9', ['CHF', 'EUR'], 'CHF'],
    ['€ 5 EUR', ['USD', 'EUR'], 'EUR'],
  ])('“%s”, where it may be in %j, is in %s', (text, currencies, currency) => {
    expect(readIn(text, ...currencies)).toMatchObject({ currency });
  });

  it.each(['$1,200.00', 'USD 100', '100 USD', 'US$ 100', '£5', '1 234,50 ₽'])(
    '“%s” is none in euros, and says which currency it names',
    (text) => {
      expect(readIn(text, 'EUR')).toMatchObject({ isNot: expect.stringMatching(/in EUR: it names (USD|GBP|RUB)/) });
    },
  );

  it('names its currency where nothing else does, and in one way only', () => {
    expect(readIn('9')).toMatchObject({ isNot: 'an amount that names its currency' });
    expect(readIn('$9')).toMatchObject({ next: expect.stringContaining('USD or CAD') });
    expect(readIn('5 kr', 'EUR', 'SEK', 'NOK')).toMatchObject({ isNot: 'in one currency' });
  });

  it('is a quantity without a currency', () => {
    expect(['1.5', '1,5', '1 198', '-3', '0.000001', '12'].map((text) => readQuantity(text))).toEqual([
      1.5, 1.5, 1198, -3, 0.000001, 12,
    ]);
    expect(readQuantity('1.250', '.')).toBe(1.25);
    for (const text of ['1,250', '0.0000001', 'twelve', '1.2.3', ''])
      expect([text, readQuantity(text)]).toEqual([text, undefined]);
  });

  it('has as many digits as its currency', () => {
    expect(read('500', { currency: 'JPY' })).toBe(500);
    expect(read('1.5', { currency: 'BHD' })).toBe(1_500);
    // Two by ISO 4217, though nobody has seen a fillér for years.
    expect(read('1.5', { currency: 'HUF' })).toBe(150);
  });
});
