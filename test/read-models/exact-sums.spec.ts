import fc from 'fast-check';
import {
  BEYOND,
  compareAmounts,
  isExactText,
  lessAmount,
  negative,
  plusAmount,
  shownSum,
  summed,
  type ExactSum,
} from '../../src/read-models/kit/beyond';

const amount = fc.oneof(fc.integer(), fc.integer({ min: 1 - BEYOND, max: BEYOND - 1 }));
const sumOf = (amounts: readonly number[]): ExactSum =>
  amounts.reduce<ExactSum>((sum, each) => plusAmount(sum, each), 0);
const exactly = (amounts: readonly number[]): bigint => amounts.reduce((sum, each) => sum + BigInt(each), 0n);

describe('sums of amounts', () => {
  it('have all their digits, in any order, whatever is taken off them again', () => {
    fc.assert(
      fc.property(fc.array(amount), fc.array(amount), (added, taken) => {
        const sum = taken.reduce<ExactSum>((left, each) => lessAmount(left, each), sumOf(added));
        const exact = exactly(added) - exactly(taken);
        expect(String(sum)).toBe(String(exact));
        expect(typeof sum).toBe(exact < BEYOND && exact > -BEYOND ? 'number' : 'bigint');
      }),
    );
  });

  it('come from a query in two parts', () => {
    fc.assert(
      fc.property(fc.array(amount), (amounts) => {
        const upper = amounts.reduce((sum, each) => sum + Math.trunc(each / 1e8), 0);
        const rest = amounts.reduce((sum, each) => sum + (each % 1e8), 0);
        const sum = summed({ xUpper: upper, xRest: rest, xBeyond: 0 }, 'x');
        expect(String(sum)).toBe(String(exactly(amounts)));
      }),
    );
  });

  it('are numbers in an answer, or texts of digits where no number holds them', () => {
    expect([1, 1.5, BEYOND].map((each) => shownSum(each))).toEqual([1, 1.5, BEYOND]);
    const large = plusAmount(BEYOND - 1, 1);
    expect([large, negative(large)].map((each) => shownSum(each))).toEqual(['9007199254740991', '-9007199254740991']);
    const texts = [
      '9007199254740991',
      '-18000000000019000',
      '123456789012345',
      '0123456789012345',
      'x1234567890123456',
    ];
    expect(texts.map((text) => isExactText(text))).toEqual([true, true, false, false, false]);
  });

  it('stay beyond where one of them is, and nothing taken off is 0', () => {
    expect(plusAmount(plusAmount(BEYOND, -5), 1n)).toBe(BEYOND);
    expect(lessAmount(7, BEYOND)).toBe(BEYOND);
    expect(Object.is(negative(0), 0)).toBe(true);
  });

  it('are compared by what they are worth', () => {
    const large = plusAmount(BEYOND - 1, BEYOND - 1);
    expect([3, large, -1, negative(large)].toSorted(compareAmounts)).toEqual([negative(large), -1, 3, large]);
    expect(compareAmounts(large, plusAmount(BEYOND - 1, BEYOND - 1))).toBe(0);
  });
});
