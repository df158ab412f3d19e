import type { Day, Id } from '../shared/values';

/** Facts about a campaign: one product, offered to a frozen list of clients, measured against a control group. */
export interface CampaignEvents {
  CampaignPlanned: {
    readonly campaignId: Id;
    readonly name: string;
    readonly productId: Id;
    readonly startsOn: Day;
    readonly endsOn: Day;
  };
  TargetsFrozen: {
    readonly campaignId: Id;
    readonly productId: Id;
    readonly targets: readonly Id[];
    readonly control: readonly Id[];
    /** The position of the log at which the lists were drawn up. */
    readonly asOf: string;
  };
  CampaignLaunched: { readonly campaignId: Id };
  CampaignClosed: { readonly campaignId: Id; readonly conclusion: string };
}
