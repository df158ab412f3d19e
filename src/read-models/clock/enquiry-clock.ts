import { millisecondsOf } from '../../domain/shared/time';
import type { Moment } from '../../domain/shared/values';
import type { Wait } from './waits';

/** What the figures need from the row of an enquiry. */
export interface EnquiryClock {
  readonly counted: number;
  readonly status: string;
  readonly managerId: string | null;
  readonly answeredById: string | null;
  readonly answerableId: string | null;
  readonly fulfilmentOfId: string | null;
  readonly calendarVersion: number;
  readonly receivedAt: Moment;
  readonly heldSince: Moment | null;
  readonly answeredAt: Moment | null;
  readonly answeredInTime: number | null;
  readonly answerMinutes: number | null;
  readonly managerMinutes: number | null;
  readonly answerDueAt: Moment;
  readonly pausedAt: Moment | null;
  readonly pauses: string;
  readonly fulfilDueAt: Moment;
  readonly endedAt: Moment | null;
}

export const clockColumns = [
  'counted',
  'status',
  'managerId',
  'answeredById',
  'answerableId',
  'fulfilmentOfId',
  'calendarVersion',
  'receivedAt',
  'heldSince',
  'answeredAt',
  'answeredInTime',
  'answerMinutes',
  'managerMinutes',
  'answerDueAt',
  'pausedAt',
  'pauses',
  'fulfilDueAt',
  'endedAt',
] as const satisfies readonly (keyof EnquiryClock)[];

/** The state of an enquiry at a moment, each a count of 0 or 1; added up, these are the figures. */
export interface EnquiryCounts {
  readonly received: number;
  readonly answered: number;
  readonly answeredInTime: number;
  /** Answered, and the deadline of the answer has passed. */
  readonly answeredAndDue: number;
  readonly inTimeAndDue: number;
  readonly neverAnswered: number;
  readonly breachedAndOpen: number;
  readonly endedBeforeDue: number;
  readonly fulfilled: number;
  readonly declined: number;
  readonly abandoned: number;
  readonly overdue: number;
}

const isBy = (moment: Moment | null, at: Moment): boolean => moment !== null && moment <= at;
/** An open pause stopped the clock before the deadline; an enquiry that ended by then can't miss it. */
const ranOut = (dueAt: Moment, at: Moment, ...stoppedAt: readonly (Moment | null)[]): boolean =>
  dueAt < at && !stoppedAt.some((moment) => isBy(moment, dueAt));
const one = (isSo: boolean): number => (isSo ? 1 : 0);

const answersAt = (row: EnquiryClock, at: Moment) => {
  const isAnswered = isBy(row.answeredAt, at);
  const isInTime = isAnswered && row.answeredInTime === 1;
  const isDue = row.answerDueAt < at;
  const isOver = isBy(row.endedAt, at);
  const isMissed = !isAnswered && ranOut(row.answerDueAt, at, row.pausedAt, row.endedAt);
  return {
    answered: one(isAnswered),
    answeredInTime: one(isInTime),
    answeredAndDue: one(isAnswered && isDue),
    inTimeAndDue: one(isInTime && isDue),
    neverAnswered: one(isMissed),
    breachedAndOpen: one(isMissed && !isOver),
    endedBeforeDue: one(!isAnswered && !isMissed && isOver),
  };
};

export const countsAt = (row: EnquiryClock, at: Moment): EnquiryCounts => {
  const isOver = isBy(row.endedAt, at);
  const endedAs = (status: string): number => one(isOver && row.status === status);
  return {
    received: 1,
    ...answersAt(row, at),
    fulfilled: endedAs('fulfilled'),
    declined: endedAs('declined'),
    abandoned: endedAs('abandoned'),
    overdue: one(!isOver && ranOut(row.fulfilDueAt, at, row.pausedAt)),
  };
};

export const earliestOf = (...moments: readonly (Moment | null)[]): Moment | null =>
  moments.reduce((first, each) => (first === null || (each !== null && each < first) ? each : first), null);

const waitFrom = (since: Moment, until: Moment | null): Wait =>
  until === null ? [millisecondsOf(since)] : [millisecondsOf(since), millisecondsOf(until)];

/** The client's wait that no answer has ended by then. */
export const waitAt = (row: EnquiryClock, at: Moment): Wait | undefined =>
  isBy(row.answeredAt, at) ? undefined : waitFrom(row.receivedAt, row.endedAt);

const isAnsweredByAnother = (row: EnquiryClock, since: Moment): boolean =>
  row.answeredAt !== null && row.answeredAt > since && row.managerId !== null && row.answeredById !== row.managerId;

/** The wait of the manager who has it then: not answered yet, ended without an answer, or answered by another. */
export const holderWaitAt = (row: EnquiryClock, at: Moment): Wait | undefined => {
  const { heldSince } = row;
  if (heldSince === null || heldSince > at) return undefined;
  if (isBy(row.answeredAt, at) && !isAnsweredByAnother(row, heldSince)) return undefined;
  return waitFrom(heldSince, earliestOf(row.answeredAt, row.endedAt));
};
