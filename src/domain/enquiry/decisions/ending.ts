import { accept, type Context, type Decider } from '../../shared/decider';
import { given } from '../../shared/given';
import { checkManagers, isOwn } from '../../shared/references';
import { personal, type Moment } from '../../shared/values';
import { dueAt, heldAt, managersPart, measureOf, rounded, runningMinutes, type Measure } from './clock';
import { ofEnquiry } from './receiving';
import { reject } from '../rejections';
import { heldBy, isEnded, standing, type Enquiry, type EnquiryShape, type Miss } from '../state';

type Decide = Decider<EnquiryShape>['decide'];

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
  const running = (from: Moment) => rounded(runningMinutes(measure.calendar, clock, from, context.occurredAt));
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

const answer: Decide['AnswerEnquiry'] = ({ enquiryId, managerId, by }, state, context) => {
  if (!state) return reject('ENQUIRY_UNKNOWN', { enquiryId });
  const refusal = checkManagers(context.facts, managerId);
  if (refusal) return refusal;
  if (isAutomatic(by)) return reject('ANSWER_AUTOMATIC', { by });
  if (state.clock.answeredAt !== undefined || isOfBefore(state, context)) return accept();
  if (isEnded(state)) return reject('ENQUIRY_ENDED', { status: state.status });
  const measure = measureOf(context.facts.policy, state);
  if (!measure) return reject('POLICY_NOT_SET', { calendarVersion: state.calendarVersion });
  const data = { ...ofEnquiry(state), by, ...answered(state, measure, managerId, context) };
  return accept({ type: 'EnquiryAnswered', occurredAt: context.occurredAt, data });
};

const fulfil: Decide['FulfilEnquiry'] = ({ enquiryId, evidence, ...command }, state, context) => {
  if (!state) return reject('ENQUIRY_UNKNOWN', { enquiryId });
  const refusal = checkManagers(context.facts, command.managerId);
  if (refusal) return refusal;
  if (state.status === 'fulfilled') return accept();
  if (isEnded(state)) return reject('ENQUIRY_ENDED', { status: state.status });
  if (state.clock.answeredAt === undefined) return reject('ENQUIRY_NOT_ANSWERED', { enquiryId });
  const measure = measureOf(context.facts.policy, state);
  if (!measure) return reject('POLICY_NOT_SET', { calendarVersion: state.calendarVersion });
  const { clock } = state;
  const data = {
    ...ofEnquiry(state),
    evidence,
    ...given({ managerId: command.managerId ?? heldBy(state) }),
    workingMinutes: rounded(runningMinutes(measure.calendar, clock, clock.from, context.occurredAt)),
    inTime: isInTime(measure, state, clock.fulfilDueAt, clock.fulfilmentMissed, context),
  };
  return accept({ type: 'EnquiryFulfilled', occurredAt: context.occurredAt, data });
};

const decline: Decide['DeclineEnquiry'] = ({ enquiryId, reason, note, ...command }, state, { facts, occurredAt }) => {
  if (!state) return reject('ENQUIRY_UNKNOWN', { enquiryId });
  const refusal = checkManagers(facts, command.managerId);
  if (refusal) return refusal;
  if (state.status === 'declined') return accept();
  if (isEnded(state)) return reject('ENQUIRY_ENDED', { status: state.status });
  const data = {
    ...ofEnquiry(state),
    reason,
    ...given({
      managerId: command.managerId ?? heldBy(state),
      // Where nobody knows the client, the text is sealed with a key of the enquiry.
      note: note === undefined ? undefined : personal(note, state.clientId ?? enquiryId),
    }),
  };
  return accept({ type: 'EnquiryDeclined', occurredAt, data });
};

const abandon: Decide['AbandonEnquiry'] = ({ enquiryId, reason, ...command }, state, { facts, occurredAt }) => {
  if (!state) return reject('ENQUIRY_UNKNOWN', { enquiryId });
  const refusal = checkManagers(facts, command.managerId);
  if (refusal) return refusal;
  if (state.status === 'abandoned') return accept();
  if (isEnded(state)) return reject('ENQUIRY_ENDED', { status: state.status });
  const data = { ...ofEnquiry(state), reason, ...given({ managerId: command.managerId ?? heldBy(state) }) };
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
  const by = [metAt, state.clock.endedAt, standing(state)?.from];
  return due === asked && now >= due && !noted && !by.some((moment) => moment !== undefined && moment <= due);
};

const missed = (state: Enquiry, due: Moment) => ({
  ...ofEnquiry(state),
  dueAt: due,
  ...given({ managerId: heldAt(state, due) }),
});

const noteAnswer: Decide['NoteAnswerDeadline'] = ({ enquiryId, dueAt: asked }, state, { now }) => {
  if (!state) return reject('ENQUIRY_UNKNOWN', { enquiryId });
  const { answerDueAt, answeredAt, answerMissed } = state.clock;
  const deadline = { dueAt: answerDueAt, asked, metAt: answeredAt, noted: answerMissed };
  return isMissed(state, deadline, now)
    ? accept({ type: 'AnswerDeadlineMissed', occurredAt: asked, data: missed(state, asked) })
    : accept();
};

const noteFulfilment: Decide['NoteFulfilmentDeadline'] = ({ enquiryId, dueAt: asked }, state, { now }) => {
  if (!state) return reject('ENQUIRY_UNKNOWN', { enquiryId });
  const { fulfilDueAt, fulfilmentMissed } = state.clock;
  const deadline = { dueAt: fulfilDueAt, asked, metAt: undefined, noted: fulfilmentMissed };
  return isMissed(state, deadline, now)
    ? accept({ type: 'FulfilmentDeadlineMissed', occurredAt: asked, data: missed(state, asked) })
    : accept();
};

/** How an enquiry is answered and ended, and what its deadlines say to that (rules 10 to 12). */
export const ending = {
  AnswerEnquiry: answer,
  FulfilEnquiry: fulfil,
  DeclineEnquiry: decline,
  AbandonEnquiry: abandon,
  NoteAnswerDeadline: noteAnswer,
  NoteFulfilmentDeadline: noteFulfilment,
};
