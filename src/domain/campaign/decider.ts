import { accept, existing, type Checked, type Context, type Decider } from '../shared/decider';
import { inForce } from '../shared/facts';
import { checkAfter } from '../shared/occurrence';
import { checkClients, checkManagers, checkProducts, distinct } from '../shared/references';
import { isSame } from '../shared/same';
import { localDay, startOfDay } from '../shared/time';
import type { Id } from '../shared/values';
import type { CampaignCommands } from './commands';
import type { CampaignDraw } from './events';
import { rejectCampaign, campaignRejections } from './rejections';
import { evolveCampaign, type Campaign, type CampaignShape } from './state';

const onCampaign = existing<CampaignShape, { readonly campaignId: Id }>(({ campaignId }) =>
  rejectCampaign('CAMPAIGN_UNKNOWN', { campaignId }),
);

const checkStep = ({ status }: Campaign, campaignId: Id, ...allowed: Campaign['status'][]): Checked =>
  allowed.includes(status) ? undefined : rejectCampaign('CAMPAIGN_NOT_IN_STEP', { campaignId, state: status });

/** A step is not taken before the one that it follows. */
const checkNext = ({ since }: Campaign, context: Context): Checked =>
  checkAfter(context, { cause: 'the step before', at: since });

const checkDays = ({ endsOn }: Campaign, { occurredAt, zone }: Context): Checked =>
  localDay(occurredAt, zone) > endsOn ? rejectCampaign('CAMPAIGN_OVER', { endsOn }) : undefined;

/** Rule 18, when the campaign begins: later it may be withdrawn, as anything that is offered. */
const checkOnSale = ({ productId, startsOn }: Pick<Campaign, 'productId' | 'startsOn'>, context: Context): Checked => {
  const { occurredAt, zone, facts } = context;
  const firstDay = startOfDay(startsOn, zone);
  const standing = inForce(facts.product(productId)?.sale, firstDay > occurredAt ? firstDay : occurredAt);
  return standing?.isWithdrawn
    ? rejectCampaign('PRODUCT_WITHDRAWN', { productId, withdrawnFrom: standing.effectiveFrom })
    : undefined;
};

const managersOf = (draw: CampaignDraw | undefined) => draw?.strata.map(({ managerId }) => managerId) ?? [];

/** The strata hold as many clients as the lists do. */
const isDrawOf = ({ strata }: CampaignDraw, { targets, control }: CampaignCommands['FreezeTargets']): boolean => {
  const counted = (group: 'targets' | 'control'): number => strata.reduce((all, stratum) => all + stratum[group], 0);
  return counted('targets') === targets.length && counted('control') === control.length;
};

/** Lists that were drawn for something else leave out the wrong clients. */
const checkProduct = ({ draw }: CampaignCommands['FreezeTargets'], { productId }: Campaign): Checked =>
  draw?.productId === undefined || draw.productId === productId
    ? undefined
    : rejectCampaign('DRAW_OF_OTHER_PRODUCT', { drawnFor: draw.productId, productId });

const checkLists = (command: CampaignCommands['FreezeTargets'], { facts }: Context): Checked => {
  const { campaignId, targets, control, asOf, draw } = command;
  if (targets.length === 0) return rejectCampaign('TARGETS_EMPTY', { campaignId });
  if (new Set([...targets, ...control]).size < targets.length + control.length)
    return rejectCampaign('CONTROL_NOT_APART', { campaignId });
  if (draw && !isDrawOf(draw, command)) return rejectCampaign('DRAW_OF_OTHER_LISTS', { campaignId });
  return BigInt(asOf) > facts.head
    ? rejectCampaign('TARGETS_AHEAD_OF_LOG', { asOf, head: String(facts.head) })
    : undefined;
};

/** A campaign: one product, a frozen list of clients, a control group to measure it against. */
export const campaignDecider: Decider<CampaignShape> = {
  initialState: undefined,
  evolve: evolveCampaign,
  decide: {
    PlanCampaign: (data, state, context) => {
      const { campaignId, productId, startsOn, endsOn } = data;
      if (state) return rejectCampaign('CAMPAIGN_ALREADY_PLANNED', { campaignId });
      if (endsOn < startsOn) return rejectCampaign('CAMPAIGN_ENDS_BEFORE_IT_STARTS', { startsOn, endsOn });
      return (
        checkProducts(context.facts, [productId]) ??
        checkOnSale(data, context) ??
        accept({ type: 'CampaignPlanned', occurredAt: context.occurredAt, data })
      );
    },
    FreezeTargets: onCampaign((command, campaign, context) => {
      const { campaignId, targets, control, draw } = command;
      const { occurredAt, facts } = context;
      if (isSame(campaign.lists, { targets, control })) return accept();
      const rejected = checkStep(campaign, campaignId, 'planned') ?? checkNext(campaign, context);
      if (rejected) return rejected;
      const improper =
        checkProduct(command, campaign) ??
        checkLists(command, context) ??
        checkClients(facts, [...targets, ...control]) ??
        checkManagers(facts, ...managersOf(draw));
      if (improper) return improper;
      return accept({ type: 'TargetsFrozen', occurredAt, data: { ...command, productId: campaign.productId } });
    }),
    LaunchCampaign: onCampaign((data, campaign, context) => {
      if (campaign.status === 'launched') return accept();
      const rejected =
        checkStep(campaign, data.campaignId, 'frozen') ??
        checkNext(campaign, context) ??
        checkDays(campaign, context) ??
        checkOnSale(campaign, context);
      return rejected ?? accept({ type: 'CampaignLaunched', occurredAt: context.occurredAt, data });
    }),
    CloseCampaign: onCampaign((data, campaign, context) => {
      if (campaign.status === 'closed')
        return campaign.conclusion === data.conclusion
          ? accept()
          : rejectCampaign('CAMPAIGN_NOT_IN_STEP', { campaignId: data.campaignId, state: campaign.status });
      return checkNext(campaign, context) ?? accept({ type: 'CampaignClosed', occurredAt: context.occurredAt, data });
    }),
  },
  streamId: ({ campaignId }) => campaignId,
  needs: {
    PlanCampaign: ({ productId }) => ({ products: [productId] }),
    LaunchCampaign: (_, campaign) => ({ products: distinct(campaign?.productId) }),
    FreezeTargets: ({ targets, control, draw }) => ({
      clients: distinct(...targets, ...control),
      managers: distinct(...managersOf(draw)),
      head: true,
    }),
  },
  rejections: campaignRejections,
};
