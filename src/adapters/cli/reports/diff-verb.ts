import { Option, type Command } from 'commander';
import type { Letopis } from '../../../application/core';
import { Directory } from '../../../application/finding/directory';
import { sidesOf, type SidesAsked, type SidesGiven } from '../../../application/comparing/diff-asked';
import { diffReports } from '../../../application/comparing/diff-reports';
import { differenceAnswer, FACTS_A_PAGE } from '../../../application/comparing/difference-answer';
import { editionNames, type EditionName } from '../../../application/asking/editions';
import type { Parameter, Report } from '../../../read-models/kit/report';
import {
  formatOf,
  oneNamed,
  UsageError,
  wholeNumber,
  withCommonOptions,
  withLetopis,
  type CliPorts,
} from '../terminal/context';
import { parsePastMoment } from '../terminal/moments';
import { render } from '../terminal/output';
import { suppositionsOf, WHAT_IF } from './what-if';
import { flagOf, reportParameters, upToDate, wrongUse, type AskedOptions } from './report-verbs';

interface DiffOptions extends AskedOptions {
  readonly report: string;
  readonly asOf?: readonly string[];
  readonly at?: readonly string[];
  readonly edition?: readonly EditionName[];
  readonly whatIf?: readonly string[];
  readonly skipped?: number;
  readonly ids?: boolean;
}

const flagsOfSides: Readonly<Record<keyof SidesGiven, string>> = {
  editions: '--edition',
  known: '--as-of',
  at: '--at',
  supposing: '--what-if',
};

/** What other reports take, this one does not: it would be left out in silence. */
const refuseForeign = ({ name, parameters }: Report, reports: readonly Report[], asked: AskedOptions): void => {
  const foreign = reports
    .flatMap((report) => Object.keys(report.parameters))
    .find((parameter) => asked[parameter] !== undefined && !Object.hasOwn(parameters, parameter));
  if (foreign === undefined) return;
  const known = Object.keys(parameters).map(flagOf).join(', ');
  throw new UsageError(`${flagOf(foreign)} is no parameter of ${name}: it takes ${known}`);
};

/** A name that several reports have of a parameter is one option; each report checks what is given to it. */
const optionsOfReports = (reports: readonly Report[]): readonly Option[] => {
  const byName = new Map<string, { readonly parameter: Parameter; readonly reports: string[] }>();
  for (const { name: report, parameters } of reports)
    for (const [name, parameter] of Object.entries(parameters)) {
      const known = byName.get(name) ?? { parameter, reports: [] };
      known.reports.push(report);
      byName.set(name, known);
    }
  return [...byName].map(
    ([name, { parameter, reports: names }]) =>
      new Option(
        parameter.kind === 'flag' ? flagOf(name) : `${flagOf(name)} <${parameter.kind}>`,
        `of ${names.join(', ')}`,
      ),
  );
};

const sidesAsked = async (asked: DiffOptions, letopis: Letopis, now: string): Promise<SidesAsked> => {
  const { zone } = letopis;
  const momentsOf = (given: readonly string[] = [], option: string): readonly string[] =>
    given.flatMap((text) => parsePastMoment(text, option, { now, zone, ofDay: 'end' }) ?? []);
  const sides = sidesOf(
    {
      editions: asked.edition ?? [],
      known: momentsOf(asked.asOf, '--as-of').map((recordedAt) => ({ recordedAt })),
      at: momentsOf(asked.at, '--at'),
      supposing: await suppositionsOf(letopis, asked.whatIf),
    },
    now,
  );
  if ('given' in sides) throw new UsageError(`${flagsOfSides[sides.given]}: expected ${sides.expected}`);
  return sides;
};

/** Another edition stays what it is: nothing is built for the question. */
const bringUpToDate = async (letopis: Letopis, { old, new: now }: SidesAsked): Promise<void> => {
  const isOfEdition = [old, now].some(({ edition }) => edition !== 'live');
  if (isOfEdition) await letopis.projector.catchUp();
  else await upToDate(letopis);
};

const runDiff = async (ports: CliPorts, letopis: Letopis, asked: DiffOptions): Promise<void> => {
  const { reports } = letopis.readModels;
  const report = oneNamed('report', reports, asked.report);
  refuseForeign(report, reports, asked);
  const { side, vault, zone } = letopis;
  const sides = await sidesAsked(asked, letopis, letopis.clock());
  await bringUpToDate(letopis, sides);
  const { find } = new Directory({ ...side, vault, zone });
  const raw = reportParameters(report, asked, zone);
  const found = await diffReports({ ...side, vault, zone, find }, { report, raw, ...sides });
  if ('problems' in found) throw wrongUse(found.problems);
  const page = { skipped: asked.skipped ?? 0, limit: FACTS_A_PAGE };
  const answer = differenceAnswer(found, page);
  ports.write(render({ ...answer, zone, showsIds: true }, formatOf(asked), ports));
};

export const addDiff = (program: Command, ports: CliPorts): void => {
  const verb = withCommonOptions(
    program
      .command('diff')
      .description('how two editions answer a report, and the events that explain the whole difference'),
  )
    .requiredOption('--report <name>', `one of ${ports.reports.map(({ name }) => name).join(', ')}`)
    .option(
      '--as-of <moment...>',
      'what was known at that time (a day: at its end); twice for two sides, once alone beside now',
    )
    .option('--at <moment...>', 'the state at that time, with all that is known now; twice for two sides')
    .addOption(
      new Option('--edition <edition...>', 'of the live tables, of a candidate, or of what was live before').choices([
        ...editionNames,
      ]),
    )
    .option('--what-if <json...>', WHAT_IF)
    .option('--skipped <rows>', 'so many rows of facts were seen before', wholeNumber);
  for (const option of optionsOfReports(ports.reports)) verb.addOption(option);
  verb
    .addHelpText(
      'after',
      `
Examples:
  letopis diff --report refusals --from 2024-05-01 --to 2024-06-01 --as-of 2024-06-01 --as-of 2024-07-01
  letopis diff --report refusals --by reason --at 2024-05-31 --at 2024-06-30 --json
  letopis diff --report revenue --as-of 2024-06-30
  letopis diff --report refusals --edition live --edition candidate
  letopis diff --report enquiries --from 2024-05-01 --what-if four-hours.json`,
    )
    .action((asked: DiffOptions) => withLetopis(ports, asked, (letopis) => runDiff(ports, letopis, asked)));
};
