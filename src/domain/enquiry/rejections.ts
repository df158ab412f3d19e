import { rejecter, type RejectionCatalogue } from '../shared/decider';
import { referenceRejections } from '../shared/references';

export const enquiryRejections = {
  ...referenceRejections,
  ENQUIRY_ALREADY_RECEIVED: {
    rule: 0,
    message: 'This enquiry has been received already.',
    next: 'Use another enquiryId, or go on with the enquiry that is there.',
  },
  ENQUIRY_ENDED: {
    rule: 10,
    message: 'The enquiry has ended: it was fulfilled, declined or abandoned.',
    next: 'Reopen it first (ReopenEnquiry), with a reason.',
  },
  ENQUIRY_NOT_ANSWERED: {
    rule: 10,
    message: 'An enquiry is fulfilled after it was answered.',
    next: 'Record the answer and its evidence first (AnswerEnquiry).',
  },
  ANSWER_AUTOMATIC: {
    rule: 10,
    message: 'An automatic reply is no answer.',
    next: 'Name the call, the offer or the message with which a manager answered.',
  },
  POLICY_NOT_SET: {
    rule: 11,
    message: 'No service targets for this priority, or no calendar, are in force at this moment.',
    next: 'Set them from an earlier moment on (SetServiceTargets, DefineCalendar).',
  },
} as const satisfies RejectionCatalogue;

export const rejectEnquiry = rejecter(enquiryRejections);
