import { sql } from 'kysely';
import type { ClockQuestion } from '../clock/clock-counts';
import { allOf } from '../kit/conditions';
import { enquiryGroupings } from '../groupings/enquiry-groupings';
import { firstPage, noPage, pageOf, withOneMore, isAfterRow, type Page } from '../kit/page';
import { windowOf, windowParameters, type ReportWindow } from '../kit/window';
import {
  defineReport,
  isAskedFor,
  limitParameter,
  namingParameter,
  optionalChoice,
  optionalParameter,
  choiceOf,
  type AnswerRow,
  type ParameterValues,
  type ReportContext,
  type SqlCondition,
} from '../kit/report';
import { explainedEnquiries } from './explained';
import { byGrouping, enquiriesSummary } from './summary';
import { enquiriesColumns, shownEnquiry } from './columns';
import type { FactsDb, FactTables } from '../facts/tables';

const statuses = ['received', 'assigned', 'answered', 'fulfilled', 'declined', 'abandoned'] as const;

const equal = (parameters: ParameterValues, column: string, name: string): readonly SqlCondition[] => {
  const value = parameters.optionalText(name);
  return value === undefined ? [] : [sql`${sql.ref(column)} = ${value}`];
};

/** Which enquiries the report is about, besides the window: those of this client, manager, product, status. */
const conditionOn = (parameters: ParameterValues, { from, until }: ReportWindow): SqlCondition =>
  allOf([
    ...equal(parameters, 'managerId', 'manager'),
    ...equal(parameters, 'status', 'status'),
    ...equal(parameters, 'clientId', 'client'),
    ...equal(parameters, 'productId', 'product').map(
      (isIt): SqlCondition => sql`"enquiryId" in (select i."enquiryId" from "enquiry_items" i
        where ${isIt} and i."receivedAt" >= ${from} and i."receivedAt" < ${until})`,
    ),
  ]);

const enquiriesQuestion = (
  parameters: ParameterValues,
  window: ReportWindow,
  { at }: ReportContext,
): ClockQuestion => ({
  ...window,
  at,
  which: conditionOn(parameters, window),
});

/** A page in the order of receipt; `after` is the last enquiry of the previous page. */
const page = async (db: FactsDb, parameters: ParameterValues, window: ReportWindow): Promise<Page<AnswerRow>> => {
  const limit = parameters.integer('limit', 100);
  const after = parameters.optionalText('after');
  const isNext = isAfterRow('enquiries', ['receivedAt', 'enquiryId'], ['enquiryId'], after);
  const { rows } = await sql<FactTables['enquiries']>`select * from "enquiries"
    where "receivedAt" >= ${window.from} and "receivedAt" < ${window.until}
      and ${conditionOn(parameters, window)} and ${isNext}
    order by "receivedAt", "enquiryId" limit ${withOneMore(limit)}`.execute(db);
  const page = pageOf('enquiries', rows, limit, ({ enquiryId }) => enquiryId);
  return { ...page, rows: page.rows.map(shownEnquiry) };
};

const BY_PRODUCT = 'By product, an enquiry counts once for each product that it asks for; the summary counts it once.';

export const enquiriesReport = defineReport<FactTables>({
  name: 'enquiries',
  description:
    'All enquiries with both clocks: answered in time? fulfilled? Enquiries that were never answered count, too',
  parameters: {
    ...windowParameters,
    by: optionalChoice(enquiryGroupings, 'Also shows the figures by this'),
    manager: namingParameter('manager', 'Only enquiries that this manager has now'),
    client: namingParameter('client', 'Only enquiries of this client'),
    product: namingParameter('product', 'Only enquiries for this product'),
    status: optionalChoice(statuses, 'Only enquiries with this status'),
    limit: limitParameter('Rows of the register and of the figures by something; 100 by default'),
    after: {
      ...optionalParameter('text', 'The id of the last enquiry of the previous page'),
      row: { table: 'enquiries', columns: ['enquiryId'] },
    },
  },
  columns: enquiriesColumns,
  reads: ['enquiries', 'clients'],
  explained: (db, parameters, context) => {
    const question = enquiriesQuestion(parameters, windowOf(parameters, context), context);
    return explainedEnquiries(db, question, choiceOf(parameters, 'by', enquiryGroupings), context);
  },
  answer: async (db, parameters, context) => {
    const window = windowOf(parameters, context);
    const question = enquiriesQuestion(parameters, window, context);
    const by = choiceOf(parameters, 'by', enquiryGroupings);
    const groups = by && isAskedFor(context, 'by') ? await byGrouping(db, by, question, context) : [];
    const grouped = firstPage('by', groups, parameters.integer('limit', 100));
    const register = isAskedFor(context, 'enquiries') ? await page(db, parameters, window) : noPage;
    return {
      sections: {
        summary: isAskedFor(context, 'summary') ? [await enquiriesSummary(db, question)] : [],
        ...(by && { by: grouped.rows }),
        enquiries: register.rows,
      },
      notes: [
        ...grouped.notes,
        ...register.notes,
        'Enquiries count by the moment of receipt; duplicates and spam are listed but not counted in any figure. Median and p90 are over all enquiries, in whole working minutes without pauses (Kaplan–Meier): those without an answer count with the time they have waited. `notReached` names what so few answers do not tell.',
        ...(by === 'product' ? [BY_PRODUCT] : []),
        'The service level is answered by the deadline ÷ (answered or missed), over the enquiries whose deadline has passed. Enquiries that ended before it without an answer are in endedBeforeDue.',
      ],
    };
  },
});
