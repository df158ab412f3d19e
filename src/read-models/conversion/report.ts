import { sql } from 'kysely';
import { millisecondsOf } from '../../domain/shared/time';
import { areChosen, chosenBy } from '../groupings/chosen-rows';
import { enquiryColumns, enquiryGroupings } from '../groupings/enquiry-groupings';
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
  type SqlPart,
} from '../kit/report';
import { windowOf, windowParameters } from '../kit/window';
import { explainedConversion } from './explained';
import { funnelOf } from './funnel';
import { journeysOf, type ConversionQuestion, type Journey } from './journeys';
import { conversionColumns } from './columns';
import type { FactsDb, FactTables } from '../facts/tables';
import { groupBy } from '../kit/group-by';

const asksFor = (product: string | undefined): SqlPart =>
  product === undefined
    ? sql`1 = 1`
    : sql`exists (select 1 from "enquiry_items" x
      where x."enquiryId" = "enquiries"."enquiryId" and x."productId" = ${product})`;

const enquiriesChosen = async (db: FactsDb, parameters: ParameterValues): Promise<SqlPart> => {
  const chosen = areChosen(await chosenBy(db, parameters), enquiryColumns);
  return sql.join([asksFor(parameters.optionalText('product')), ...chosen], sql` and `);
};

const conversionQuestion = async (
  db: FactsDb,
  parameters: ParameterValues,
  context: ReportContext,
): Promise<ConversionQuestion> => ({
  by: choiceOf(parameters, 'by', enquiryGroupings) ?? 'month',
  window: windowOf(parameters, context),
  which: await enquiriesChosen(db, parameters),
});

/** By key: months in their order, otherwise the most enquiries first. */
const cohortsOf = (journeys: readonly Journey[], by: string) => {
  const inOrder = [...groupBy(journeys, ({ key }) => key)].sort(([one], [other]) => ascending(one, other));
  return by === 'month' ? inOrder : inOrder.sort(([, some], [, others]) => others.length - some.length);
};

export const conversionReport = defineReport<FactTables>({
  name: 'conversion',
  description: 'How many enquiries are answered, offered, accepted, invoiced and paid, and how long each step takes',
  parameters: {
    ...windowParameters,
    by: optionalChoice(enquiryGroupings, 'What the steps are shown by; the month of receipt by default'),
    manager: namingParameter('manager', 'Only enquiries that this manager has now'),
    client: namingParameter('client', 'Only enquiries of this client and its duplicates'),
    product: namingParameter('product', 'Only enquiries for this product'),
    limit: limitParameter('How many keys are shown; 100 by default'),
  },
  columns: conversionColumns,
  reads: ['clients', 'enquiries', 'offers', 'invoices'],
  explained: async (db, parameters, context) => {
    const question = await conversionQuestion(db, parameters, context);
    const isOfClient = parameters.optionalText('client') !== undefined;
    return explainedConversion({ db, question, isOfClient, context });
  },
  answer: async (db, parameters, context) => {
    const question = await conversionQuestion(db, parameters, context);
    const { by } = question;
    const now = millisecondsOf(context.at);
    const journeys = await journeysOf(db, question, context);
    // By product an enquiry stands in several rows: of all it counts once.
    const isOfAll = by !== 'product' || !isAskedFor(context, 'total');
    const all = isOfAll ? journeys : await journeysOf(db, { ...question, by: 'month' }, context);
    const cohorts = firstPage('steps', cohortsOf(journeys, by), parameters.integer('limit', 100));
    return {
      sections: {
        total: isAskedFor(context, 'total') ? funnelOf(all, now) : [],
        steps: (isAskedFor(context, 'steps') ? cohorts.rows : []).flatMap(([key, some]) =>
          funnelOf(some, now).map((row) => ({ [by]: key, ...row })),
        ),
      },
      notes: [
        ...cohorts.notes,
        'Enquiries received in the window, without duplicates and spam, and how far they have come by the moment of the report. A step counts for itself: an offer without an answer before it is offered and not answered. Offers are those made on the enquiry or named as its answer, and what came of any of their lines; paid is an invoice paid in full.',
        'share is of all enquiries, ofPrevious of those that reached the step before, each with its 95 % interval (Wilson). waiting are those that reached the step before and may still go on.',
        'The medians are of all that wait for the step (Kaplan–Meier), in days: those that have not reached it count with the time they have waited, until now or until they ended. A median is empty where so few have reached the step that it can’t be told.',
        'By manager, an enquiry is that of the manager who has it now: manager-activity counts what each one did. By product, an enquiry counts once for each product that it asks for, however it went on; total counts it once.',
      ],
    };
  },
});
