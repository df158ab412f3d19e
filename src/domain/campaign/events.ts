import type { Day, Id } from '../shared/values';
import type { ExclusionReason } from '../shared/words';

/** Clients who are alike before the draw: as likely to accept, of the same manager. */
export interface DrawStratum {
  readonly chance: number;
  readonly managerId?: Id;
  readonly targets: number;
  readonly control: number;
}

/** By which lot the two lists came to be, and what they can tell: fixed before anybody knows what comes. */
export interface CampaignDraw {
  /** The same seed over the same clients gives the same lists. */
  readonly seed: number;
  /** What they were drawn to be offered; a draw of before does not say. */
  readonly productId?: Id;
  /** What share of such clients take the product without a campaign, in as many days. */
  readonly baseRate: number;
  /** By how much that share must rise for the campaign to be worth it. */
  readonly smallestUplift: number;
  /** The chance that the lists show such an uplift. */
  readonly power: number;
  readonly strata: readonly DrawStratum[];
  readonly excluded: readonly { readonly reason: ExclusionReason; readonly clients: number }[];
}

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
    /** Left out where the lists were not drawn by lot. */
    readonly draw?: CampaignDraw;
  };
  /** The managers may approach the targets now. */
  CampaignLaunched: { readonly campaignId: Id };
  /** The campaign is over, and what was learned. */
  CampaignClosed: { readonly campaignId: Id; readonly conclusion: string };
}
