import { DateTime } from 'luxon';
import type { Moment, Zone } from '../../domain/shared/values';
import { WrongUse } from './context';

/** A moment as people give it: a day (its first instant in the zone) or ISO 8601, without an offset in the zone. */
export function momentFrom(text: string, zone: Zone, option: string): Moment;
export function momentFrom(text: string | undefined, zone: Zone, option: string): Moment | undefined;
export function momentFrom(text: string | undefined, zone: Zone, option: string): Moment | undefined {
  if (text === undefined) return undefined;
  const moment = DateTime.fromISO(text, { zone });
  if (!moment.isValid)
    throw new WrongUse(`${option} is "${text}": give a day (2024-06-21) or a moment (2024-06-21T14:30)`);
  return moment.toUTC().toISO();
}

/** A moment as people read it, in a zone. */
export const localText =
  (zone: Zone) =>
  (moment: Moment): string =>
    DateTime.fromISO(moment, { zone }).toFormat('yyyy-MM-dd HH:mm:ss');
