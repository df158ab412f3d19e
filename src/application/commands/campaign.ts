import { Asked, Route, type Told } from './asked';
import { exampleIds } from './examples';
import { Day, IdList, LogPosition, Text, Uuid } from './fields';
import { OwnId } from './nested-fields';

const MAX_TARGETS = 10_000;

@Route('/campaigns', {
  says: 'Plans a campaign for one product.',
  example: {
    campaignId: exampleIds.campaign,
    name: 'Spring cleaning',
    productId: exampleIds.product,
    startsOn: '2027-03-01',
    endsOn: '2027-03-31',
  },
})
export class PlanCampaign extends Asked implements Told<'PlanCampaign'> {
  @OwnId()
  readonly campaignId: string;

  @Text()
  readonly name: string;

  @Uuid()
  readonly productId: string;

  @Day()
  readonly startsOn: string;

  @Day()
  readonly endsOn: string;
}

@Route('/campaigns/:campaignId/targets', {
  says: 'Freezes who is targeted and who is only compared with.',
  example: { targets: [exampleIds.client], control: [exampleIds.otherClient], asOf: '1200' },
})
export class FreezeTargets extends Asked implements Told<'FreezeTargets'> {
  @Uuid()
  readonly campaignId: string;

  @IdList({ max: MAX_TARGETS })
  readonly targets: readonly string[];

  @IdList({ min: 0, max: MAX_TARGETS })
  readonly control: readonly string[];

  @LogPosition({ says: 'The position of the log at which the lists were drawn up' })
  readonly asOf: string;
}

@Route('/campaigns/:campaignId/launch', { says: 'Starts a campaign.', example: {} })
export class LaunchCampaign extends Asked implements Told<'LaunchCampaign'> {
  @Uuid()
  readonly campaignId: string;
}

@Route('/campaigns/:campaignId/closing', {
  says: 'Ends a campaign with what was learnt.',
  example: { conclusion: 'Twice as many accepted as in the control group' },
})
export class CloseCampaign extends Asked implements Told<'CloseCampaign'> {
  @Uuid()
  readonly campaignId: string;

  @Text({ max: 2_000 })
  readonly conclusion: string;
}
