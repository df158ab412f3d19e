import { rejecter, type RejectionCatalogue } from '../shared/decider';
import { orderRejections } from '../shared/occurrence';
import { happeningRejections, referenceRejections } from '../shared/references';

export const enquiryRejections = {
  ...referenceRejections,
  ...happeningRejections,
  ...orderRejections,
  ENQUIRY_ALREADY_RECEIVED: {
    rule: 0,
    kind: 'taken',
    message: 'This enquiry has been received already.',
    next: 'Use another enquiryId, or go on with the enquiry that is there.',
  },
  ENQUIRY_QUANTITY_INVALID: {
    rule: 32,
    message: 'The quantity of an item is more than 0, up to 1,000,000, with at most 6 decimal places.',
    next: 'Give the quantity that was asked for, or leave it out.',
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
  EVIDENCE_BEFORE_RECEIPT: {
    rule: 26,
    message: 'What is named as the proof lies before the enquiry was received.',
    next: 'Name the call, the offer or the document that came of this enquiry.',
  },
  EVIDENCE_OF_NOBODY: {
    rule: 26,
    message: 'The enquiry or its proof names no client, and the proof does not name the enquiry.',
    next: 'Name a call or an offer that was recorded on this enquiry (enquiryId); what fulfilled it may be a delivery, too.',
  },
  POLICY_NOT_SET: {
    rule: 11,
    message: 'No service targets for this priority, or no calendar, are in force at this moment.',
    next: 'Set them from an earlier moment on (SetServiceTargets, DefineCalendar).',
  },
} as const satisfies RejectionCatalogue;

export const rejectEnquiry = rejecter(enquiryRejections);
