import { DateTime } from 'luxon';
import type { Moment, Zone } from '../../domain/shared/values';
import { UsageError } from './context';

const DAY_PATTERN = /^\d{4}-\d{2}-\d{2}$/;

/**
 * A moment as people give it: a day (its first instant in the zone, or its last) or ISO 8601, without an offset in the
 * zone.
 */
export function parseMoment(text: string, zone: Zone, option: string): Moment;
export function parseMoment(
  text: string | undefined,
  zone: Zone,
  option: string,
  ofDay?: 'start' | 'end',
): Moment | undefined;
export function parseMoment(
  text: string | undefined,
  zone: Zone,
  option: string,
  ofDay: 'start' | 'end' = 'start',
): Moment | undefined {
  if (text === undefined) return undefined;
  const moment = DateTime.fromISO(text, { zone });
  if (!moment.isValid)
    throw new UsageError(`${option} is "${text}": give a day (2024-06-21) or a moment (2024-06-21T14:30)`);
  return (ofDay === 'end' && DAY_PATTERN.test(text) ? moment.endOf('day') : moment).toUTC().toISO();
}

/** A moment as people read it, in a zone. */
export const localText =
  (zone: Zone) =>
  (moment: Moment): string =>
    DateTime.fromISO(moment, { zone }).toFormat('yyyy-MM-dd HH:mm:ss');
