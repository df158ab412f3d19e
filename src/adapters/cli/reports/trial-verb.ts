import { InvalidArgumentError, Option, type Command } from 'commander';
import type { Letopis } from '../../../application/core';
import { readingWith } from '../../../application/log/personal-data';
import { sectionIn } from '../../../application/asking/ask-tables';
import { eventsAtOf } from '../../../application/asking/events-at';
import { runTrial, trialDays, trialSteps, type TrialStep } from '../../../application/trials/run-trial';
import { isDayText } from '../../../domain/shared/iso-text';
import { dayNumberOf, dayOf, localDay } from '../../../domain/shared/time';
import type { Day, Moment } from '../../../domain/shared/values';
import type { AnswerOnTrial } from '../../../read-models/kit/answer-on-trial';
import type { KeptTrial } from '../../../read-models/kit/kept-trial';
import { nearestTo } from '../../../read-models/kit/nearest';
import { trialSections } from '../../../read-models/trial/report';
import {
  formatOf,
  withCommonOptions,
  withLetopis,
  UsageError,
  type CliPorts,
  type CommonOptions,
} from '../terminal/context';
import { render } from '../terminal/output';
import { interruptSignal, withProgressLine } from '../terminal/progress';
import { upToDate, wrongUse } from './report-verbs';

interface TrialOptions extends CommonOptions {
  readonly from?: Day;
  readonly to?: Day;
  readonly every: TrialStep;
  readonly again?: boolean;
  readonly section?: string;
}

const dayGiven = (text: string): Day => {
  if (isDayText(text)) return text;
  throw new InvalidArgumentError('give a day as 2024-06-21');
};

/** So far back the first date lies where none is given, before the last one that can be judged. */
const USUAL_SPAN_DAYS = 180;

const earlierDay = (one: Day, other: Day): Day => (one < other ? one : other);

/** The dates that can be judged: what came in the time after each of them is in the log. */
const daysAsked = (answer: AnswerOnTrial, told: Moment, { zone }: Letopis, asked: TrialOptions): readonly Day[] => {
  const last = dayOf(dayNumberOf(localDay(told, zone)) + 1 - answer.horizonDays);
  const first = asked.from ?? dayOf(dayNumberOf(last) - USUAL_SPAN_DAYS);
  return trialDays(first, asked.to === undefined ? last : earlierDay(last, asked.to), asked.every);
};

const tooShort = ({ name, horizonDays }: AnswerOnTrial): string =>
  `${name}: no date can be judged: the log does not tell of ${horizonDays} days after one`;

const tryAnswer = async (
  letopis: Letopis,
  answer: AnswerOnTrial,
  asked: TrialOptions,
  signal: AbortSignal,
): Promise<KeptTrial | string> => {
  const { readStore, side, vault, zone, clock } = letopis;
  const told = await answer.toldUntil(readStore.db);
  const days = told === null ? [] : daysAsked(answer, told, letopis, asked);
  if (days.length === 0) return tooShort(answer);
  return withProgressLine((line) =>
    runTrial(side, {
      ...{ answer, days, zone, signal, triedAt: clock(), resume: asked.again !== true },
      context: { ...readingWith(vault), eventsAt: eventsAtOf(side) },
      onProgress: (done, of) => {
        line.show({ what: `${answer.name} on trial, dates`, done, share: done / of });
      },
    }),
  );
};

const answersNamed = (answers: readonly AnswerOnTrial[], name: string | undefined): readonly AnswerOnTrial[] => {
  if (name === undefined) return answers;
  const found = answers.filter((answer) => answer.name === name);
  if (found.length > 0) return found;
  const known = answers.map((answer) => answer.name);
  const near = nearestTo(name, known);
  throw new UsageError(`there is no answer ${name}: name one of ${(near.length > 0 ? near : known).join(', ')}`);
};

/** `letopis trial`: answers are asked as of past dates and compared with what came. */
export const addTrial = (program: Command, answers: readonly AnswerOnTrial[], ports: CliPorts): void => {
  withCommonOptions(
    program
      .command('trial')
      .description('ask answers as of past dates, and compare them with what came')
      .argument('[answer]', `one of ${answers.map(({ name }) => name).join(', ')}; all by default`),
  )
    .option('--from <day>', 'the first date; by default half a year before the last one that can be judged', dayGiven)
    .option('--to <day>', 'the last date; by default the last one that can be judged', dayGiven)
    .addOption(new Option('--every <step>', 'from one date to the next').choices(trialSteps).default('month'))
    .option('--section <name>', 'this section alone (with --csv, which has room for one: the last one by default)')
    .option('--again', 'do not go on with an unfinished trial: begin anew')
    .addHelpText(
      'after',
      '\nWhat it finds is kept, and stands with each answer in its report (and in `letopis report trial`). A trial that was broken off goes on where it stood, as long as the log is the same.\n\nExamples:\n  letopis trial\n  letopis trial stuck-products --from 2024-01-01 --every month',
    )
    .action((name: string | undefined, asked: TrialOptions) =>
      withLetopis(ports, asked, async (letopis) => {
        const chosen = answersNamed(answers, name);
        await upToDate(letopis);
        const signal = interruptSignal();
        const tried: (KeptTrial | string)[] = [];
        for (const answer of chosen) tried.push(await tryAnswer(letopis, answer, asked, signal));
        const notes = tried.filter((each) => typeof each === 'string');
        const sections = trialSections(tried.filter((each) => typeof each !== 'string'));
        const found = sectionIn({ sections, notes }, asked.section);
        if ('problems' in found) throw wrongUse(found.problems);
        ports.write(render(found.answer, formatOf(asked), ports));
        // CSV has no room for them.
        if (formatOf(asked) === 'csv') for (const note of notes) ports.note(note);
      }),
    );
};
