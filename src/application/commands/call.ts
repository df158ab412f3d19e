import type { PitchIntent } from '../../domain/shared/intents';
import { callResults, type CallDirection, type CallResult } from '../../domain/shared/words';
import { Asked, Route, type Told } from './asked';
import { exampleIds, examplePrice } from './examples';
import { IdList, Moment, OneOf, Text, Uuid, Whole } from './fields';
import { ListOf, OwnId, Part } from './nested-fields';
import { LongText, OfferLinePart } from './parts';
import { RefusalPart } from './refusal-part';

const directions = ['in', 'out'] as const satisfies readonly CallDirection[];
const DAY_IN_SECONDS = 86_400;

export class PitchAcceptancePart {
  @IdList()
  readonly lineIds: readonly string[];

  @Text({ optional: true })
  readonly winReason?: string;
}

export class PitchRefusalPart extends RefusalPart {
  @IdList()
  readonly lineIds: readonly string[];
}

export class PitchPart implements PitchIntent {
  @OwnId()
  readonly offerId: string;

  @ListOf(() => OfferLinePart)
  readonly lines: readonly OfferLinePart[];

  @Uuid({ optional: true })
  readonly campaignId?: string;

  @Text({ max: 500, optional: true })
  readonly legalBasis?: string;

  @Part(() => PitchAcceptancePart, { optional: true })
  readonly accepted?: PitchAcceptancePart;

  @Part(() => PitchRefusalPart, { optional: true })
  readonly refused?: PitchRefusalPart;
}

@Route('/calls', {
  says: 'Logs a call; with a pitch also the offer that was made in it and what came of it.',
  example: {
    clientId: exampleIds.client,
    managerId: exampleIds.manager,
    direction: 'out',
    durationSeconds: 240,
    result: 'reached',
    pitch: {
      lines: [{ lineId: exampleIds.line, productId: exampleIds.product, quantity: 1, unitPrice: examplePrice }],
      refused: { lineIds: [exampleIds.line], reason: 'PRICE_TOO_HIGH', statedBy: 'client' },
    },
  },
})
export class LogCall extends Asked implements Told<'LogCall'> {
  @OwnId()
  readonly callId: string;

  @Uuid({ optional: true, says: 'Left out where nobody knows who called' })
  readonly clientId?: string;

  @Uuid()
  readonly managerId: string;

  @OneOf(directions)
  readonly direction: CallDirection;

  @Whole({ min: 0, max: DAY_IN_SECONDS })
  readonly durationSeconds: number;

  @OneOf(callResults)
  readonly result: CallResult;

  @IdList({ min: 0, optional: true, says: 'The products that were talked about' })
  readonly topics?: readonly string[];

  @Uuid({ optional: true, says: 'The enquiry that the call answers' })
  readonly enquiryId?: string;

  @Uuid({ optional: true })
  readonly offerId?: string;

  @LongText({ optional: true })
  readonly note?: string;

  @Text({ max: 500, optional: true, says: 'Why the call was allowed although the consent is withdrawn (rule 17)' })
  readonly legalBasis?: string;

  @Part(() => PitchPart, { optional: true, says: 'A verbal offer made in this call, with its outcome' })
  readonly pitch?: PitchPart;
}

@Route('/calls/:callId/corrections', {
  says: 'Corrects a logged call: fields that are given replace what stood.',
  example: { durationSeconds: 300 },
})
export class CorrectCall extends Asked implements Told<'CorrectCall'> {
  @Uuid()
  readonly callId: string;

  @Uuid({ optional: true })
  readonly clientId?: string;

  @Uuid({ optional: true })
  readonly managerId?: string;

  @OneOf(directions, { optional: true })
  readonly direction?: CallDirection;

  @Whole({ min: 0, max: DAY_IN_SECONDS, optional: true })
  readonly durationSeconds?: number;

  @OneOf(callResults, { optional: true })
  readonly result?: CallResult;

  @IdList({ min: 0, optional: true })
  readonly topics?: readonly string[];

  @Moment({ optional: true, says: 'When the call was' })
  readonly at?: string;

  @LongText({ optional: true })
  readonly note?: string;
}

@Route('/calls/:callId/void', {
  says: 'Takes a call that never was out of all figures.',
  example: { reason: 'Logged twice' },
})
export class VoidCall extends Asked implements Told<'VoidCall'> {
  @Uuid()
  readonly callId: string;

  @Text({ max: 500 })
  readonly reason: string;
}
