import { inOrder, linked, type Chain } from '../shared/chain';
import type { Decider } from '../shared/decider';
import { latest, type Dated, type EnquiryFacts } from '../shared/facts';
import { given } from '../shared/given';
import type { Id, Moment } from '../shared/values';
import type { Priority } from '../shared/words';
import type { EnquiryCommands } from './commands';
import type { AnswerGiven, EnquiryEvents } from './events';

/** A span in which the clock stood; without `until` it still stands. */
export interface Pause {
  readonly from: Moment;
  readonly until?: Moment;
}

/** A deadline that was noted as missed, and whose it was. */
export interface Miss {
  readonly managerId?: Id;
}

/** An answer that stands, of the round that began at `since`. */
export interface StandingAnswer extends AnswerGiven {
  readonly eventId: Id;
  readonly answeredAt: Moment;
  readonly since: Moment;
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
  /** What told the fulfilment, and its proof. */
  readonly fulfilment?: Pick<EnquiryEvents['EnquiryFulfilled'], 'evidence'> & { readonly eventId: Id };
  readonly answerMissed?: Miss;
  readonly fulfilmentMissed?: Miss;
}

export interface Enquiry extends EnquiryFacts {
  readonly enquiryId: Id;
  readonly priority: Priority;
  /** Of the policy and the calendar in force at receipt: they hold for ever (rule 11). */
  readonly policyVersion: number;
  readonly calendarVersion: number;
  readonly assignments: Dated<{ readonly managerId: Id }>;
  readonly clock: Clock;
  /** Of all rounds: a proof may fall long after a reopening. */
  readonly answers: Chain<StandingAnswer>;
  /** The events of answers that do not stand any more. */
  readonly withdrawn: Chain<Id>;
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

export const heldBy = ({ assignments }: Enquiry): Id | undefined => latest(assignments)?.managerId;

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
    assignments:
      data.managerId === undefined ? undefined : linked(undefined, { managerId: data.managerId, effectiveFrom: at }),
    clock: started(at, data),
    answers: undefined,
    withdrawn: undefined,
  });

const statusWhileOpen = ({ assignments }: Enquiry): Enquiry['status'] =>
  assignments === undefined ? 'received' : 'assigned';

const withAnswer = (
  state: Enquiry,
  eventId: Id,
  answeredAt: Moment,
  data: EnquiryEvents['EnquiryAnswered'],
): Enquiry => {
  const { by, managerId, workingMinutes, managerMinutes, inTime } = data;
  const answer = { by, managerId, workingMinutes, managerMinutes, inTime };
  return {
    ...state,
    // A fulfilment stands on its own proof: the answer may have fallen, and come anew, meanwhile.
    status: state.status === 'fulfilled' ? 'fulfilled' : 'answered',
    clock: { ...state.clock, answeredAt },
    answers: linked(state.answers, { ...answer, eventId, answeredAt, since: state.clock.from }),
  };
};

/** The answers that stand, the first one first. */
export const standingAnswers = ({ answers, withdrawn }: Enquiry): readonly StandingAnswer[] => {
  const gone = new Set(inOrder(withdrawn));
  return inOrder(answers).filter(({ eventId }) => !gone.has(eventId));
};

const withoutAnswer = (state: Enquiry, { withdraws, round }: EnquiryEvents['EnquiryAnswerWithdrawn']): Enquiry => {
  const withdrawn = linked(state.withdrawn, withdraws);
  if (round === 'earlier') return { ...state, withdrawn };
  const { answeredAt, ...clock } = state.clock;
  return { ...state, withdrawn, clock, status: state.status === 'answered' ? statusWhileOpen(state) : state.status };
};

const unfulfilled = (state: Enquiry): Enquiry => {
  const { endedAt, fulfilment, ...clock } = state.clock;
  return { ...state, clock, status: clock.answeredAt === undefined ? statusWhileOpen(state) : 'answered' };
};

export const evolveEnquiry: Decider<EnquiryShape>['evolve'] = {
  EnquiryReceived: (_, { occurredAt, data }) => received(data, occurredAt),
  EnquiryAssigned: (state, { occurredAt, data: { managerId } }) =>
    state && {
      ...state,
      status: state.status === 'received' ? 'assigned' : state.status,
      assignments: linked(state.assignments, { managerId, effectiveFrom: occurredAt }),
    },
  EnquiryAnswered: (state, { id, occurredAt, data }) => state && withAnswer(state, id, occurredAt, data),
  EnquiryAnswerWithdrawn: (state, { data }) => state && withoutAnswer(state, data),
  EnquiryPaused: (state, { occurredAt }) =>
    state && withClock(state, { pauses: linked(state.clock.pauses, { from: occurredAt }) }),
  EnquiryResumed: (state, { occurredAt, data: { answerDueAt, fulfilDueAt } }) =>
    state &&
    withClock(state, {
      answerDueAt,
      fulfilDueAt,
      pauses: pausesUntil(state.clock.pauses, occurredAt),
    }),
  EnquiryFulfilled: (state, { id, occurredAt, data: { evidence } }) =>
    withClock(state, { endedAt: occurredAt, fulfilment: { eventId: id, evidence } }, 'fulfilled'),
  EnquiryFulfilmentWithdrawn: (state) => state && unfulfilled(state),
  EnquiryDeclined: (state, { occurredAt }) => withClock(state, { endedAt: occurredAt }, 'declined'),
  EnquiryAbandoned: (state, { occurredAt }) => withClock(state, { endedAt: occurredAt }, 'abandoned'),
  EnquiryReopened: (state, { occurredAt, data }) =>
    state && {
      ...state,
      status: statusWhileOpen(state),
      clock: started(occurredAt, data),
    },
  AnswerDeadlineMissed: (state, { data: { managerId } }) => withClock(state, { answerMissed: missBy(managerId) }),
  FulfilmentDeadlineMissed: (state, { data: { managerId } }) =>
    withClock(state, { fulfilmentMissed: missBy(managerId) }),
};
