import Big from 'big.js';
import type { Money } from './values';

/** Exact sums. Amounts are integers in minor units; nothing here passes through a floating-point fraction. */

/** The nearest integer, half away from zero. */
const toMinorUnits = (amount: Big): number => amount.round(0, Big.roundHalfUp).toNumber();

/** `amount` × `rate` (basis points), rounded half away from zero: a line's tax. */
export const shareOf = (amount: number, rate: number): number =>
  toMinorUnits(new Big(amount).times(rate).times('1e-4'));

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

/** An amount in another currency: × a decimal rate (units for one unit), rounded half away from zero. */
export const converted = ({ amount, currency }: Money, rate: string, into: string): number =>
  toMinorUnits(new Big(amount).times(rate).times(`1e${minorDigitsOf(into) - minorDigitsOf(currency)}`));
