import { trialNote } from '../kit/answer-on-trial';
import { firstPage, noPage } from '../kit/page';
import { defineReport, isAskedFor, limitParameter, namingParameter } from '../kit/report';
import { sinceParameter } from '../kit/window';
import { offerCostParameters, targetingAsked, type TargetingAsked } from './asked';
import { explainedTargeting } from './explained';
import { standingRows, talkRows, talksOf } from './rows';
import { FOUND_AT, MOST_DISPERSION, standingsOf, type Pattern, type Standings } from './standing';
import { targetingColumns } from './columns';
import type { FactTables } from '../facts/tables';

const dispersionText = (name: Pattern, factor: number | null): string => {
  if (factor === null) return `Of fewer than four managers it is not told whether their cases are alike (${name}).`;
  return factor > MOST_DISPERSION
    ? `The managers’ cases are not alike (over-dispersion of ${name} ${factor.toFixed(2)}, above ${MOST_DISPERSION}): they are not compared by it, and no pattern of it is named.`
    : `Over-dispersion of ${name} over the managers: ${factor.toFixed(2)}; above ${MOST_DISPERSION} nobody would be compared.`;
};

const notesOnStandings = ({ overDispersion }: Standings): readonly string[] => [
  'This accuses nobody: it lists conversations worth having, by the money that such lines are worth less than what could have been offered.',
  `targeting: the expected acceptance of what a manager offered unasked ÷ that of all that was on sale then, for the same clients; 1 is a choice by lot. closing: accepted ÷ expected of such lines. What is expected is what the other managers’ lines of the segment and product tell (empirical Bayes). Intervals (95 %) and tests count clients, not lines.`,
  `A pattern is named where the figure is below 1 and, of targeting, below that of the others (targetingOfOthers) by more than chance, after Benjamini and Hochberg at 5 % over all managers and both figures. clientsMissing: so many more clients it takes to find four of five managers with targeting ${FOUND_AT.targeting} and closing ${FOUND_AT.closing}.`,
  dispersionText('targeting', overDispersion.targeting),
  dispersionText('closing', overDispersion.closing),
];

const notesOnTalks = ({ offerCost, lines }: TargetingAsked): readonly string[] => [
  'The conversations of one currency stand together, by what they lost: amounts of several currencies are not compared.',
  'refused before: offered again within 180 days after a durable refusal by this client, not at least 10 % cheaper, not asked for, and the day to ask again not reached. no answer: the third time in a row without one.',
  offerCost === undefined
    ? 'below break-even is not looked for: say what an offer costs with offerCost.'
    : `below break-even: the chance is below offerCost ÷ margin with a probability above 0.9. offerCost is in ${offerCost.currency ?? 'no currency'}, and held against no line of another one (${lines.filter(({ currency }) => currency !== offerCost.currency).length}).`,
];

export const targetingReport = defineReport<FactTables>({
  name: 'targeting',
  description:
    'Who offers the wrong products to clients, who closes worse than expected, and which lines to talk about',
  parameters: {
    from: sinceParameter,
    manager: namingParameter('manager', 'Only this manager; what is expected still comes from all'),
    ...offerCostParameters,
    limit: limitParameter('Rows of conversations; 100 by default'),
  },
  columns: targetingColumns,
  reads: ['managers', 'clients', 'products', 'offers', 'enquiries'],
  explained: (db, parameters, context) =>
    explainedTargeting(db, () => targetingAsked(db, parameters, context), context),
  answer: async (db, parameters, context) => {
    const asked = await targetingAsked(db, parameters, context);
    const { lines, onSale, chosen } = asked;
    const standings = isAskedFor(context, 'managers') ? standingsOf(lines, onSale) : undefined;
    const talks = isAskedFor(context, 'conversations')
      ? firstPage('conversations', await talksOf(db, asked), parameters.integer('limit', 100))
      : noPage;
    return {
      sections: {
        managers: standings ? standingRows(standings, chosen) : [],
        conversations: await talkRows(talks.rows, context),
      },
      notes: [
        ...talks.notes,
        await trialNote('targeting', context),
        ...(standings ? notesOnStandings(standings) : []),
        ...notesOnTalks(asked),
      ],
    };
  },
});
