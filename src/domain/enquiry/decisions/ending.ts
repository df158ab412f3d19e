import { accept, type Context } from '../../shared/decider';
import { given } from '../../shared/given';
import { checkManagers, isOwn } from '../../shared/references';
import { personalIfGiven, type Moment } from '../../shared/values';
import type { EnquiryEvents } from '../events';
import { dueAt, heldAt, managersPart, measureOf, hundredths, runningMinutes, type Measure } from './clock';
import { ofEnquiry } from './receiving';
import { rejectEnquiry } from '../rejections';
import { heldBy, isEnded, openPause, type Enquiry, type EnquiryDecide, type Miss } from '../state';

const isAutomatic = (by: object): boolean =>
  'messageRef' in by && typeof by.messageRef === 'string' && by.messageRef.startsWith('auto:');

/**
 * In time by the deadline as it stands. A miss that was noted is not talked away by the manager whose it is: what he
 * enters afterwards with an earlier time stays late (rule 24).
 */
const isInTime = ({ calendar }: Measure, { clock }: Enquiry, due: Moment, miss: Miss | undefined, context: Context) =>
  context.occurredAt <= dueAt(calendar, clock, due, context.occurredAt) && !(miss && isOwn(context, miss.managerId));

const answered = (state: Enquiry, measure: Measure, managerId: string, context: Context) => {
  const { clock } = state;
  const running = (from: Moment) => hundredths(runningMinutes(measure.calendar, clock, from, context.occurredAt));
  return {
    managerId,
    workingMinutes: running(clock.from),
    managerMinutes: running(managersPart(state, managerId)),
    inTime: isInTime(measure, state, clock.answerDueAt, clock.answerMissed, context),
  };
};

/** Found again after a reopening (a command asked twice, a process that heals): it answered what was asked before. */
const isOfBefore = ({ clock }: Enquiry, { occurredAt }: Context): boolean =>
  clock.isAnew === true && occurredAt < clock.from;

const answerEnquiry: EnquiryDecide['AnswerEnquiry'] = (command, state, context) => {
  const { enquiryId, managerId, by } = command;
  if (!state) return rejectEnquiry('ENQUIRY_UNKNOWN', { enquiryId });
  const rejected = checkManagers(context.facts, managerId);
  if (rejected) return rejected;
  if (isAutomatic(by)) return rejectEnquiry('ANSWER_AUTOMATIC', { by });
  if (state.clock.answeredAt !== undefined || isOfBefore(state, context)) return accept();
  if (isEnded(state)) return rejectEnquiry('ENQUIRY_ENDED', { status: state.status });
  const measure = measureOf(context.facts.policy, state);
  if (!measure) return rejectEnquiry('POLICY_NOT_SET', { calendarVersion: state.calendarVersion });
  const data = { ...ofEnquiry(state), ...command, ...answered(state, measure, managerId, context) };
  return accept({ type: 'EnquiryAnswered', occurredAt: context.occurredAt, data });
};

const fulfilEnquiry: EnquiryDecide['FulfilEnquiry'] = (command, state, context) => {
  const { enquiryId, managerId } = command;
  if (!state) return rejectEnquiry('ENQUIRY_UNKNOWN', { enquiryId });
  const rejected = checkManagers(context.facts, managerId);
  if (rejected) return rejected;
  if (state.status === 'fulfilled') return accept();
  if (isEnded(state)) return rejectEnquiry('ENQUIRY_ENDED', { status: state.status });
  if (state.clock.answeredAt === undefined) return rejectEnquiry('ENQUIRY_NOT_ANSWERED', { enquiryId });
  const measure = measureOf(context.facts.policy, state);
  if (!measure) return rejectEnquiry('POLICY_NOT_SET', { calendarVersion: state.calendarVersion });
  const { clock } = state;
  const data: EnquiryEvents['EnquiryFulfilled'] = given({
    ...ofEnquiry(state),
    ...command,
    managerId: managerId ?? heldBy(state),
    workingMinutes: hundredths(runningMinutes(measure.calendar, clock, clock.from, context.occurredAt)),
    inTime: isInTime(measure, state, clock.fulfilDueAt, clock.fulfilmentMissed, context),
  });
  return accept({ type: 'EnquiryFulfilled', occurredAt: context.occurredAt, data });
};

const declineEnquiry: EnquiryDecide['DeclineEnquiry'] = (command, state, { facts, occurredAt }) => {
  const { enquiryId, managerId, note } = command;
  if (!state) return rejectEnquiry('ENQUIRY_UNKNOWN', { enquiryId });
  const rejected = checkManagers(facts, managerId);
  if (rejected) return rejected;
  if (state.status === 'declined') return accept();
  if (isEnded(state)) return rejectEnquiry('ENQUIRY_ENDED', { status: state.status });
  const data: EnquiryEvents['EnquiryDeclined'] = given({
    ...ofEnquiry(state),
    ...command,
    managerId: managerId ?? heldBy(state),
    // Where the client is not known, the text is sealed with a key of the enquiry.
    note: personalIfGiven(note, state.clientId ?? enquiryId),
  });
  return accept({ type: 'EnquiryDeclined', occurredAt, data });
};

const abandonEnquiry: EnquiryDecide['AbandonEnquiry'] = (command, state, { facts, occurredAt }) => {
  const { enquiryId, managerId } = command;
  if (!state) return rejectEnquiry('ENQUIRY_UNKNOWN', { enquiryId });
  const rejected = checkManagers(facts, managerId);
  if (rejected) return rejected;
  if (state.status === 'abandoned') return accept();
  if (isEnded(state)) return rejectEnquiry('ENQUIRY_ENDED', { status: state.status });
  const data: EnquiryEvents['EnquiryAbandoned'] = given({
    ...ofEnquiry(state),
    ...command,
    managerId: managerId ?? heldBy(state),
  });
  return accept({ type: 'EnquiryAbandoned', occurredAt, data });
};

interface Deadline {
  readonly dueAt: Moment;
  readonly asked: Moment;
  readonly metAt: Moment | undefined;
  readonly noted: Miss | undefined;
}

/** A miss does not depend on when the timer ran: only on what had happened by the deadline. */
const isMissed = (state: Enquiry, { dueAt: due, asked, metAt, noted }: Deadline, now: Moment): boolean => {
  const by = [metAt, state.clock.endedAt, openPause(state)?.from];
  return due === asked && now >= due && !noted && !by.some((moment) => moment !== undefined && moment <= due);
};

const missed = (state: Enquiry, due: Moment): EnquiryEvents['AnswerDeadlineMissed'] =>
  given({ ...ofEnquiry(state), dueAt: due, managerId: heldAt(state, due) });

const noteAnswerDeadline: EnquiryDecide['NoteAnswerDeadline'] = ({ enquiryId, dueAt: asked }, state, { now }) => {
  if (!state) return rejectEnquiry('ENQUIRY_UNKNOWN', { enquiryId });
  const { answerDueAt, answeredAt, answerMissed } = state.clock;
  const deadline = { dueAt: answerDueAt, asked, metAt: answeredAt, noted: answerMissed };
  return isMissed(state, deadline, now)
    ? accept({ type: 'AnswerDeadlineMissed', occurredAt: asked, data: missed(state, asked) })
    : accept();
};

const noteFulfilmentDeadline: EnquiryDecide['NoteFulfilmentDeadline'] = (
  { enquiryId, dueAt: asked },
  state,
  { now },
) => {
  if (!state) return rejectEnquiry('ENQUIRY_UNKNOWN', { enquiryId });
  const { fulfilDueAt, fulfilmentMissed } = state.clock;
  const deadline = { dueAt: fulfilDueAt, asked, metAt: undefined, noted: fulfilmentMissed };
  return isMissed(state, deadline, now)
    ? accept({ type: 'FulfilmentDeadlineMissed', occurredAt: asked, data: missed(state, asked) })
    : accept();
};

/** How an enquiry is answered and ended, and what its deadlines say to that (rules 10 to 12). */
export const ending = {
  AnswerEnquiry: answerEnquiry,
  FulfilEnquiry: fulfilEnquiry,
  DeclineEnquiry: declineEnquiry,
  AbandonEnquiry: abandonEnquiry,
  NoteAnswerDeadline: noteAnswerDeadline,
  NoteFulfilmentDeadline: noteFulfilmentDeadline,
};
