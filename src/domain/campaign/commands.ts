import type { Day, Id } from '../shared/values';

export interface CampaignCommands {
  PlanCampaign: {
    readonly campaignId: Id;
    readonly name: string;
    readonly productId: Id;
    readonly startsOn: Day;
    readonly endsOn: Day;
  };
  FreezeTargets: {
    readonly campaignId: Id;
    readonly targets: readonly Id[];
    readonly control: readonly Id[];
    readonly asOf: string;
  };
  LaunchCampaign: { readonly campaignId: Id };
  CloseCampaign: { readonly campaignId: Id; readonly conclusion: string };
}
