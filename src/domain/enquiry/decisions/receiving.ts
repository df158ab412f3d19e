import { isQuantity } from '../../shared/decimals';
import { accept, type Checked, type Context, type DecisionOf } from '../../shared/decider';
import { inForce, nextAfter, type Calendar } from '../../shared/facts';
import { given } from '../../shared/given';
import { checkAfter } from '../../shared/occurrence';
import { checkManagers, checkNamed } from '../../shared/references';
import type { Id, Moment } from '../../shared/values';
import { workingMinutesBetween } from '../../shared/working-time';
import type { EnquiryEvents, OfEnquiry } from '../events';
import { deadlines, heldAt, measureOf, hundredths, shifted } from './clock';
import { rejectEnquiry } from '../rejections';
import { isEnded, openPause, type Enquiry, type EnquiryDecide, type EnquiryShape, type EnquiryState } from '../state';

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

/** What is done about an enquiry comes after its receipt; once it is reopened, after that (rule 28). */
export const checkSinceOpened = ({ clock, receivedAt }: Enquiry, context: Context): Checked => {
  const cause = clock.from === receivedAt ? 'EnquiryReceived' : 'EnquiryReopened';
  return checkAfter(context, { cause, at: clock.from });
};

/** What stops or ends the clock, or lets it run again, comes after all that is recorded of it (rule 28). */
export const checkLastStep = (enquiry: Enquiry, context: Context): Checked => {
  const { answeredAt, pauses } = enquiry.clock;
  return (
    checkSinceOpened(enquiry, context) ??
    checkAfter(context, { cause: 'EnquiryAnswered', at: answeredAt }) ??
    checkAfter(context, { cause: 'EnquiryResumed', at: pauses?.newest.until }) ??
    checkAfter(context, { cause: 'EnquiryPaused', at: pauses?.newest.from })
  );
};

/** Whose enquiry it is, as every event says. */
export const ofEnquiry = ({ enquiryId, clientId }: Enquiry): OfEnquiry => given({ enquiryId, clientId });

const receiveEnquiry: EnquiryDecide['ReceiveEnquiry'] = (command, state, { facts, occurredAt }) => {
  const { enquiryId, items, priority } = command;
  if (state) return rejectEnquiry('ENQUIRY_ALREADY_RECEIVED', { enquiryId });
  const unsound = items.find(({ quantity }) => quantity !== undefined && !isQuantity(quantity));
  if (unsound) return rejectEnquiry('ENQUIRY_QUANTITY_INVALID', { item: unsound });
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

const assignEnquiry: EnquiryDecide['AssignEnquiry'] = onEnquiry((command, enquiry, context) => {
  const { occurredAt } = context;
  const previousManagerId = heldAt(enquiry, occurredAt);
  if (previousManagerId === command.managerId) return accept();
  const until = nextAfter(enquiry.assignments, occurredAt)?.effectiveFrom;
  const data: EnquiryEvents['EnquiryAssigned'] = given({ ...ofEnquiry(enquiry), ...command, previousManagerId, until });
  const rejected = checkOngoing(enquiry) ?? checkAfter(context, { cause: 'EnquiryReceived', at: enquiry.receivedAt });
  return rejected ?? accept({ type: 'EnquiryAssigned', occurredAt, data });
});

const pauseEnquiry: EnquiryDecide['PauseEnquiry'] = onEnquiry((command, enquiry, context) => {
  if (openPause(enquiry.clock) && !isEnded(enquiry)) return accept();
  const rejected = checkOngoing(enquiry) ?? checkLastStep(enquiry, context);
  if (rejected) return rejected;
  const data = { ...ofEnquiry(enquiry), ...command };
  return accept({ type: 'EnquiryPaused', occurredAt: context.occurredAt, data });
});

/** The deadlines that are still ahead when a pause begins move by its working minutes. */
export const afterPause = ({ clock }: Enquiry, calendar: Calendar, from: Moment, until: Moment) => ({
  pausedMinutes: hundredths(workingMinutesBetween(calendar, from, until)),
  answerDueAt: shifted(calendar, clock.answerDueAt, from, until),
  fulfilDueAt: shifted(calendar, clock.fulfilDueAt, from, until),
});

const resumeEnquiry: EnquiryDecide['ResumeEnquiry'] = onEnquiry((_, enquiry, context) => {
  const { facts, occurredAt } = context;
  const from = openPause(enquiry.clock)?.from;
  if (from === undefined) return accept();
  const rejected = checkOngoing(enquiry) ?? checkLastStep(enquiry, context);
  if (rejected) return rejected;
  const { calendarVersion } = enquiry;
  const calendar = measureOf(facts.policy, enquiry)?.calendar;
  if (!calendar) return rejectEnquiry('POLICY_NOT_SET', { calendarVersion });
  const data = { ...ofEnquiry(enquiry), ...afterPause(enquiry, calendar, from, occurredAt) };
  return accept({ type: 'EnquiryResumed', occurredAt, data });
});

/** The clock starts again, under the policy of the receipt. What is open already stays as it is. */
const reopenEnquiry: EnquiryDecide['ReopenEnquiry'] = onEnquiry((command, enquiry, context) => {
  const { facts, occurredAt } = context;
  if (!isEnded(enquiry)) return accept();
  const early = checkAfter(context, { cause: 'the end of the enquiry', at: enquiry.clock.endedAt });
  if (early) return early;
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
