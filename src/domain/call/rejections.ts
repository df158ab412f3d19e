import { rejecter, type RejectionCatalogue } from '../shared/decider';
import { orderRejections } from '../shared/occurrence';
import { happeningRejections, referenceRejections } from '../shared/references';

export const callRejections = {
  ...referenceRejections,
  ...happeningRejections,
  ...orderRejections,
  CALL_ALREADY_LOGGED: {
    rule: 0,
    kind: 'taken',
    message: 'This call has been logged already.',
    next: 'Correct what is wrong in it (CorrectCall), or use another callId for another call.',
  },
  CALL_DURATION_NEGATIVE: {
    rule: 0,
    message: 'A call lasts a whole number of seconds, not below 0.',
    next: 'Give the seconds that were talked, 0 where nobody answered; leave them out where nobody knows.',
  },
  CALL_IN_FUTURE: {
    rule: 14,
    message: 'The call is said to take place later than the clock shows.',
    next: 'Give the moment at which it took place.',
  },
  CALL_PITCH_WITHOUT_CLIENT: {
    rule: 1,
    message: 'An offer in a call is made to a client.',
    next: 'Name the client (clientId); register him first where he is new.',
  },
  CALL_PITCH_NOT_HEARD: {
    rule: 1,
    message: 'Nobody was reached, so nobody heard an offer.',
    next: 'Log the call without the pitch, or with the result "reached".',
  },
  CONSENT_WITHDRAWN: {
    rule: 17,
    message: 'The client has withdrawn the consent to be called.',
    next: 'Use another channel, or name the legal basis (legalBasis), it is flagged then; of a call by the client say so (direction "in").',
  },
  CALL_OWN_AND_OLD: {
    rule: 24,
    message: 'A manager does not void his own calls once they are older than a day.',
    next: 'Let someone else void it.',
  },
} as const satisfies RejectionCatalogue;

export const rejectCall = rejecter(callRejections);
