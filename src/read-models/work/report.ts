import { chosenBy } from '../groupings/chosen-rows';
import { ascending } from '../kit/order';
import { firstPage } from '../kit/page';
import {
  defineReport,
  isAskedFor,
  limitParameter,
  namingParameter,
  optionalChoice,
  choiceOf,
  type ParameterValues,
  type ReportContext,
} from '../kit/report';
import { windowOf, windowParameters } from '../kit/window';
import { explainedWork } from './explained';
import { inAll, intensityClasses, ranked, ranks, valueRows, workedOf, workRow, type Worked } from './rows';
import { workGroupings, workSums, type WorkGrouping, type WorkQuestion } from './sums';
import { workColumns } from './columns';
import type { FactsDb, FactTables } from '../facts/tables';

const inRank = (worked: readonly Worked[], by: WorkGrouping, parameters: ParameterValues): readonly Worked[] => {
  const rank = choiceOf(parameters, 'rank', ranks);
  if (by === 'month' && rank === undefined) return worked.toSorted((a, b) => ascending(a.key, b.key));
  return ranked(worked, rank ?? 'effort');
};

const workQuestion = async (
  db: FactsDb,
  parameters: ParameterValues,
  context: ReportContext,
): Promise<WorkQuestion> => ({
  ...(await chosenBy(db, parameters)),
  by: choiceOf(parameters, 'by', workGroupings) ?? 'client',
  window: windowOf(parameters, context),
});

export const workReport = defineReport<FactTables>({
  name: 'work',
  description: 'How much work each client, manager, segment or source took, and what came of it',
  parameters: {
    ...windowParameters,
    by: optionalChoice(workGroupings, 'What work and result are counted by; client by default'),
    rank: optionalChoice(
      ranks,
      'What comes first: the most talk (by default), the most paid and accepted, or the most talk where nothing was accepted or paid',
    ),
    manager: namingParameter('manager', 'Only what this manager did and got'),
    client: namingParameter('client', 'Only this client and its duplicates'),
    limit: limitParameter('Rows of the summary; 100 by default'),
  },
  columns: workColumns,
  reads: ['clients', 'calls', 'enquiries', 'offers', 'invoices'],
  explained: async (db, parameters, context) =>
    explainedWork({ db, question: await workQuestion(db, parameters, context), context }),
  answer: async (db, parameters, context) => {
    const question = await workQuestion(db, parameters, context);
    const { by } = question;
    const sumsBy = (grouping: WorkGrouping) => workSums(db, { ...question, by: grouping }, context);
    const counted = isAskedFor(context, 'total', 'summary', 'values') ? by : 'client';
    const sums = await sumsBy(counted);
    const clients = counted === 'client' || !isAskedFor(context, 'intensity') ? sums : await sumsBy('client');
    const summary = firstPage('summary', inRank(workedOf(sums), by, parameters), parameters.integer('limit', 100));
    return {
      sections: {
        total: [workRow(inAll(sums))],
        summary: summary.rows.map((row) => ({ [by]: row.key, ...workRow(row) })),
        values: valueRows(summary.rows, by),
        intensity: intensityClasses(workedOf(clients)),
      },
      notes: [
        ...summary.notes,
        'Work and result count at their own moments, in the window: a result may come of work before it. contacts are calls in and out that reached the client, attempts calls out; calls of an unknown client are not counted. offers are new offers, linesOffered each line of each version.',
        'accepted is net of tax, by the manager who got the acceptance; paid is with tax. Where several currencies meet, both are empty, and the section values has each. PerHour is per hour of talk. A source is where the client came from.',
        'intensity groups the clients by how often they were reached in the window, with the share that accepted and paid (95 % interval, Wilson). It does not say which came of which: who wants to buy is called more, too.',
      ],
    };
  },
});
