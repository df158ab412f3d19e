import { IntersectionType } from '@nestjs/swagger';
import type { Approval } from '../../domain/offer/events';
import type { OfferKind } from '../../domain/shared/words';
import { Asked, Route, type Told } from './asked';
import { exampleIds, examplePrice } from './examples';
import { Day, IdList, Moment, OneOf, Text, Uuid, Whole } from './fields';
import { ListOf, OwnId, Part } from './nested-fields';
import { OfferLinePart } from './parts';
import { RefusalPart } from './refusal-part';
import { AlsoOf } from './shapes';

const kinds = ['verbal', 'written'] as const satisfies readonly OfferKind[];
const MAX_VERSION = 10_000;

export class ApprovalPart implements Approval {
  @Uuid({ says: 'The manager who allowed it' })
  readonly by: string;

  @Text({ max: 500 })
  readonly reason: string;
}

@Route('/offers', {
  says: 'Makes an offer. A written one needs price, VAT and validity.',
  example: {
    offerId: exampleIds.offer,
    clientId: exampleIds.client,
    managerId: exampleIds.manager,
    kind: 'verbal',
    lines: [{ lineId: exampleIds.line, productId: exampleIds.product, quantity: 2, unitPrice: examplePrice }],
  },
})
export class MakeOffer extends Asked implements Told<'MakeOffer'> {
  @OwnId()
  readonly offerId: string;

  @Uuid()
  readonly clientId: string;

  @Uuid()
  readonly managerId: string;

  @OneOf(kinds)
  readonly kind: OfferKind;

  @Uuid({ optional: true })
  readonly enquiryId?: string;

  @Uuid({ optional: true })
  readonly campaignId?: string;

  @Uuid({ optional: true })
  readonly callId?: string;

  @ListOf(() => OfferLinePart)
  readonly lines: readonly OfferLinePart[];

  @Moment({ optional: true })
  readonly validUntil?: string;

  @Part(() => ApprovalPart, { optional: true, says: 'Needed beyond the discount limit and below cost (rule 19)' })
  readonly approval?: ApprovalPart;

  @Text({ max: 500, optional: true })
  readonly legalBasis?: string;
}

@Route('/offers/:offerId/revisions', {
  says: 'Replaces a version of an offer by the next one.',
  example: {
    managerId: exampleIds.manager,
    version: 1,
    lines: [{ lineId: exampleIds.line, productId: exampleIds.product, quantity: 3, unitPrice: examplePrice }],
  },
})
export class ReviseOffer extends Asked implements Told<'ReviseOffer'> {
  @Uuid()
  readonly offerId: string;

  @Uuid()
  readonly managerId: string;

  @Whole({ min: 1, max: MAX_VERSION, says: 'The version that is replaced' })
  readonly version: number;

  @ListOf(() => OfferLinePart)
  readonly lines: readonly OfferLinePart[];

  @Moment({ optional: true })
  readonly validUntil?: string;

  @Part(() => ApprovalPart, { optional: true })
  readonly approval?: ApprovalPart;
}

@Route('/offers/:offerId/acceptances', {
  says: 'The client takes lines of an offer.',
  example: { managerId: exampleIds.manager, version: 1, lineIds: [exampleIds.line] },
})
export class AcceptOffer extends Asked implements Told<'AcceptOffer'> {
  @Uuid()
  readonly offerId: string;

  @Uuid()
  readonly managerId: string;

  @Whole({ min: 1, max: MAX_VERSION })
  readonly version: number;

  @IdList()
  readonly lineIds: readonly string[];

  @Text({ optional: true })
  readonly winReason?: string;
}

@Route('/offers/:offerId/refusals', {
  says: 'The client says no to lines of an offer, and why.',
  example: {
    managerId: exampleIds.manager,
    version: 1,
    lineIds: [exampleIds.line],
    reason: 'PRICE_TOO_HIGH',
    statedBy: 'client',
    priceGap: { amount: 1_500, currency: 'EUR' },
  },
})
@AlsoOf(Asked, RefusalPart)
export class RecordRefusal extends IntersectionType(Asked, RefusalPart) implements Told<'RecordRefusal'> {
  @Uuid()
  readonly offerId: string;

  @Uuid()
  readonly managerId: string;

  @Whole({ min: 1, max: MAX_VERSION })
  readonly version: number;

  @IdList()
  readonly lineIds: readonly string[];
}

@Route('/offers/:offerId/refusals/:refusalEventId/corrections', {
  says: 'Corrects how a refusal was recorded: when it was stays.',
  example: { reason: 'NO_BUDGET', statedBy: 'callback_check' },
})
@AlsoOf(Asked, RefusalPart)
export class CorrectRefusal extends IntersectionType(Asked, RefusalPart) implements Told<'CorrectRefusal'> {
  @Uuid()
  readonly offerId: string;

  @Uuid()
  readonly refusalEventId: string;
}

@Route('/offers/:offerId/deferrals', {
  says: 'Leaves an offer open without reminders until a day.',
  example: { managerId: exampleIds.manager, until: '2027-03-01' },
})
export class DeferOffer extends Asked implements Told<'DeferOffer'> {
  @Uuid()
  readonly offerId: string;

  @Uuid()
  readonly managerId: string;

  @Day()
  readonly until: string;
}

@Route('/offers/:offerId/withdrawal', {
  says: 'The company takes back what is open of an offer.',
  example: { managerId: exampleIds.manager, reason: 'Replaced by a project offer' },
})
export class WithdrawOffer extends Asked implements Told<'WithdrawOffer'> {
  @Uuid()
  readonly offerId: string;

  @Uuid()
  readonly managerId: string;

  @Text({ max: 500 })
  readonly reason: string;
}

@Route('/offers/:offerId/void', {
  says: 'Takes an offer that never was out of all figures.',
  example: { reason: 'Entered for the wrong client' },
})
export class VoidOffer extends Asked implements Told<'VoidOffer'> {
  @Uuid()
  readonly offerId: string;

  @Text({ max: 500 })
  readonly reason: string;
}
