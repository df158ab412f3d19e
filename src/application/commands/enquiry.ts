import type { EnquiryItem } from '../../domain/enquiry/events';
import {
  channels,
  declineReasons,
  priorities,
  type Channel,
  type DeclineReason,
  type Priority,
} from '../../domain/shared/words';
import { Asked, Route, type Told } from './asked';
import { exampleIds } from './examples';
import { OneOf, Text, Uuid } from './fields';
import { Either, ListOf, OwnId } from './nested-fields';
import { LongText, Quantity } from './parts';

export class EnquiryItemPart implements EnquiryItem {
  @Uuid({ optional: true })
  readonly productId?: string;

  @Text({ max: 500, optional: true, says: 'What is wanted, in words, where no product fits' })
  readonly need?: string;

  @Quantity({ optional: true })
  readonly quantity?: number;
}

@Route('/enquiries', {
  says: 'Receives an enquiry: the clock of the company runs from now on.',
  example: {
    enquiryId: exampleIds.enquiry,
    clientId: exampleIds.client,
    channel: 'email',
    items: [{ need: 'A hall crane for 5 tons', quantity: 1 }],
    priority: 'normal',
  },
})
export class ReceiveEnquiry extends Asked implements Told<'ReceiveEnquiry'> {
  @OwnId()
  readonly enquiryId: string;

  @Uuid({ optional: true })
  readonly clientId?: string;

  @OneOf(channels)
  readonly channel: Channel;

  @ListOf(() => EnquiryItemPart)
  readonly items: readonly EnquiryItemPart[];

  @OneOf(priorities)
  readonly priority: Priority;

  @Uuid({ optional: true })
  readonly managerId?: string;

  @Text({ max: 100, optional: true })
  readonly origin?: string;
}

@Route('/enquiries/:enquiryId/assignments', {
  says: 'Gives an enquiry to a manager; the clock of the client runs on.',
  example: { managerId: exampleIds.manager },
})
export class AssignEnquiry extends Asked implements Told<'AssignEnquiry'> {
  @Uuid()
  readonly enquiryId: string;

  @Uuid()
  readonly managerId: string;
}

export class AnsweredByCall {
  @Uuid()
  readonly callId: string;
}

export class AnsweredByOffer {
  @Uuid()
  readonly offerId: string;
}

export class AnsweredByMessage {
  @Text()
  readonly messageRef: string;
}

@Route('/enquiries/:enquiryId/answers', {
  says: 'Records what the enquiry was answered with. An automatic reply is no answer.',
  example: { managerId: exampleIds.manager, by: { callId: exampleIds.call } },
})
export class AnswerEnquiry extends Asked implements Told<'AnswerEnquiry'> {
  @Uuid()
  readonly enquiryId: string;

  @Uuid()
  readonly managerId: string;

  @Either([
    { of: AnsweredByCall, mark: 'callId' },
    { of: AnsweredByOffer, mark: 'offerId' },
    { of: AnsweredByMessage, mark: 'messageRef' },
  ])
  readonly by: AnsweredByCall | AnsweredByOffer | AnsweredByMessage;
}

@Route('/enquiries/:enquiryId/pauses', {
  says: 'Stops the clock while the client is waited for.',
  example: { waitingFor: 'The drawing of the hall' },
})
export class PauseEnquiry extends Asked implements Told<'PauseEnquiry'> {
  @Uuid()
  readonly enquiryId: string;

  @Text({ max: 500 })
  readonly waitingFor: string;
}

@Route('/enquiries/:enquiryId/resumptions', { says: 'Lets the clock run again.', example: {} })
export class ResumeEnquiry extends Asked implements Told<'ResumeEnquiry'> {
  @Uuid()
  readonly enquiryId: string;
}

export class FulfilledByInvoice {
  @Uuid()
  readonly invoiceId: string;
}

export class FulfilledByOffer {
  @Uuid()
  readonly offerId: string;
}

export class FulfilledByDelivery {
  @Text()
  readonly deliveryRef: string;
}

@Route('/enquiries/:enquiryId/fulfilment', {
  says: 'Records what the enquiry was fulfilled with.',
  example: { evidence: { offerId: exampleIds.offer } },
})
export class FulfilEnquiry extends Asked implements Told<'FulfilEnquiry'> {
  @Uuid()
  readonly enquiryId: string;

  @Uuid({ optional: true })
  readonly managerId?: string;

  @Either([
    { of: FulfilledByInvoice, mark: 'invoiceId' },
    { of: FulfilledByOffer, mark: 'offerId' },
    { of: FulfilledByDelivery, mark: 'deliveryRef' },
  ])
  readonly evidence: FulfilledByInvoice | FulfilledByOffer | FulfilledByDelivery;
}

@Route('/enquiries/:enquiryId/decline', {
  says: 'The company says no to an enquiry.',
  example: { reason: 'NOT_IN_PORTFOLIO' },
})
export class DeclineEnquiry extends Asked implements Told<'DeclineEnquiry'> {
  @Uuid()
  readonly enquiryId: string;

  @Uuid({ optional: true })
  readonly managerId?: string;

  @OneOf(declineReasons)
  readonly reason: DeclineReason;

  @LongText({ optional: true })
  readonly note?: string;
}

@Route('/enquiries/:enquiryId/abandonment', {
  says: 'Gives an enquiry up: the client is not to be reached any more.',
  example: { reason: 'No reaction to three calls' },
})
export class AbandonEnquiry extends Asked implements Told<'AbandonEnquiry'> {
  @Uuid()
  readonly enquiryId: string;

  @Text({ max: 500 })
  readonly reason: string;

  @Uuid({ optional: true })
  readonly managerId?: string;
}

@Route('/enquiries/:enquiryId/reopening', {
  says: 'Opens an enquiry again that had ended.',
  example: { reason: 'The client came back' },
})
export class ReopenEnquiry extends Asked implements Told<'ReopenEnquiry'> {
  @Uuid()
  readonly enquiryId: string;

  @Text({ max: 500 })
  readonly reason: string;
}
