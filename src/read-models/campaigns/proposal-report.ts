import { sql } from 'kysely';
import { exclusionReasons } from '../../domain/shared/words';
import {
  amountCurrencyParameter,
  defineReport,
  namingParameter,
  optionalParameter,
  type AnswerRow,
  type Parameter,
  type ParameterValues,
} from '../kit/report';
import { proposalColumns } from './columns';
import { COMPANY_CONTROL } from './company-control';
import { CONTACTED_DAYS, REFUSED_DAYS } from './candidates';
import { WANTED_POWER } from './design';
import { strataOf } from './draw';
import { percentOf, shortcomings } from './shortcomings';
import { proposalOf, roundedShare, type Candidate, type Proposal, type ProposalAsked } from './proposal';
import type { CampaignDb, CampaignTables } from './tables';

const numberParameter = (kind: 'integer' | 'decimal', min: number, max: number, description: string): Parameter => ({
  ...{ kind, min, max, description, required: false },
});
const percentParameter = (min: number, description: string): Parameter =>
  numberParameter('decimal', min, 99, description);
const moneyParameter = (description: string): Parameter => numberParameter('integer', 0, 10 ** 12, description);

const shareOfPercent = (percent: number): number => roundedShare(percent / 100);

const askedWith = (parameters: ParameterValues): ProposalAsked => {
  const baseRate = parameters.optionalNumber('baseRate');
  return {
    productId: parameters.text('product'),
    segment: parameters.optionalText('segment'),
    smallestUplift: shareOfPercent(parameters.optionalNumber('smallestUplift') ?? 0),
    contactCost: parameters.integer('contactCost', 0),
    budget: parameters.optionalNumber('budget'),
    currency: parameters.optionalText('currency'),
    days: parameters.optionalNumber('days'),
    baseRate: baseRate === undefined ? undefined : shareOfPercent(baseRate),
    seed: parameters.optionalNumber('seed'),
  };
};

/** The newest event about a client that these tables show: by what the lists are drawn up. */
const positionShown = async (db: CampaignDb): Promise<string> => {
  const { rows } = await sql<{ last: number | null }>`select max("position") as "last" from "client_events"`.execute(
    db,
  );
  return String(rows[0]?.last ?? 0);
};

const worthIn = ({ worth }: Proposal): string | null => {
  if (worth.amount === null) return null;
  return worth.isMargin ? 'margin' : 'turnover';
};

/** How the clients are dealt out; of too few nothing is. */
const groupCells = ({ isEnough, lists: { targets, control } }: Proposal): AnswerRow =>
  isEnough
    ? {
        ...{ targets: targets.length, control: control.length },
        controlShare: control.length / (targets.length + control.length),
      }
    : { targets: null, control: null, controlShare: null };

/** How surely the groups show the uplift, or why that can't be said. */
const designCells = (proposal: Proposal): AnswerRow => {
  const { says, design, asked, upliftSeen, targetsNeeded, isEnough } = proposal;
  const { smallestUplift } = asked;
  if (says === 'no base rate' || says === 'no such uplift')
    return { power: null, smallestUplift, upliftSeen: null, clientsNeeded: null, targetsNeeded: null };
  const power = roundedShare(design.power);
  const clientsNeeded = isEnough || targetsNeeded !== null ? null : proposal.clientsNeeded;
  return { power, smallestUplift, upliftSeen, clientsNeeded, targetsNeeded };
};

/** The log tells bounds of what it tells, and not of a rate that is given. */
const baseCells = ({ asked, base, baseRate, says }: Proposal): AnswerRow => {
  const told = asked.baseRate === undefined ? base : null;
  const bounds = { baseRateLow: told?.low ?? null, baseRateHigh: told?.high ?? null };
  return { baseRate: says === 'no base rate' ? null : baseRate, ...bounds };
};

const proposalRow = (proposal: Proposal, asOf: string): AnswerRow => {
  const { asked, says, candidates, lists, span, worth, seed } = proposal;
  const { productId, contactCost } = asked;
  return {
    ...{ productId, says, clients: candidates.length },
    ...groupCells(proposal),
    ...designCells(proposal),
    ...baseCells(proposal),
    ...{ days: span.days, contactDays: span.contactDays, answerDays: span.answerDays },
    ...{ contactCost, cost: contactCost * lists.targets.length },
    ...{ worth: worth.amount, currency: worth.currency, worthIn: worthIn(proposal) },
    ...{ seed, asOf },
  };
};

const candidateRows = (clients: readonly Candidate[], { worth }: Proposal): readonly AnswerRow[] =>
  clients
    .toSorted((one, other) => (other.value ?? 0) - (one.value ?? 0))
    .map(({ clientId, managerId, segment, chance, value }) => ({
      ...{ clientId, managerId, segment, chance, value, currency: worth.currency },
    }));

const notesOnProposal = (proposal: Proposal): readonly string[] => [
  ...shortcomings(proposal),
  `The control group is the smallest with which an uplift of smallestUplift is seen in ${percentOf(WANTED_POWER)} of campaigns (two-sided 5 %, the interval that the result is told with). baseRate: of clients without the product and not in talks, the share that took it within ${proposal.span.days} days of the last year, drawn towards what is usual of all products.`,
  `days: contactDays to approach the targets, at the pace of the last 90 days, and answerDays, in which nine of ten acceptances come. value: chance × ${proposal.worth.isMargin ? 'margin' : 'turnover'} of an acceptance − contactCost.`,
  `Left out, each client for the first reason that holds: who withdrew consent for some channel; whose manager has departed; ${percentOf(COMPANY_CONTROL)} of all clients, other ones each year, who show what all campaigns bring together; who has the product; who is in a running campaign for it; who refused it durably within ${REFUSED_DAYS} days; who has an open offer; who was reached or offered something within ${CONTACTED_DAYS} days; who is not worth the contact; who is beyond the size.`,
];

/** What is asked before a campaign is frozen: its answer has all that FreezeTargets takes. */
export const campaignProposal = defineReport<CampaignTables>({
  name: 'campaign-proposal',
  description: 'How large a campaign must be to know whether it worked, whom to approach, and whom to leave alone',
  parameters: {
    product: { ...namingParameter('product', 'What is to be offered'), required: true },
    segment: optionalParameter('text', 'Only clients of this segment'),
    smallestUplift: {
      ...percentParameter(
        0.01,
        'By how many points of percent more clients must take it for the campaign to be worth it: 10, or 2.5',
      ),
      required: true,
    },
    contactCost: moneyParameter('What approaching one client costs, in minor units; 0 by default'),
    budget: moneyParameter('What approaching all of them may cost, in minor units'),
    currency: amountCurrencyParameter('contactCost and budget', 'the one in which the product is mostly sold'),
    days: numberParameter('integer', 1, 730, 'How long it runs; by default as long as approaching and answering takes'),
    baseRate: percentParameter(
      0,
      'What percentage of such clients take it without a campaign in as many days; by default what the log says',
    ),
    seed: numberParameter('integer', 0, 2 ** 32 - 1, 'Of the lot; by default one that stays the same all day'),
  },
  columns: proposalColumns,
  reads: [...['calls', 'campaigns', 'clients', 'consents', 'history', 'invoices', 'managers', 'offers', 'products']],
  answer: async (db, parameters, context) => {
    const proposal = await proposalOf(db, askedWith(parameters), context);
    const { lists, excluded, isEnough, candidates } = proposal;
    return {
      sections: {
        proposal: [proposalRow(proposal, await positionShown(db))],
        excluded: exclusionReasons.flatMap((reason) => {
          const clients = excluded.get(reason);
          return clients === undefined ? [] : [{ reason, clients }];
        }),
        strata: strataOf(lists).map((stratum) => ({ ...stratum })),
        control: candidateRows(lists.control, proposal),
        targets: candidateRows(isEnough ? lists.targets : candidates, proposal),
      },
      notes: notesOnProposal(proposal),
    };
  },
});
