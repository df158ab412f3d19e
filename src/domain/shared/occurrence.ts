import { rejecter, type Checked, type Context, type Rejection, type RejectionCatalogue } from './decider';
import type { Source } from './event';
import { inForce } from './facts';
import { dayNumberOf, dayOf, localDay, plusMinutes } from './time';
import type { Day, Moment, Zone } from './values';

export const occurrenceRejections = {
  OCCURRED_IN_FUTURE: {
    rule: 14,
    message: 'It is said to happen later than the clock shows.',
    next: 'Give the moment at which it happened, or wait until it has.',
  },
  LATE_REASON_MISSING: {
    rule: 14,
    message: 'It is entered later than the limit for late entries allows without a reason.',
    next: 'Say in lateReason why it is entered only now.',
  },
} as const satisfies RejectionCatalogue;

const rejectOccurrence = rejecter(occurrenceRejections);

/** What is dated against the order of what happened. */
export const orderRejections = {
  LATE_REASON_MISSING: occurrenceRejections.LATE_REASON_MISSING,
  OCCURRED_BEFORE_CAUSE: {
    rule: 28,
    message: 'It is said to happen before what it follows from.',
    next: 'Give a moment that is not before the one that is named (notBefore), or correct that one first.',
  },
  DAY_BEFORE_CAUSE: {
    rule: 28,
    message: 'The day lies before the day of what it follows from.',
    next: 'Give a day that is not before the one that is named (notBefore).',
  },
  DAY_IN_FUTURE: {
    rule: 14,
    message: 'The day is said to have been, and has not come yet.',
    next: 'Give the day on which it happened, or wait until it has.',
  },
} as const satisfies RejectionCatalogue;

const rejectOrder = rejecter(orderRejections);

/** How far clocks may be apart. */
const TOLERANCE_MINUTES = 5;
const MINUTES_A_DAY = 24 * 60;

export const isInFuture = (moment: Moment, now: Moment): boolean =>
  moment > now && moment > plusMinutes(now, TOLERANCE_MINUTES);

/** Whether one moment lies before another by more than clocks may be apart. */
export const isBefore = (moment: Moment, other: Moment): boolean =>
  moment < other && plusMinutes(moment, TOLERANCE_MINUTES) < other;

const isExempt = (source: Source, lateReason = ''): boolean =>
  source === 'import' || source === 'timer' || lateReason.trim() !== '';

/** Something that a command follows from, and when it was. */
export interface CausedBy {
  readonly cause: string;
  readonly at: Moment | undefined;
}

/** Rule 28: a command does not happen before what it follows from. */
export const checkAfter = ({ occurredAt, isOwed }: Context, { cause, at }: CausedBy): Checked =>
  isOwed === true || at === undefined || !isBefore(occurredAt, at)
    ? undefined
    : rejectOrder('OCCURRED_BEFORE_CAUSE', { occurredAt, cause, notBefore: at });

/** The zone of the company's calendar: in it a day has come or not. */
const calendarZone = ({ facts, now, zone }: Context): Zone => inForce(facts.policy.calendars, now)?.zone ?? zone;

/** The local day of a moment: of the zone in which the command was given or of the company's, the earlier one. */
const earliestDay = (at: Moment, context: Context): Day => {
  const [own, company] = [localDay(at, context.zone), localDay(at, calendarZone(context))];
  return own < company ? own : company;
};

/** Rule 28 for a day, which has no hours: it is not before the local day of what it follows from. */
export const checkDayAfter = (context: Context, field: string, day: Day, { cause, at }: CausedBy): Checked => {
  if (context.isOwed === true || at === undefined) return undefined;
  const notBefore = earliestDay(plusMinutes(at, -TOLERANCE_MINUTES), context);
  return day >= notBefore ? undefined : rejectOrder('DAY_BEFORE_CAUSE', { field, day, cause, notBefore });
};

/** Rule 14 for a day: it has come. */
export const checkDayCame = (context: Context, field: string, day: Day): Checked => {
  const today = localDay(plusMinutes(context.now, TOLERANCE_MINUTES), calendarZone(context));
  return day <= today ? undefined : rejectOrder('DAY_IN_FUTURE', { field, day, today });
};

/** Rule 14 for a day on which something happened: it has come, and a late entry says why. */
export const checkHappenedOn = (context: Context, field: string, day: Day): Checked => {
  const came = checkDayCame(context, field, day);
  const limit = inForce(context.facts.policy.lateEntryLimits, context.now);
  if (came || !limit || isExempt(context.source, context.lateReason)) return came;
  const earliest = dayOf(dayNumberOf(localDay(context.now, calendarZone(context))) - limit.days);
  return day >= earliest ? undefined : rejectOrder('LATE_REASON_MISSING', { field, day, limitDays: limit.days });
};

/**
 * Rule 14, for every command. What an import brings is late by nature and what a timer notes is dated to its deadline, so
 * neither needs a reason.
 */
export const checkOccurrence = ({
  occurredAt,
  now,
  source,
  lateReason,
  facts,
}: Pick<Context, 'occurredAt' | 'now' | 'source' | 'lateReason' | 'facts'>): Rejection | undefined => {
  if (isInFuture(occurredAt, now)) return rejectOccurrence('OCCURRED_IN_FUTURE', { occurredAt, now }).rejection;
  const limit = inForce(facts.policy.lateEntryLimits, now);
  if (!limit || isExempt(source, lateReason) || occurredAt >= plusMinutes(now, -limit.days * MINUTES_A_DAY))
    return undefined;
  return rejectOccurrence('LATE_REASON_MISSING', { occurredAt, now, limitDays: limit.days }).rejection;
};
