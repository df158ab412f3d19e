import type { Decider } from '../shared/decider';
import type { Id } from '../shared/values';
import type { CampaignCommands } from './commands';
import type { CampaignEvents } from './events';

export type CampaignState =
  | { readonly status: 'none' }
  | { readonly status: 'planned' | 'frozen' | 'launched' | 'closed'; readonly productId: Id };

export interface CampaignShape {
  readonly state: CampaignState;
  readonly commands: CampaignCommands;
  readonly events: CampaignEvents;
}

export const initialCampaign: CampaignState = { status: 'none' };

const as =
  (status: 'frozen' | 'launched' | 'closed') =>
  (state: CampaignState): CampaignState =>
    state.status === 'none' ? state : { ...state, status };

export const evolveCampaign: Decider<CampaignShape>['evolve'] = {
  CampaignPlanned: (_, { data: { productId } }) => ({ status: 'planned', productId }),
  TargetsFrozen: as('frozen'),
  CampaignLaunched: as('launched'),
  CampaignClosed: as('closed'),
};
