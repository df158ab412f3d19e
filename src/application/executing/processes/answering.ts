import type { FollowUpArms } from './follow-up';

/** A call that reached the client, or an offer, on an enquiry answers it (rule 10). */
export const answering: FollowUpArms = {
  CallLogged: ({ data: { callId, enquiryId, managerId, result } }) =>
    enquiryId === undefined || result !== 'reached'
      ? []
      : [{ command: { type: 'AnswerEnquiry', data: { enquiryId, managerId, by: { callId } } }, optional: true }],
  OfferMade: ({ data: { offerId, enquiryId, managerId } }) =>
    enquiryId === undefined
      ? []
      : [{ command: { type: 'AnswerEnquiry', data: { enquiryId, managerId, by: { offerId } } }, optional: true }],
};
