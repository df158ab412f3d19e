import type { Moment } from '../../domain/shared/values';
import type { CalibrationBin, KeptTrial, TrialRound } from './kept-trial';
import type { AnswerRow, Database, ReportContext } from './report';
import { wilsonInterval } from '../statistics/proportion';
import { areaUnderCurve, brierScore, firstByScore, type Foretold } from '../statistics/ranking';
import { sum } from '../statistics/sum';

/** One of the cases that an answer was about, and what became of it. */
export interface TriedCase extends Foretold {
  /** By what the answer ranks: mostly the chance. */
  readonly score: number;
  /** By what the benchmark ranks, which anybody could do without a model. */
  readonly benchmark: number;
  /** By what the answer ranks for money, and by what the benchmark does. */
  readonly loss: number;
  readonly lossBenchmark: number;
  /** What the case was worth, where it came true; 0 where it did not, or nobody knows. */
  readonly money: number;
}

/** What an answer says of its own accuracy once it knows what came. */
export type Judged = Pick<TrialRound, 'figures' | 'calibration'>;
export type Judge = (db: Database, until: Moment) => Promise<Judged>;

/** An answer that can be asked as of a past date and compared with what came. */
export interface AnswerOnTrial {
  readonly name: string;
  /** Raised when the answer is computed otherwise: a trial of another version is not gone on with. */
  readonly version: number;
  readonly says: string;
  readonly benchmark: string;
  readonly horizonDays: number;
  readonly reads: readonly string[];
  /** Up to when the log tells what came; null of an empty one. */
  toldUntil(db: Database): Promise<Moment | null>;
  /** Answers from the past alone, and gives what judges the answer by the tables of now. */
  ask(past: Database, context: ReportContext): Promise<Judge>;
}

/** How many are looked at of a list. */
const FIRST_CASES = 20;
const BINS = 5;

const firstTrue = (cases: readonly TriedCase[], scoreOf: (tried: TriedCase) => number): readonly TriedCase[] =>
  firstByScore(
    cases.map((tried) => ({ ...tried, score: scoreOf(tried) })),
    FIRST_CASES,
  ).filter(({ happened }) => happened);

const moneyOf = (cases: readonly TriedCase[]): number => Math.round(sum(cases.map(({ money }) => money)));

const meanOf = (values: readonly number[]): number | null => (values.length === 0 ? null : sum(values) / values.length);

const binsOf = (cases: readonly TriedCase[]): readonly CalibrationBin[] =>
  Array.from({ length: BINS }, (_, bin) => {
    const within = cases.filter(({ chance }) => Math.min(BINS - 1, Math.floor(chance * BINS)) === bin);
    return {
      from: bin / BINS,
      cases: within.length,
      chance: meanOf(within.map(({ chance }) => chance)) ?? 0,
      happened: within.filter(({ happened }) => happened).length,
    };
  }).filter(({ cases: count }) => count > 0);

/** The answer's measure beside that of the benchmark. */
export const judgedRanking = (cases: readonly TriedCase[]): Judged => {
  const happened = cases.filter((tried) => tried.happened).length;
  const base = cases.length === 0 ? null : happened / cases.length;
  return {
    figures: {
      cases: cases.length,
      happened,
      auc: areaUnderCurve(cases),
      aucBenchmark: areaUnderCurve(
        cases.map(({ benchmark, happened: came }) => ({ score: benchmark, happened: came })),
      ),
      first: Math.min(FIRST_CASES, cases.length),
      firstTrue: firstTrue(cases, ({ score }) => score).length,
      firstTrueBenchmark: firstTrue(cases, ({ benchmark }) => benchmark).length,
      firstMoney: moneyOf(firstTrue(cases, ({ loss }) => loss)),
      firstMoneyBenchmark: moneyOf(firstTrue(cases, ({ lossBenchmark }) => lossBenchmark)),
      allMoney: moneyOf(cases),
      expected: sum(cases.map(({ chance }) => chance)),
      brier: brierScore(cases),
      // What one would get who says the same of all, and knows how many it will be.
      brierOfAllAlike: base === null ? null : base * (1 - base),
    },
    calibration: binsOf(cases),
  };
};

const figuresNamed = ({ rounds }: Pick<KeptTrial, 'rounds'>, name: string): readonly number[] =>
  rounds.flatMap(({ figures }) => {
    const figure = figures[name];
    return figure === null || figure === undefined ? [] : [figure];
  });

const addedOfRounds = (trial: Pick<KeptTrial, 'rounds'>, name: string): number => sum(figuresNamed(trial, name));
const meanOfRounds = (trial: KeptTrial, name: string): number | null => meanOf(figuresNamed(trial, name));

const isMore = (one: number | null | undefined, other: number | null | undefined): boolean =>
  typeof one === 'number' && typeof other === 'number' && one > other;

const isBetter = ({ figures: { auc, aucBenchmark, errors, errorsBenchmark } }: TrialRound): boolean =>
  isMore(auc, aucBenchmark) || isMore(errorsBenchmark, errors);

/** Scaled errors of amounts that were foretold, for each of them: MASE; null where the answer foretells none. */
const meanError = (trial: Pick<KeptTrial, 'rounds'>, name: 'errors' | 'errorsBenchmark'): number | null => {
  const amounts = addedOfRounds(trial, 'amounts');
  return amounts === 0 ? null : addedOfRounds(trial, name) / amounts;
};

/** One row for a trial: sums over its dates, and means of what does not add up. */
export const trialSummary = (trial: KeptTrial): AnswerRow => {
  const added = (name: string): number => addedOfRounds(trial, name);
  const mean = (name: string): number | null => meanOfRounds(trial, name);
  const { answer, says, benchmark, horizonDays, rounds, days, triedAt } = trial;
  return {
    ...{ answer, says, benchmark, horizonDays, triedAt },
    dates: rounds.length,
    datesAsked: days.length,
    from: rounds[0]?.day ?? null,
    to: rounds.at(-1)?.day ?? null,
    ...{ cases: added('cases'), happened: added('happened') },
    ...{ auc: mean('auc'), aucBenchmark: mean('aucBenchmark'), betterOnDates: rounds.filter(isBetter).length },
    ...{ first: added('first'), firstTrue: added('firstTrue'), firstTrueBenchmark: added('firstTrueBenchmark') },
    ...{ firstMoney: added('firstMoney'), firstMoneyBenchmark: added('firstMoneyBenchmark') },
    ...{ allMoney: added('allMoney'), expected: added('expected') },
    ...{ brier: mean('brier'), brierOfAllAlike: mean('brierOfAllAlike') },
    ...{ runs: added('runs'), accusedRuns: added('accusedRuns') },
    ...{ mase: meanError(trial, 'errors'), maseBenchmark: meanError(trial, 'errorsBenchmark') },
    ...{ ranges: added('ranges'), within: added('within') },
  };
};

/** All dates together. */
export const calibrationRows = ({ answer, rounds }: KeptTrial): readonly AnswerRow[] => {
  const bins = new Map<number, CalibrationBin>();
  for (const bin of rounds.flatMap(({ calibration }) => calibration)) {
    const known = bins.get(bin.from) ?? { from: bin.from, cases: 0, chance: 0, happened: 0 };
    const cases = known.cases + bin.cases;
    const chance = (known.chance * known.cases + bin.chance * bin.cases) / cases;
    bins.set(bin.from, { from: bin.from, cases, chance, happened: known.happened + bin.happened });
  }
  return [...bins.values()]
    .toSorted((one, other) => one.from - other.from)
    .map(({ from, cases, chance, happened }) => ({
      ...{ answer, chanceFrom: from, cases, chance, cameTrue: happened / cases },
    }));
};

/** An unfinished trial says so. */
const askedText = ({ rounds, days }: KeptTrial): string => {
  const dates = `${rounds.length} dates from ${rounds[0]?.day ?? ''} to ${rounds.at(-1)?.day ?? ''}`;
  return `On trial as of ${dates}${rounds.length < days.length ? ' (not finished)' : ''}`;
};

/** More often than this nobody may be named where all are equal. */
const MOST_NAMED = 0.05;

const percent = (share: number): string => `${(100 * share).toFixed(1)} %`;

const namedText = (trial: KeptTrial): string => {
  const counted = { successes: addedOfRounds(trial, 'accusedRuns'), trials: addedOfRounds(trial, 'runs') };
  const interval = wilsonInterval(counted);
  if (!interval) return '';
  const range = `${percent(interval.low)} to ${percent(interval.high)}, to be at most ${percent(MOST_NAMED)}`;
  const verdict = interval.low > MOST_NAMED ? ': more than chance allows, so do not rely on what is named' : '';
  return ` With clients dealt out to managers by lot, somebody was named in ${counted.successes} of ${counted.trials} runs (${range})${verdict}.`;
};

const digits = (value: number | null): string => (value === null ? 'not told' : value.toFixed(3));

/** Where the benchmark, which needs no model, did better, the reader is told. */
const lost = (own: number | null, benchmark: number | null): string =>
  own !== null && benchmark !== null && own < benchmark ? ': the benchmark was better at that' : '';

const rankingText = (trial: KeptTrial): string => {
  const { benchmark, horizonDays, rounds } = trial;
  const [auc, aucBenchmark] = [meanOfRounds(trial, 'auc'), meanOfRounds(trial, 'aucBenchmark')];
  const better = `better on ${rounds.filter(isBetter).length} of ${rounds.length} dates`;
  return `AUC ${digits(auc)} (${benchmark}: ${digits(aucBenchmark)}; ${better}) of what came in ${horizonDays} days${lost(auc, aucBenchmark)}.`;
};

const firstText = (trial: KeptTrial): string => {
  const { benchmark, rounds } = trial;
  const latest = (name: string): number => rounds.at(-1)?.figures[name] ?? 0;
  const [all = 0, own = 0, other = 0] = ['first', 'firstTrue', 'firstTrueBenchmark'].map((name) =>
    addedOfRounds(trial, name),
  );
  const last = `on the last date ${latest('firstTrue')} of ${latest('first')}, ${latest('firstTrueBenchmark')} by the benchmark`;
  return `Of the first ${latest('first')} of each date ${own} of ${all} came true (${benchmark}: ${other}; ${last})${lost(own, other)}.`;
};

const rangesText = (trial: KeptTrial): string => {
  const counted = { successes: addedOfRounds(trial, 'within'), trials: addedOfRounds(trial, 'ranges') };
  const interval = wilsonInterval(counted);
  if (!interval) return '';
  return ` Within its range, meant for 80 %, came ${counted.successes} of ${counted.trials} (${percent(interval.low)} to ${percent(interval.high)}).`;
};

const amountsText = (trial: KeptTrial): string => {
  const [own, benchmark] = [meanError(trial, 'errors'), meanError(trial, 'errorsBenchmark')];
  // The less, the better.
  const verdict = lost(own && -own, benchmark && -benchmark);
  const better = `better on ${trial.rounds.filter(isBetter).length} of ${trial.rounds.length} dates`;
  return own === null
    ? 'nothing was foretold as of any of them, as too little was known.'
    : `MASE ${digits(own)} (${trial.benchmark}: ${digits(benchmark)}; ${better})${verdict}.`;
};

const isOfAmounts = ({ rounds }: KeptTrial): boolean => rounds.some(({ figures }) => 'amounts' in figures);

const triedText = (trial: KeptTrial): string => {
  if (isOfAmounts(trial)) return `${amountsText(trial)}${rangesText(trial)}`;
  return `${rankingText(trial)} ${firstText(trial)}${namedText(trial)}${rangesText(trial)}`;
};

/** What a report says of how its answer did. */
export const trialNote = async (answer: string, { lastTrial }: Pick<ReportContext, 'lastTrial'>): Promise<string> => {
  const trial = await lastTrial?.(answer);
  return trial && trial.rounds.length > 0
    ? `${askedText(trial)}: ${triedText(trial)}`
    : `Nobody has tried yet how often this is right for this company: letopis trial ${answer}`;
};
