import { dayNumberOf, dayOf, localDay } from '../../domain/shared/time';
import { chosenBy } from '../groupings/chosen-rows';
import { groupings } from '../groupings/groupings';
import { firstPage } from '../kit/page';
import {
  defineReport,
  isAskedFor,
  limitParameter,
  namingParameter,
  optionalChoice,
  optionalParameter,
  choiceOf,
  type ParameterValues,
  type ReportContext,
} from '../kit/report';
import { windowOf, windowParameters } from '../kit/window';
import { changesBetween, changesByKey, waterfallOf } from './changes';
import { explainedPipeline } from './explained';
import type { PipelineQuestion } from './lines';
import { openByKey, openLinesOf, openRegister, openTotal } from './open-lines';
import { pipelineColumns } from './columns';
import type { FactsDb, FactTables } from '../facts/tables';

const MONTH = 30;

/** The changes of a month, where nobody says since when. */
const fromOf = (parameters: ParameterValues, { at, zone }: ReportContext): string =>
  parameters.optionalText('from') ?? dayOf(dayNumberOf(parameters.optionalText('to') ?? localDay(at, zone)) - MONTH);

const pipelineQuestion = async (
  db: FactsDb,
  parameters: ParameterValues,
  context: ReportContext,
): Promise<PipelineQuestion> => {
  const days = { from: fromOf(parameters, context), to: parameters.optionalText('to') };
  const optionalText = (name: string) => (name === 'from' || name === 'to' ? days[name] : undefined);
  const { from, until } = windowOf({ ...parameters, optionalText }, context);
  return {
    ...(await chosenBy(db, parameters, parameters.optionalText('product'))),
    by: choiceOf(parameters, 'by', groupings) ?? 'manager',
    from,
    until,
  };
};

export const pipelineReport = defineReport<FactTables>({
  name: 'pipeline',
  description: 'The offered lines that are open, what can be expected of them, and what has changed since a moment',
  parameters: {
    from: optionalParameter('day', 'The changes since the beginning of this day; 30 days before the end by default'),
    to: {
      ...windowParameters.to,
      description:
        'The lines that were open at the beginning of this day, and the changes until then; the moment of the report by default',
    },
    by: optionalChoice(groupings, 'What lines and changes are counted by (month: of the offer); manager by default'),
    manager: namingParameter('manager', 'Only lines that this manager offered'),
    client: namingParameter('client', 'Only lines for this client and its duplicates'),
    product: namingParameter('product', 'Only lines of this product'),
    limit: limitParameter('Rows of each section; 100 by default'),
  },
  columns: pipelineColumns,
  reads: ['clients', 'enquiries', 'offers'],
  explained: async (db, parameters, context) =>
    explainedPipeline({ db, question: await pipelineQuestion(db, parameters, context), context }),
  answer: async (db, parameters, context) => {
    const question = await pipelineQuestion(db, parameters, context);
    const lines = isAskedFor(context, 'total', 'summary', 'lines') ? await openLinesOf(db, question, context) : [];
    const changes = isAskedFor(context, 'changes', 'changes-by') ? await changesBetween(db, question, context) : [];
    const limit = parameters.integer('limit', 100);
    const summary = firstPage('summary', openByKey(lines, question.by), limit);
    const byKey = firstPage('changes-by', changesByKey(changes, question.by), limit);
    const register = firstPage('lines', openRegister(lines), limit);
    return {
      sections: {
        total: openTotal(lines),
        summary: summary.rows,
        changes: waterfallOf(changes),
        'changes-by': byKey.rows,
        lines: register.rows,
      },
      notes: [
        ...summary.notes,
        ...byKey.notes,
        ...register.notes,
        'Lines of offers that have no outcome yet, each version at its own date and for the manager who made it; values are net of tax. A line whose validity is over has expired, whether or not that was noted yet. Ages are in days since the line was offered in this version: up to 7, 30, 90, older. Lines without a price stand in rows without a currency.',
        'expected is Σ value × acceptance: of the same product in the segment of the client, an empirical Bayes estimate from the lines decided before the end of the window (accepted, refused, without response, expired), drawn towards what the segment accepts at all. expectedLines is Σ acceptance. Both are empty where nothing was ever decided. It says how many are accepted in the end, not when.',
        'changes: opening + new + reopened + moved + won + lost + expired + withdrawn + invalid = closing; what leaves the pipeline is below 0. new was offered for the first time, reopened after an outcome; moved is what revisions have changed; lost is refused or without response; invalid are lines that were refused by mistake or as duplicates. Voided offers are in none of them.',
      ],
    };
  },
});
