import type { Money } from './values';

/** Exact sums. Amounts are integers in minor units; nothing here passes through a floating-point fraction. */

const BASIS_POINTS = 10_000n;

/** A quotient of integers, rounded half away from zero. The divisor is positive. */
const rounded = (dividend: bigint, divisor: bigint): bigint => {
  const half = divisor / 2n;
  return dividend < 0n ? -((-dividend + half) / divisor) : (dividend + half) / divisor;
};

/** `amount` × `rate` (basis points), rounded half away from zero: a line's tax. */
export const shareOf = (amount: number, rate: number): number =>
  Number(rounded(BigInt(amount) * BigInt(rate), BASIS_POINTS));

const RATE = /^\d{1,12}(\.\d{1,12})?$/;

/** Whether a text is a positive decimal number, as `1.0837`. */
export const isRate = (rate: string): boolean => RATE.test(rate) && !/^0*(\.0*)?$/.test(rate);

/** How many decimals a currency's minor unit has (ISO 4217), where they are not two. */
const DECIMALS: Readonly<Record<string, number>> = {
  ...Object.fromEntries(
    'BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF'.split(' ').map((code) => [code, 0]),
  ),
  ...Object.fromEntries('BHD IQD JOD KWD LYD OMR TND'.split(' ').map((code) => [code, 3])),
  CLF: 4,
  UYW: 4,
};
/** How many digits the minor unit of a currency has: 2 for EUR, 0 for JPY. */
export const minorDigitsOf = (currency: string): number =>
  Object.hasOwn(DECIMALS, currency) ? (DECIMALS[currency] ?? 2) : 2;
const minorUnitsOf = (currency: string): bigint => 10n ** BigInt(minorDigitsOf(currency));

/** An amount in another currency: × a decimal rate (units for one unit), rounded half away from zero. */
export const converted = ({ amount, currency }: Money, rate: string, into: string): number => {
  const [whole = '0', fraction = ''] = rate.split('.');
  const dividend = BigInt(amount) * BigInt(whole + fraction) * minorUnitsOf(into);
  return Number(rounded(dividend, 10n ** BigInt(fraction.length) * minorUnitsOf(currency)));
};
