import type { Day, Id } from '../shared/values';

/** Facts about a campaign: one product, offered to a frozen list of clients, measured against a control group. */
export interface CampaignEvents {
  /** One product is to be offered to chosen clients in a span of days. */
  CampaignPlanned: {
    readonly campaignId: Id;
    readonly name: string;
    readonly productId: Id;
    readonly startsOn: Day;
    readonly endsOn: Day;
  };
  /** Who is approached and who is left alone to compare with: fixed before the launch. */
  TargetsFrozen: {
    readonly campaignId: Id;
    readonly productId: Id;
    readonly targets: readonly Id[];
    readonly control: readonly Id[];
    /** The position of the log at which the lists were drawn up. */
    readonly asOf: string;
  };
  /** The managers may approach the targets now. */
  CampaignLaunched: { readonly campaignId: Id };
  /** The campaign is over, and what was learned. */
  CampaignClosed: { readonly campaignId: Id; readonly conclusion: string };
}
