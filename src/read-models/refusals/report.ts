import { windowOf, windowParameters } from '../kit/window';
import { noPage } from '../kit/page';
import {
  defineReport,
  isAskedFor,
  limitParameter,
  namingParameter,
  optionalChoice,
  optionalParameter,
  type ParameterValues,
  type ReportContext,
} from '../kit/report';
import { placedLines } from './counting';
import { explainedRefusals } from './explained';
import { dimensions, questionOf, type RefusalsQuestion } from './question';
import { registerOf } from './register';
import { outsideRows, summaryOf, refusalValueRows } from './summary';
import { refusalsColumns } from './columns';
import type { FactsDb, FactTables } from '../facts/tables';

const noCounts = { summary: [], values: [], outside: [], notes: [] };

/** The sections that count, which take most of the time. */
const countedSections = async (
  db: FactsDb,
  question: RefusalsQuestion,
  parameters: ParameterValues,
  context: ReportContext,
) => {
  if (!isAskedFor(context, 'summary', 'values', 'outside')) return noCounts;
  const placed = await placedLines(db, question);
  const { rows: summary, notes } = await summaryOf(db, question, placed, parameters.integer('limit', 100));
  return { summary, values: refusalValueRows(question, placed), outside: outsideRows(placed), notes };
};

export const refusalsReport = defineReport<FactTables>({
  name: 'refusals',
  description:
    'All refusals, including spoken ones, line by line, and their sums by reason, manager, product, client …',
  parameters: {
    ...windowParameters,
    by: optionalChoice(dimensions, 'What the summary counts by; reason by default'),
    cohort: optionalParameter('flag', 'Count by the date of the offer instead of that of the refusal'),
    manager: namingParameter('manager', 'Only refusals that this manager received'),
    product: namingParameter('product', 'Only refusals of this product'),
    client: namingParameter('client', 'Only refusals by this client and its duplicates'),
    reason: namingParameter('reason', 'Only refusals for this reason'),
    voided: optionalParameter('flag', 'Also show voided refusals in the register'),
    limit: limitParameter('Rows of the summary and of the register; 100 by default'),
    after: {
      ...optionalParameter('text', 'The column `row` of the last refusal of the previous page'),
      row: { table: 'refusals', columns: ['eventId', 'lineId'] },
    },
  },
  columns: refusalsColumns,
  reads: ['offers', 'reasons', 'clients', 'products'],
  explained: async (db, parameters, context) =>
    explainedRefusals(db, await questionOf(db, parameters, windowOf(parameters, context), context)),
  answer: async (db, parameters, context) => {
    const question = await questionOf(db, parameters, windowOf(parameters, context), context);
    const { notes, ...counts } = await countedSections(db, question, parameters, context);
    const register = isAskedFor(context, 'refusals') ? await registerOf(db, question, parameters) : noPage;
    return {
      sections: {
        ...counts,
        refusals: register.rows,
      },
      notes: [
        ...notes,
        ...register.notes,
        parameters.flag('cohort')
          ? 'Counted by the date of the offer (cohorts): later refusals still change the figures.'
          : 'Counted by the date of the refusal, not by that of the offer or of the recording.',
        'One refusal is one line of an offer. Shares are of all refusals in the window, with their 95 % interval (Wilson). The groups invalid and unknown (no response) and voided refusals are not among them: the section outside counts them.',
      ],
    };
  },
});
