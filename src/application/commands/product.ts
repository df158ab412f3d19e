import { Asked, Route, type Told } from './asked';
import { exampleIds, examplePrice } from './examples';
import { Flag, Moment, Text, Uuid } from './fields';
import { OwnId, Part } from './nested-fields';
import { ExternalIdPart, MoneyField, MoneyPart } from './parts';

const fromWhen = { optional: true, says: 'When it takes effect; when it occurred, where it is left out' } as const;

@Route('/products', {
  says: 'Introduces a product.',
  example: { productId: exampleIds.product, name: 'Chain hoist 500 kg', category: 'hoists' },
})
export class IntroduceProduct extends Asked implements Told<'IntroduceProduct'> {
  @OwnId()
  readonly productId: string;

  @Text()
  readonly name: string;

  @Text({ max: 100 })
  readonly category: string;

  @Part(() => ExternalIdPart, { optional: true })
  readonly externalId?: ExternalIdPart;
}

@Route('/products/:productId/prices', { says: 'Sets the list price.', example: { price: examplePrice } })
export class SetPrice extends Asked implements Told<'SetPrice'> {
  @Uuid()
  readonly productId: string;

  @MoneyField()
  readonly price: MoneyPart;

  @Moment(fromWhen)
  readonly effectiveFrom?: string;
}

@Route('/products/:productId/unit-costs', {
  says: 'Sets what a unit costs the company.',
  example: { cost: { amount: 8_000, currency: 'EUR' } },
})
export class SetUnitCost extends Asked implements Told<'SetUnitCost'> {
  @Uuid()
  readonly productId: string;

  @MoneyField()
  readonly cost: MoneyPart;

  @Moment(fromWhen)
  readonly effectiveFrom?: string;
}

@Route('/products/:productId/availability', {
  says: 'Says whether a product can be delivered.',
  example: { available: false, reason: 'The supplier is late' },
})
export class ChangeAvailability extends Asked implements Told<'ChangeAvailability'> {
  @Uuid()
  readonly productId: string;

  @Flag()
  readonly available: boolean;

  @Text({ max: 500, optional: true })
  readonly reason?: string;
}

@Route('/products/:productId/withdrawal', {
  says: 'Takes a product off the market: no new offer line from then on (rule 18).',
  example: { reason: 'Nobody wants it' },
})
export class WithdrawProduct extends Asked implements Told<'WithdrawProduct'> {
  @Uuid()
  readonly productId: string;

  @Moment(fromWhen)
  readonly effectiveFrom?: string;

  @Text({ max: 500 })
  readonly reason: string;

  @Uuid({ optional: true })
  readonly replacementId?: string;
}

@Route('/products/:productId/reinstatement', { says: 'Brings a withdrawn product back.', example: {} })
export class ReinstateProduct extends Asked implements Told<'ReinstateProduct'> {
  @Uuid()
  readonly productId: string;

  @Moment(fromWhen)
  readonly effectiveFrom?: string;
}
