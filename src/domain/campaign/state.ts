import type { Decider } from '../shared/decider';
import type { Id } from '../shared/values';
import type { CampaignCommands } from './commands';
import type { CampaignEvents } from './events';

export interface Campaign {
  readonly status: 'planned' | 'frozen' | 'launched' | 'closed';
  readonly productId: Id;
}

export type CampaignState = Campaign | undefined;

export interface CampaignShape {
  readonly state: CampaignState;
  readonly commands: CampaignCommands;
  readonly events: CampaignEvents;
}

const as =
  (status: Campaign['status']) =>
  (state: CampaignState): CampaignState =>
    state && { ...state, status };

export const evolveCampaign: Decider<CampaignShape>['evolve'] = {
  CampaignPlanned: (_, { data: { productId } }) => ({ status: 'planned', productId }),
  TargetsFrozen: as('frozen'),
  CampaignLaunched: as('launched'),
  CampaignClosed: as('closed'),
};
