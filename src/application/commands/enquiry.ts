import type { EnquiryCommands } from '../../domain/enquiry/commands';
import type { EnquiryItem } from '../../domain/enquiry/events';
import { channels, declineReasons, priorities } from '../../domain/shared/words';
import {
  aLongText,
  alternative,
  anId,
  anObject,
  aReason,
  aText,
  eitherOf,
  listOf,
  maybe,
  oneOf,
  ownId,
  type StreamFields,
} from './fields';
import { quantity } from './shared-fields';

const enquiryItems = listOf(
  anObject<EnquiryItem>('EnquiryItem', {
    productId: maybe(anId),
    need: maybe(aReason, 'What is wanted, in words, where no product fits'),
    quantity: maybe(quantity),
  }),
);

export const enquiryFields = {
  ReceiveEnquiry: {
    enquiryId: ownId,
    clientId: maybe(anId),
    channel: oneOf(channels),
    items: enquiryItems,
    priority: oneOf(priorities),
    managerId: maybe(anId),
    origin: maybe(aText(100)),
  },
  AssignEnquiry: { enquiryId: anId, managerId: anId },
  AnswerEnquiry: {
    enquiryId: anId,
    managerId: anId,
    by: eitherOf(
      alternative('AnsweredByCall', 'callId', { callId: anId }),
      alternative('AnsweredByOffer', 'offerId', { offerId: anId }),
      alternative('AnsweredByMessage', 'messageRef', { messageRef: aText() }),
    ),
  },
  PauseEnquiry: { enquiryId: anId, waitingFor: aReason },
  ResumeEnquiry: { enquiryId: anId },
  FulfilEnquiry: {
    enquiryId: anId,
    managerId: maybe(anId),
    evidence: eitherOf(
      alternative('FulfilledByInvoice', 'invoiceId', { invoiceId: anId }),
      alternative('FulfilledByOffer', 'offerId', { offerId: anId }),
      alternative('FulfilledByDelivery', 'deliveryRef', { deliveryRef: aText() }),
    ),
  },
  DeclineEnquiry: { enquiryId: anId, managerId: maybe(anId), reason: oneOf(declineReasons), note: maybe(aLongText) },
  AbandonEnquiry: { enquiryId: anId, reason: aReason, managerId: maybe(anId) },
  ReopenEnquiry: { enquiryId: anId, reason: aReason },
} satisfies StreamFields<EnquiryCommands>;
