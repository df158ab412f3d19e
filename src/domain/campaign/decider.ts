import { accept, rejecter, type Decider, type Rejected, type RejectionCatalogue } from '../shared/decider';
import type { Id } from '../shared/values';
import { evolve, initialState, type CampaignShape, type CampaignState } from './state';

const rejections = {
  CAMPAIGN_UNKNOWN: {
    rule: 0,
    kind: 'unknown',
    message: 'There is no such campaign.',
    next: 'Plan it first (PlanCampaign).',
  },
  CAMPAIGN_ALREADY_PLANNED: {
    rule: 20,
    message: 'A campaign of this id is there already.',
    next: 'Take another id, or leave it out to get a new one.',
  },
  CAMPAIGN_ENDS_BEFORE_IT_STARTS: {
    rule: 0,
    message: 'The campaign ends before it starts.',
    next: 'Give an endsOn that is not before startsOn.',
  },
  CAMPAIGN_NOT_IN_STEP: {
    rule: 0,
    message: 'A campaign is planned, then its targets are frozen, then it is launched, then it is closed.',
    next: 'Take the step that comes next from the state that is named.',
  },
  TARGETS_EMPTY: { rule: 0, message: 'A campaign needs a target.', next: 'Name at least one client in targets.' },
  CONTROL_NOT_APART: {
    rule: 0,
    message: 'A client is both a target and of the control group: the uplift could not be measured.',
    next: 'Keep each client in one of the two lists, once.',
  },
  PRODUCT_UNKNOWN: {
    rule: 0,
    kind: 'unknown',
    message: 'There is no such product.',
    next: 'Introduce the product first (IntroduceProduct).',
  },
} as const satisfies RejectionCatalogue;

const reject = rejecter(rejections);

const checkStep = (
  state: CampaignState,
  campaignId: Id,
  ...allowed: CampaignState['status'][]
): Rejected | undefined => {
  if (state.status === 'none') return reject('CAMPAIGN_UNKNOWN', { campaignId });
  return allowed.includes(state.status)
    ? undefined
    : reject('CAMPAIGN_NOT_IN_STEP', { campaignId, state: state.status });
};

/** A campaign: one product, a frozen list of clients, a control group to measure it against. */
export const campaignDecider: Decider<CampaignShape> = {
  initialState,
  evolve,
  decide: {
    PlanCampaign: (data, state, { occurredAt, facts }) => {
      const { campaignId, productId, startsOn, endsOn } = data;
      if (state.status !== 'none') return reject('CAMPAIGN_ALREADY_PLANNED', { campaignId });
      if (endsOn < startsOn) return reject('CAMPAIGN_ENDS_BEFORE_IT_STARTS', { startsOn, endsOn });
      if (!facts.product(productId)) return reject('PRODUCT_UNKNOWN', { productId });
      return accept({ type: 'CampaignPlanned', occurredAt, data });
    },
    FreezeTargets: (command, state, { occurredAt }) => {
      const { campaignId, targets, control } = command;
      if (state.status === 'none') return reject('CAMPAIGN_UNKNOWN', { campaignId });
      const refused = checkStep(state, campaignId, 'planned');
      if (refused) return refused;
      if (targets.length === 0) return reject('TARGETS_EMPTY', { campaignId });
      if (new Set([...targets, ...control]).size < targets.length + control.length)
        return reject('CONTROL_NOT_APART', { campaignId });
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
  rejections,
};
