import { answersOnTrial } from '../../src/read-models';
import { judgedRanking, trialNote, trialSummary, type TriedCase } from '../../src/read-models/kit/answer-on-trial';
import type { KeptTrial, TrialRound } from '../../src/read-models/kit/kept-trial';
import { trialReport } from '../../src/read-models/trial/report';
import { reportOver } from '../support/project';

const tried = (chance: number, benchmark: number, happened: boolean, money = 0): TriedCase => ({
  ...{ chance, score: chance, benchmark, happened, money },
  ...{ loss: chance, lossBenchmark: benchmark },
});
const round = (day: string, cases: readonly TriedCase[], figures = {}): TrialRound => {
  const judged = judgedRanking(cases);
  return { day, known: 'recorded', calibration: judged.calibration, figures: { ...judged.figures, ...figures } };
};
const trial = (...rounds: readonly TrialRound[]): KeptTrial => ({
  ...{ answer: 'stuck-products', version: 1, says: 'what will not sell', benchmark: 'days quiet', horizonDays: 90 },
  ...{ head: '7', triedAt: '2024-12-01T00:00:00.000Z', days: rounds.map(({ day }) => day), rounds },
});
const note = (kept: KeptTrial): Promise<string> =>
  trialNote('stuck-products', { lastTrial: () => Promise.resolve(kept) });

/** Ranked right by the answer, wrong by the benchmark; and the other way round. */
const won = [tried(0.9, 1, true, 50), tried(0.1, 9, false)];
const lost = [tried(0.1, 9, true, 50), tried(0.9, 1, false)];

describe('what a report says of how its answer did', () => {
  it('has its measure beside the benchmark’s, and what came of the first ones of all dates and of the last', async () => {
    const text = await note(trial(round('2024-01-01', won), round('2024-02-01', won)));
    expect(text).toBe(
      'On trial as of 2 dates from 2024-01-01 to 2024-02-01: AUC 1.000 (days quiet: 0.000; better on 2 of 2 dates) of what came in 90 days. Of the first 2 of each date 2 of 4 came true (days quiet: 2; on the last date 1 of 2, 1 by the benchmark).',
    );
  });

  it('says where the benchmark was better', async () => {
    expect(await note(trial(round('2024-01-01', lost)))).toContain('in 90 days: the benchmark was better at that.');
    // Of 21 cases the last one of the ranking, which is not looked at, came true.
    const many = Array.from({ length: 20 }, (_, rank) => tried(0.9, rank, false));
    const text = await note(trial(round('2024-01-01', [...many, tried(0.1, 99, true)])));
    expect(text).toContain('0 of 20 came true (days quiet: 1;');
    expect(text).toContain('1 by the benchmark): the benchmark was better at that.');
    expect(await note(trial(round('2024-01-01', won)))).not.toContain('better at that');
  });

  it('says how often somebody was named where all are equal, and warns where that is more than chance allows', async () => {
    const text = await note(trial(round('2024-01-01', won, { runs: 120, accusedRuns: 5 })));
    expect(text).toContain('somebody was named in 5 of 120 runs (1.8 % to 9.4 %, to be at most 5.0 %).');
    const bad = await note(trial(round('2024-01-01', won, { runs: 120, accusedRuns: 20 })));
    expect(bad).toContain('more than chance allows, so do not rely on what is named');
  });
});

describe('the report of trials', () => {
  const ask = (kept: KeptTrial) =>
    reportOver([], [])(
      trialReport(answersOnTrial),
      { answer: 'stuck-products' },
      { lastTrial: (answer) => Promise.resolve(answer === kept.answer ? kept : undefined) },
    );

  it('adds up what adds up, means what does not, and has each date and the calibration', async () => {
    const kept = trial(round('2024-01-01', won), round('2024-02-01', lost));
    const { sections, notes } = await ask(kept);
    expect(sections['answers']).toEqual([trialSummary(kept)]);
    expect(sections['answers']).toMatchObject([
      { dates: 2, cases: 4, happened: 2, auc: 0.5, aucBenchmark: 0.5, betterOnDates: 1, allMoney: 100, expected: 2 },
    ]);
    expect(sections['dates']!.map(({ day, auc }) => [day, auc])).toEqual([
      ['2024-01-01', 1],
      ['2024-02-01', 0],
    ]);
    const [low, high] = sections['calibration']!;
    expect(low).toMatchObject({ chanceFrom: 0, cases: 2, cameTrue: 0.5 });
    expect(low!['chance']).toBeCloseTo(0.1, 12);
    expect(high).toMatchObject({ chanceFrom: 0.8, cases: 2, cameTrue: 0.5 });
    expect(notes.some((text) => text.startsWith('Not tried yet'))).toBe(false);
  });
});
