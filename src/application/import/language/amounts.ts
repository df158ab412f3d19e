import { minorDigitsOf } from '../../../domain/shared/money';
import type { Money } from '../../../domain/shared/values';

export interface AmountFormat {
  readonly currency: string;
  /** The decimal sign; found from the text itself where it is left out. */
  readonly decimal?: '.' | ',';
  /** Whether a fraction finer than the currency's smallest unit is rounded (half away from zero) or refused. */
  readonly round: boolean;
}

/** The decimal sign of a text; undefined where there is none, null where it is ambiguous. */
const decimalSign = (digits: string): '.' | ',' | undefined | null => {
  const dots = digits.split('.').length - 1;
  const commas = digits.split(',').length - 1;
  if (dots > 0 && commas > 0) return digits.lastIndexOf('.') > digits.lastIndexOf(',') ? '.' : ',';
  const sign = dots > 0 ? '.' : ',';
  if (dots + commas === 0 || dots + commas > 1) return undefined;
  return digits.length - digits.indexOf(sign) === 4 ? null : sign;
};

const isGrouped = (whole: string): boolean => /^\d{0,3}([.,' ]\d{3})+$/.test(whole) || /^\d*$/.test(whole);

const minorUnits = (whole: string, fraction: string, digits: number, round: boolean): number | undefined => {
  const kept = fraction.slice(0, digits).padEnd(digits, '0');
  const rest = fraction.slice(digits);
  if (/[1-9]/.test(rest) && !round) return undefined;
  const amount = Number(`${whole}${kept}`) + (rest >= '5' ? 1 : 0);
  return Number.isSafeInteger(amount) ? amount : undefined;
};

const pattern = /^(?!.*-.*-)(-?)\s*(?:[€£$¥]|[A-Z]{3})?\s*(-?)([\d.,' ]*\d)\s*(?:[€£$¥]|[A-Z]{3})?$/u;

/** The digits before and after the decimal sign; undefined where that is ambiguous. */
const parted = (digits: string, given: '.' | ',' | undefined): readonly [string, string] | undefined => {
  const sign = given ?? decimalSign(digits);
  if (sign === null) return undefined;
  const at = sign === undefined ? -1 : digits.lastIndexOf(sign);
  const whole = at < 0 ? digits : digits.slice(0, at);
  const fraction = at < 0 ? '' : digits.slice(at + 1);
  return isGrouped(whole) && /^\d*$/.test(fraction) ? [whole.replace(/\D/g, ''), fraction] : undefined;
};

/**
 * Reads `3500`, `€ 3.500,00`, `1,234.50`, `54.2`, `-11062.06`. Undefined where it is no amount, or where it is ambiguous
 * (`1,234` may be a thousand or one and a bit: name the `decimal` sign).
 */
export const readAmount = (text: string, format: AmountFormat): Money | undefined => {
  const match = pattern.exec(text.replaceAll('\u00a0', ' ').trim());
  if (!match) return undefined;
  const [, minus, innerMinus, digits = ''] = match;
  const parts = parted(digits, format.decimal);
  const amount = parts && minorUnits(...parts, minorDigitsOf(format.currency), format.round);
  if (amount === undefined) return undefined;
  const isNegative = minus !== innerMinus && amount !== 0;
  return { amount: isNegative ? -amount : amount, currency: format.currency };
};
