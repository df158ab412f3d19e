import { accept, type Context, type Decider, type DecisionOf } from '../../shared/decider';
import { inForce } from '../../shared/facts';
import { given } from '../../shared/given';
import { checkClient, checkManagers, checkProducts } from '../../shared/references';
import { deadlines, measureOf, rounded, shifted } from './clock';
import { reject } from '../rejections';
import { heldBy, isEnded, standing, type Enquiry, type EnquiryShape } from '../state';
import { workingMinutesBetween } from '../../shared/working-time';

type Decide = Decider<EnquiryShape>['decide'];
type EnquiryDecision = DecisionOf<EnquiryShape>;

/** Whose enquiry it is, as every event says. */
export const ofEnquiry = ({ enquiryId, clientId }: Pick<Enquiry, 'enquiryId' | 'clientId'>) => ({
  enquiryId,
  ...given({ clientId }),
});

const receive: Decide['ReceiveEnquiry'] = (command, state, { facts, occurredAt }) => {
  const { enquiryId, clientId, channel, items, priority, managerId, origin } = command;
  if (state) return reject('ENQUIRY_ALREADY_RECEIVED', { enquiryId });
  const productIds = items.map(({ productId }) => productId);
  const refusal = checkClient(facts, clientId) ?? checkManagers(facts, managerId) ?? checkProducts(facts, productIds);
  if (refusal) return refusal;
  const targets = inForce(facts.policy.serviceTargets, occurredAt);
  const calendar = inForce(facts.policy.calendars, occurredAt);
  const due = targets && calendar && deadlines({ targets, calendar }, priority, occurredAt);
  if (!due) return reject('POLICY_NOT_SET', { priority, occurredAt });
  const data = {
    ...ofEnquiry({ enquiryId, ...given({ clientId }) }),
    channel,
    items,
    priority,
    ...due,
    policyVersion: targets.version,
    calendarVersion: calendar.version,
    ...given({ managerId, origin }),
  };
  return accept({ type: 'EnquiryReceived', occurredAt, data });
};

const assign: Decide['AssignEnquiry'] = ({ enquiryId, managerId }, state, { facts, occurredAt }) => {
  if (!state) return reject('ENQUIRY_UNKNOWN', { enquiryId });
  const refusal = checkManagers(facts, managerId);
  if (refusal) return refusal;
  const previousManagerId = heldBy(state);
  if (previousManagerId === managerId) return accept();
  if (isEnded(state)) return reject('ENQUIRY_ENDED', { status: state.status });
  const data = { ...ofEnquiry(state), managerId, ...given({ previousManagerId }) };
  return accept({ type: 'EnquiryAssigned', occurredAt, data });
};

const pause: Decide['PauseEnquiry'] = ({ enquiryId, waitingFor }, state, { occurredAt }) => {
  if (!state) return reject('ENQUIRY_UNKNOWN', { enquiryId });
  if (isEnded(state)) return reject('ENQUIRY_ENDED', { status: state.status });
  if (standing(state)) return accept();
  return accept({ type: 'EnquiryPaused', occurredAt, data: { ...ofEnquiry(state), waitingFor } });
};

/** The deadlines that are still ahead when a pause begins move by its working minutes. */
const resumed = (state: Enquiry, from: string, { facts, occurredAt }: Context): EnquiryDecision => {
  const measure = measureOf(facts.policy, state);
  if (!measure) return reject('POLICY_NOT_SET', { calendarVersion: state.calendarVersion });
  const { calendar } = measure;
  const data = {
    ...ofEnquiry(state),
    pausedMinutes: rounded(workingMinutesBetween(calendar, from, occurredAt)),
    answerDueAt: shifted(calendar, state.clock.answerDueAt, from, occurredAt),
    fulfilDueAt: shifted(calendar, state.clock.fulfilDueAt, from, occurredAt),
  };
  return accept({ type: 'EnquiryResumed', occurredAt, data });
};

const resume: Decide['ResumeEnquiry'] = ({ enquiryId }, state, context) => {
  if (!state) return reject('ENQUIRY_UNKNOWN', { enquiryId });
  const pausedNow = standing(state);
  if (!pausedNow) return accept();
  return isEnded(state) ? reject('ENQUIRY_ENDED', { status: state.status }) : resumed(state, pausedNow.from, context);
};

/** The clock starts anew, under the policy of the receipt. What is open already stays as it is. */
const reopen: Decide['ReopenEnquiry'] = ({ enquiryId, reason }, state, { facts, occurredAt }) => {
  if (!state) return reject('ENQUIRY_UNKNOWN', { enquiryId });
  if (!isEnded(state)) return accept();
  const measure = measureOf(facts.policy, state);
  const due = measure && deadlines(measure, state.priority, occurredAt);
  if (!due) return reject('POLICY_NOT_SET', { priority: state.priority, policyVersion: state.policyVersion });
  return accept({ type: 'EnquiryReopened', occurredAt, data: { ...ofEnquiry(state), reason, ...due } });
};

/** How an enquiry comes, whose it is, and when its clock runs. */
export const receiving = {
  ReceiveEnquiry: receive,
  AssignEnquiry: assign,
  PauseEnquiry: pause,
  ResumeEnquiry: resume,
  ReopenEnquiry: reopen,
};
