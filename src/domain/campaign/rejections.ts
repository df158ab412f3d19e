import { rejecter, type RejectionCatalogue } from '../shared/decider';

export const campaignRejections = {
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

export const rejectCampaign = rejecter(campaignRejections);
