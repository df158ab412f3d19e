import { accept, type Checked, type Decider } from '../shared/decider';
import type { Id } from '../shared/values';
import { rejectCampaign, campaignRejections } from './rejections';
import { evolveCampaign, initialCampaign, type CampaignShape, type CampaignState } from './state';

const checkStep = (state: CampaignState, campaignId: Id, ...allowed: CampaignState['status'][]): Checked => {
  if (state.status === 'none') return rejectCampaign('CAMPAIGN_UNKNOWN', { campaignId });
  return allowed.includes(state.status)
    ? undefined
    : rejectCampaign('CAMPAIGN_NOT_IN_STEP', { campaignId, state: state.status });
};

/** A campaign: one product, a frozen list of clients, a control group to measure it against. */
export const campaignDecider: Decider<CampaignShape> = {
  initialState: initialCampaign,
  evolve: evolveCampaign,
  decide: {
    PlanCampaign: (data, state, { occurredAt, facts }) => {
      const { campaignId, productId, startsOn, endsOn } = data;
      if (state.status !== 'none') return rejectCampaign('CAMPAIGN_ALREADY_PLANNED', { campaignId });
      if (endsOn < startsOn) return rejectCampaign('CAMPAIGN_ENDS_BEFORE_IT_STARTS', { startsOn, endsOn });
      if (!facts.product(productId)) return rejectCampaign('PRODUCT_UNKNOWN', { productId });
      return accept({ type: 'CampaignPlanned', occurredAt, data });
    },
    FreezeTargets: (command, state, { occurredAt }) => {
      const { campaignId, targets, control } = command;
      if (state.status === 'none') return rejectCampaign('CAMPAIGN_UNKNOWN', { campaignId });
      const rejected = checkStep(state, campaignId, 'planned');
      if (rejected) return rejected;
      if (targets.length === 0) return rejectCampaign('TARGETS_EMPTY', { campaignId });
      if (new Set([...targets, ...control]).size < targets.length + control.length)
        return rejectCampaign('CONTROL_NOT_APART', { campaignId });
      return accept({ type: 'TargetsFrozen', occurredAt, data: { ...command, productId: state.productId } });
    },
    LaunchCampaign: (data, state, { occurredAt }) =>
      state.status === 'launched'
        ? accept()
        : (checkStep(state, data.campaignId, 'frozen') ?? accept({ type: 'CampaignLaunched', occurredAt, data })),
    CloseCampaign: (data, state, { occurredAt }) =>
      state.status === 'closed'
        ? accept()
        : (checkStep(state, data.campaignId, 'planned', 'frozen', 'launched') ??
          accept({ type: 'CampaignClosed', occurredAt, data })),
  },
  streamId: ({ campaignId }) => campaignId,
  needs: { PlanCampaign: ({ productId }) => ({ products: [productId] }) },
  rejections: campaignRejections,
};
