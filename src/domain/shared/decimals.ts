import Big from 'big.js';

/**
 * Quantities and unit prices: JSON numbers with at most 6 decimal places and 15 significant digits. The shortest decimal
 * of such a number is its exact value, and with that one everything here is computed; nothing is added up as floating
 * point (rule 32).
 */
export const DECIMAL_PLACES = 6;
const SIGNIFICANT_DIGITS = 15;

/** More of one thing no line holds: so every sum of the quantities of a document is exact. */
export const LARGEST_QUANTITY = 1_000_000;

const isKept = ({ c, e }: Big): boolean => c.length <= SIGNIFICANT_DIGITS && c.length - 1 - e <= DECIMAL_PLACES;

/** Whether a number is a decimal that is kept exactly. */
export const isDecimal = (value: number): boolean =>
  Number.isInteger(value) ? Number.isSafeInteger(value) : Number.isFinite(value) && isKept(new Big(value));

/** Whether it is a quantity that a line can have. */
export const isQuantity = (value: number): boolean => value > 0 && value <= LARGEST_QUANTITY && isDecimal(value);

/** The nearest decimal, half away from zero. */
export const toDecimal = (value: Big): number =>
  value.round(DECIMAL_PLACES, Big.roundHalfUp).prec(SIGNIFICANT_DIGITS, Big.roundHalfUp).toNumber();

const areIntegers = (one: number, other: number): boolean => Number.isInteger(one) && Number.isInteger(other);

/** Exact sums of decimals, as long as they are sums of a document. */
export const plus = (one: number, other: number): number =>
  areIntegers(one, other) ? one + other : new Big(one).plus(other).toNumber();

/** The nearest number to the exact sum of any number of decimals, in whatever order they come. */
export const sumOfDecimals = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum.plus(value), new Big(0)).toNumber();

export const minus = (one: number, other: number): number => plus(one, -other);
