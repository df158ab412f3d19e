import { sql } from 'kysely';
import { mergedGround } from '../groupings/rows-named';
import { groupBy } from '../kit/group-by';
import { computed } from '../kit/grounds';
import type { AnswerRow, Cell, ExplainedSections, Ground, GroundRow, ReportFigures } from '../kit/report';
import { campaignCells } from './cells';
import { yearCells, type ControlYear } from './control-years';
import type { CampaignResult } from './results';
import type { TakeUp } from './take-ups';

const rowOfKey = (key: GroundRow['key']): GroundRow => ({ key, adds: null });

const rowGround = ({ campaign }: CampaignResult): Ground => ({
  ...{ role: 'campaign', table: 'campaigns', rows: [rowOfKey([campaign.campaignId])] },
});

const listGround = ({ listed }: CampaignResult, chosenAs: 'target' | 'control', role: string = chosenAs): Ground => ({
  role,
  table: 'campaign_clients',
  rows: listed
    .filter((row) => row.chosenAs === chosenAs)
    .map(({ campaignId, clientId }) => rowOfKey([campaignId, clientId])),
});

/** What was taken, each kind of row for itself. */
const takeUpGrounds = (role: string, taken: readonly TakeUp[]): readonly Ground[] =>
  [...groupBy(taken, ({ table }) => table)].map(([table, rows]) => ({
    ...{ role, table },
    rows: rows.map(({ key }) => rowOfKey(key)),
  }));

const takenBy = ({ taken, groups }: CampaignResult, group: 'first' | 'second'): readonly TakeUp[] => {
  const clients = new Set(groups[group].map(({ clientId }) => clientId));
  return taken.filter(({ clientId }) => clients.has(clientId));
};

const offerGround = ({ offered }: CampaignResult, group: 'first' | 'second'): Ground => ({
  ...{ role: 'offered while it ran', table: 'offer_lines', rows: offered[group].map(({ key }) => rowOfKey(key)) },
});

/** The figure is the report’s own; the grounds are all that it was computed from. */
const asReported = (value: Cell, grounds: readonly Ground[], formula: string) =>
  computed(grounds, () => ({ value, formula }));

const lookedAt = (cell: Cell | undefined): string => (typeof cell === 'number' ? String(cell) : 'not looked at');

const TOOK = 'took it while it ran';

/** What each kind of figure was computed from. */
const groundsOfCampaign = (result: CampaignResult) => {
  const [first, second] = [takenBy(result, 'first'), takenBy(result, 'second')];
  const draw = [rowGround(result)];
  const [targets, control] = [listGround(result, 'target'), listGround(result, 'control')];
  const all = [...draw, mergedGround, targets];
  const both = [...all, control, ...takeUpGrounds(TOOK, [...first, ...second])];
  return {
    ...{ draw, both, adjusted: [...both, ...takeUpGrounds('took in the year before', result.before)] },
    targets: [...draw, mergedGround, listGround(result, 'target', 'counted')],
    control: [...all, listGround(result, 'control', 'counted')],
    targetsTook: [...all, ...takeUpGrounds('counted', first)],
    controlTook: [...all, control, ...takeUpGrounds('counted', second)],
    offersToTargets: [...all, offerGround(result, 'first')],
    offersToControl: [...all, control, offerGround(result, 'second')],
  };
};

type KindOfGrounds = keyof ReturnType<typeof groundsOfCampaign>;

const figureTexts = (cells: AnswerRow): Readonly<Record<string, readonly [KindOfGrounds, string]>> => {
  const drawn = `${lookedAt(cells['targetsTook'])} of ${lookedAt(cells['targets'])} targets, ${lookedAt(cells['controlTook'])} of ${lookedAt(cells['control'])} left alone`;
  const adjusted =
    'the difference less the slope over ln(1 + how often in the year before) × what the groups differed in that';
  return {
    targets: ['targets', 'count: different clients of the list, after merges'],
    control: ['control', 'count: different clients of the list who are not among the targets, after merges'],
    targetsTook: ['targetsTook', 'different targets who took it'],
    controlTook: ['controlTook', 'different control clients who took it'],
    targetsShare: ['targetsTook', 'targetsTook ÷ targets'],
    controlShare: ['controlTook', 'controlTook ÷ control'],
    difference: ['both', `targetsShare − controlShare: ${drawn}`],
    differenceLow: ['both', `lower bound, 95 % (Newcombe), of ${drawn}`],
    differenceHigh: ['both', `higher bound, 95 % (Newcombe), of ${drawn}`],
    adjusted: ['adjusted', adjusted],
    adjustedLow: ['adjusted', `lower bound, 95 %: ${adjusted}`],
    adjustedHigh: ['adjusted', `higher bound, 95 %: ${adjusted}`],
    targetsNotOffered: ['offersToTargets', 'targets − different targets to whom it was offered'],
    controlOffered: ['offersToControl', 'different control clients to whom it was offered unasked'],
    smallestUplift: ['draw', 'as the draw says'],
    plannedPower: ['draw', 'as the draw says'],
    power: ['both', `P(the interval lies above 0) where targets do it by smallestUplift more often: ${drawn}`],
    upliftSeen: ['both', `the uplift with which this chance is 0.8: ${drawn}`],
  };
};

const figuresOfCampaign = (result: CampaignResult): ReportFigures => {
  const cells = campaignCells(result);
  const grounds = groundsOfCampaign(result);
  return Object.fromEntries(
    Object.entries(figureTexts(cells)).map(([name, [kind, formula]]) => [
      name,
      asReported(cells[name] ?? null, grounds[kind], formula),
    ]),
  );
};

const figuresOfYear = (year: ControlYear): ReportFigures => {
  const { year: _, says: __, ...cells }: AnswerRow = yearCells(year);
  const rows = year.campaigns.map(({ campaign }) => rowOfKey([campaign.campaignId]));
  const campaigns = (role: string): Ground => ({ role, table: 'campaigns', rows });
  const clients: Ground = {
    ...{ role: 'known before', table: 'clients' },
    rows: { where: sql`"mergedInto" is null and "registeredAt" < ${year.begunAt}` },
  };
  const took = takeUpGrounds(TOOK, [...new Set(year.campaigns.flatMap(({ taken }) => taken))]);
  const targets = year.campaigns.map((result) => listGround(result, 'target'));
  const grounds = [campaigns('campaign'), clients, mergedGround, ...took, ...targets];
  const formula = 'by clients of the company-wide control of the year (a keyed digest tells) and all others';
  return {
    ...Object.fromEntries(Object.entries(cells).map(([name, value]) => [name, asReported(value, grounds, formula)])),
    campaigns: asReported(cells['campaigns'] ?? null, [campaigns('counted')], 'count: campaigns launched'),
  };
};

export const explainedCampaigns = (
  results: readonly CampaignResult[],
  years: readonly ControlYear[],
): ExplainedSections => ({
  campaigns: {
    key: ['campaignId'],
    described: ['name', 'productId', 'state', 'startsOn', 'endsOn', 'says'],
    figuresOf: ([campaignId]) => {
      const result = results.find(({ campaign }) => campaign.campaignId === campaignId);
      return result && figuresOfCampaign(result);
    },
  },
  companyControl: {
    key: ['year'],
    described: ['says'],
    figuresOf: ([asked]) => {
      const year = years.find((each) => each.year === asked);
      return year && figuresOfYear(year);
    },
  },
});
