import { Asked, Route, type Told } from './asked';
import { Code, Moment, Name, OneOf, Text } from './fields';
import { durabilities, reasonGroups, type Durability, type ReasonGroup } from '../../domain/shared/words';

const fromWhen = { optional: true, says: 'When it takes effect; when it occurred, where it is left out' } as const;

@Route('/reasons/:catalogue', {
  says: 'Defines a reason of a catalogue; that of the refusals is called refusals.',
  example: { code: 'TOO_HEAVY', group: 'product', durable: 'until_product_version', label: 'Too heavy' },
})
export class DefineReason extends Asked implements Told<'DefineReason'> {
  @Name()
  readonly catalogue: string;

  @Code()
  readonly code: string;

  @OneOf(reasonGroups)
  readonly group: ReasonGroup;

  @OneOf(durabilities)
  readonly durable: Durability;

  @Text()
  readonly label: string;

  @Moment(fromWhen)
  readonly effectiveFrom?: string;
}

@Route('/reasons/:catalogue/:code/retirement', { says: 'Retires a reason: it stays where it was given.', example: {} })
export class RetireReason extends Asked implements Told<'RetireReason'> {
  @Name()
  readonly catalogue: string;

  @Code()
  readonly code: string;

  @Moment(fromWhen)
  readonly effectiveFrom?: string;
}

@Route('/reasons/:catalogue/remappings', {
  says: 'Lets reports show one reason as another one; what was recorded stays.',
  example: { from: 'NO_BUDGET', to: 'PRICE_TOO_HIGH' },
})
export class RemapReason extends Asked implements Told<'RemapReason'> {
  @Name()
  readonly catalogue: string;

  @Code()
  readonly from: string;

  @Code()
  readonly to: string;

  @Moment(fromWhen)
  readonly effectiveFrom?: string;
}
