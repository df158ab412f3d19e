import { sql } from 'kysely';
import { answerCurves, answersBy, answerTimes, clientWaits } from '../clock/answer-times';
import { enquiryCounts, type ClockQuestion, type EnquiryCounts } from '../clock/clock-counts';
import { enquiriesBy, enquiryColumn, enquiryNames, type EnquiryGrouping } from '../groupings/enquiry-groupings';
import { ascending } from '../kit/order';
import type { AnswerRow, ReportContext } from '../kit/report';
import type { SurvivalQuantile } from '../statistics/survival';
import type { FactsDb } from '../facts/tables';
import { shareCells } from '../kit/answer-columns';

const noEnquiries = {
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
} satisfies EnquiryCounts;

const countNames = Object.keys(noEnquiries) as readonly (keyof EnquiryCounts)[]; // of the object just above

const plusCounts = (one: EnquiryCounts, other: EnquiryCounts): EnquiryCounts => {
  const counts: Record<keyof EnquiryCounts, number> = { ...noEnquiries };
  for (const name of countNames) counts[name] = one[name] + other[name];
  return counts;
};

/** The figures as they are shown. */
const answerFigures = (counts: EnquiryCounts, quantile: SurvivalQuantile): AnswerRow => {
  const { received, answered, answeredInTime, inTimeAndDue, neverAnswered, endedBeforeDue } = counts;
  const { fulfilled, declined, abandoned } = counts;
  const answeredLate = answered - answeredInTime;
  const service = { successes: inTimeAndDue, trials: inTimeAndDue + answeredLate + neverAnswered };
  return {
    ...{ received, answered, answeredInTime, neverAnswered, endedBeforeDue, fulfilled, declined, abandoned },
    answeredLate,
    openWithinTime: received - answered - neverAnswered - endedBeforeDue,
    ...answerTimes(quantile),
    ...shareCells('serviceLevel', service),
    serviceLevelOf: service.trials,
  };
};

export const enquiriesSummary = async (db: FactsDb, question: ClockQuestion): Promise<AnswerRow> => {
  const [counts = noEnquiries] = await enquiryCounts(db, question, { key: sql`'all'` });
  const answers = await answersBy(db, question, { key: sql`null`, minutes: sql`"answerMinutes"` });
  const quantile = (await answerCurves(db, question.at, answers, await clientWaits(db, question)))(null);
  return answerFigures(counts, quantile);
};

/** The same figures by something: months in their order, otherwise the most enquiries first. */
export const byGrouping = async (
  db: FactsDb,
  by: EnquiryGrouping,
  asked: ClockQuestion,
  context: ReportContext,
): Promise<readonly AnswerRow[]> => {
  const question = { ...asked, rowsOf: enquiriesBy(by) };
  const key = enquiryColumn(by);
  const found = await enquiryCounts(db, question, { key });
  const nameOf = await enquiryNames(
    db,
    by,
    found.map((row) => row.key),
    context,
  );
  const named = <Row extends { readonly key: string | null }>(row: Row): Row => ({ ...row, key: nameOf(row.key) });
  const answers = await answersBy(db, question, { key, minutes: sql`"answerMinutes"` });
  const waits = await clientWaits(db, question, key);
  const curveOf = await answerCurves(db, question.at, answers.map(named), waits.map(named));
  const counted = new Map<string | null, EnquiryCounts>();
  for (const row of found.map(named)) counted.set(row.key, plusCounts(counted.get(row.key) ?? noEnquiries, row));
  const inOrder = [...counted].sort(([one], [other]) => ascending(one, other));
  const ranked = by === 'month' ? inOrder : inOrder.sort(([, one], [, other]) => other.received - one.received);
  return ranked.map(([name, counts]) => ({ [by]: name, ...answerFigures(counts, curveOf(name)) }));
};
