import { LONGEST_LINE, normalisedText } from '../../../domain/shared/text';
import { DAY, MINUTE } from '../../../domain/shared/time';

/** A time as a text tells it. */
export interface WrittenTime {
  /** Milliseconds: of UTC where the text says so, else of the local clock as if that were UTC. */
  readonly at: number;
  readonly isUtc: boolean;
  /** A day without a time of day. */
  readonly isDay: boolean;
}

export interface TimeFormat {
  readonly read: (text: string) => WrittenTime | undefined;
  /** Whether what it reads is a day alone. */
  readonly isDay: boolean;
}

/** What is wrong with a format. */
export interface NoFormat {
  readonly problem: string;
  readonly next: string;
}

const FIRST_YEAR = 1900;
const SECOND_MILLISECONDS = 1_000;

/** The names of the months in a language: in full and short, alone and after a day. */
const monthsIn = function* (language: string): Generator<readonly [name: string, month: number]> {
  const styles: readonly Intl.DateTimeFormatOptions[] = [
    { month: 'long' },
    { month: 'short' },
    { month: 'long', day: 'numeric' },
    { month: 'short', day: 'numeric' },
  ];
  for (const style of styles) {
    const format = new Intl.DateTimeFormat(language, { ...style, timeZone: 'UTC' });
    for (let index = 0; index < 12; index += 1) {
      const part = format.formatToParts(Date.UTC(2024, index, 1)).find(({ type }) => type === 'month');
      if (part) yield [part.value.toLowerCase().replace('.', ''), index + 1];
    }
  }
};

const LANGUAGES = ['pl', 'ru', 'nl', 'pt', 'it', 'es', 'fr', 'de', 'en'];
const otherMonths = [
  ['mrz', 3],
  ['sept', 9],
] as const;
const monthNames: ReadonlyMap<string, number> = new Map([
  ...LANGUAGES.flatMap((one) => [...monthsIn(one)]),
  ...otherMonths,
]);

type Part =
  | 'year'
  | 'shortYear'
  | 'month'
  | 'monthName'
  | 'day'
  | 'hour'
  | 'hour12'
  | 'minute'
  | 'second'
  | 'half'
  | 'offset'
  | 'weekday';

const tokens: Readonly<Record<string, readonly [part: Part, pattern: string]>> = {
  YYYY: ['year', '(\\d{4})'],
  YY: ['shortYear', '(\\d{2})'],
  MMMM: ['monthName', '(\\p{L}+)\\.?'],
  MMM: ['monthName', '(\\p{L}+)\\.?'],
  MM: ['month', '(\\d{1,2})'],
  DD: ['day', '(\\d{1,2})'],
  HH: ['hour', '(\\d{1,2})'],
  hh: ['hour12', '(\\d{1,2})'],
  mm: ['minute', '(\\d{2})'],
  ss: ['second', '(\\d{2})(?:[.,]\\d+)?'],
  A: ['half', '\\s*([AaPp])\\.?[Mm]\\.?'],
  Z: ['offset', '(Z|UTC|GMT|[+-](?:0\\d|1[0-4])(?::?[0-5]\\d)?)'],
  ddd: ['weekday', '(\\p{L}+)\\.?'],
};
/**
 * Fractions of a second are read and dropped, also where the format writes them: `ss.000`, `ss.SSS`. What stands in
 * brackets is no token: `[Z]` is the letter, of a source that writes it though its times are local.
 */
const TOKENS = /(YYYY|YY|MMMM|MMM|MM|DD|HH|hh|mm|ss(?:\.0+|\.S+)?|ddd| *A|Z|\[[^\]]*\])/;

const escaped = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&').replaceAll(' ', '\\s+');

type Parts = { readonly [Name in Part]?: string };

const asUtc = (year: number, month: number, day: number, hour: number, minute: number, second: number) => {
  if (year < FIRST_YEAR) return undefined;
  const time = Date.UTC(year, month - 1, day, hour, minute, second);
  const date = new Date(time);
  const isDay = date.getUTCMonth() === month - 1 && date.getUTCDate() === day;
  return isDay && hour < 24 && minute < 60 && second < 60 ? time : undefined;
};

/** Of the hundred years from the pivot on. */
const wholeYear = (short: string, pivot: number): number => pivot + ((Number(short) - (pivot % 100) + 100) % 100);

const hourOf = ({ hour = '0', hour12, half = '' }: Parts): number => {
  if (hour12 === undefined) return Number(hour);
  const isHour = Number(hour12) >= 1 && Number(hour12) <= 12;
  return isHour ? (Number(hour12) % 12) + (half.toLowerCase() === 'p' ? 12 : 0) : Number.NaN;
};

const offsetOf = (offset: string): number => {
  if (/^[A-Z]/.test(offset)) return 0;
  const minutes = Number(offset.slice(1, 3)) * 60 + Number(offset.slice(3).replace(':', '') || 0);
  return (offset.startsWith('-') ? -minutes : minutes) * MINUTE;
};

const yearOf = ({ year, shortYear = '' }: Parts, pivot: number): number =>
  year === undefined ? wholeYear(shortYear, pivot) : Number(year);

const monthNumber = ({ month, monthName = '' }: Parts): number =>
  month === undefined ? (monthNames.get(monthName.toLowerCase()) ?? Number.NaN) : Number(month);

const timeOfParts = (parts: Parts, pivot: number, isDay: boolean): WrittenTime | undefined => {
  const { day, minute = '0', second = '0', offset } = parts;
  const local = asUtc(
    yearOf(parts, pivot),
    monthNumber(parts),
    Number(day),
    hourOf(parts),
    Number(minute),
    Number(second),
  );
  if (local === undefined) return undefined;
  return { at: local - (offset === undefined ? 0 : offsetOf(offset)), isUtc: offset !== undefined, isDay };
};

/** Whether exactly one of these is in a format. */
const hasOne = (order: readonly Part[], ...of: readonly Part[]): boolean =>
  order.filter((part) => of.includes(part)).length === 1;

/** A part of a format: what it stands for, if it is no literal, and the pattern of its text. */
interface Piece {
  readonly part?: Part;
  readonly pattern: string;
  /** A literal that says how far the clock is from UTC, and would not be read. */
  readonly isOffset?: boolean;
}

const pieceOf = (text: string, index: number): Piece => {
  if (index % 2 === 0) return { pattern: escaped(text), isOffset: /[+-]\d{2}:?\d{2}$|UTC|GMT|z$/.test(text) };
  const token = tokens[text.startsWith('ss') ? 'ss' : text.trim()];
  return token ? { part: token[0], pattern: token[1] } : { pattern: escaped(text.slice(1, -1)) };
};

const formatProblem = (pieces: readonly Piece[], pivot: number | undefined): NoFormat | undefined => {
  const order = pieces.flatMap(({ part = [] }) => part);
  const isDay = hasOne(order, 'year', 'shortYear') && hasOne(order, 'month', 'monthName') && hasOne(order, 'day');
  if (!isDay)
    return {
      problem: 'names no whole day',
      next: 'write formats of YYYY YY MM MMM DD HH hh mm ss A Z, or iso, excel, unix, unix-ms',
    };
  if (order.includes('shortYear') && pivot === undefined)
    return { problem: 'has years of two digits', next: 'add “pivot: 1970”: they are of the hundred years from it on' };
  if (order.includes('hour12') !== order.includes('half'))
    return { problem: 'is half a 12-hour clock', next: 'write hh with A: “hh:mm A” reads 1:15 PM; HH counts to 23' };
  if (pieces.some(({ isOffset }) => isOffset))
    return { problem: 'does not read the offset that it names', next: 'write Z in its place: it reads +01:00, Z, UTC' };
  return undefined;
};

const patternFormat = (format: string, pivot: number | undefined): TimeFormat | NoFormat => {
  const pieces = format.split(TOKENS).map(pieceOf);
  const problem = formatProblem(pieces, pivot);
  if (problem) return problem;
  const order = pieces.flatMap(({ part = [] }) => part);
  const pattern = new RegExp(`^${pieces.map((piece) => piece.pattern).join('')}$`, 'u');
  const isDay = !order.includes('hour') && !order.includes('hour12');
  const read = (text: string): WrittenTime | undefined => {
    const match = pattern.exec(text);
    if (!match) return undefined;
    const parts: { [Name in Part]?: string } = {};
    for (const [index, part] of order.entries()) parts[part] = match[index + 1] ?? '';
    return timeOfParts(parts, pivot ?? 0, isDay);
  };
  return { read, isDay };
};

const isoDay = /^\d{4}-\d{2}-\d{2}/;
const iso = ['YYYY-MM-DDTHH:mm:ssZ', 'YYYY-MM-DDTHH:mmZ', 'YYYY-MM-DDTHH:mm:ss', 'YYYY-MM-DDTHH:mm', 'YYYY-MM-DD'];

/** Days since the end of 1899; before March 1900 they are off by one, since Excel knows a 29 February of that year. */
const EXCEL_EPOCH = 25_569;
const FIRST_TRUE_SERIAL = 61;
const LAST_SERIAL = 2_958_465;

const readSerial = (text: string): WrittenTime | undefined => {
  const serial = /^\d{1,7}([.,]\d+)?$/.test(text) ? Number(text.replace(',', '.')) : Number.NaN;
  if (!(serial >= FIRST_TRUE_SERIAL && serial <= LAST_SERIAL)) return undefined;
  const at = Math.round(((serial - EXCEL_EPOCH) * DAY) / SECOND_MILLISECONDS) * SECOND_MILLISECONDS;
  return { at, isUtc: false, isDay: Number.isInteger(serial) };
};

const readSeconds = (text: string): WrittenTime | undefined =>
  /^\d{9,10}(\.\d+)?$/.test(text)
    ? { at: Math.floor(Number(text)) * SECOND_MILLISECONDS, isUtc: true, isDay: false }
    : undefined;

const readMilliseconds = (text: string): WrittenTime | undefined =>
  /^\d{12,13}$/.test(text) ? { at: Number(text), isUtc: true, isDay: false } : undefined;

const namedFormats: Readonly<Record<string, () => TimeFormat>> = {
  iso: () => {
    const formats = iso.map((format) => patternFormat(format, undefined)).filter((one) => 'read' in one);
    const read = (text: string): WrittenTime | undefined => {
      const plain = isoDay.test(text) ? text.replace(/^(.{10})\s/, '$1T').replace(/\s(?=[+-]\d)/, '') : text;
      for (const format of formats) {
        const time = format.read(plain);
        if (time) return time;
      }
      return undefined;
    };
    return { read, isDay: false };
  },
  excel: () => ({ read: readSerial, isDay: false }),
  unix: () => ({ read: readSeconds, isDay: false }),
  'unix-ms': () => ({ read: readMilliseconds, isDay: false }),
};

/** `DD.MM.YYYY HH:mm` and the like, or a format by its name. Years of two digits need a pivot. */
export const timeFormat = (format: string, pivot?: number): TimeFormat | NoFormat =>
  (Object.hasOwn(namedFormats, format) ? namedFormats[format]?.() : undefined) ?? patternFormat(format, pivot);

/** The time that a text tells in one of these formats; 'ambiguous' where two of them read it differently. */
export const writtenTimeOf = (formats: readonly TimeFormat[], text: string): WrittenTime | 'ambiguous' | undefined => {
  const plain = normalisedText(text, LONGEST_LINE);
  const [first, ...others] = formats.flatMap(({ read }) => read(plain) ?? []);
  return first && others.some(({ at, isUtc }) => at !== first.at || isUtc !== first.isUtc) ? 'ambiguous' : first;
};
