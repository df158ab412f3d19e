import { rejecter, type Context, type Rejection, type RejectionCatalogue } from './decider';
import { inForce } from './facts';
import { plusMinutes } from './time';
import type { Moment } from './values';

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

/** How far clocks may be apart. */
const TOLERANCE_MINUTES = 5;
const MINUTES_A_DAY = 24 * 60;

export const isInFuture = (moment: Moment, now: Moment): boolean =>
  moment > now && moment > plusMinutes(now, TOLERANCE_MINUTES);

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
  const isExempt = source === 'import' || source === 'timer' || (lateReason ?? '').trim() !== '';
  if (!limit || isExempt || occurredAt >= plusMinutes(now, -limit.days * MINUTES_A_DAY)) return undefined;
  return rejectOccurrence('LATE_REASON_MISSING', { occurredAt, now, limitDays: limit.days }).rejection;
};
