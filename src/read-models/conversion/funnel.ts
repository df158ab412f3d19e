import { DAY } from '../../domain/shared/time';
import type { AnswerRow } from '../kit/report';
import { kaplanMeier, type Tally } from '../statistics/survival';
import { steps, type Journey, type JourneyStep } from './journeys';
import { shareCells } from '../kit/answer-columns';

/** How long a journey waited from one step for another, in days. */
export interface JourneyWait {
  readonly enquiryId: string;
  readonly days: number;
}

/** The waits from one step to another: those that ended there, and those that did not (censored). */
interface Waits {
  readonly ended: JourneyWait[];
  readonly waiting: JourneyWait[];
}

/** Each journey that reached the first of two steps waits for the second: until it comes, until it can't, or until now. */
export const waitsBetween = (journeys: readonly Journey[], from: JourneyStep, to: JourneyStep, now: number): Waits => {
  const waits: Waits = { ended: [], waiting: [] };
  for (const { enquiryId, reached, stoppedAt } of journeys) {
    const since = reached[from];
    if (since === undefined) continue;
    const until = reached[to];
    const wait = { enquiryId, days: Math.max(0, (until ?? stoppedAt ?? now) - since) / DAY };
    (until === undefined ? waits.waiting : waits.ended).push(wait);
  }
  return waits;
};

const tallies = (waits: readonly JourneyWait[]): readonly Tally[] =>
  waits.map(({ days }) => ({ value: days, count: 1 }));
const medianOf = ({ ended, waiting }: Waits): number | null => kaplanMeier(tallies(ended), tallies(waiting))(0.5);

export const thatReached = (journeys: readonly Journey[], ...reached: readonly JourneyStep[]): readonly Journey[] =>
  journeys.filter((journey) => reached.every((step) => journey.reached[step] !== undefined));

/** Those that reached the step before, and may still go on. */
export const stillWaiting = (
  journeys: readonly Journey[],
  previous: JourneyStep,
  step: JourneyStep,
): readonly Journey[] =>
  thatReached(journeys, previous).filter(
    (journey) => journey.reached[step] === undefined && journey.stoppedAt === undefined,
  );

const stepRow = (
  journeys: readonly Journey[],
  step: JourneyStep,
  previous: JourneyStep | undefined,
  now: number,
): AnswerRow => {
  const reached = thatReached(journeys, step).length;
  const ofAll = shareCells('share', { successes: reached, trials: journeys.length });
  if (previous === undefined) return { step, reached, ...ofAll, ...ofFirst };
  const before = {
    successes: thatReached(journeys, previous, step).length,
    trials: thatReached(journeys, previous).length,
  };
  return {
    step,
    reached,
    ...ofAll,
    ...shareCells('ofPrevious', before),
    waiting: stillWaiting(journeys, previous, step).length,
    medianDays: medianOf(waitsBetween(journeys, previous, step, now)),
    medianDaysFromReceipt: medianOf(waitsBetween(journeys, 'received', step, now)),
  };
};

/** The first step comes after none. */
const ofFirst = {
  ofPrevious: null,
  ofPreviousLow: null,
  ofPreviousHigh: null,
  waiting: 0,
  medianDays: null,
  medianDaysFromReceipt: null,
};

/** One row a step: how many came so far, of all and of those of the step before, and how long it takes. */
export const funnelOf = (journeys: readonly Journey[], now: number): readonly AnswerRow[] =>
  steps.map((step, index) => stepRow(journeys, step, steps[index - 1], now));
