import type { Decider } from '../shared/decider';
import type { CampaignFacts } from '../shared/facts';
import type { Day, Id, Moment } from '../shared/values';
import type { CampaignCommands } from './commands';
import type { CampaignEvents } from './events';

export interface Campaign extends CampaignFacts {
  readonly status: 'planned' | 'frozen' | 'launched' | 'closed';
  readonly productId: Id;
  readonly startsOn: Day;
  readonly endsOn: Day;
  /** What was learned, once it is closed. */
  readonly conclusion?: string;
  /** The lists as they were frozen, to tell a repetition. */
  readonly lists?: Pick<CampaignEvents['TargetsFrozen'], 'targets' | 'control'>;
  /** When the last step was taken. */
  readonly since: Moment;
}

export type CampaignState = Campaign | undefined;

export interface CampaignShape {
  readonly state: CampaignState;
  readonly commands: CampaignCommands;
  readonly events: CampaignEvents;
}

const as =
  (status: Campaign['status']) =>
  (state: CampaignState, { occurredAt }: { readonly occurredAt: Moment }): CampaignState =>
    state && { ...state, status, since: occurredAt };

export const evolveCampaign: Decider<CampaignShape>['evolve'] = {
  CampaignPlanned: (_, { occurredAt, data: { productId, startsOn, endsOn } }) => ({
    ...{ status: 'planned', productId, startsOn, endsOn, since: occurredAt },
  }),
  TargetsFrozen: (state, event) => {
    const { targets, control } = event.data;
    const frozen = as('frozen')(state, event);
    return frozen && { ...frozen, lists: { targets, control } };
  },
  CampaignLaunched: (state, event) => {
    const launched = as('launched')(state, event);
    return launched && { ...launched, launchedAt: event.occurredAt };
  },
  CampaignClosed: (state, event) => {
    const closed = as('closed')(state, event);
    return closed && { ...closed, conclusion: event.data.conclusion };
  },
};
