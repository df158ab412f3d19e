import { isDecimal } from '../../../domain/shared/decimals';
import { LONGEST_LINE, normalisedText } from '../../../domain/shared/text';
import { minorDigitsOf } from '../../../domain/shared/money';
import type { Money } from '../../../domain/shared/values';

export interface AmountFormat {
  /** What an amount may be in: the first where it names none. Without any it has to name its own. */
  readonly currencies: readonly string[];
  /** The decimal sign; found from the text itself where it is left out. */
  readonly decimal?: '.' | ',';
  /** Whether a fraction finer than the currency's smallest unit is rounded (half away from zero), or kept (of a price). */
  readonly round: boolean;
}

/** Why a text is no amount: ends the sentence “…” is, and what to do. */
export interface NoAmount {
  readonly isNot: string;
  readonly next: string;
}

const signList =
  '€ EUR|£ GBP|$ USD CAD AUD NZD HKD SGD TWD MXN ARS CLP COP|us$ USD|c$ CAD|ca$ CAD|a$ AUD|au$ AUD|nz$ NZD|hk$ HKD|s$ SGD|' +
  'r$ BRL|¥ JPY CNY|￥ JPY CNY|₽ RUB|руб RUB BYN|р RUB BYN|zł PLN|zl PLN|₴ UAH|грн UAH|₸ KZT|тг KZT|₹ INR|rs INR|₺ TRY|tl TRY|' +
  '₪ ILS|₩ KRW|₫ VND|฿ THB|₦ NGN|₱ PHP|₾ GEL|₼ AZN|֏ AMD|kč CZK|ft HUF|лв BGN|fr CHF|sfr CHF|kr SEK NOK DKK ISK|lei RON';

/** What a sign may stand for; where that is several, the mapping has to name one of them. */
const currenciesBySign: ReadonlyMap<string, readonly string[]> = new Map(
  signList.split('|').map((entry) => {
    const [sign = '', ...currencies] = entry.split(' ');
    return [sign, currencies];
  }),
);
const knownCurrencies: ReadonlySet<string> = new Set(Intl.supportedValuesOf('currency'));

/** What a code or a sign stands for, as a text names it: none where it is neither. */
export const currenciesNamed = (text: string): readonly string[] => {
  const code = text.toUpperCase();
  return knownCurrencies.has(code) ? [code] : (currenciesBySign.get(text.toLowerCase().replace(/\.$/, '')) ?? []);
};

/** What may be threes as well as a fraction: not `0.195`, nor `1234.567`. */
const AS_A_THOUSAND = /^[1-9]\d{0,2}[.,]\d{3}$/;

/** The decimal sign of a text; undefined where there is none, null where it is ambiguous. */
const decimalSign = (digits: string): '.' | ',' | undefined | null => {
  const dots = digits.split('.').length - 1;
  const commas = digits.split(',').length - 1;
  if (dots > 0 && commas > 0) return digits.lastIndexOf('.') > digits.lastIndexOf(',') ? '.' : ',';
  const sign = dots > 0 ? '.' : ',';
  if (dots + commas === 0 || dots + commas > 1) return undefined;
  return AS_A_THOUSAND.test(digits) ? null : sign;
};

/** Threes by one sign, which is not the decimal one. */
const isGrouped = (whole: string, decimal: string | undefined): boolean => {
  const groups = /^\d{1,3}([.,' ])\d{3}(?:\1\d{3})*$/.exec(whole);
  return /^\d*$/.test(whole) || (groups !== null && groups[1] !== decimal);
};

/** The digits before and after the decimal sign; undefined where that is ambiguous. */
const parted = (digits: string, given: '.' | ',' | undefined): readonly [string, string] | undefined => {
  const sign = given ?? decimalSign(digits);
  if (sign === null) return undefined;
  const at = sign === undefined ? -1 : digits.lastIndexOf(sign);
  const whole = at < 0 ? digits : digits.slice(0, at);
  const fraction = at < 0 ? '' : digits.slice(at + 1);
  return isGrouped(whole, sign) && /^\d*$/.test(fraction) ? [whole.replace(/\D/g, ''), fraction] : undefined;
};

/** The number that these digits are; undefined where a number can't hold all of them. */
const exactNumber = (whole: string, fraction: string): number | undefined => {
  const value = Number(`${whole}.${fraction}`);
  const [first = '', rest = ''] = String(value).split('.');
  return isDecimal(value) && BigInt(whole || 0) === BigInt(first) && rest === fraction ? value : undefined;
};

const withoutZeros = (fraction: string): string => fraction.replace(/0+$/, '');

const minorUnits = (whole: string, fraction: string, digits: number, round: boolean): number | undefined => {
  const kept = `${whole}${fraction.slice(0, digits).padEnd(digits, '0')}`;
  const rest = withoutZeros(fraction.slice(digits));
  const amount = round ? Number(kept) + (rest >= '5' ? 1 : 0) : exactNumber(kept, rest);
  return amount !== undefined && isDecimal(amount) ? amount : undefined;
};

const CURRENCY_MARK = '[\\p{L}\\p{Sc}]+\\.?';
const AMOUNT_DIGITS = "\\d(?:[\\d.,' ]*\\d)?|[.,]\\d+";
/** Sign, currency, sign, digits, what ends them (`100,-`, `100-`, a bracket), currency, bracket. */
const AMOUNT = new RegExp(
  `^([-+(]?)\\s*(${CURRENCY_MARK})?\\s*([-+(]?)\\s*(${AMOUNT_DIGITS})\\s*([.,]-{1,2}|-|\\))?\\s*(${CURRENCY_MARK})?\\s*(\\)?)$`,
  'u',
);

/** Spaces, apostrophes and minus signs as other programs write them. */
const plainSigns = (text: string): string =>
  normalisedText(text, LONGEST_LINE)
    .replace(/[’ʼ]/g, "'")
    .replace(/[\u2012-\u2014\u2212]/g, '-');

/** 1, or -1 where a minus or brackets say so; undefined where the signs make no sense together. */
const signOf = (signs: readonly string[]): 1 | -1 | undefined => {
  const count = (sign: string): number => signs.filter((one) => one === sign).length;
  const [open, close, minus] = [count('('), count(')'), count('-')];
  if (open !== close || open + minus > 1) return undefined;
  return open + minus === 0 ? 1 : -1;
};

const MOST_LISTED = 3;
const orList = (words: readonly string[]): string =>
  `${words.slice(0, MOST_LISTED).join(' or ')}${words.length > MOST_LISTED ? ' …' : ''}`;

/** The currency that an amount names by its signs and codes. */
const namedCurrency = (marks: readonly string[], allowed: readonly string[]): string | NoAmount => {
  const named = marks.map(currenciesNamed).reduce((one, other) => one.filter((code) => other.includes(code)));
  const [first, second] = allowed.length === 0 ? named : allowed.filter((code) => named.includes(code));
  // A dollar sign alone is the mapping's own dollar, where it has one; else which dollar it is has to be said.
  if (first !== undefined && (second === undefined || first === allowed[0])) return first;
  if (named.length === 0) return { isNot: 'an amount', next: 'fix the row, or map another column' };
  if (first !== undefined || allowed.length === 0)
    return { isNot: 'in one currency', next: `say which of ${orList(named)} with “currency” in the mapping` };
  return {
    isNot: `an amount in ${orList(allowed)}: it names ${orList(named)}`,
    next: 'fix the row, or let “currency” name a column, or list all that may be named: [EUR, USD]',
  };
};

const currencyOf = (marks: readonly string[], allowed: readonly string[]): string | NoAmount =>
  marks.length > 0
    ? namedCurrency(marks, allowed)
    : (allowed[0] ?? { isNot: 'an amount that names its currency', next: 'add “currency: …” to the mapping' });

interface AmountParts {
  readonly sign: 1 | -1;
  readonly marks: readonly string[];
  readonly digits: string;
}

const partsOf = (text: string): AmountParts | undefined => {
  const match = AMOUNT.exec(plainSigns(text));
  if (!match) return undefined;
  const part = (place: number): string => match[place] ?? '';
  const sign = signOf([1, 3, 5, 7].map(part));
  const marks = [2, 6].map(part).filter((mark) => mark !== '');
  // “1.200,-” is 1.200,0.
  const fraction = /^[.,]/.test(part(5)) ? `${part(5).charAt(0)}0` : '';
  return sign && { sign, marks, digits: `${part(4)}${fraction}` };
};

/** Reads `1.5`, `1,5`, `1 198`, `-3`; undefined where it is no number that is kept exactly, or where it is ambiguous. */
export const readQuantity = (text: string, decimal?: '.' | ','): number | undefined => {
  const [, minus = '', digits = ''] = /^([-+]?)\s*(\d(?:[\d.,' ]*\d)?|[.,]\d+)$/.exec(plainSigns(text)) ?? [];
  const parts = digits === '' ? undefined : parted(digits, decimal);
  const value = parts && exactNumber(parts[0], withoutZeros(parts[1]));
  return minus === '-' && value ? -value : value;
};

/**
 * Reads `3500`, `€ 3.500,00`, `1,234.50`, `1 234,50 ₽`, `(54.20)`, `-11062.06`. It is no amount where it can be read in two
 * ways (`1,234` may be a thousand or one and a bit), or names another currency than it may have.
 */
export const readAmount = (text: string, { currencies, decimal, round }: AmountFormat): Money | NoAmount => {
  const unreadable = { isNot: 'an amount', next: 'fix the row, or add “decimal” or “round” to the mapping' };
  const parts = partsOf(text);
  if (!parts) return unreadable;
  const currency = currencyOf(parts.marks, currencies);
  if (typeof currency !== 'string') return currency;
  const digits = parted(parts.digits, decimal);
  const amount = digits && minorUnits(...digits, minorDigitsOf(currency), round);
  if (amount === undefined) return { ...unreadable, isNot: `an amount in ${currency}` };
  return { amount: amount === 0 ? 0 : parts.sign * amount, currency };
};
