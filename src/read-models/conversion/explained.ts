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
  return [...new Set(tables)].map((table) => ({
    ...{ role: 'evidence', table },
    rows: { where: sql`${isOfOffers} and "voided" = 0` },
  }));
};

interface StepAsked {
  readonly journeys: readonly Journey[];
  readonly step: JourneyStep;
  readonly row: AnswerRow;
  readonly question: ConversionQuestion;
  readonly beside: readonly Ground[];
}

interface StepFigure {
  readonly grounds: readonly Ground[];
  readonly formula: string;
  readonly evidence: readonly EvidenceTable[];
}

/** A column of the row that the report shows, and what it rests on. */
const shownFigure = (
  { row, beside, question }: StepAsked,
  name: string,
  { grounds, formula, evidence }: StepFigure,
): ReportFigures => ({
  [name]: computed([...grounds, ...evidenceGrounds(question, evidence), ...beside], () => ({
    value: row[name] ?? null,
    formula,
  })),
});

/** How many of the journeys a figure counts, and of how many. */
interface StepShare {
  readonly part: readonly Journey[];
  readonly whole: readonly Journey[];
  readonly evidence: readonly EvidenceTable[];
}

const shareFiguresOf = (asked: StepAsked, name: string, { part, whole, evidence }: StepShare): ReportFigures => {
  const grounds = [enquiriesGround('numerator', part), enquiriesGround('denominator', whole)];
  const formula = `${part.length} ÷ ${whole.length}`;
  const bound = (which: string) => ({ grounds, evidence, formula: `${which} bound, 95 % (Wilson), of ${formula}` });
  return {
    ...shownFigure(asked, name, { grounds, evidence, formula }),
    ...shownFigure(asked, `${name}Low`, bound('lower')),
    ...shownFigure(asked, `${name}High`, bound('higher')),
  };
};

const countOfStep = (counted: readonly Journey[], evidence: readonly EvidenceTable[]): StepFigure => ({
  grounds: [enquiriesGround('counted', counted)],
  formula: `count: ${counted.length} of enquiries`,
  evidence,
});

const medianOfWaits = ({ journeys, step }: StepAsked, from: JourneyStep, now: number): StepFigure => {
  const { ended, waiting } = waitsBetween(journeys, from, step, now);
  return {
    grounds: [waitsGround('reached, after days', ended), waitsGround('waiting, for days', waiting)],
    formula: `Kaplan–Meier over ${ended.length} waits that ended and ${waiting.length} that go on or were broken off`,
    evidence: evidenceTables,
  };
};

const figuresAfterNone = [
  'ofPrevious',
  'ofPreviousLow',
  'ofPreviousHigh',
  'waiting',
  'medianDays',
  'medianDaysFromReceipt',
];

/** The first step comes after none: these figures are of no journey. */
const ofNoStepBefore = (asked: StepAsked): ReportFigures => {
  const grounds = [enquiriesGround('received', asked.journeys)];
  const none = { grounds, formula: 'no step comes before', evidence: [] };
  return figuresAfterNone.reduce((figures, name) => ({ ...figures, ...shownFigure(asked, name, none) }), {});
};

const stepFigures = (asked: StepAsked, now: number): ReportFigures => {
  const { journeys, step } = asked;
  const reached = thatReached(journeys, step);
  const evidence = evidenceOfStep[step];
  const ofAll = {
    ...shownFigure(asked, 'reached', countOfStep(reached, evidence)),
    ...shareFiguresOf(asked, 'share', { part: reached, whole: journeys, evidence }),
  };
  const previous = steps[steps.indexOf(step) - 1];
  if (previous === undefined) return { ...ofAll, ...ofNoStepBefore(asked) };
  return {
    ...ofAll,
    ...shareFiguresOf(asked, 'ofPrevious', {
      part: thatReached(journeys, previous, step),
      whole: thatReached(journeys, previous),
      evidence: [...evidence, ...evidenceOfStep[previous]],
    }),
    ...shownFigure(asked, 'waiting', countOfStep(stillWaiting(journeys, previous, step), evidenceTables)),
    ...shownFigure(asked, 'medianDays', medianOfWaits(asked, previous, now)),
    ...shownFigure(asked, 'medianDaysFromReceipt', medianOfWaits(asked, 'received', now)),
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
  if (name !== undefined && journeys.length === 0) return undefined;
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
