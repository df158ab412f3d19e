import type { AnswerEvidence, FulfilmentEvidence, Proof } from '../../../domain/enquiry/events';
import type { PersonalText } from '../../../domain/shared/values';
import { counted, type Wording } from './entry';

const answeredBy = (by: AnswerEvidence<PersonalText>): string =>
  'callId' in by ? 'call' : 'offerId' in by ? 'offer' : 'message';
const fulfilledBy = (by: FulfilmentEvidence<PersonalText>): string =>
  'invoiceId' in by ? 'invoice' : 'offerId' in by ? 'offer' : 'delivery';
const proofIn = (proof: Proof): string => ('callId' in proof ? 'call' : 'offerId' in proof ? 'offer' : 'invoice');
const inTime = (yes: boolean): string => (yes ? 'in time' : 'late');

export const enquiryWording = {
  EnquiryReceived: ({ data: { channel, items, priority, managerId } }) => ({
    summary: `enquiry by ${channel}, ${counted(items.length, 'item')}, ${priority} priority`,
    managerId,
  }),
  EnquiryAssigned: ({ data: { managerId } }) => ({ summary: 'enquiry assigned', managerId }),
  EnquiryAnswered: ({ data: { by, workingMinutes, managerId, ...answer } }) => ({
    summary: `enquiry answered by ${answeredBy(by)} after ${workingMinutes} min, ${inTime(answer.inTime)}`,
    managerId,
    outcome: answeredBy(by),
  }),
  EnquiryAnswerWithdrawn: ({ data: { proof, why } }) => ({ summary: `answer by ${proofIn(proof)} withdrawn: ${why}` }),
  EnquiryFulfilmentWithdrawn: ({ data: { proof, why } }) => ({
    summary: `fulfilment by ${proofIn(proof)} withdrawn: ${why}`,
  }),
  EnquiryPaused: ({ data: { waitingFor } }) => ({
    summary: 'enquiry paused, waiting for the client',
    said: waitingFor,
  }),
  EnquiryResumed: ({ data: { pausedMinutes } }) => ({ summary: `enquiry resumed after ${pausedMinutes} min` }),
  EnquiryFulfilled: ({ data: { evidence, managerId, ...fulfilment } }) => ({
    summary: `enquiry fulfilled by ${fulfilledBy(evidence)}, ${inTime(fulfilment.inTime)}`,
    managerId,
  }),
  EnquiryDeclined: ({ data: { reason, managerId } }) => ({ summary: `enquiry declined: ${reason}`, managerId }),
  EnquiryAbandoned: ({ data: { reason, managerId } }) => ({ summary: 'enquiry abandoned', said: reason, managerId }),
  EnquiryReopened: ({ data: { reason } }) => ({ summary: 'enquiry reopened', said: reason }),
  AnswerDeadlineMissed: ({ data: { dueAt, managerId } }) => ({ summary: `not answered by ${dueAt}`, managerId }),
  FulfilmentDeadlineMissed: ({ data: { dueAt, managerId } }) => ({ summary: `not fulfilled by ${dueAt}`, managerId }),
} satisfies Wording;
