import { inOrder } from '../../shared/chain';
import { accept, type Checked, type Context } from '../../shared/decider';
import { given } from '../../shared/given';
import { isOwn } from '../../shared/references';
import { foldedText } from '../../shared/text';
import { personalIfGiven, type Moment } from '../../shared/values';
import type { EnquiryCommands } from '../commands';
import type { EnquiryEvents } from '../events';
import { dueAt, heldAt, managersPart, measureOf, hundredths, runningMinutes, type Measure } from './clock';
import { checkAnswerEvidence, checkFulfilmentEvidence } from './evidence';
import {
  checkLastStep,
  checkOngoing,
  checkSinceOpened,
  ofEnquiry,
  onEnquiry,
  type EnquiryCommand,
  type OnEnquiry,
} from './receiving';
import { rejectEnquiry } from '../rejections';
import { heldBy, openPause, type Clock, type Enquiry, type EnquiryDecide, type Miss } from '../state';

const isAutomatic = (by: object): boolean =>
  'messageRef' in by && typeof by.messageRef === 'string' && foldedText(by.messageRef).startsWith('auto:');

/** When something was, and who says it. */
type EntryOf = Pick<Context, 'occurredAt' | 'actor'>;

/**
 * In time by the deadline as it stands. A miss that was noted is not talked away by the manager whose it is: what he
 * enters afterwards with an earlier time stays late (rule 24).
 */
const isInTime = ({ calendar }: Measure, { clock }: Enquiry, due: Moment, miss: Miss | undefined, entry: EntryOf) =>
  entry.occurredAt <= dueAt(calendar, clock, due, entry.occurredAt) && !(miss && isOwn(entry, miss.managerId));

/** An answer in figures, by whose answer it is and how its enquiry stands. */
export const figuresOfAnswer = (state: Enquiry, measure: Measure, managerId: string, entry: EntryOf) => {
  const { clock } = state;
  const pauses = inOrder(clock.pauses);
  const running = (from: Moment) => hundredths(runningMinutes(measure.calendar, pauses, from, entry.occurredAt));
  return {
    managerId,
    workingMinutes: running(clock.from),
    managerMinutes: running(managersPart(state, managerId)),
    inTime: isInTime(measure, state, clock.answerDueAt, clock.answerMissed, entry),
  };
};

/** A fulfilment in figures. */
export const figuresOfFulfilment = (enquiry: Enquiry, measure: Measure, entry: EntryOf) => {
  const { from, pauses, fulfilDueAt, fulfilmentMissed } = enquiry.clock;
  return {
    workingMinutes: hundredths(runningMinutes(measure.calendar, inOrder(pauses), from, entry.occurredAt)),
    inTime: isInTime(measure, enquiry, fulfilDueAt, fulfilmentMissed, entry),
  };
};

/** Fulfilled without an answer: the one that it had was withdrawn, and another one may take its place. */
const checkAnswerable = (enquiry: Enquiry): Checked =>
  enquiry.status === 'fulfilled' ? undefined : checkOngoing(enquiry);

const answerEnquiry: EnquiryDecide['AnswerEnquiry'] = onEnquiry((command, enquiry, context) => {
  const { managerId, by } = command;
  const { clock, calendarVersion } = enquiry;
  if (isAutomatic(by)) return rejectEnquiry('ANSWER_AUTOMATIC', { by });
  const unproven = checkAnswerEvidence(by, enquiry, context, clock.from) ?? checkSinceOpened(enquiry, context);
  if (unproven || clock.answeredAt !== undefined) return unproven ?? accept();
  const rejected = checkAnswerable(enquiry);
  if (rejected) return rejected;
  const measure = measureOf(context.facts.policy, enquiry);
  if (!measure) return rejectEnquiry('POLICY_NOT_SET', { calendarVersion });
  const data = { ...ofEnquiry(enquiry), ...command, ...figuresOfAnswer(enquiry, measure, managerId, context) };
  return accept({ type: 'EnquiryAnswered', occurredAt: context.occurredAt, data });
});

/** Asked again, an ending changes nothing; an enquiry that ended otherwise is reopened first. */
const endsAs = <Command extends EnquiryCommand>(status: Enquiry['status'], decide: OnEnquiry<Command>) =>
  onEnquiry<Command>((command, enquiry, context) =>
    enquiry.status === status
      ? accept()
      : (checkOngoing(enquiry) ?? checkLastStep(enquiry, context) ?? decide(command, enquiry, context)),
  );

const fulfilProven: EnquiryDecide['FulfilEnquiry'] = endsAs('fulfilled', (command, enquiry, context) => {
  const { enquiryId, managerId = heldBy(enquiry) } = command;
  const { clock, calendarVersion } = enquiry;
  if (clock.answeredAt === undefined) return rejectEnquiry('ENQUIRY_NOT_ANSWERED', { enquiryId });
  const measure = measureOf(context.facts.policy, enquiry);
  if (!measure) return rejectEnquiry('POLICY_NOT_SET', { calendarVersion });
  const data: EnquiryEvents['EnquiryFulfilled'] = given({
    ...ofEnquiry(enquiry),
    ...command,
    managerId,
    ...figuresOfFulfilment(enquiry, measure, context),
  });
  return accept({ type: 'EnquiryFulfilled', occurredAt: context.occurredAt, data });
});

const fulfilEnquiry: EnquiryDecide['FulfilEnquiry'] = onEnquiry(
  (command, enquiry, context) =>
    checkFulfilmentEvidence(command.evidence, enquiry, context) ?? fulfilProven(command, enquiry, context),
);

const declineEnquiry: EnquiryDecide['DeclineEnquiry'] = endsAs('declined', (command, enquiry, { occurredAt }) => {
  const { managerId = heldBy(enquiry) } = command;
  // Where the client is not known, the text is sealed with a key of the enquiry.
  const note = personalIfGiven(command.note, enquiry.clientId ?? command.enquiryId);
  const data: EnquiryEvents['EnquiryDeclined'] = given({ ...ofEnquiry(enquiry), ...command, managerId, note });
  return accept({ type: 'EnquiryDeclined', occurredAt, data });
});

const abandonEnquiry: EnquiryDecide['AbandonEnquiry'] = endsAs('abandoned', (command, enquiry, { occurredAt }) => {
  const { managerId = heldBy(enquiry) } = command;
  const data: EnquiryEvents['EnquiryAbandoned'] = given({ ...ofEnquiry(enquiry), ...command, managerId });
  return accept({ type: 'EnquiryAbandoned', occurredAt, data });
});

const deadlineOf = {
  answer: ({ answerDueAt, answeredAt, answerMissed }: Clock) => ({
    due: answerDueAt,
    metAt: answeredAt,
    noted: answerMissed,
  }),
  fulfilment: ({ fulfilDueAt, endedAt, fulfilmentMissed }: Clock) => ({
    due: fulfilDueAt,
    metAt: endedAt,
    noted: fulfilmentMissed,
  }),
};

export type DeadlineKind = keyof typeof deadlineOf;

/** Noted before, or the clock was stopped by then: by an answer, an end or a pause that still lasts. */
const isSettled = (clock: Clock, kind: DeadlineKind): boolean => {
  const { due, metAt, noted } = deadlineOf[kind](clock);
  const stopped = [metAt, clock.endedAt, openPause(clock)?.from];
  return noted !== undefined || stopped.some((moment) => moment !== undefined && moment <= due);
};

/** Whether a timer has yet to look at it: after a pause it comes back by itself. */
export const isWatched = (clock: Clock, kind: DeadlineKind): boolean =>
  openPause(clock) === undefined && !isSettled(clock, kind);

const missedType = { answer: 'AnswerDeadlineMissed', fulfilment: 'FulfilmentDeadlineMissed' } as const;

/** A miss does not depend on when the timer ran: only on what had happened by the deadline. */
export const missOf = (enquiry: Enquiry, kind: DeadlineKind, now: Moment) => {
  const { due } = deadlineOf[kind](enquiry.clock);
  if (now < due || isSettled(enquiry.clock, kind)) return undefined;
  const data: EnquiryEvents['AnswerDeadlineMissed'] = given({
    ...ofEnquiry(enquiry),
    dueAt: due,
    managerId: heldAt(enquiry, due),
  });
  return { type: missedType[kind], occurredAt: due, data };
};

const noteDeadline = (kind: DeadlineKind) =>
  onEnquiry((command: EnquiryCommands['NoteAnswerDeadline'], enquiry, { now }) => {
    const miss = missOf(enquiry, kind, now);
    return miss?.data.dueAt === command.dueAt ? accept(miss) : accept();
  });

/** How an enquiry is answered and ended, and what its deadlines say to that (rules 10 to 12). */
export const ending = {
  AnswerEnquiry: answerEnquiry,
  FulfilEnquiry: fulfilEnquiry,
  DeclineEnquiry: declineEnquiry,
  AbandonEnquiry: abandonEnquiry,
  NoteAnswerDeadline: noteDeadline('answer'),
  NoteFulfilmentDeadline: noteDeadline('fulfilment'),
};
