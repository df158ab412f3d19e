import { dayNumberOf, dayOf, endOfDay } from '../../domain/shared/time';
import type { Day, Moment, Zone } from '../../domain/shared/values';
import type { ReportContext } from '../../read-models/kit/report';
import type { AnswerOnTrial } from '../../read-models/kit/answer-on-trial';
import type { KeptTrial, TrialRound } from '../../read-models/kit/kept-trial';
import { StoreError } from '../log/event-store';
import { withPast, type PastMoment, type PastSide } from '../asking/as-of';
import type { KeptTrials } from '../asking/kept-trials';
import type { ReadStore } from '../projecting/read-store';

export interface TrialSide extends PastSide {
  readonly store: Pick<ReadStore, 'edition' | 'db'>;
  readonly trials: KeptTrials;
}

export interface TrialRequest {
  readonly answer: AnswerOnTrial;
  /** The dates as of whose beginning it is asked. */
  readonly days: readonly Day[];
  readonly zone: Zone;
  readonly triedAt: Moment;
  /** What a report gets besides its parameters, but for the moment. */
  readonly context: Omit<ReportContext, 'at' | 'zone'>;
  /** Goes on with an unfinished trial of the same dates over the same log. */
  readonly resume: boolean;
  readonly onProgress?: (done: number, of: number) => void;
  readonly signal?: AbortSignal | undefined;
}

/**
 * What was known at a moment: what was recorded and had happened by then. Of a past that was imported as a whole nothing
 * was recorded by then: there what had happened counts, as it is known now.
 */
const knownAt = async ({ log }: Pick<PastSide, 'log'>, at: Moment): Promise<PastMoment> =>
  (await log.positionAt(at)) === undefined ? { at } : { recordedAt: at, at };

const roundOf = async (side: TrialSide, request: TrialRequest, day: Day): Promise<TrialRound> => {
  const { answer, zone, context, signal } = request;
  const at = endOfDay(dayOf(dayNumberOf(day) - 1), zone);
  const past = await knownAt(side, at);
  const judge = await withPast(side, answer, past, ({ db }) => answer.ask(db, { ...context, at, zone }), signal);
  const until = endOfDay(dayOf(dayNumberOf(day) + answer.horizonDays - 1), zone);
  return { day, known: 'recordedAt' in past ? 'recorded' : 'happened', ...(await judge(side.store.db, until)) };
};

const isSameTrial = (kept: KeptTrial, wanted: KeptTrial): boolean =>
  kept.version === wanted.version && kept.head === wanted.head && kept.days.join() === wanted.days.join();

/** Asks an answer as of each date and compares it with what came; each date is kept as soon as it is done. */
export const runTrial = async (side: TrialSide, request: TrialRequest): Promise<KeptTrial> => {
  const { answer, days, triedAt, resume, onProgress, signal } = request;
  const head = await side.log.head();
  if (head === undefined) throw new StoreError('not-serving', 'the log is empty: there is nothing to try an answer on');
  const { name, version, says, benchmark, horizonDays } = answer;
  const begun = { answer: name, version, says, benchmark, horizonDays, head: String(head), triedAt, days, rounds: [] };
  const kept = resume ? await side.trials.last(name) : undefined;
  let trial: KeptTrial = kept && isSameTrial(kept, begun) ? kept : begun;
  for (const day of days.slice(trial.rounds.length)) {
    signal?.throwIfAborted();
    onProgress?.(trial.rounds.length, days.length);
    trial = { ...trial, rounds: [...trial.rounds, await roundOf(side, request, day)] };
    await side.trials.keep(trial);
  }
  return trial;
};

const MONTHS_OF = { month: 1, quarter: 3 } as const;
export type TrialStep = 'week' | keyof typeof MONTHS_OF;
export const trialSteps = ['month', 'quarter', 'week'] as const satisfies readonly TrialStep[];

const dayAfter = (day: Day, step: TrialStep, times: number): Day => {
  if (step === 'week') return dayOf(dayNumberOf(day) + 7 * times);
  const [year = 0, month = 0, dayOfMonth = 0] = day.split('-').map(Number);
  const months = year * 12 + month - 1 + MONTHS_OF[step] * times;
  const inMonth = new Date(Date.UTC(Math.floor(months / 12), (months % 12) + 1, 0)).getUTCDate();
  return new Date(Date.UTC(Math.floor(months / 12), months % 12, Math.min(dayOfMonth, inMonth)))
    .toISOString()
    .slice(0, 10);
};

/** The dates from one on, as long as what came in the time after them is known. */
export const trialDays = (from: Day, last: Day, step: TrialStep): readonly Day[] => {
  const days: Day[] = [];
  for (let times = 0, day = from; day <= last; times += 1, day = dayAfter(from, step, times)) days.push(day);
  return [...new Set(days)];
};
