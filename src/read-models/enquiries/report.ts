import { sql, type Kysely, type SqlBool } from 'kysely';
import { answerCurves, answersBy, answerTimes, clientWaits } from '../clock/answer-times';
import { enquiryCounts, type ClockTables, type EnquiryCounts } from '../clock/clock-counts';
import { pageOf, withOneMore, type Page } from '../page';
import { share, wilsonInterval } from '../statistics/proportion';
import { windowOf, windowParameters, type ReportWindow } from '../window';
import type { RowOfTable } from '../projection';
import {
  defineReport,
  limitParameter,
  namingParameter,
  optionalChoice,
  optionalParameter,
  type AnswerRow,
  type ParameterValues,
  type SqlCondition,
} from '../report';
import { withoutTrace } from '../facts/trace';
import type { items } from '../facts/enquiries/tables';

type EnquiriesTables = ClockTables & { readonly enquiry_items: RowOfTable<typeof items> };

const statuses = ['received', 'assigned', 'answered', 'fulfilled', 'declined', 'abandoned'] as const;

const allOf = (conditions: readonly SqlCondition[]): SqlCondition => sql.join([sql`1 = 1`, ...conditions], sql` and `);

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

const noEnquiries = {
  key: null,
  received: 0,
  answered: 0,
  answeredInTime: 0,
  answeredAndDue: 0,
  inTimeAndDue: 0,
  neverAnswered: 0,
  breachedAndOpen: 0,
  endedBeforeDue: 0,
  fulfilled: 0,
  declined: 0,
  abandoned: 0,
  overdue: 0,
} satisfies EnquiryCounts & { readonly key: null };

const summary = async (
  db: Kysely<EnquiriesTables>,
  parameters: ParameterValues,
  window: ReportWindow,
  at: string,
): Promise<AnswerRow> => {
  const question = { ...window, at, which: conditionOn(parameters, window) };
  const [counts = noEnquiries] = await enquiryCounts(db, question, sql`'all'`);
  const { key: _, answeredAndDue: __, inTimeAndDue, breachedAndOpen: ___, overdue: ____, ...counted } = counts;
  const answers = await answersBy(db, question, { key: sql`null`, minutes: sql`"answerMinutes"` });
  const quantile = (await answerCurves(db, at, answers, await clientWaits(db, question)))(null);
  const answeredLate = counted.answered - counted.answeredInTime;
  const service = { successes: inTimeAndDue, trials: inTimeAndDue + answeredLate + counted.neverAnswered };
  const interval = wilsonInterval(service);
  return {
    ...counted,
    answeredLate,
    openWithinTime: counted.received - counted.answered - counted.neverAnswered - counted.endedBeforeDue,
    ...answerTimes(quantile),
    serviceLevel: share(service),
    serviceLevelLow: interval?.low ?? null,
    serviceLevelHigh: interval?.high ?? null,
    serviceLevelOf: service.trials,
  };
};

/** A page in the order of receipt; `after` is the last enquiry of the previous page. */
const page = async (
  db: Kysely<EnquiriesTables>,
  parameters: ParameterValues,
  window: ReportWindow,
): Promise<Page<AnswerRow>> => {
  const limit = parameters.integer('limit', 100);
  const after = parameters.optionalText('after');
  const beyond =
    after === undefined
      ? []
      : [
          sql<SqlBool>`("receivedAt", "enquiryId") > (select e."receivedAt", e."enquiryId" from "enquiries" e where e."enquiryId" = ${after})`,
        ];
  const { rows } = await sql<EnquiriesTables['enquiries']>`select * from "enquiries"
    where "receivedAt" >= ${window.from} and "receivedAt" < ${window.until}
      and ${allOf([conditionOn(parameters, window), ...beyond])}
    order by "receivedAt", "enquiryId" limit ${withOneMore(limit)}`.execute(db);
  return pageOf('enquiries', rows.map(withoutTrace), limit, ({ enquiryId }) => enquiryId);
};

export const enquiriesReport = defineReport<EnquiriesTables>({
  name: 'enquiries',
  description:
    'All enquiries with both clocks: answered in time? fulfilled? Enquiries that were never answered count, too',
  parameters: {
    ...windowParameters,
    manager: namingParameter('manager', 'Only enquiries that this manager has now'),
    client: namingParameter('client', 'Only enquiries of this client'),
    product: namingParameter('product', 'Only enquiries for this product'),
    status: optionalChoice(statuses, 'Only enquiries with this status'),
    limit: limitParameter('Rows of the register; 100 by default'),
    after: {
      ...optionalParameter('text', 'The id of the last enquiry of the previous page'),
      row: { table: 'enquiries', columns: ['enquiryId'] },
    },
  },
  reads: ['enquiries'],
  answer: async (db, parameters, context) => {
    const window = windowOf(parameters, context);
    const register = await page(db, parameters, window);
    return {
      sections: { summary: [await summary(db, parameters, window, context.at)], enquiries: register.rows },
      notes: [
        ...register.notes,
        'Enquiries count by the moment of receipt; duplicates and spam are listed but not counted in any figure. Median and p90 are over all enquiries, in whole working minutes without pauses (Kaplan–Meier): those without an answer count with the time they have waited. `notReached` names what so few answers do not tell.',
        'The service level is answered by the deadline ÷ (answered or missed), over the enquiries whose deadline has passed. Enquiries that ended before it without an answer are in endedBeforeDue.',
      ],
    };
  },
});
