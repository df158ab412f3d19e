import { CONTACT_PACE_DAYS } from './economics';
import { WANTED_POWER } from './design';
import { LONGEST_CONTACT_DAYS, roundedShare, type Proposal } from './proposal';

export const percentOf = (share: number): string => `${Number((100 * share).toFixed(2))} %`;

const NO_LISTS = 'No lists are drawn: targets are all who are worth approaching.';

/** What bounds the number of those who are approached. */
const bounds = {
  budget: 'budget',
  days: `days and the pace of the last ${CONTACT_PACE_DAYS} days`,
  pace: `the pace of the last ${CONTACT_PACE_DAYS} days in ${LONGEST_CONTACT_DAYS} days`,
} as const;

/** What would let so many be approached. */
const nextFor = ({ asked, span, worth }: Proposal, needed: number): string =>
  span.boundBy === 'budget'
    ? `Give a budget of ${needed * asked.contactCost} (minor units${worth.currency === null ? '' : ` of ${worth.currency}`}) or more`
    : `Give ${Math.ceil(needed / span.clientsADay) + span.answerDays} days or more`;

const nobodyLeft = ({ asked: { segment }, segments, excluded }: Proposal): string => {
  if (excluded.size > 0) return 'Nobody is left to approach: excluded says why.';
  if (segment === undefined || segments.length === 0) return 'There are no clients yet to approach.';
  return `No client is of the segment ${segment}: there are ${segments.join(', ')}.`;
};

const tooFewApproached = (proposal: Proposal, by: keyof typeof bounds, needed: number): string => {
  const { asked, baseRate, candidates, design, span } = proposal;
  if (span.mostTargets === 0)
    return `The budget is less than approaching one client costs: nobody can be approached. It takes ${needed}. ${nextFor(proposal, needed)}, or none.`;
  const uplift = `an uplift of ${percentOf(asked.smallestUplift)} over ${percentOf(baseRate)}`;
  return `Too few can be approached: ${span.mostTargets} of ${candidates.length} clients, by ${bounds[by]}. They show ${uplift} in ${percentOf(roundedShare(design.power))} of campaigns only (${percentOf(WANTED_POWER)} is wanted). It takes ${needed}, and all others left alone. ${nextFor(proposal, needed)}. ${NO_LISTS}`;
};

const tooFew = ({ candidates, clientsNeeded, upliftSeen, design, asked, baseRate }: Proposal): string => {
  const seen = percentOf(roundedShare(design.power));
  const uplift =
    upliftSeen === null
      ? 'no uplift would be surely seen'
      : `an uplift of ${percentOf(Math.ceil(1_000 * upliftSeen) / 1_000)} would be seen`;
  return `You can't know with so few: of ${candidates.length} clients ${design.control} left alone would show an uplift of ${percentOf(asked.smallestUplift)} over ${percentOf(baseRate)} in ${seen} of campaigns only (${percentOf(WANTED_POWER)} is wanted). It takes about ${clientsNeeded} clients, half of them left alone; with those that there are, ${uplift}. ${NO_LISTS}`;
};

/** Why nothing is drawn, and what would do. */
const whyNotDrawn = (proposal: Proposal): string => {
  const { asked, baseRate, candidates, says, span, targetsNeeded } = proposal;
  if (says === 'no base rate')
    return 'Nothing in the log says what share takes a product in so many days: give baseRate.';
  if (says === 'no such uplift')
    return `There is no such uplift: ${percentOf(asked.smallestUplift)} more than ${percentOf(baseRate)} is more than all clients. Give a smaller smallestUplift, or another baseRate.`;
  if (candidates.length === 0) return nobodyLeft(proposal);
  return span.boundBy && targetsNeeded !== null
    ? tooFewApproached(proposal, span.boundBy, targetsNeeded)
    : tooFew(proposal);
};

/** What of the amounts says nothing as long as something else is not known. */
const amountNotes = ({ asked: { budget, contactCost }, worth: { amount, currency } }: Proposal): readonly string[] => {
  const isCostless = contactCost === 0;
  return [
    ...(budget !== undefined && isCostless
      ? ['A budget bounds nothing without contactCost: what approaching one client costs.']
      : []),
    ...(amount === null
      ? [
          `Nobody knows what an acceptance of this product brings${currency === null ? '' : ` in ${currency}`}: clients are in an order by chance alone.`,
        ]
      : []),
    ...(currency === null && !isCostless ? ['Nothing says in which currency contactCost is: give currency.'] : []),
  ];
};

/** What keeps the proposal from being better. */
export const shortcomings = (proposal: Proposal): readonly string[] => {
  const { span, says, withdrawnFrom } = proposal;
  return [
    ...(withdrawnFrom === null
      ? []
      : [
          `The product is withdrawn from ${withdrawnFrom} on: no new line may offer it (rule 18). Propose another one, or reinstate it first.`,
        ]),
    ...(says === 'can be measured' ? [] : [whyNotDrawn(proposal)]),
    ...(span.clientsADay === 0
      ? [
          `Nothing was offered in the last ${CONTACT_PACE_DAYS} days: how many clients can be approached a day is not known, and days has the time of answering alone. Give days: how long it is to run.`,
        ]
      : []),
    ...amountNotes(proposal),
  ];
};
