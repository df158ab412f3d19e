import { IANAZone } from 'luxon';

/** What the texts of a command must look like. Pure questions: the decorators in fields.ts ask them. */

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[1-8][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;
const CODE = /^[A-Z][A-Z0-9_]{0,49}$/;
const NAME = /^[a-z][a-z0-9-]{0,39}$/;
const DAY = /^\d{4}-\d{2}-\d{2}$/;
const CLOCK = /^([01]\d|2[0-3]):[0-5]\d$/;
const DECIMAL = /^\d{1,9}(\.\d{1,12})?$/;
const POSITION = /^\d{1,18}$/;
const MOMENT = /^(\d{4}-\d{2}-\d{2})T\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?(Z|[+-]\d{2}:\d{2})$/;
/** Half of a surrogate pair, or a control character other than tab and line breaks: no store keeps them as they came. */
const UNWRITABLE = /[\p{Surrogate}\p{Cc}]/u;
const LINE_BREAKS_AND_TABS = /[\t\n\r]/g;

export const isUuid = (value: unknown): value is string => typeof value === 'string' && UUID.test(value);
export const isCode = (value: unknown): value is string => typeof value === 'string' && CODE.test(value);
export const isName = (value: unknown): value is string => typeof value === 'string' && NAME.test(value);
export const isClock = (value: unknown): value is string =>
  typeof value === 'string' && (CLOCK.test(value) || value === '24:00');
export const isPosition = (value: unknown): value is string => typeof value === 'string' && POSITION.test(value);
export const isRate = (value: unknown): value is string =>
  typeof value === 'string' && DECIMAL.test(value) && Number(value) > 0;

export const isText = (value: unknown, max: number): value is string =>
  typeof value === 'string' &&
  value.length <= max &&
  value.trim() !== '' &&
  !UNWRITABLE.test(value.replaceAll(LINE_BREAKS_AND_TABS, ' '));

export const isWhole = (value: unknown, min: number, max: number): value is number =>
  typeof value === 'number' && Number.isSafeInteger(value) && value >= min && value <= max;

/** A day that the calendar has: `2024-02-30` is none. */
export const isDay = (value: unknown): value is string => {
  if (typeof value !== 'string' || !DAY.test(value)) return false;
  const at = Date.parse(value);
  return !Number.isNaN(at) && new Date(at).toISOString().startsWith(value);
};

/** A moment by ISO 8601 with its offset, as `YYYY-MM-DDTHH:mm:ss.sssZ`; undefined where it is none. */
export const asMoment = (value: unknown): string | undefined => {
  const day = typeof value === 'string' ? MOMENT.exec(value)?.[1] : undefined;
  if (typeof value !== 'string' || !isDay(day)) return undefined;
  const at = Date.parse(value);
  if (Number.isNaN(at)) return undefined;
  const moment = new Date(at).toISOString();
  return moment.length === 24 ? moment : undefined;
};

const ZONES_REMEMBERED = 1_000;
const zones = new Set<string>();

/** Whether the IANA knows the zone. Asking is slow, so that an answer is remembered. */
export const isZone = (value: unknown): value is string => {
  if (typeof value !== 'string' || value.length > 64) return false;
  if (zones.has(value)) return true;
  const isKnown = IANAZone.isValidZone(value);
  if (isKnown && zones.size < ZONES_REMEMBERED) zones.add(value);
  return isKnown;
};
