import fc from 'fast-check';
import { converted, exactMajorText, isRate, shareOf } from '../../../src/domain/shared/money';

const of = (amount: number, currency: string) => ({ amount, currency });

describe('money', () => {
  it('takes a share, rounded half away from zero', () => {
    expect(shareOf(2997, 1900)).toBe(569);
    expect(shareOf(50, 100)).toBe(1);
    expect(shareOf(49, 100)).toBe(0);
    expect(shareOf(-50, 100)).toBe(-1);
  });

  it('is converted by a decimal rate, exactly', () => {
    expect(converted(of(1085, 'USD'), '0.9217', 'EUR')).toBe(1000);
    // 50 × 1.15 is 57.49999999999999 in floating point: a half must stay a half.
    expect(converted(of(50, 'USD'), '1.15', 'EUR')).toBe(58);
    expect(converted(of(9_007_199_254_740, 'USD'), '1.000000000001', 'EUR')).toBe(9_007_199_254_749);
  });

  it('is counted in the minor units of each currency', () => {
    expect(converted(of(10_000, 'JPY'), '0.0062', 'EUR')).toBe(6200);
    expect(converted(of(6200, 'EUR'), '161.29', 'JPY')).toBe(10_000);
    expect(converted(of(1000, 'KWD'), '3.02', 'EUR')).toBe(302);
  });

  it('keeps every amount at the rate 1', () => {
    fc.assert(fc.property(fc.maxSafeInteger(), (amount) => converted(of(amount, 'EUR'), '1.000', 'USD') === amount));
  });

  it.each(['0', '0.00', '-1', '1,5', '1e3', '', '.5', '1.'])('knows that %p is no rate', (rate) => {
    expect(isRate(rate)).toBe(false);
  });
});

describe('all digits of an amount', () => {
  it.each([
    [123_456_789n, 'EUR', '1,234,567.89'],
    [-5n, 'EUR', '-0.05'],
    [-1_200n, 'JPY', '-1,200'],
    [1n, 'KWD', '0.001'],
  ])('%s of %s is %s', (amount, currency, text) => {
    expect(exactMajorText(amount, currency)).toBe(text);
  });
});
