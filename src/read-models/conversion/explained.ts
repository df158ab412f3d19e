import { sql } from 'kysely';
import { millisecondsOf } from '../../domain/shared/time';
import { allOf } from '../kit/conditions';
import { enquiriesNamed } from '../groupings/enquiry-groupings';
import { nameIn } from '../groupings/explained-rows';
import { computed } from '../kit/grounds';
import type { AnswerRow, ExplainedSections, Ground, ReportContext, ReportFigures } from '../kit/report';
import { mergedGround } from '../groupings/rows-named';
import { funnelOf, stillWaiting, thatReached, waitsBetween, type JourneyWait } from './funnel';
import {
  askedIn,
  journeysOf,
  offersAnswering,
  steps,
  type ConversionDb,
  type ConversionQuestion,
  type Journey,
  type JourneyStep,
} from './journeys';

interface ConversionAsked {
  readonly db: ConversionDb;
  readonly question: ConversionQuestion;
  /** Whether a client was asked for, with its duplicates. */
  readonly isOfClient: boolean;
  readonly context: ReportContext;
}

const enquiriesGround = (role: string, journeys: readonly Journey[]): Ground => ({
  role,
  table: 'enquiries',
  rows: journeys.map(({ enquiryId }) => ({ key: [enquiryId], adds: 1 })),
});
const waitsGround = (role: string, waits: readonly JourneyWait[]): Ground => ({
  role,
  table: 'enquiries',
  rows: waits.map(({ enquiryId, days }) => ({ key: [enquiryId], adds: days })),
});

/** What says how far the enquiries came: their offers, and what came of these. */
const evidenceGrounds = (question: ConversionQuestion): readonly Ground[] => {
  const isOfOffers = sql`"offerId" in (select "made"."offerId" from ${offersAnswering(question)} as "made")`;
  return ['offers', 'offer_lines', 'invoices'].map((table) => ({
    role: 'evidence',
    table,
    rows: { where: sql`${isOfOffers} and "voided" = 0` },
  }));
};

interface StepAsked {
  readonly journeys: readonly Journey[];
  readonly step: JourneyStep;
  readonly row: AnswerRow;
  readonly beside: readonly Ground[];
}

/** A column of the row that the report shows, and what it rests on. */
const shownFigure = ({ row, beside }: StepAsked, name: string, grounds: readonly Ground[], formula: string) => ({
  [name]: computed([...grounds, ...beside], () => ({ value: row[name] ?? null, formula })),
});

const shareFiguresOf = (asked: StepAsked, name: string, part: readonly Journey[], whole: readonly Journey[]) => {
  const grounds = [enquiriesGround('numerator', part), enquiriesGround('denominator', whole)];
  const counted = `${part.length} ÷ ${whole.length}`;
  return {
    ...shownFigure(asked, name, grounds, counted),
    ...shownFigure(asked, `${name}Low`, grounds, `lower bound, 95 % (Wilson), of ${counted}`),
    ...shownFigure(asked, `${name}High`, grounds, `higher bound, 95 % (Wilson), of ${counted}`),
  };
};

const medianFigure = (asked: StepAsked, name: string, from: JourneyStep, now: number): ReportFigures => {
  const { ended, waiting } = waitsBetween(asked.journeys, from, asked.step, now);
  const grounds = [waitsGround('reached, after days', ended), waitsGround('waiting, for days', waiting)];
  const formula = `Kaplan–Meier over ${ended.length} waits that ended and ${waiting.length} that go on or were broken off`;
  return shownFigure(asked, name, grounds, formula);
};

/** The first step comes after none: these figures are of no journey. */
const ofNoStepBefore = (asked: StepAsked): ReportFigures =>
  ['ofPrevious', 'ofPreviousLow', 'ofPreviousHigh', 'waiting', 'medianDays', 'medianDaysFromReceipt'].reduce(
    (figures, name) => ({
      ...figures,
      ...shownFigure(asked, name, [enquiriesGround('received', asked.journeys)], 'no step comes before'),
    }),
    {},
  );

const stepFigures = (asked: StepAsked, now: number): ReportFigures => {
  const { journeys, step } = asked;
  const reached = thatReached(journeys, step);
  const ofAll = {
    ...shownFigure(asked, 'reached', [enquiriesGround('counted', reached)], `count: ${reached.length} of enquiries`),
    ...shareFiguresOf(asked, 'share', reached, journeys),
  };
  const previous = steps[steps.indexOf(step) - 1];
  if (previous === undefined) return { ...ofAll, ...ofNoStepBefore(asked) };
  const waiting = stillWaiting(journeys, previous, step);
  return {
    ...ofAll,
    ...shareFiguresOf(asked, 'ofPrevious', thatReached(journeys, previous, step), thatReached(journeys, previous)),
    ...shownFigure(asked, 'waiting', [enquiriesGround('counted', waiting)], `count: ${waiting.length} of enquiries`),
    ...medianFigure(asked, 'medianDays', previous, now),
    ...medianFigure(asked, 'medianDaysFromReceipt', 'received', now),
  };
};

const figuresOfStep = async (
  { db, question, isOfClient, context }: ConversionAsked,
  stepName: string | undefined,
  name: string | null | undefined,
): Promise<ReportFigures | undefined> => {
  const step = steps.find((each) => each === stepName);
  if (step === undefined) return undefined;
  const { is, beside } =
    name === undefined
      ? { is: allOf([]), beside: [] }
      : await enquiriesNamed(db, question.by, name, askedIn(question), context);
  const of: ConversionQuestion = { ...question, by: 'month', which: allOf([question.which, is]) };
  const journeys = await journeysOf(db, of, context);
  const now = millisecondsOf(context.at);
  const row = funnelOf(journeys, now).find((each) => each['step'] === step) ?? {};
  const grounds = [...evidenceGrounds(of), ...beside, ...(isOfClient ? [mergedGround] : [])];
  return stepFigures({ journeys, step, row, beside: grounds }, now);
};

export const explainedConversion = (asked: ConversionAsked): ExplainedSections => ({
  total: { key: ['step'], described: [], figuresOf: ([step]) => figuresOfStep(asked, step, undefined) },
  steps: {
    key: [asked.question.by, 'step'],
    described: [],
    figuresOf: ([name, step]) => figuresOfStep(asked, step, nameIn(name)),
  },
});
