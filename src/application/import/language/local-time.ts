import { IANAZone } from 'luxon';
import { DAY, MINUTE } from '../../../domain/shared/time';
import type { Day, Moment, Zone } from '../../../domain/shared/values';

const tokens = {
  YYYY: '(\\d{4})',
  MM: '(\\d{1,2})',
  DD: '(\\d{1,2})',
  HH: '(\\d{1,2})',
  mm: '(\\d{2})',
  ss: '(\\d{2})',
};
type Token = keyof typeof tokens;
const isToken = (text: string): text is Token => Object.hasOwn(tokens, text);

/** A local time as it is written, without a zone: milliseconds as if it were UTC. */
type ReadLocal = (text: string) => number | undefined;

export interface TimeFormat {
  readonly read: ReadLocal;
  readonly hasTime: boolean;
}

const escaped = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');

/** `DD.MM.YYYY HH:mm` and the like; undefined where the format names no whole day. Fractions of a second are dropped. */
export const timeFormat = (format: string): TimeFormat | undefined => {
  const parts = format.split(/(YYYY|MM|DD|HH|mm|ss)/);
  const order = parts.filter(isToken);
  if (!['YYYY', 'MM', 'DD'].every((token) => order.filter((one) => one === token).length === 1)) return undefined;
  const pattern = new RegExp(
    `^${parts.map((part) => (isToken(part) ? tokens[part] : escaped(part))).join('')}(\\.\\d+)?$`,
  );
  const place = (token: Token): number => order.indexOf(token) + 1 || Number.MAX_SAFE_INTEGER;
  const [year, month, day] = [place('YYYY'), place('MM'), place('DD')];
  const [hour, minute, second] = [place('HH'), place('mm'), place('ss')];
  const read = (text: string): number | undefined => {
    const match = pattern.exec(text);
    if (!match) return undefined;
    const part = (at: number): number => Number(match[at] ?? 0);
    return asUtc([part(year), part(month), part(day), part(hour), part(minute), part(second)]);
  };
  return { read, hasTime: order.includes('HH') };
};

const asUtc = (parts: readonly [number, number, number, number, number, number]): number | undefined => {
  const [year, month, day, hour, minute, second] = parts;
  const time = Date.UTC(year, month - 1, day, hour, minute, second);
  const date = new Date(time);
  const isDay = date.getUTCMonth() === month - 1 && date.getUTCDate() === day;
  return isDay && hour < 24 && minute < 60 && second < 60 ? time : undefined;
};

export interface LocalClock {
  /**
   * The moment of a local time. One that is shown twice (clocks go back) is taken as the first of the two; one that is
   * never shown (clocks go forward) moves on by as much as the clock did.
   */
  readonly moment: (local: number) => Moment;
  readonly day: (moment: Moment) => Day;
  /** The last second of a day. */
  readonly endOfDay: (day: Day) => Moment;
}

export const localClock = (zone: Zone): LocalClock => {
  const iana = IANAZone.create(zone);
  const days = new Map<number, number | undefined>();
  /** The offset of a whole UTC day; undefined where the clocks change on it. */
  const offsetOfDay = (day: number): number | undefined => {
    if (days.has(day)) return days.get(day);
    const [first, last] = [iana.offset(day * DAY), iana.offset((day + 1) * DAY)];
    const offset = first === last ? first * MINUTE : undefined;
    days.set(day, offset);
    return offset;
  };
  const offsetAt = (time: number): number => offsetOfDay(Math.floor(time / DAY)) ?? iana.offset(time) * MINUTE;
  const moment = (local: number): Moment => {
    const before = offsetAt(local - DAY);
    const after = offsetAt(local + DAY);
    const early = local - before;
    if (before === after || offsetAt(early) === before) return new Date(early).toISOString();
    return new Date(offsetAt(local - after) === after ? local - after : early).toISOString();
  };
  const day = (at: Moment): Day => {
    const time = Date.parse(at);
    return new Date(time + offsetAt(time)).toISOString().slice(0, 10);
  };
  const endOfDay = (of: Day): Moment => moment(Date.parse(`${of}T23:59:59.000Z`));
  return { moment, day, endOfDay };
};
