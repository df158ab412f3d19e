import { idTaken, rejecter, type RejectionCatalogue } from '../shared/decider';
import { orderRejections } from '../shared/occurrence';
import { happeningRejections, referenceRejections } from '../shared/references';

export const campaignRejections = {
  CAMPAIGN_UNKNOWN: happeningRejections.CAMPAIGN_UNKNOWN,
  CAMPAIGN_ALREADY_PLANNED: idTaken('A campaign of this id is there already.'),
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
  TARGETS_AHEAD_OF_LOG: {
    rule: 25,
    message: 'The log does not reach so far (asOf): nobody drew up lists by what is yet to be recorded.',
    next: 'Give the position at which the lists were drawn up, as a report or an answer told it.',
  },
  TARGETS_EMPTY: { rule: 0, message: 'A campaign needs a target.', next: 'Name at least one client in targets.' },
  CONTROL_NOT_APART: {
    rule: 0,
    message: 'A client is both a target and of the control group: the uplift could not be measured.',
    next: 'Keep each client in one of the two lists, once.',
  },
  DRAW_OF_OTHER_LISTS: {
    rule: 0,
    message: 'The strata of the draw do not hold as many targets and control clients as the lists.',
    next: 'Give targets, control and draw as one proposal has them, or leave the draw out.',
  },
  DRAW_OF_OTHER_PRODUCT: {
    rule: 0,
    message:
      'The lists were drawn for another product than that of the campaign: other clients have it, or refused it.',
    next: 'Give the lists of a proposal for the product of the campaign, or plan a campaign for this one.',
  },
  CAMPAIGN_OVER: {
    rule: 0,
    message: 'The last day of the campaign has passed: launched now, it could bring nothing that counts.',
    next: 'Plan another campaign with days to come, or give the occurredAt of a launch that was in time.',
  },
  PRODUCT_WITHDRAWN: {
    rule: 18,
    message: 'The product is withdrawn by the first day of the campaign: no new line may offer it.',
    next: 'Reinstate it first (ReinstateProduct), or plan a campaign for what replaces it.',
  },
  ...orderRejections,
  PRODUCT_UNKNOWN: referenceRejections.PRODUCT_UNKNOWN,
  MANAGER_UNKNOWN: referenceRejections.MANAGER_UNKNOWN,
  CLIENT_UNKNOWN: referenceRejections.CLIENT_UNKNOWN,
  CLIENT_MERGED: referenceRejections.CLIENT_MERGED,
  CLIENT_ERASED: referenceRejections.CLIENT_ERASED,
} as const satisfies RejectionCatalogue;

export const rejectCampaign = rejecter(campaignRejections);
