import { Option, type Command } from 'commander';
import { pastAsked, withPast, type PastMoment, type PastTables } from '../../../application/asking/as-of';
import { askResolved, askTables } from '../../../application/asking/ask-tables';
import { askEdition, editionFor, editionNames, type EditionName } from '../../../application/asking/editions';
import type { ParameterProblem } from '../../../application/asking/answer-report';
import { resolveNames } from '../../../application/asking/resolve-names';
import { Directory } from '../../../application/finding/directory';
import type { Letopis } from '../../../application/core';
import { ensureReadModels } from '../../../application/rebuilding/rebuild';
import { notesOnPast } from '../../../application/asking/notes-on-past';
import { notesOnStanding } from '../../../application/projecting/standing';
import { isStoreError } from '../../../application/log/event-store';
import type { Answer, Parameter, Report } from '../../../read-models/kit/report';
import { GROUNDS_A_PAGE, type AskedFigure } from '../../../application/asking/explain';
import { wholeNumber, withLetopis, UsageError, type CliPorts, type CommonOptions } from '../terminal/context';
import { parseMoment, parsePastMoment } from '../terminal/moments';
import { showAnswer, withShowing, type ShowOptions } from './show-answer';

/** What is given of the parameters of a report. */
export interface AskedOptions extends CommonOptions {
  readonly [parameter: string]: unknown;
}

export interface ReportOptions extends AskedOptions, ShowOptions {
  readonly at?: string;
  readonly asOf?: string;
  readonly section?: string;
  readonly edition?: EditionName;
  readonly explain?: string;
  readonly row?: string;
  readonly skipped?: number;
}

/** `groupBy` as a flag: `--group-by`. */
export const flagOf = (name: string): string =>
  `--${name.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;

/** A parameter of a question, as a flag. */
export const optionOf = (name: string, { kind, description, required, choices }: Parameter): Option => {
  const flag = kind === 'flag' ? flagOf(name) : `${flagOf(name)} <${kind}>`;
  const option = new Option(flag, required ? `${description} (required)` : description);
  if (required) option.makeOptionMandatory();
  return kind === 'choice' && choices ? option.choices([...choices]) : option;
};

/** Users may give moments in their own zone; the report takes them in UTC. */
export const reportParameters = (report: Report, asked: AskedOptions, zone: string): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries(report.parameters).map(([name, { kind }]) => {
      const value = asked[name];
      return [name, kind === 'moment' && typeof value === 'string' ? parseMoment(value, zone, flagOf(name)) : value];
    }),
  );

export const wrongUse = (problems: readonly ParameterProblem[]): UsageError =>
  new UsageError(
    problems.map(({ parameter, expected, got }) => `${flagOf(parameter)}: expected ${expected}, got ${got}`).join('\n'),
  );

const figureAsked = ({ explain, row = '', skipped = 0 }: ReportOptions): AskedFigure | undefined => {
  if (explain === undefined && row !== '') throw new UsageError('--row names the row of a figure: give --explain, too');
  return explain === undefined ? undefined : { figure: explain, row, skipped, limit: GROUNDS_A_PAGE };
};

const answerFrom = async (
  { readStore, side, vault, zone }: Letopis,
  report: Report,
  asked: ReportOptions,
  { past, at }: { readonly past: PastMoment | undefined; readonly at: string },
): Promise<Answer> => {
  const { find } = new Directory({ ...side, vault, zone });
  const source = { ...side, store: readStore, vault, zone, find };
  const resolved = await resolveNames(report, reportParameters(report, asked, zone), source);
  if ('problems' in resolved) throw wrongUse(resolved.problems);
  const figure = figureAsked(asked);
  const ask = (store: Pick<PastTables, 'db' | 'generations'>) =>
    askResolved(
      source,
      { report, raw: resolved.raw, db: store.db, at, section: asked.section },
      figure && { figure, past, store },
    );
  const answered = await (past === undefined ? ask(readStore) : withPast(side, report, past, ask));
  if ('problems' in answered) throw wrongUse(answered.problems);
  return answered.answer;
};

const answerIn = async (letopis: Letopis, report: Report, asked: ReportOptions): Promise<Answer> => {
  const now = letopis.clock();
  const ofDay = { now, zone: letopis.zone, ofDay: 'end' } as const;
  const recordedAt = parsePastMoment(asked.asOf, '--as-of', ofDay);
  const givenAt = parsePastMoment(asked.at, '--at', ofDay);
  const past = pastAsked({ recordedAt, at: givenAt }, now);
  const notes = past ? await notesOnPast(letopis.store, past) : await notesOnStanding(letopis.side, report.reads);
  const at = givenAt ?? recordedAt ?? now;
  const answer = await answerFrom(letopis, report, asked, { past, at });
  return { ...answer, notes: [...notes, ...answer.notes] };
};

/**
 * Brings the read models up to the log, so that the command line answers what a running service would. What another
 * process is filling at this moment, and what an event stops, stays as it is: who reads it must look.
 */
export const upToDate = async (letopis: Letopis): Promise<void> => {
  try {
    const { done } = await ensureReadModels(letopis.side, {}, letopis.work.rebuild);
    await done;
  } catch (error) {
    if (!isStoreError(error, 'conflict')) throw error;
  }
  await letopis.projector.catchUp();
};

/** Whom a name means, the read models of now know. */
const namesAnything = ({ parameters }: Report, asked: ReportOptions): boolean =>
  Object.entries(parameters).some(([name, { names }]) => names !== undefined && asked[name] !== undefined);

/** Another edition stays what it is: nothing is built for the question, or switched to. */
const answerOfEdition = async (
  letopis: Letopis,
  report: Report,
  edition: EditionName,
  asked: ReportOptions,
): Promise<Answer> => {
  if (asked.asOf !== undefined || asked.at !== undefined || asked.explain !== undefined)
    throw new UsageError('--edition is asked of now, as a whole: leave out --as-of, --at and --explain');
  const { side, vault, zone } = letopis;
  await letopis.projector.catchUp();
  const chosen = await editionFor(side, report, edition);
  const answered = await askEdition(side, chosen, (db) =>
    askTables(
      { ...side, vault, zone },
      { report, raw: reportParameters(report, asked, zone), db, at: letopis.clock(), section: asked.section },
    ),
  );
  if ('problems' in answered) throw wrongUse(answered.problems);
  return { ...answered.answer, notes: [...chosen.notes, ...answered.answer.notes] };
};

/** The answer to a question, by read models that are brought up to the log. */
export const answerAsked = async (letopis: Letopis, report: Report, asked: ReportOptions): Promise<Answer> => {
  if (asked.edition !== undefined && asked.edition !== 'live')
    return answerOfEdition(letopis, report, asked.edition, asked);
  if (asked.asOf === undefined || namesAnything(report, asked)) await upToDate(letopis);
  return answerIn(letopis, report, asked);
};

/** How a verb is called, and which parameter is no option of it but follows its name. */
export interface QuestionVerb {
  readonly called: string;
  readonly argument?: string;
}

export const addQuestionVerb = (
  parent: Command,
  report: Report,
  { called, argument }: QuestionVerb,
  ports: CliPorts,
): void => {
  const verb = withShowing(parent.command(called).description(report.description))
    .option('--at <moment>', 'the state at that time (a day: at its end), with all that is known now')
    .option(
      '--as-of <moment>',
      'what was known at that time (a day: at its end): nothing that was recorded later counts',
    )
    .addOption(
      new Option('--edition <edition>', 'of the live tables, of a candidate, or of what was live before').choices([
        ...editionNames,
      ]),
    )
    .option('--section <name>', 'this section alone (with --csv, which has room for one: the last one by default)')
    .option('--explain <figure>', 'the events that a figure rests on: its column, or <section>.<column>')
    .option('--row <key>', 'with --explain: the row, by the columns that name it, joined by ":"')
    .option('--skipped <rows>', 'with --explain: so many rows of facts were seen before', wholeNumber);
  if (argument !== undefined) verb.argument(`<${argument}>`, report.parameters[argument]?.description);
  for (const [name, parameter] of Object.entries(report.parameters))
    if (name !== argument) verb.addOption(optionOf(name, parameter));
  verb.action((...given: readonly unknown[]) => {
    // Commander hands the argument before the options, which are of the shape that was declared above.
    const options = given[argument === undefined ? 0 : 1] as ReportOptions;
    const asked: ReportOptions = argument === undefined ? options : { ...options, [argument]: given[0] };
    return withLetopis(ports, asked, (letopis) => {
      const ask = async () => ({ ...report, ...(await answerAsked(letopis, report, asked)), zone: letopis.zone });
      return showAnswer(ask, asked, ports);
    });
  });
};

export const addReportVerbs = (program: Command, reports: readonly Report[], ports: CliPorts): void => {
  const parent = program
    .command('report')
    .description('print a report')
    .addHelpText(
      'after',
      `
Examples:
  letopis report refusals --from 2024-01-01 --to 2024-07-01 --by reason
  letopis report manager-activity --from 2024-06-01 --to 2024-07-01 --as-of 2024-06-15
  letopis report client-history --client <id, or the id in its source> --json
  letopis report refusals --from 2024-01-01 --explain share --row PRICE_TOO_HIGH
  letopis report receivables --xlsx receivables.xlsx
  letopis report enquiries --from 2024-06-21 --section summary --watch 10`,
    );
  for (const report of reports) addQuestionVerb(parent, report, { called: report.name }, ports);
};
