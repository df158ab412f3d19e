import type { CampaignCommands } from '../../domain/campaign/commands';
import { aDay, anId, aPosition, aText, described, idList, ownId, type StreamFields } from './fields';

const MAX_TARGETS = 10_000;

export const campaignFields = {
  PlanCampaign: { campaignId: ownId, name: aText(), productId: anId, startsOn: aDay, endsOn: aDay },
  FreezeTargets: {
    campaignId: anId,
    targets: idList({ max: MAX_TARGETS }),
    control: idList({ min: 0, max: MAX_TARGETS }),
    asOf: described(aPosition, 'The position of the log at which the lists were drawn up'),
  },
  LaunchCampaign: { campaignId: anId },
  CloseCampaign: {
    campaignId: anId,
    conclusion: described(aText(2_000), 'What was learned. Kept plain: no names of clients'),
  },
} satisfies StreamFields<CampaignCommands>;
