import { chainOf, inOrder, newestWhere } from '../../shared/chain';
import { inForce, latest, type Calendar, type PolicyFacts, type ServiceTargets } from '../../shared/facts';
import type { Id, Moment } from '../../shared/values';
import { addWorkingMinutes, workingMinutesBetween } from '../../shared/working-time';
import type { Priority } from '../../shared/words';
import { openPause, type Clock, type Deadlines, type Enquiry, type Pause } from '../state';

/** What minutes are counted by: the policy and the calendar of one enquiry. */
export interface Measure {
  readonly targets: ServiceTargets;
  readonly calendar: Calendar;
}

const later = (one: Moment, other: Moment): Moment => (one > other ? one : other);
const earlier = (one: Moment, other: Moment): Moment => (one < other ? one : other);

/** Events tell minutes to a hundredth; deadlines are exact. */
export const hundredths = (minutes: number): number => Math.round(minutes * 100) / 100;

/** Undefined where the priority has no targets. */
export const deadlines = ({ targets, calendar }: Measure, priority: Priority, from: Moment): Deadlines | undefined => {
  const target = targets.targets.find((each) => each.priority === priority);
  return (
    target && {
      answerDueAt: addWorkingMinutes(calendar, from, target.answerMinutes),
      fulfilDueAt: addWorkingMinutes(calendar, from, target.fulfilMinutes),
    }
  );
};

/** The policy and calendar that the enquiry was received under, whatever is in force now (rule 11). */
export const measureOf = (policy: PolicyFacts, { policyVersion, calendarVersion }: Enquiry): Measure | undefined => {
  const targets = newestWhere(policy.serviceTargets, ({ version }) => version === policyVersion);
  const calendar = newestWhere(policy.calendars, ({ version }) => version === calendarVersion);
  return targets && calendar && { targets, calendar };
};

/** Working minutes in which the clock ran: without the pauses, also one that still lasts. */
export const runningMinutes = (calendar: Calendar, pauses: readonly Pause[], from: Moment, to: Moment): number => {
  const paused = pauses.map((pause) =>
    workingMinutesBetween(calendar, later(from, pause.from), earlier(to, pause.until ?? to)),
  );
  // Late entries may overlap each other; a clock never runs backwards for it.
  return Math.max(
    0,
    paused.reduce((minutes, each) => minutes - each, workingMinutesBetween(calendar, from, to)),
  );
};

/** A deadline that had not passed when a pause began moves by the working minutes that the pause took. */
export const shifted = (calendar: Calendar, dueAt: Moment, pausedFrom: Moment, pausedUntil: Moment): Moment =>
  dueAt < pausedFrom
    ? dueAt
    : addWorkingMinutes(calendar, dueAt, workingMinutesBetween(calendar, pausedFrom, pausedUntil));

/** Since when it was this manager's; where he never had it, since its present manager got it. */
export const managersPart = ({ assignments, clock }: Enquiry, managerId: Id): Moment => {
  const all = inOrder(assignments);
  const own = latest(chainOf(all.filter((each) => each.managerId === managerId))) ?? latest(assignments);
  return own ? later(own.effectiveFrom, clock.from) : clock.from;
};

/** A deadline as it stands at a moment: a pause that still lasts moves it on. */
export const dueAt = (calendar: Calendar, clock: Clock, stored: Moment, at: Moment): Moment => {
  const pause = openPause(clock);
  return pause ? shifted(calendar, stored, pause.from, at) : stored;
};

/** Who had it at a moment. */
export const heldAt = ({ assignments }: Enquiry, at: Moment): Id | undefined => inForce(assignments, at)?.managerId;
