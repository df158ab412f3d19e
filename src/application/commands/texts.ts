import { IANAZone } from 'luxon';

/** What the texts of a command must look like. Pure questions: the words in fields.ts ask them. */

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[1-8][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;
const CODE = /^[A-Z][A-Z0-9_]{0,49}$/;
const NAME = /^[a-z][a-z0-9-]{0,39}$/;
const DAY_TEXT = /^\d{4}-\d{2}-\d{2}$/;
const TIME_OF_DAY = /^([01]\d|2[0-3]):[0-5]\d$/;
const DECIMAL = /^\d{1,9}(\.\d{1,12})?$/;
const POSITION = /^\d{1,18}$/;
const CURRENCY_CODE = /^[A-Z]{3}$/;
const MOMENT_TEXT = /^(\d{4}-\d{2}-\d{2})T\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?(Z|[+-]\d{2}:\d{2})$/;
/** Half of a surrogate pair, or a control character: no store keeps them as they came. */
const UNWRITABLE = /[\p{Surrogate}\p{Cc}]/u;
const UNWRITABLE_BUT_LINE_BREAKS_AND_TABS = /(?![\t\n\r])[\p{Surrogate}\p{Cc}]/u;
/** Longer texts may have several lines; names, references and the like are one. */
export const LONGEST_LINE = 200;

const isMatch =
  (pattern: RegExp) =>
  (value: unknown): value is string =>
    typeof value === 'string' && pattern.test(value);

export const isUuid = isMatch(UUID);
export const isCode = isMatch(CODE);
export const isName = isMatch(NAME);
export const isPosition = isMatch(POSITION);
export const isCurrency = (value: unknown): boolean => isMatch(CURRENCY_CODE)(value);
export const isTimeOfDay = (value: unknown): value is string => isMatch(TIME_OF_DAY)(value) || value === '24:00';
export const isRateText = (value: unknown): value is string => isMatch(DECIMAL)(value) && Number(value) > 0;

export const isText = (value: unknown, max: number): value is string =>
  typeof value === 'string' &&
  value.length <= max &&
  /\S/.test(value) &&
  !(max > LONGEST_LINE ? UNWRITABLE_BUT_LINE_BREAKS_AND_TABS : UNWRITABLE).test(value);

export const isWhole = (value: unknown, min: number, max: number): value is number =>
  typeof value === 'number' && Number.isSafeInteger(value) && value >= min && value <= max;

/** A day that the calendar has: `2024-02-30` is none. */
export const isDayText = (value: unknown): value is string => {
  if (typeof value !== 'string' || !DAY_TEXT.test(value)) return false;
  const at = Date.parse(value);
  return !Number.isNaN(at) && new Date(at).toISOString().startsWith(value);
};

/** A moment by ISO 8601 with its offset, as `YYYY-MM-DDTHH:mm:ss.sssZ`; undefined where it is none. */
export const asMoment = (value: unknown): string | undefined => {
  const day = typeof value === 'string' ? MOMENT_TEXT.exec(value)?.[1] : undefined;
  if (typeof value !== 'string' || !isDayText(day)) return undefined;
  const at = Date.parse(value);
  if (Number.isNaN(at)) return undefined;
  const moment = new Date(at).toISOString();
  return moment.length === 24 ? moment : undefined;
};

const ZONES_REMEMBERED = 1_000;
const zones = new Set<string>();

/** Whether the IANA knows the zone. Asking is slow, so that an answer is remembered. */
export const isZone = (value: unknown): boolean => {
  if (typeof value !== 'string' || value.length > 64) return false;
  if (zones.has(value)) return true;
  const isKnown = IANAZone.isValidZone(value);
  if (isKnown && zones.size < ZONES_REMEMBERED) zones.add(value);
  return isKnown;
};
