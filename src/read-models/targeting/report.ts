import { mergedClients } from '../groupings/merged-clients';
import { trialNote } from '../kit/answer-on-trial';
import { firstPage } from '../kit/page';
import {
  defineReport,
  limitParameter,
  namingParameter,
  type AnswerRow,
  type Parameter,
  type ParameterValues,
  type ReportContext,
} from '../kit/report';
import { lastYearOf, sinceParameter } from '../kit/window';
import { chancesWithout, segmentKey, type AcceptanceChance, type OfferedLine } from './chances';
import { flaggedLine, productHistories, type FlaggedLine } from './flags';
import {
  askedFor,
  durableRefusals,
  productsOnSale,
  targetedLines,
  type TargetedLine,
  type TargetingDb,
  type TargetingTables,
} from './lines';
import type { ManagerIndex, OnSale } from './indexes';
import { FOUND_AT, MOST_DISPERSION, standingsOf, type Pattern, type Standings } from './standing';
import { targetingColumns } from './columns';

const notTold = { index: null, interval: { low: null, high: null }, lines: null, clients: null };

const indexCells = (name: string, told: ManagerIndex | null): AnswerRow => {
  const { index, interval, lines, clients } = told ?? notTold;
  return {
    ...{ [name]: index, [`${name}Low`]: interval.low, [`${name}High`]: interval.high },
    ...{ [`${name}Lines`]: lines, [`${name}Clients`]: clients },
  };
};

/** By id, not by figure: a list that is ordered by how bad people are accuses the first of them. */
const standingRows = ({ managers }: Standings, chosen: string | undefined): readonly AnswerRow[] =>
  managers
    .filter(({ managerId }) => chosen === undefined || managerId === chosen)
    .map(({ managerId, targeting, closing, patterns, clientsMissing }) => ({
      managerId,
      ...indexCells('targeting', targeting),
      targetingOfOthers: targeting?.reference ?? null,
      ...indexCells('closing', closing),
      pattern: patterns.length === 0 ? null : patterns.join(', '),
      clientsMissing,
    }));

interface Talk extends FlaggedLine {
  readonly chance: number;
  readonly chanceInstead: number | null;
  /** What it is worth less than the average of what could have been offered. */
  readonly lost: number;
}

const meanOfChances = (products: readonly string[], of: (productId: string) => AcceptanceChance): number | null =>
  products.length === 0
    ? null
    : products.reduce((total, productId) => total + of(productId).chance, 0) / products.length;

const worthTalking = (
  flagged: FlaggedLine,
  of: (productId: string) => AcceptanceChance,
  products: readonly string[],
): Talk => {
  const { chance } = of(flagged.line.productId);
  const chanceInstead = meanOfChances(products, of);
  // After a durable refusal the chance of the segment is not this client's.
  const own = flagged.against ? 0 : chance;
  const lost = Math.max(0, (chanceInstead ?? chance) - own) * Math.max(0, flagged.line.worth ?? 0);
  return { ...flagged, chance, chanceInstead, lost: Math.round(lost) };
};

interface TalkQuestion {
  readonly lines: readonly TargetedLine[];
  readonly onSale: OnSale;
  readonly offerCost: number | undefined;
  readonly chosen: string | undefined;
}

/** The flagged lines, those first that lost most. */
const talksOf = async (
  db: TargetingDb,
  { lines, onSale, offerCost, chosen }: TalkQuestion,
): Promise<readonly Talk[]> => {
  const without = chancesWithout(lines);
  const segments = new Map<string, ReturnType<typeof without>>();
  const chancesFor = (line: OfferedLine) => {
    const ofManager = segments.get(line.managerId) ?? without(line.managerId);
    segments.set(line.managerId, ofManager);
    return ofManager(segmentKey(line));
  };
  const canonical = (await mergedClients(db)).of;
  const historyOf = productHistories(lines, await durableRefusals(db, canonical), await askedFor(db, canonical));
  const chanceBelow = (line: TargetedLine, bound: number) => chancesFor(line).below(line.productId, bound);
  return lines
    .filter(({ managerId }) => chosen === undefined || managerId === chosen)
    .flatMap((line) => flaggedLine(line, { chanceBelow, historyOf, offerCost }) ?? [])
    .map((flagged) => worthTalking(flagged, chancesFor(flagged.line).of, onSale(flagged.line.month)))
    .toSorted((one, other) => other.lost - one.lost || one.line.position - other.line.position);
};

const talkRows = async (
  talks: readonly Talk[],
  { eventsAt }: Pick<ReportContext, 'eventsAt'>,
): Promise<readonly AnswerRow[]> => {
  const events = await eventsAt(talks.map(({ line }) => line.position));
  const refusalOfTalk = ({ against }: Talk) => ({
    refusalEventId: against?.eventId ?? null,
    refusedFor: against?.reason ?? null,
  });
  return talks.map((talk) => {
    const { line, flags, chance, chanceInstead, lost } = talk;
    const { managerId, clientId, productId, segment, offeredAt, outcome, offerId, lineId, currency } = line;
    return {
      ...{ managerId, clientId, productId, segment },
      ...{ flags, offeredAt, outcome, chance, chanceInstead, lost: line.worth === null ? null : lost, currency },
      ...{ offerId, lineId, eventId: events.get(line.position)?.id ?? null, ...refusalOfTalk(talk) },
    };
  });
};

const dispersionText = (name: Pattern, factor: number | null): string => {
  if (factor === null) return `Of fewer than four managers it is not told whether their cases are alike (${name}).`;
  return factor > MOST_DISPERSION
    ? `The managers’ cases are not alike (over-dispersion of ${name} ${factor.toFixed(2)}, above ${MOST_DISPERSION}): they are not compared by it, and no pattern of it is named.`
    : `Over-dispersion of ${name} over the managers: ${factor.toFixed(2)}; above ${MOST_DISPERSION} nobody would be compared.`;
};

const notesOnStandings = ({ overDispersion }: Standings, offerCost: number | undefined): readonly string[] => [
  'This accuses nobody: it lists conversations worth having, by the money that such lines are worth less than what could have been offered.',
  `targeting: the expected acceptance of what a manager offered unasked ÷ that of all that was on sale then, for the same clients; 1 is a choice by lot. closing: accepted ÷ expected of such lines. What is expected is what the other managers’ lines of the segment and product tell (empirical Bayes). Intervals (95 %) and tests count clients, not lines.`,
  `A pattern is named where the figure is below 1 and, of targeting, below that of the others (targetingOfOthers) by more than chance, after Benjamini and Hochberg at 5 % over all managers and both figures. clientsMissing: so many more clients it takes to find four of five managers with targeting ${FOUND_AT.targeting} and closing ${FOUND_AT.closing}.`,
  dispersionText('targeting', overDispersion.targeting),
  dispersionText('closing', overDispersion.closing),
  'refused before: offered again within 180 days after a durable refusal by this client, not at least 10 % cheaper, not asked for, and the day to ask again not reached. no answer: the third time in a row without one.',
  offerCost === undefined
    ? 'below break-even is not looked for: say what an offer costs with offerCost.'
    : 'below break-even: the chance is below offerCost ÷ margin with a probability above 0.9.',
];

const offerCostParameter: Parameter = {
  kind: 'integer',
  min: 1,
  description: 'What making an offer costs, in minor units: for the flag below break-even',
  required: false,
};

const costOf = (parameters: ParameterValues): number | undefined => {
  const cost = parameters.integer('offerCost', 0);
  return cost === 0 ? undefined : cost;
};

export const targetingReport = defineReport<TargetingTables>({
  name: 'targeting',
  description:
    'Who offers the wrong products to clients, who closes worse than expected, and which lines to talk about',
  parameters: {
    from: sinceParameter,
    manager: namingParameter('manager', 'Only this manager; what is expected still comes from all'),
    offerCost: offerCostParameter,
    limit: limitParameter('Rows of conversations; 100 by default'),
  },
  columns: targetingColumns,
  reads: ['managers', 'clients', 'products', 'offers', 'enquiries'],
  answer: async (db, parameters, context) => {
    const window = lastYearOf(parameters, context);
    const lines = await targetedLines(db, window.from, window.until);
    const onSale = await productsOnSale(db, context.at);
    const standings = standingsOf(lines, onSale);
    const [offerCost, chosen] = [costOf(parameters), parameters.optionalText('manager')];
    const talks = await talksOf(db, { lines, onSale, offerCost, chosen });
    const shown = firstPage('conversations', talks, parameters.integer('limit', 100));
    return {
      sections: {
        managers: standingRows(standings, chosen),
        conversations: await talkRows(shown.rows, context),
      },
      notes: [...shown.notes, await trialNote('targeting', context), ...notesOnStandings(standings, offerCost)],
    };
  },
});
