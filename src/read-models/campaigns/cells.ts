import type { AnswerRow } from '../kit/report';
import { share } from '../statistics/proportion';
import { chanceSeenAbove } from '../statistics/two-proportions';
import { takersOf, differenceBetween, noDifference, verdictOf } from './comparison';
import { upliftSeen } from './design';
import type { CampaignResult } from './results';

const clientsOf = (all: readonly { readonly clientId: string }[]): number =>
  new Set(all.map(({ clientId }) => clientId)).size;

/** Both groups as they were drawn, and what each of them did. */
const comparedCells = ({ groups }: CampaignResult): AnswerRow => {
  const [targets, control] = [takersOf(groups.first), takersOf(groups.second)];
  return {
    ...{ targetsTook: targets.successes, controlTook: control.successes },
    ...{ targetsShare: share(targets), controlShare: share(control) },
    ...differenceBetween(groups),
  };
};

const notLooked: AnswerRow = {
  ...{ targetsTook: null, controlTook: null, targetsShare: null, controlShare: null },
  ...noDifference,
};

/** What the lists could show, over what the control group did, or was expected to do as long as that is not looked at. */
const powerCells = ({ campaign, groups, state }: CampaignResult): AnswerRow => {
  const { smallestUplift, plannedPower, baseRate } = campaign;
  const [targets, control] = [groups.first.length, groups.second.length];
  const base = state === 'ended' ? share(takersOf(groups.second)) : baseRate;
  const isKnown = base !== null && targets > 0 && control > 0;
  const power =
    isKnown && smallestUplift !== null
      ? chanceSeenAbove({
          first: { trials: targets, chance: Math.min(1, base + smallestUplift) },
          second: { trials: control, chance: base },
        })
      : null;
  return {
    ...{ smallestUplift, plannedPower, power },
    upliftSeen: isKnown ? upliftSeen({ targets, control }, base) : null,
  };
};

/** One look at the end: until then it is only said how long it runs. */
const saidOf = ({ state, campaign, groups }: CampaignResult): string => {
  if (state === 'running') return `runs until ${campaign.endsOn}: its result is looked at once, after that day`;
  if (state === 'launched') return `begins on ${campaign.startsOn} and runs until ${campaign.endsOn}`;
  if (state !== 'ended') return state === 'not launched' ? 'was not launched in time' : 'is not launched yet';
  return groups.second.length === 0
    ? 'has no control group: nothing to compare with'
    : verdictOf(differenceBetween(groups));
};

/** Whom it should have reached and did not, and whom it should have left alone and did not. */
const contaminationCells = ({ groups, offered, state }: CampaignResult): AnswerRow => {
  const isBegun = state === 'running' || state === 'ended';
  return {
    targetsNotOffered: isBegun ? groups.first.length - clientsOf(offered.first) : null,
    controlOffered: isBegun ? clientsOf(offered.second.filter(({ solicited }) => solicited === 0)) : null,
  };
};

export const campaignCells = (result: CampaignResult): AnswerRow => {
  const { campaign, state, groups } = result;
  const { campaignId, name, productId, startsOn, endsOn } = campaign;
  return {
    ...{ campaignId, name, productId, state, startsOn, endsOn },
    says: saidOf(result),
    ...{ targets: groups.first.length, control: groups.second.length },
    ...(state === 'ended' ? comparedCells(result) : notLooked),
    ...contaminationCells(result),
    ...powerCells(result),
  };
};
