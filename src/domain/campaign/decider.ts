import { accept, existing, type Checked, type Decider } from '../shared/decider';
import { checkProducts } from '../shared/references';
import type { Id } from '../shared/values';
import { rejectCampaign, campaignRejections } from './rejections';
import { evolveCampaign, type Campaign, type CampaignShape } from './state';

const onCampaign = existing<CampaignShape, { readonly campaignId: Id }>(({ campaignId }) =>
  rejectCampaign('CAMPAIGN_UNKNOWN', { campaignId }),
);

const checkStep = ({ status }: Campaign, campaignId: Id, ...allowed: Campaign['status'][]): Checked =>
  allowed.includes(status) ? undefined : rejectCampaign('CAMPAIGN_NOT_IN_STEP', { campaignId, state: status });

/** A campaign: one product, a frozen list of clients, a control group to measure it against. */
export const campaignDecider: Decider<CampaignShape> = {
  initialState: undefined,
  evolve: evolveCampaign,
  decide: {
    PlanCampaign: (data, state, { occurredAt, facts }) => {
      const { campaignId, productId, startsOn, endsOn } = data;
      if (state) return rejectCampaign('CAMPAIGN_ALREADY_PLANNED', { campaignId });
      if (endsOn < startsOn) return rejectCampaign('CAMPAIGN_ENDS_BEFORE_IT_STARTS', { startsOn, endsOn });
      return checkProducts(facts, [productId]) ?? accept({ type: 'CampaignPlanned', occurredAt, data });
    },
    FreezeTargets: onCampaign((command, campaign, { occurredAt }) => {
      const { campaignId, targets, control } = command;
      const rejected = checkStep(campaign, campaignId, 'planned');
      if (rejected) return rejected;
      if (targets.length === 0) return rejectCampaign('TARGETS_EMPTY', { campaignId });
      if (new Set([...targets, ...control]).size < targets.length + control.length)
        return rejectCampaign('CONTROL_NOT_APART', { campaignId });
      return accept({ type: 'TargetsFrozen', occurredAt, data: { ...command, productId: campaign.productId } });
    }),
    LaunchCampaign: onCampaign((data, campaign, { occurredAt }) => {
      if (campaign.status === 'launched') return accept();
      return checkStep(campaign, data.campaignId, 'frozen') ?? accept({ type: 'CampaignLaunched', occurredAt, data });
    }),
    CloseCampaign: onCampaign((data, { status }, { occurredAt }) =>
      status === 'closed' ? accept() : accept({ type: 'CampaignClosed', occurredAt, data }),
    ),
  },
  streamId: ({ campaignId }) => campaignId,
  needs: { PlanCampaign: ({ productId }) => ({ products: [productId] }) },
  rejections: campaignRejections,
};
