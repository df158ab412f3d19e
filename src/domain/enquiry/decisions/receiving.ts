import { accept, type Checked, type Context, type DecisionOf } from '../../shared/decider';
import { inForce } from '../../shared/facts';
import { given } from '../../shared/given';
import { checkManagers, checkNamed } from '../../shared/references';
import type { Id } from '../../shared/values';
import { workingMinutesBetween } from '../../shared/working-time';
import type { EnquiryEvents, OfEnquiry } from '../events';
import { deadlines, measureOf, hundredths, shifted } from './clock';
import { rejectEnquiry } from '../rejections';
import {
  heldBy,
  isEnded,
  openPause,
  type Enquiry,
  type EnquiryDecide,
  type EnquiryShape,
  type EnquiryState,
} from '../state';

type EnquiryDecision = DecisionOf<EnquiryShape>;
export type EnquiryCommand = { readonly enquiryId: Id; readonly managerId?: Id };
export type OnEnquiry<Command> = (command: Command, enquiry: Enquiry, context: Context) => EnquiryDecision;

/** Decides on an enquiry that is there, for a manager who is known. */
export const onEnquiry =
  <Command extends EnquiryCommand>(decide: OnEnquiry<Command>) =>
  (command: Command, state: EnquiryState, context: Context): EnquiryDecision =>
    state
      ? (checkManagers(context.facts, command.managerId) ?? decide(command, state, context))
      : rejectEnquiry('ENQUIRY_UNKNOWN', { enquiryId: command.enquiryId });

export const checkOngoing = (enquiry: Enquiry): Checked =>
  isEnded(enquiry) ? rejectEnquiry('ENQUIRY_ENDED', { status: enquiry.status }) : undefined;

/** Whose enquiry it is, as every event says. */
export const ofEnquiry = ({ enquiryId, clientId }: Enquiry): OfEnquiry => given({ enquiryId, clientId });

const receiveEnquiry: EnquiryDecide['ReceiveEnquiry'] = (command, state, { facts, occurredAt }) => {
  const { enquiryId, items, priority } = command;
  if (state) return rejectEnquiry('ENQUIRY_ALREADY_RECEIVED', { enquiryId });
  const rejected = checkNamed(facts, { ...command, lines: items });
  if (rejected) return rejected;
  const targets = inForce(facts.policy.serviceTargets, occurredAt);
  const calendar = inForce(facts.policy.calendars, occurredAt);
  const due = targets && calendar && deadlines({ targets, calendar }, priority, occurredAt);
  if (!due) return rejectEnquiry('POLICY_NOT_SET', { priority, occurredAt });
  const versions = { policyVersion: targets.version, calendarVersion: calendar.version };
  const data: EnquiryEvents['EnquiryReceived'] = given({ ...command, ...due, ...versions });
  return accept({ type: 'EnquiryReceived', occurredAt, data });
};

const assignEnquiry: EnquiryDecide['AssignEnquiry'] = onEnquiry((command, enquiry, { occurredAt }) => {
  const previousManagerId = heldBy(enquiry);
  if (previousManagerId === command.managerId) return accept();
  const data: EnquiryEvents['EnquiryAssigned'] = given({ ...ofEnquiry(enquiry), ...command, previousManagerId });
  return checkOngoing(enquiry) ?? accept({ type: 'EnquiryAssigned', occurredAt, data });
});

const pauseEnquiry: EnquiryDecide['PauseEnquiry'] = onEnquiry((command, enquiry, { occurredAt }) => {
  const rejected = checkOngoing(enquiry);
  if (rejected || openPause(enquiry)) return rejected ?? accept();
  return accept({ type: 'EnquiryPaused', occurredAt, data: { ...ofEnquiry(enquiry), ...command } });
});

/** The deadlines that are still ahead when a pause begins move by its working minutes. */
const resumeEnquiry: EnquiryDecide['ResumeEnquiry'] = onEnquiry((_, enquiry, { facts, occurredAt }) => {
  const from = openPause(enquiry)?.from;
  if (from === undefined) return accept();
  const rejected = checkOngoing(enquiry);
  if (rejected) return rejected;
  const { clock, calendarVersion } = enquiry;
  const calendar = measureOf(facts.policy, enquiry)?.calendar;
  if (!calendar) return rejectEnquiry('POLICY_NOT_SET', { calendarVersion });
  const data = {
    ...ofEnquiry(enquiry),
    pausedMinutes: hundredths(workingMinutesBetween(calendar, from, occurredAt)),
    answerDueAt: shifted(calendar, clock.answerDueAt, from, occurredAt),
    fulfilDueAt: shifted(calendar, clock.fulfilDueAt, from, occurredAt),
  };
  return accept({ type: 'EnquiryResumed', occurredAt, data });
});

/** The clock starts again, under the policy of the receipt. What is open already stays as it is. */
const reopenEnquiry: EnquiryDecide['ReopenEnquiry'] = onEnquiry((command, enquiry, { facts, occurredAt }) => {
  if (!isEnded(enquiry)) return accept();
  const { priority, policyVersion } = enquiry;
  const measure = measureOf(facts.policy, enquiry);
  const due = measure && deadlines(measure, priority, occurredAt);
  if (!due) return rejectEnquiry('POLICY_NOT_SET', { priority, policyVersion });
  return accept({ type: 'EnquiryReopened', occurredAt, data: { ...ofEnquiry(enquiry), ...command, ...due } });
});

/** How an enquiry comes, whose it is, and when its clock runs. */
export const receiving = {
  ReceiveEnquiry: receiveEnquiry,
  AssignEnquiry: assignEnquiry,
  PauseEnquiry: pauseEnquiry,
  ResumeEnquiry: resumeEnquiry,
  ReopenEnquiry: reopenEnquiry,
};
