import { sql } from 'kysely';
import { millisecondsOf } from '../../domain/shared/time';
import { allOf } from '../kit/conditions';
import { enquiriesNamed } from '../groupings/enquiry-groupings';
import { nameIn } from '../groupings/explained-rows';
import { rowsWith, shownFigures, rateFigures, countFigure } from '../kit/grounds';
import type { AnswerRow, ExplainedSections, Ground, ReportContext, ReportFigures } from '../kit/report';
import { mergedGround } from '../groupings/rows-named';
import { funnelOf, stillWaiting, thatReached, waitsBetween, type JourneyWait } from './funnel';
import {
  askedIn,
  journeysOf,
  offersAnswering,
  steps,
  type ConversionQuestion,
  type Journey,
  type JourneyStep,
} from './journeys';
import type { FactsDb } from '../facts/tables';

interface ConversionAsked {
  readonly db: FactsDb;
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

const evidenceTables = ['offers', 'offer_lines', 'invoices'] as const;
type EvidenceTable = (typeof evidenceTables)[number];

/** What says, beside the enquiry, that a step was reached. */
const evidenceOfStep: Readonly<Record<JourneyStep, readonly EvidenceTable[]>> = {
  received: [],
  answered: [],
  offered: ['offers'],
  accepted: ['offers', 'offer_lines'],
  invoiced: ['offers', 'invoices'],
  paid: ['offers', 'invoices'],
};

const evidenceGrounds = (question: ConversionQuestion, tables: Iterable<EvidenceTable>): readonly Ground[] => {
  const isOfOffers = sql`"offerId" in (select "made"."offerId" from ${offersAnswering(question)} as "made")`;
  return [...new Set(tables)].map((table) => rowsWith('evidence', table, isOfOffers, sql`"voided" = 0`));
};

interface StepAsked {
  readonly journeys: readonly Journey[];
  readonly step: JourneyStep;
  readonly row: AnswerRow;
  readonly question: ConversionQuestion;
  readonly beside: readonly Ground[];
}

const figuresAfterNone = [
  'ofPrevious',
  'ofPreviousLow',
  'ofPreviousHigh',
  'waiting',
  'medianDays',
  'medianDaysFromReceipt',
];

/** What a step is to the one before. */
const figuresAfter = (asked: StepAsked, previous: JourneyStep, now: number): ReportFigures => {
  const { journeys, step, row, question, beside } = asked;
  const evidence = (tables: readonly EvidenceTable[]) => [...evidenceGrounds(question, tables), ...beside];
  const ofAll = evidence(evidenceTables);
  const median = (name: string, from: JourneyStep): ReportFigures => {
    const { ended, waiting } = waitsBetween(journeys, from, step, now);
    const formula = `Kaplan–Meier over ${ended.length} waits that ended and ${waiting.length} that go on or were broken off`;
    const waits = [waitsGround('reached, after days', ended), waitsGround('waiting, for days', waiting)];
    return shownFigures(row, [...waits, ...ofAll], formula, name);
  };
  return {
    ...rateFigures(
      'ofPrevious',
      enquiriesGround('numerator', thatReached(journeys, previous, step)),
      [enquiriesGround('denominator', thatReached(journeys, previous))],
      evidence([...evidenceOfStep[step], ...evidenceOfStep[previous]]),
    ),
    waiting: countFigure(enquiriesGround('counted', stillWaiting(journeys, previous, step)), ofAll),
    ...median('medianDays', previous),
    ...median('medianDaysFromReceipt', 'received'),
  };
};

const stepFigures = (asked: StepAsked, now: number): ReportFigures => {
  const { journeys, step, row, question, beside } = asked;
  const reached = thatReached(journeys, step);
  const evidence = [...evidenceGrounds(question, evidenceOfStep[step]), ...beside];
  const previous = steps[steps.indexOf(step) - 1];
  const received = [enquiriesGround('received', journeys), ...beside];
  return {
    reached: countFigure(enquiriesGround('counted', reached), evidence),
    ...rateFigures(
      'share',
      enquiriesGround('numerator', reached),
      [enquiriesGround('denominator', journeys)],
      evidence,
    ),
    // The first step comes after none: these figures are of no journey.
    ...(previous === undefined
      ? shownFigures(row, received, 'no step comes before', ...figuresAfterNone)
      : figuresAfter(asked, previous, now)),
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
  const grounds = [...beside, ...(isOfClient ? [mergedGround] : [])];
  return stepFigures({ journeys, step, row, question: of, beside: grounds }, now);
};

export const explainedConversion = (asked: ConversionAsked): ExplainedSections => ({
  total: { key: ['step'], described: [], figuresOf: ([step]) => figuresOfStep(asked, step, undefined) },
  steps: {
    key: [asked.question.by, 'step'],
    described: [],
    figuresOf: ([name, step]) => figuresOfStep(asked, step, nameIn(name)),
  },
});
