import { accept, type Checked, type Context, type EventsOf } from '../../shared/decider';
import { given } from '../../shared/given';
import { isSame } from '../../shared/same';
import type { Moment } from '../../shared/values';
import type { EnquiryEvents, Proof } from '../events';
import {
  evolveEnquiry,
  heldBy,
  openPause,
  standingAnswers,
  type Clock,
  type Enquiry,
  type EnquiryDecide,
  type EnquiryShape,
  type StandingAnswer,
} from '../state';
import { isWatched } from './ending';
import { checkAnswerEvidence, checkFulfilmentEvidence } from './evidence';
import { ofEnquiry } from './receiving';

type AnswerWithdrawn = Extract<EventsOf<EnquiryShape>, { readonly type: 'EnquiryAnswerWithdrawn' }>;
type FulfilmentWithdrawn = Extract<EventsOf<EnquiryShape>, { readonly type: 'EnquiryFulfilmentWithdrawn' }>;

/** Nothing is withdrawn before it was: what takes the proof away may be dated before the answer. */
const notBefore = (at: Moment, { occurredAt }: Context): Moment => (occurredAt < at ? at : occurredAt);

/** As it was asked for when it happened, by what is known of the proof now. */
const askedAt = (at: Moment, context: Context): Context => ({ ...context, occurredAt: at });

const codeOf = (checked: Checked): string | undefined => checked?.rejection.code;

type WatchedDeadlines = EnquiryEvents['EnquiryAnswerWithdrawn']['watched'];

const watchedOf = (clock: Clock, kinds: WatchedDeadlines): WatchedDeadlines =>
  kinds.filter((kind) => isWatched(clock, kind));

/** What is watched again of an enquiry whose fulfilment fell. */
export const dueAgain = (enquiry: Enquiry) => {
  const { fulfilment, endedAt, ...clock } = enquiry.clock;
  return {
    answerDueAt: clock.answerDueAt,
    fulfilDueAt: clock.fulfilDueAt,
    watched: watchedOf(clock, clock.answeredAt === undefined ? ['answer', 'fulfilment'] : ['fulfilment']),
  };
};

const withdrawalOfFulfilment = (enquiry: Enquiry, proof: Proof, context: Context): FulfilmentWithdrawn | undefined => {
  const { fulfilment, endedAt, ...clock } = enquiry.clock;
  if (!fulfilment || endedAt === undefined || 'callId' in proof || !isSame(fulfilment.evidence, proof))
    return undefined;
  const why = codeOf(checkFulfilmentEvidence(proof, enquiry, askedAt(endedAt, context)));
  if (why === undefined) return undefined;
  const data: EnquiryEvents['EnquiryFulfilmentWithdrawn'] = given({
    ...ofEnquiry(enquiry),
    withdraws: fulfilment.eventId,
    proof,
    why,
    managerId: heldBy(enquiry),
    openSince: clock.from,
    isAnswered: clock.answeredAt !== undefined,
    isPaused: openPause(clock) !== undefined,
    ...dueAgain(enquiry),
  });
  return { type: 'EnquiryFulfilmentWithdrawn', occurredAt: notBefore(endedAt, context), data };
};

const standing = (answers: readonly StandingAnswer[]) => {
  const [first] = answers;
  if (!first) return undefined;
  const { eventId, since, ...answer } = first;
  return answer;
};

/** The enquiry as it is without this answer, and what that says to its deadlines. */
export const withdrawalOfAnswer = (
  enquiry: Enquiry,
  answer: StandingAnswer,
  proof: Proof,
  why: string,
): AnswerWithdrawn['data'] => {
  const { answeredAt, ...unanswered } = enquiry.clock;
  const round = answer.since === enquiry.clock.from ? 'present' : 'earlier';
  const clock = round === 'present' ? unanswered : enquiry.clock;
  return given({
    ...ofEnquiry(enquiry),
    withdraws: answer.eventId,
    proof,
    why,
    round,
    stands: standing(standingAnswers(enquiry).filter((other) => other !== answer)),
    answerDueAt: clock.answerDueAt,
    fulfilDueAt: clock.fulfilDueAt,
    watched: watchedOf(clock, round === 'present' ? ['answer'] : []),
  });
};

/** The first answer of this proof that does not stand any more. */
const fallenAnswer = (enquiry: Enquiry, proof: Proof, context: Context): AnswerWithdrawn | undefined => {
  for (const answer of standingAnswers(enquiry)) {
    if ('invoiceId' in proof || !isSame(answer.by, proof)) continue;
    const { answeredAt, since } = answer;
    const why = codeOf(checkAnswerEvidence(proof, enquiry, askedAt(answeredAt, context), since));
    if (why === undefined) continue;
    const data = withdrawalOfAnswer(enquiry, answer, proof, why);
    return { type: 'EnquiryAnswerWithdrawn', occurredAt: notBefore(answeredAt, context), data };
  }
  return undefined;
};

/**
 * An answer and a fulfilment count as long as their proof does (rule 26). What rests on this one is asked for again, by the
 * same rules and as of its own moment; what does not stand any more is withdrawn, and its deadline runs again. A
 * fulfilment stands on its own proof, also where the answer falls.
 */
const reviewEvidence: EnquiryDecide['ReviewEvidence'] = ({ proof }, state, context) => {
  if (!state) return accept();
  const events: EventsOf<EnquiryShape>[] = [];
  let enquiry = state;
  const fulfilment = withdrawalOfFulfilment(enquiry, proof, context);
  if (fulfilment) {
    events.push(fulfilment);
    enquiry = evolveEnquiry.EnquiryFulfilmentWithdrawn(enquiry, { ...fulfilment, id: '' }) ?? enquiry;
  }
  for (let answer = fallenAnswer(enquiry, proof, context); answer; answer = fallenAnswer(enquiry, proof, context)) {
    events.push(answer);
    enquiry = evolveEnquiry.EnquiryAnswerWithdrawn(enquiry, { ...answer, id: '' }) ?? enquiry;
  }
  return accept(...events);
};

/** What an enquiry loses when its proof falls. */
export const withdrawing = { ReviewEvidence: reviewEvidence };
