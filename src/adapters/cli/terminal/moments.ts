import { DateTime } from 'luxon';
import type { Moment, Zone } from '../../../domain/shared/values';
import { upToNow, upToText } from '../../../application/asking/asked-moment';
import { UsageError } from './context';

const DAY_PATTERN = /^\d{4}-\d{2}-\d{2}$/;

/** Reads a day (its first instant in the zone, or its last) or a moment in ISO 8601, without an offset in the zone. */
export const parseMoment = (text: string, zone: Zone, option: string, ofDay: 'start' | 'end' = 'start'): Moment => {
  const moment = DateTime.fromISO(text, { zone });
  if (!moment.isValid)
    throw new UsageError(`${option} is "${text}": give a day (2024-06-21) or a moment (2024-06-21T14:30)`);
  return (ofDay === 'end' && DAY_PATTERN.test(text) ? moment.endOf('day') : moment).toUTC().toISO();
};

/** A day in the zone: its first moment, and the one at which it is over. */
export const spanOfDay = (text: string, zone: Zone, option: string): { readonly from: Moment; readonly to: Moment } => {
  if (!DAY_PATTERN.test(text)) throw new UsageError(`${option} is "${text}": give a day (2024-06-21)`);
  const from = parseMoment(text, zone, option);
  return { from, to: DateTime.fromISO(from, { zone }).plus({ days: 1 }).toUTC().toISO() ?? from };
};

/** As `parseMoment`, of an option that may be left out, and of what must have come: a report's, or from when on events are wanted. */
export const parsePastMoment = (
  text: string | undefined,
  option: string,
  { ofDay, ...present }: { readonly now: Moment; readonly zone: Zone; readonly ofDay: 'start' | 'end' },
): Moment | undefined => {
  if (text === undefined) return undefined;
  const moment = upToNow(parseMoment(text, present.zone, option, ofDay), present);
  if (moment === undefined) throw new UsageError(`${option} is "${text}", which lies ahead: give ${upToText(present)}`);
  return moment;
};

export const localText =
  (zone: Zone) =>
  (moment: Moment): string =>
    DateTime.fromISO(moment, { zone }).toFormat('yyyy-MM-dd HH:mm:ss');
