import { sql } from 'kysely';
import { answerCurves, answersBy, answerTimes, clientWaits, isTimed } from '../clock/answer-times';
import { conditionsAt, isAsked, isNotAnswered, type ClockQuestion } from '../clock/clock-counts';
import { allOf } from '../kit/conditions';
import { enquiriesNamed, type EnquiryGrouping } from '../groupings/enquiry-groupings';
import { nameIn } from '../groupings/explained-rows';
import { allTold, computed, countFigure, isNot, rowsWith, rateFigures, rowsByKeys } from '../kit/grounds';
import type { ExplainedSections, ReportFigure, ReportFigures, Ground, ReportContext, SqlPart } from '../kit/report';
import { shownEnquiry } from './columns';
import type { FactsDb } from '../facts/tables';

/** What is counted of an enquiry, each as a condition. */
const enquiryConditions = ({ at }: ClockQuestion) => {
  const { answeredAndDue: _, breachedAndOpen: __, overdue: ___, ...is } = conditionsAt(at);
  const { inTimeAndDue, ...counts } = is;
  const answeredLate = sql`${is.answered} and ${isNot(is.answeredInTime)}`;
  const openWithinTime = sql`${isNot(is.answered)} and ${isNot(is.neverAnswered)} and ${isNot(is.endedBeforeDue)}`;
  return { inTimeAndDue, counts: { ...counts, answeredLate, openWithinTime } };
};

/** The grounds of answer times: the answers, the waits without one, and by which calendar they are counted. */
const timeGrounds = (question: ClockQuestion): readonly Ground[] => [
  {
    role: 'answered',
    table: 'enquiries',
    rows: { where: isTimed(question, sql`"answerMinutes"`), shows: sql`"answerMinutes"` },
  },
  rowsWith('waiting', 'enquiries', isAsked(question), isNotAnswered(question.at)),
  rowsWith('looked up', 'working_calendars'),
];

const timesFigures = (db: FactsDb, question: ClockQuestion, beside: readonly Ground[]): ReportFigures => {
  const grounds = [...timeGrounds(question), ...beside];
  const figure = (name: keyof ReturnType<typeof answerTimes>): ReportFigure =>
    computed(grounds, async ([answered, waiting]) => {
      const answers = await answersBy(db, question, { key: sql`null`, minutes: sql`"answerMinutes"` });
      const curves = await answerCurves(db, question.at, answers, await clientWaits(db, question));
      return {
        value: answerTimes(curves(null))[name],
        formula: `Kaplan–Meier over ${answered?.rows ?? 0} answers and ${waiting?.rows ?? 0} waits that go on or ended without one`,
      };
    });
  return {
    medianAnswerMinutes: figure('medianAnswerMinutes'),
    p90AnswerMinutes: figure('p90AnswerMinutes'),
    notReached: figure('notReached'),
  };
};

const enquirySummaryFigures = (db: FactsDb, question: ClockQuestion, beside: readonly Ground[] = []): ReportFigures => {
  const { inTimeAndDue, counts } = enquiryConditions(question);
  const those = (role: string, condition: SqlPart): Ground => rowsWith(role, 'enquiries', isAsked(question), condition);
  const due = [
    those('denominator: in time', inTimeAndDue),
    those('denominator: answered late', counts.answeredLate),
    those('denominator: never answered', counts.neverAnswered),
  ];
  const dueRows = sql`((${inTimeAndDue}) or (${counts.answeredLate}) or (${counts.neverAnswered}))`;
  return {
    ...Object.fromEntries(
      Object.entries(counts).map(([name, condition]) => [name, countFigure(those('counted', condition), beside)]),
    ),
    ...timesFigures(db, question, beside),
    ...rateFigures('serviceLevel', those('numerator', inTimeAndDue), due, beside),
    serviceLevelOf: countFigure(those('counted', dueRows), beside),
  };
};

const enquiryFigures = async (db: FactsDb, enquiryId: string): Promise<ReportFigures | undefined> => {
  const row = await db.selectFrom('enquiries').selectAll().where('enquiryId', '=', enquiryId).executeTakeFirst();
  if (!row) return undefined;
  return allTold(shownEnquiry(row), [rowsByKeys('row', 'enquiries', [[enquiryId]])]);
};

/** The figures of the enquiries that are counted under a name. */
const figuresByGrouping = async (
  db: FactsDb,
  question: ClockQuestion,
  by: EnquiryGrouping,
  name: string | null,
  context: ReportContext,
): Promise<ReportFigures> => {
  const { is, beside } = await enquiriesNamed(db, by, name, isAsked(question), context);
  return enquirySummaryFigures(db, { ...question, which: allOf([question.which, is]) }, beside);
};

export const explainedEnquiries = (
  db: FactsDb,
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
    figuresOf: ([enquiryId = '']) => enquiryFigures(db, enquiryId),
  },
});
