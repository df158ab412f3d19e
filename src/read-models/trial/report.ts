import { calibrationRows, trialSummary, type AnswerOnTrial } from '../kit/answer-on-trial';
import type { KeptTrial } from '../kit/kept-trial';
import { defineReport, optionalChoice, type AnswerRow, type DescribedReport, type ReportContext } from '../kit/report';
import { trialColumns } from './columns';

const roundRows = ({ answer, rounds }: KeptTrial): readonly AnswerRow[] =>
  rounds.map(({ day, known, figures }) => ({ answer, day, known, ...figures }));

const trialNotes = [
  'Each answer was asked as of past dates, from what was known then (`recorded`; of an imported past, what had happened: `happened`), and compared with what came in the time after. Dates overlap where that time is longer than from one to the next.',
  'auc: the chance that of two cases the one that came true had been ranked higher; 0.5 is a coin. It stands beside that of the benchmark, which needs no model. firstTrue: how many of the first 20 came true; firstMoney: what these were worth, of those in the currency of most.',
  'brier: mean squared error of the chances, beside what one gets who says the same of all and knows how many it will be. expected: how many were expected to come true; `happened`: how many did.',
];

/** The sections of the trial of some answers. */
export const trialSections = (trials: readonly KeptTrial[]): Readonly<Record<string, readonly AnswerRow[]>> => ({
  answers: trials.map(trialSummary),
  dates: trials.flatMap(roundRows),
  calibration: trials.flatMap(calibrationRows),
});

const keptTrials = async (
  answers: readonly string[],
  { lastTrial }: Pick<ReportContext, 'lastTrial'>,
): Promise<readonly KeptTrial[]> => {
  const kept: KeptTrial[] = [];
  for (const answer of answers) {
    const trial = await lastTrial?.(answer);
    if (trial) kept.push(trial);
  }
  return kept;
};

export const trialReport = (answers: readonly AnswerOnTrial[]): DescribedReport => {
  const names = answers.map(({ name }) => name);
  return defineReport<Record<string, never>>({
    name: 'trial',
    description: 'How often each answer was right on this company’s own past, beside a benchmark',
    parameters: { answer: optionalChoice(names, 'Only this answer') },
    // It reads no table itself, and stands on the facts of its answers.
    columns: trialColumns,
    reads: [...new Set(answers.flatMap(({ reads }) => reads))],
    unexplained:
      'a report whose figures rest on events: those of a trial rest on answers that were asked as of the past, and are kept in a file beside the read models',
    answer: async (_, parameters, context) => {
      const asked = parameters.optionalText('answer');
      const trials = await keptTrials(asked === undefined ? names : [asked], context);
      const missing = names.filter((name) => asked === undefined && !trials.some(({ answer }) => answer === name));
      return {
        sections: trialSections(trials),
        notes: [...missing.map((name) => `Not tried yet: letopis trial ${name}`), ...trialNotes],
      };
    },
  });
};
