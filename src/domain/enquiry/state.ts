import { linked, type Chain } from '../shared/chain';
import type { Decider } from '../shared/decider';
import type { EnquiryFacts } from '../shared/facts';
import { given } from '../shared/given';
import type { Id, Moment } from '../shared/values';
import type { Priority } from '../shared/words';
import type { EnquiryCommands } from './commands';
import type { EnquiryEvents } from './events';

/** A span in which the clock stood; without `until` it still stands. */
export interface Pause {
  readonly from: Moment;
  readonly until?: Moment;
}

/** A deadline that was noted as missed, and whose it was. */
export interface Miss {
  readonly managerId?: Id;
}

export interface Deadlines {
  readonly answerDueAt: Moment;
  readonly fulfilDueAt: Moment;
}

/** The clock of an enquiry: started at receipt, and again when it is reopened. */
export interface Clock extends Deadlines {
  readonly from: Moment;
  /** Only the newest may still last. */
  readonly pauses: Chain<Pause>;
  readonly answeredAt?: Moment;
  readonly endedAt?: Moment;
  readonly answerMissed?: Miss;
  readonly fulfilmentMissed?: Miss;
}

export interface Enquiry extends EnquiryFacts {
  readonly enquiryId: Id;
  readonly priority: Priority;
  /** Of the policy and the calendar in force at receipt: they hold for ever (rule 11). */
  readonly policyVersion: number;
  readonly calendarVersion: number;
  readonly assignments: Chain<{ readonly managerId: Id; readonly since: Moment }>;
  readonly clock: Clock;
}

export type EnquiryState = Enquiry | undefined;

export interface EnquiryShape {
  readonly state: EnquiryState;
  readonly commands: EnquiryCommands;
  readonly events: EnquiryEvents;
}

export type EnquiryDecide = Decider<EnquiryShape>['decide'];

export const isEnded = ({ status }: Enquiry): boolean =>
  status === 'fulfilled' || status === 'declined' || status === 'abandoned';

/** The pause that lasts, if one does. */
export const openPause = ({ pauses }: Clock): Pause | undefined =>
  pauses?.newest.until === undefined ? pauses?.newest : undefined;

export const heldBy = ({ assignments }: Enquiry): Id | undefined => assignments?.newest.managerId;

const missBy = (managerId: Id | undefined): Miss => given({ managerId });

const pausesUntil = (pauses: Chain<Pause>, until: Moment): Chain<Pause> =>
  pauses && linked(pauses.before, { until, ...pauses.newest });

const started = (from: Moment, { answerDueAt, fulfilDueAt }: Deadlines): Clock => ({
  from,
  answerDueAt,
  fulfilDueAt,
  pauses: undefined,
});

const withClock = (state: EnquiryState, change: Partial<Clock>, status?: Enquiry['status']): EnquiryState =>
  state && { ...state, status: status ?? state.status, clock: { ...state.clock, ...change } };

const received = (data: EnquiryEvents['EnquiryReceived'], at: Moment): Enquiry =>
  given({
    enquiryId: data.enquiryId,
    clientId: data.clientId,
    receivedAt: at,
    status: data.managerId === undefined ? 'received' : 'assigned',
    priority: data.priority,
    policyVersion: data.policyVersion,
    calendarVersion: data.calendarVersion,
    assignments: data.managerId === undefined ? undefined : linked(undefined, { managerId: data.managerId, since: at }),
    clock: started(at, data),
  });

export const evolveEnquiry: Decider<EnquiryShape>['evolve'] = {
  EnquiryReceived: (_, { occurredAt, data }) => received(data, occurredAt),
  EnquiryAssigned: (state, { occurredAt, data: { managerId } }) =>
    state && {
      ...state,
      status: state.status === 'received' ? 'assigned' : state.status,
      assignments: linked(state.assignments, { managerId, since: occurredAt }),
    },
  EnquiryAnswered: (state, { occurredAt }) => withClock(state, { answeredAt: occurredAt }, 'answered'),
  EnquiryPaused: (state, { occurredAt }) =>
    state && withClock(state, { pauses: linked(state.clock.pauses, { from: occurredAt }) }),
  EnquiryResumed: (state, { occurredAt, data: { answerDueAt, fulfilDueAt } }) =>
    state &&
    withClock(state, {
      answerDueAt,
      fulfilDueAt,
      pauses: pausesUntil(state.clock.pauses, occurredAt),
    }),
  EnquiryFulfilled: (state, { occurredAt }) => withClock(state, { endedAt: occurredAt }, 'fulfilled'),
  EnquiryDeclined: (state, { occurredAt }) => withClock(state, { endedAt: occurredAt }, 'declined'),
  EnquiryAbandoned: (state, { occurredAt }) => withClock(state, { endedAt: occurredAt }, 'abandoned'),
  EnquiryReopened: (state, { occurredAt, data }) =>
    state && {
      ...state,
      status: state.assignments === undefined ? 'received' : 'assigned',
      clock: started(occurredAt, data),
    },
  AnswerDeadlineMissed: (state, { data: { managerId } }) => withClock(state, { answerMissed: missBy(managerId) }),
  FulfilmentDeadlineMissed: (state, { data: { managerId } }) =>
    withClock(state, { fulfilmentMissed: missBy(managerId) }),
};
