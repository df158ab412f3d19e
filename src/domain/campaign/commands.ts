import type { Id } from '../shared/values';
import type { CampaignEvents } from './events';

export interface CampaignCommands {
  PlanCampaign: CampaignEvents['CampaignPlanned'];
  FreezeTargets: Omit<CampaignEvents['TargetsFrozen'], 'productId'>;
  LaunchCampaign: { readonly campaignId: Id };
  CloseCampaign: CampaignEvents['CampaignClosed'];
}
