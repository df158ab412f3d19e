import Big from 'big.js';
import { isDecimal, toDecimal } from './decimals';
import type { Vat } from './intents';
import type { BasisPoints, Money } from './values';

/** Exact amounts: integers in minor units. Nothing here passes through a floating-point fraction. */

/** The nearest integer, half away from zero. */
const toMinorUnits = (amount: Big): number => amount.round(0, Big.roundHalfUp).toNumber();

/** Whether every reader can hold an amount exactly, and it is not below 0 (rule 30). */
export const isAmount = (value: number): boolean => Number.isSafeInteger(value) && value >= 0;

/** Whether a unit price, or a difference of two, can be kept exactly, and it is not below 0. */
export const isPrice = ({ amount }: Money): boolean => amount >= 0 && isDecimal(amount);

/** What a quantity comes to at a unit price, both decimals: rounded once, half away from zero (rule 32). */
export const amountOf = (quantity: number, unitPrice: number): number => {
  const product = quantity * unitPrice;
  const isExact = Number.isInteger(quantity) && Number.isInteger(unitPrice) && Number.isSafeInteger(product);
  return isExact ? product : toMinorUnits(new Big(quantity).times(unitPrice));
};

/** `amount` × `rate` (basis points), rounded half away from zero: the tax of a line, or of all lines of a rate. */
export const shareOf = (amount: number, rate: BasisPoints): number =>
  toMinorUnits(new Big(amount).times(rate).times('1e-4'));

const WHOLE = 10_000;

/** A unit price less a discount. */
export const lessDiscount = (price: number, discount: BasisPoints): number =>
  toDecimal(new Big(price).times(WHOLE - discount).times('1e-4'));

/** By how much a price is below another one, in basis points; below 0 where it is above. */
export const discountBetween = (list: number, price: number): BasisPoints =>
  toMinorUnits(new Big(list).minus(price).times(WHOLE).div(list));

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

/** All digits of an amount as people write it: 1234567n of EUR is 12,345.67. */
export const exactMajorText = (amount: bigint, currency: string): string => {
  if (amount < 0n) return `-${exactMajorText(-amount, currency)}`;
  const digits = minorDigitsOf(currency);
  const unit = 10n ** BigInt(digits);
  const whole = (amount / unit).toLocaleString('en');
  return digits === 0 ? whole : `${whole}.${String(amount % unit).padStart(digits, '0')}`;
};

/** An amount in another currency: × a decimal rate (units for one unit), rounded half away from zero. */
export const converted = ({ amount, currency }: Money, rate: string, into: string): number =>
  toMinorUnits(new Big(amount).times(rate).times(`1e${minorDigitsOf(into) - minorDigitsOf(currency)}`));

/** Only the standard category has a rate: zero, exempt, reverse charge and outside scope say 0 (EN 16931, BR-Z-05 and on). */
export const isSoundVat = ({ category, rate }: Vat): boolean => category === 'S' || rate === 0;
