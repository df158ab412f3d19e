/** Days and moments as a caller writes them, by ISO 8601: every door reads them by these. */

const DAY_TEXT = /^\d{4}-\d{2}-\d{2}$/;
const MOMENT_TEXT = /^(\d{4}-\d{2}-\d{2})T\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?(Z|[+-]\d{2}:\d{2})$/;

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
