import type { CampaignCommands } from '../../domain/campaign/commands';
import type { CampaignDraw, DrawStratum } from '../../domain/campaign/events';
import { MOST_IN_LIST } from '../../domain/campaign/size';
import { exclusionReasons } from '../../domain/shared/words';
import {
  aDay,
  aDecimal,
  anId,
  anObject,
  aPosition,
  aText,
  aWhole,
  described,
  idList,
  listOf,
  maybe,
  oneOf,
  ownId,
  type StreamFields,
} from './fields';

const LARGEST_SEED = 2 ** 32 - 1;
const aShare = { ...aDecimal(0, 1), example: 0.1 };
const clientsOfList = aWhole(0, MOST_IN_LIST);

const draw = anObject<CampaignDraw>('CampaignDraw', {
  seed: described(aWhole(0, LARGEST_SEED), 'The same seed over the same clients gives the same lists'),
  productId: maybe(anId, 'What the lists were drawn for: it must be that of the campaign'),
  baseRate: described(aShare, 'What share of such clients take the product without a campaign, in as many days'),
  smallestUplift: described(aShare, 'By how much that share must rise'),
  power: described(aShare, 'The chance that the lists show such an uplift'),
  strata: listOf(
    anObject<DrawStratum>('DrawStratum', {
      chance: described(aShare, 'How likely they are to accept'),
      managerId: maybe(anId),
      targets: clientsOfList,
      control: clientsOfList,
    }),
    { max: MOST_IN_LIST },
  ),
  excluded: listOf(
    anObject<CampaignDraw['excluded'][number]>('ExcludedClients', {
      reason: oneOf(exclusionReasons),
      clients: aWhole(0, 10 ** 9),
    }),
    { min: 0, max: exclusionReasons.length },
  ),
});

export const campaignFields = {
  PlanCampaign: { campaignId: ownId, name: aText(), productId: anId, startsOn: aDay, endsOn: aDay },
  FreezeTargets: {
    campaignId: anId,
    targets: idList({ max: MOST_IN_LIST }),
    control: idList({ min: 0, max: MOST_IN_LIST }),
    asOf: described(aPosition, 'The position of the log at which the lists were drawn up'),
    draw: maybe(draw, 'By which lot, as a proposal gives it (GET /campaigns/proposal); left out where there was none'),
  },
  LaunchCampaign: { campaignId: anId },
  CloseCampaign: {
    campaignId: anId,
    conclusion: described(aText(2_000), 'What was learned. Kept plain: no names of clients'),
  },
} satisfies StreamFields<CampaignCommands>;
