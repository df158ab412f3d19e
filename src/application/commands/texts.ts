import { IANAZone } from 'luxon';
import { isDecimal } from '../../domain/shared/decimals';
import { LONGEST_LINE, normalisedText } from '../../domain/shared/text';

/** What the texts of a command must look like. Pure questions: the words in fields.ts ask them. */

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[1-8][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;
export const POSITION = /^\d{1,18}$/;
/** A code of a currency, that of today or of before; of which there are any, `isCurrency` says. */
export const CURRENCY_CODE = /^[A-Z]{3}$/;
export const CODE = /^[A-Z][A-Z0-9_]{0,49}$/;
export const NAME = /^[a-z][a-z0-9-]{0,39}$/;
export const TIME_OF_DAY = /^(([01]\d|2[0-3]):[0-5]\d|24:00)$/;
/** A decimal above 0. */
export const DECIMAL_RATE = /^(?!0+(\.0*)?$)\d{1,9}(\.\d{1,12})?$/;
/** Half of a surrogate pair, a control character, or what Unicode will never make a character: not text. */
const UNWRITABLE = /[\p{Surrogate}\p{Cc}\p{Noncharacter_Code_Point}]/u;
const UNWRITABLE_BUT_LINE_BREAKS_AND_TABS = /(?![\t\n\r])[\p{Surrogate}\p{Cc}\p{Noncharacter_Code_Point}]/u;
/** Fillers, selectors, tags and the empty Braille cell are seen by nobody; an accent is seen on a letter only. */
const VISIBLE = /[^\s\p{Default_Ignorable_Code_Point}\p{Cf}\p{M}\u2800]/u;

export const isMatch = (pattern: RegExp, value: unknown): value is string =>
  typeof value === 'string' && pattern.test(value);

export const isUuid = (value: unknown): value is string => isMatch(UUID, value);
export const isPosition = (value: unknown): value is string => isMatch(POSITION, value);

const currencyNames = new Intl.DisplayNames('en', { type: 'currency', fallback: 'none' });
/** Of ISO 4217, too, but of no money. */
const NO_MONEY: readonly string[] = ['XXX', 'XTS'];
const currencies = new Map<string, boolean>();

/** A currency of ISO 4217, also one that is history: what is imported may be older than the euro. */
export const isCurrency = (value: unknown): boolean => {
  if (!isMatch(CURRENCY_CODE, value)) return false;
  let isKnown = currencies.get(value);
  if (isKnown === undefined) {
    isKnown = !NO_MONEY.includes(value) && currencyNames.of(value) !== undefined;
    currencies.set(value, isKnown);
  }
  return isKnown;
};

/** What is needed to say no at once to a text that is far too long: normalising may shorten it, but not to a part. */
const LONGEST_AS_GIVEN = 16;

/**
 * How many characters a text has, as JSON Schema's `maxLength` counts: an emoji that UTF-16 needs two units for is one. What
 * is composed of several code points (a flag, a family) is as many.
 */
const isLonger = (text: string, max: number): boolean => text.length > max && Array.from(text).length > max;

/** Whether it is one in the form in which it is kept: limits count there. */
export const isText = (value: unknown, max: number): value is string => {
  if (typeof value !== 'string' || value.length > max * LONGEST_AS_GIVEN) return false;
  const text = normalisedText(value, max);
  const unwritable = max > LONGEST_LINE ? UNWRITABLE_BUT_LINE_BREAKS_AND_TABS : UNWRITABLE;
  return !isLonger(text, max) && VISIBLE.test(text) && !unwritable.test(text);
};

export const isWhole = (value: unknown, min: number, max: number): value is number =>
  typeof value === 'number' && Number.isSafeInteger(value) && value >= min && value <= max;

export const isDecimalWithin = (value: unknown, min: number, max: number): value is number =>
  typeof value === 'number' && value >= min && value <= max && isDecimal(value);

export const LONGEST_ZONE = 64;
const ZONES_REMEMBERED = 1_000;
const zones = new Set<string>();

/** Whether the IANA knows the zone. Asking is slow, so that an answer is remembered. */
export const isZone = (value: unknown): boolean => {
  if (typeof value !== 'string' || value.length > LONGEST_ZONE) return false;
  if (zones.has(value)) return true;
  const isKnown = IANAZone.isValidZone(value);
  if (isKnown && zones.size < ZONES_REMEMBERED) zones.add(value);
  return isKnown;
};
