import { sql, type Kysely, type SqlBool } from 'kysely';
import { answerCurves, answersBy, answerTimes, clientWaits, isTimed } from '../clock/answer-times';
import { conditionsAt, isAsked, isNotAnswered, type ClockQuestion } from '../clock/clock-counts';
import { allOf } from '../kit/conditions';
import { enquiriesNamed, type EnquiryGrouping } from '../groupings/enquiry-groupings';
import { nameIn } from '../groupings/explained-rows';
import { isAnyRow } from '../kit/ground-rows';
import { allTold, computed, countFigure, isNot, shareFigures } from '../kit/grounds';
import type {
  Cell,
  ExplainedSections,
  ReportFigure,
  ReportFigures,
  Ground,
  ReportContext,
  SqlPart,
} from '../kit/report';
import { shownEnquiry } from './columns';
import type { EnquiriesTables } from './summary';

type EnquiriesDb = Kysely<EnquiriesTables>;

/** What is countFigure of an enquiry, each as a condition. */
const enquiryConditions = ({ at }: ClockQuestion) => {
  const { answeredAndDue: _, breachedAndOpen: __, overdue: ___, ...is } = conditionsAt(at);
  const { inTimeAndDue, ...counts } = is;
  const answeredLate = sql`${is.answered} and ${isNot(is.answeredInTime)}`;
  const openWithinTime = sql`${isNot(is.answered)} and ${isNot(is.neverAnswered)} and ${isNot(is.endedBeforeDue)}`;
  return { inTimeAndDue, counts: { ...counts, answeredLate, openWithinTime } };
};

/** The grounds of answer times: the answers, the waits without one, and by which calendar they are countFigure. */
const timeGrounds = (question: ClockQuestion): readonly Ground[] => [
  {
    role: 'answered',
    table: 'enquiries',
    rows: { where: isTimed(question, sql`"answerMinutes"`), shows: sql`"answerMinutes"` },
  },
  {
    role: 'waiting',
    table: 'enquiries',
    rows: { where: sql`${isAsked(question)} and ${isNotAnswered(question.at)}` },
  },
  { role: 'looked up', table: 'working_calendars', rows: { where: sql`1 = 1` } },
];

const timesFigures = (db: EnquiriesDb, question: ClockQuestion, beside: readonly Ground[]): ReportFigures => {
  const grounds = [...timeGrounds(question), ...beside];
  const figure = (name: keyof ReturnType<typeof answerTimes>): ReportFigure =>
    computed(grounds, async ([answered, waiting]) => {
      const answers = await answersBy(db, question, { key: sql`null`, minutes: sql`"answerMinutes"` });
      const curves = await answerCurves(db, question.at, answers, await clientWaits(db, question));
      const value: Cell = answerTimes(curves(null))[name];
      return {
        value,
        formula: `Kaplan–Meier over ${answered?.rows ?? 0} answers and ${waiting?.rows ?? 0} waits that go on or ended without one`,
      };
    });
  return {
    medianAnswerMinutes: figure('medianAnswerMinutes'),
    p90AnswerMinutes: figure('p90AnswerMinutes'),
    notReached: figure('notReached'),
  };
};

const enquirySummaryFigures = (
  db: EnquiriesDb,
  question: ClockQuestion,
  beside: readonly Ground[] = [],
): ReportFigures => {
  const { inTimeAndDue, counts } = enquiryConditions(question);
  const those = (role: string, condition: SqlPart): Ground => ({
    role,
    table: 'enquiries',
    rows: { where: sql`${isAsked(question)} and ${condition}` },
  });
  const [inTime, late, missed] = [
    those('numerator', inTimeAndDue),
    those('denominator: answered late', counts.answeredLate),
    those('denominator: never answered', counts.neverAnswered),
  ];
  const due = [{ ...inTime, role: 'denominator: in time' }, late, missed];
  const service = shareFigures(inTime, due, beside);
  const dueRows = sql`((${inTimeAndDue}) or (${counts.answeredLate}) or (${counts.neverAnswered}))`;
  return {
    ...Object.fromEntries(
      Object.entries(counts).map(([name, condition]) => [name, countFigure(those('counted', condition), beside)]),
    ),
    ...timesFigures(db, question, beside),
    serviceLevel: service.share,
    serviceLevelLow: service.low,
    serviceLevelHigh: service.high,
    serviceLevelOf: countFigure(those('counted', dueRows), beside),
  };
};

const enquiryFigures = async (
  db: EnquiriesDb,
  { from, until, which }: ClockQuestion,
  enquiryId: string,
): Promise<ReportFigures | undefined> => {
  const row = await db
    .selectFrom('enquiries')
    .selectAll()
    .where('enquiryId', '=', enquiryId)
    .where(sql<SqlBool>`"receivedAt" >= ${from} and "receivedAt" < ${until} and ${which}`)
    .executeTakeFirst();
  if (!row) return undefined;
  const ground: Ground = { role: 'row', table: 'enquiries', rows: [{ key: [enquiryId], adds: null }] };
  return allTold(shownEnquiry(row), [ground]);
};

/** The figures of the enquiries that are counted under a name. */
const figuresByGrouping = async (
  db: EnquiriesDb,
  question: ClockQuestion,
  by: EnquiryGrouping,
  name: string | null,
  context: ReportContext,
): Promise<ReportFigures | undefined> => {
  const { is, beside } = await enquiriesNamed(db, by, name, isAsked(question), context);
  const of = { ...question, which: allOf([question.which, is]) };
  const asked: Ground = { role: 'counted', table: 'enquiries', rows: { where: isAsked(of) } };
  return (await isAnyRow(db, [asked])) ? enquirySummaryFigures(db, of, beside) : undefined;
};

export const explainedEnquiries = (
  db: EnquiriesDb,
  question: ClockQuestion,
  by: EnquiryGrouping | undefined,
  context: ReportContext,
): ExplainedSections => ({
  summary: { key: [], described: [], figuresOf: () => enquirySummaryFigures(db, question) },
  ...(by && {
    by: {
      key: [by],
      described: [],
      figuresOf: ([name]) => figuresByGrouping(db, question, by, nameIn(name), context),
    },
  }),
  enquiries: {
    key: ['enquiryId'],
    described: [],
    figuresOf: ([enquiryId = '']) => enquiryFigures(db, question, enquiryId),
  },
});
