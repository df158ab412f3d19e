import { DAY } from '../../domain/shared/time';
import type { AnswerRow } from '../kit/report';
import { share, wilsonInterval, type Counted } from '../statistics/proportion';
import { kaplanMeier, type Tally } from '../statistics/survival';
import { steps, type Journey, type JourneyStep } from './journeys';

/** The waits from one step to another: those that ended there, and those that did not (censored). */
interface Waits {
  readonly ended: Tally[];
  readonly waiting: Tally[];
}

/** Each journey that reached the first of two steps waits for the second: until it comes, until it can't, or until now. */
const waitsBetween = (journeys: readonly Journey[], from: JourneyStep, to: JourneyStep, now: number): Waits => {
  const waits: Waits = { ended: [], waiting: [] };
  for (const { reached, stoppedAt } of journeys) {
    const since = reached[from];
    if (since === undefined) continue;
    const until = reached[to];
    const wait = { value: Math.max(0, (until ?? stoppedAt ?? now) - since) / DAY, count: 1 };
    (until === undefined ? waits.waiting : waits.ended).push(wait);
  }
  return waits;
};

const medianOf = ({ ended, waiting }: Waits): number | null => kaplanMeier(ended, waiting)(0.5);

const countReached = (journeys: readonly Journey[], ...reached: readonly JourneyStep[]): number =>
  journeys.filter((journey) => reached.every((step) => journey.reached[step] !== undefined)).length;

const shareColumns = (name: string, counted: Counted) => {
  const interval = wilsonInterval(counted);
  return { [name]: share(counted), [`${name}Low`]: interval?.low ?? null, [`${name}High`]: interval?.high ?? null };
};

const stepRow = (
  journeys: readonly Journey[],
  step: JourneyStep,
  previous: JourneyStep | undefined,
  now: number,
): AnswerRow => {
  const reached = countReached(journeys, step);
  const ofAll = shareColumns('share', { successes: reached, trials: journeys.length });
  if (previous === undefined) return { step, reached, ...ofAll, ...ofFirst };
  const before = { successes: countReached(journeys, previous, step), trials: countReached(journeys, previous) };
  const open = journeys.filter(
    (journey) =>
      journey.reached[previous] !== undefined && journey.reached[step] === undefined && journey.stoppedAt === undefined,
  ).length;
  return {
    step,
    reached,
    ...ofAll,
    ...shareColumns('ofPrevious', before),
    waiting: open,
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
