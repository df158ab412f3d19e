import { accept, type Context, type DecisionOf } from '../../shared/decider';
import { inForce } from '../../shared/facts';
import { given } from '../../shared/given';
import { checkClient, checkManagers, checkProducts, productIdsOf } from '../../shared/references';
import { workingMinutesBetween } from '../../shared/working-time';
import type { EnquiryEvents, OfEnquiry } from '../events';
import { deadlines, measureOf, hundredths, shifted } from './clock';
import { rejectEnquiry } from '../rejections';
import { heldBy, isEnded, openPause, type Enquiry, type EnquiryDecide, type EnquiryShape } from '../state';

type EnquiryDecision = DecisionOf<EnquiryShape>;

/** Whose enquiry it is, as every event says. */
export const ofEnquiry = ({ enquiryId, clientId }: Enquiry): OfEnquiry => given({ enquiryId, clientId });

const receiveEnquiry: EnquiryDecide['ReceiveEnquiry'] = (command, state, { facts, occurredAt }) => {
  const { enquiryId, clientId, items, priority, managerId } = command;
  if (state) return rejectEnquiry('ENQUIRY_ALREADY_RECEIVED', { enquiryId });
  const rejected =
    checkClient(facts, clientId) ?? checkManagers(facts, managerId) ?? checkProducts(facts, productIdsOf(items));
  if (rejected) return rejected;
  const targets = inForce(facts.policy.serviceTargets, occurredAt);
  const calendar = inForce(facts.policy.calendars, occurredAt);
  const due = targets && calendar && deadlines({ targets, calendar }, priority, occurredAt);
  if (!due) return rejectEnquiry('POLICY_NOT_SET', { priority, occurredAt });
  const data: EnquiryEvents['EnquiryReceived'] = given({
    ...command,
    ...due,
    policyVersion: targets.version,
    calendarVersion: calendar.version,
  });
  return accept({ type: 'EnquiryReceived', occurredAt, data });
};

const assignEnquiry: EnquiryDecide['AssignEnquiry'] = (command, state, { facts, occurredAt }) => {
  const { enquiryId, managerId } = command;
  if (!state) return rejectEnquiry('ENQUIRY_UNKNOWN', { enquiryId });
  const rejected = checkManagers(facts, managerId);
  if (rejected) return rejected;
  const previousManagerId = heldBy(state);
  if (previousManagerId === managerId) return accept();
  if (isEnded(state)) return rejectEnquiry('ENQUIRY_ENDED', { status: state.status });
  const data: EnquiryEvents['EnquiryAssigned'] = given({ ...ofEnquiry(state), ...command, previousManagerId });
  return accept({ type: 'EnquiryAssigned', occurredAt, data });
};

const pauseEnquiry: EnquiryDecide['PauseEnquiry'] = (command, state, { occurredAt }) => {
  const { enquiryId } = command;
  if (!state) return rejectEnquiry('ENQUIRY_UNKNOWN', { enquiryId });
  if (isEnded(state)) return rejectEnquiry('ENQUIRY_ENDED', { status: state.status });
  if (openPause(state)) return accept();
  return accept({ type: 'EnquiryPaused', occurredAt, data: { ...ofEnquiry(state), ...command } });
};

/** The deadlines that are still ahead when a pause begins move by its working minutes. */
const resumed = (state: Enquiry, from: string, { facts, occurredAt }: Context): EnquiryDecision => {
  const measure = measureOf(facts.policy, state);
  if (!measure) return rejectEnquiry('POLICY_NOT_SET', { calendarVersion: state.calendarVersion });
  const { calendar } = measure;
  const data = {
    ...ofEnquiry(state),
    pausedMinutes: hundredths(workingMinutesBetween(calendar, from, occurredAt)),
    answerDueAt: shifted(calendar, state.clock.answerDueAt, from, occurredAt),
    fulfilDueAt: shifted(calendar, state.clock.fulfilDueAt, from, occurredAt),
  };
  return accept({ type: 'EnquiryResumed', occurredAt, data });
};

const resumeEnquiry: EnquiryDecide['ResumeEnquiry'] = ({ enquiryId }, state, context) => {
  if (!state) return rejectEnquiry('ENQUIRY_UNKNOWN', { enquiryId });
  const lasting = openPause(state);
  if (!lasting) return accept();
  return isEnded(state)
    ? rejectEnquiry('ENQUIRY_ENDED', { status: state.status })
    : resumed(state, lasting.from, context);
};

/** The clock starts again, under the policy of the receipt. What is open already stays as it is. */
const reopenEnquiry: EnquiryDecide['ReopenEnquiry'] = (command, state, { facts, occurredAt }) => {
  const { enquiryId } = command;
  if (!state) return rejectEnquiry('ENQUIRY_UNKNOWN', { enquiryId });
  if (!isEnded(state)) return accept();
  const measure = measureOf(facts.policy, state);
  const due = measure && deadlines(measure, state.priority, occurredAt);
  if (!due) return rejectEnquiry('POLICY_NOT_SET', { priority: state.priority, policyVersion: state.policyVersion });
  return accept({ type: 'EnquiryReopened', occurredAt, data: { ...ofEnquiry(state), ...command, ...due } });
};

/** How an enquiry comes, whose it is, and when its clock runs. */
export const receiving = {
  ReceiveEnquiry: receiveEnquiry,
  AssignEnquiry: assignEnquiry,
  PauseEnquiry: pauseEnquiry,
  ResumeEnquiry: resumeEnquiry,
  ReopenEnquiry: reopenEnquiry,
};
