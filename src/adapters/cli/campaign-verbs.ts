import type { Command } from 'commander';
import { commandAsField, commandOf } from '../../application/commands/command-fields';
import type { PublicCommandType } from '../../application/commands/fields';
import { readObject } from '../../application/commands/read-fields';
import type { Letopis } from '../../application/core';
import { randomId } from '../../application/log/ids';
import { resolveNames } from '../../application/asking/resolve-names';
import type { Answer, AnswerRow } from '../../read-models/kit/report';
import { freezingOf } from '../../read-models/campaigns/freezing';
import { campaignProposal } from '../../read-models/campaigns/proposal-report';
import {
  exitCodes,
  formatOf,
  positionOrNull,
  UsageError,
  withCommonOptions,
  withLetopis,
  type CliPorts,
  type CommonOptions,
} from './terminal/context';
import { render } from './terminal/output';
import { answerAsked, optionOf, upToDate, wrongUse, type ReportOptions } from './reports/report-verbs';
import { showAnswer, withShowing } from './reports/show-answer';

/** So many clients of a list are shown to people; programs get all. */
const CLIENTS_SHOWN = 20;

type Raw = Readonly<Record<string, unknown>>;

/** Gives a command, and says what became of it. */
const give = async ({ execute, zone }: Letopis, type: PublicCommandType, raw: Raw): Promise<AnswerRow> => {
  const [kind] = commandAsField(type).objects ?? [];
  const read = kind ? readObject(kind, raw) : { data: raw };
  if ('problem' in read) throw new UsageError(`${read.problem.path}: expected ${read.problem.expected}`);
  const executed = await execute(commandOf(type, read.data), {
    ...{ commandId: randomId(), askedOnce: true, zone },
    ...{ actor: { kind: 'system', id: 'command line' }, source: 'api' },
  });
  if (executed.outcome === 'accepted')
    return { campaignId: String(raw['campaignId']), done: type, position: positionOrNull(executed.position) };
  if (executed.outcome !== 'rejected') throw new Error(`${type}: ${executed.outcome}`);
  const { code, message, next, details } = executed.rejection;
  throw new Error(`${code}: ${message} ${next} ${JSON.stringify(details)}`);
};

/** For people the first of each list; programs read all of it. */
const shortened = (answer: Answer, { json, csv, xlsx }: ReportOptions): Answer => {
  if (json || csv || xlsx !== undefined) return answer;
  const long = Object.entries(answer.sections).filter(([, { length }]) => length > CLIENTS_SHOWN);
  const notes = long.map(
    ([name, { length }]) =>
      `Of ${length} rows of ${name} the first ${CLIENTS_SHOWN} are shown: --json, --csv and --xlsx give all.`,
  );
  const shown = Object.fromEntries(long.map(([name, rows]) => [name, rows.slice(0, CLIENTS_SHOWN)]));
  return { ...answer, sections: { ...answer.sections, ...shown }, notes: [...notes, ...answer.notes] };
};

const frozenFrom = async (letopis: Letopis, answer: Answer, campaignId: string): Promise<Answer> => {
  const freezing = freezingOf(answer);
  if (!freezing) {
    process.exitCode = exitCodes.difference;
    return { ...answer, notes: ['Nothing is frozen: there are no lists.', ...answer.notes] };
  }
  const frozen = await give(letopis, 'FreezeTargets', { campaignId, ...freezing });
  return { ...answer, sections: { ...answer.sections, frozen: [frozen] } };
};

interface ProposeOptions extends ReportOptions {
  readonly freeze?: string;
}

const addPropose = (campaign: Command, ports: CliPorts): void => {
  const verb = withShowing(campaign.command('propose').description(campaignProposal.description)).option(
    '--freeze <campaignId>',
    'freeze these lists as those of this campaign, which is planned and not frozen yet',
  );
  for (const [name, parameter] of Object.entries(campaignProposal.parameters))
    verb.addOption(optionOf(name, parameter));
  verb
    .option('--at <moment>', 'as it would have been proposed then (a day: at its end), with all that is known now')
    .option('--as-of <moment>', 'as it would have been proposed then, by what was known')
    .option('--section <name>', 'this section alone (with --csv, which has room for one: the targets by default)')
    .action((asked: ProposeOptions) =>
      withLetopis(ports, asked, async (letopis) => {
        const { section, freeze, at, asOf } = asked;
        if (freeze !== undefined && (section ?? at ?? asOf) !== undefined)
          throw new UsageError('--freeze takes the whole answer of now: leave out --section, --at and --as-of');
        let frozen: Answer | undefined;
        const ask = async () => {
          const answer = frozen ?? (await answerAsked(letopis, campaignProposal, asked));
          // Asked again, as --watch does, what is frozen is not frozen again.
          if (freeze !== undefined) frozen ??= await frozenFrom(letopis, answer, freeze);
          return { ...campaignProposal, ...shortened(frozen ?? answer, asked), zone: letopis.zone };
        };
        return showAnswer(ask, asked, ports);
      }),
    );
};

const printDone = (ports: CliPorts, asked: CommonOptions, row: AnswerRow): void => {
  ports.write(render({ sections: { done: [row] }, notes: [], showsIds: true }, formatOf(asked), ports));
};

interface PlanOptions extends CommonOptions {
  readonly product: string;
  readonly name: string;
  readonly startsOn: string;
  readonly endsOn: string;
}

const plan = async (letopis: Letopis, { product, name, startsOn, endsOn }: PlanOptions): Promise<AnswerRow> => {
  await upToDate(letopis);
  const { parameters } = campaignProposal;
  const named = await resolveNames({ parameters }, { product }, { ...letopis.side, vault: letopis.vault });
  if ('problems' in named) throw wrongUse(named.problems);
  const productId = named.raw['product'];
  return give(letopis, 'PlanCampaign', { campaignId: randomId(), productId, name, startsOn, endsOn });
};

const addSteps = (campaign: Command, ports: CliPorts): void => {
  withCommonOptions(campaign.command('plan').description('plan a campaign: one product in a span of days'))
    .requiredOption('--product <name>', 'what is to be offered')
    .requiredOption('--name <text>', 'what the campaign is called')
    .requiredOption('--starts-on <day>', 'its first day')
    .requiredOption('--ends-on <day>', 'its last day: the result is looked at after it, once')
    .action((asked: PlanOptions) =>
      withLetopis(ports, asked, async (letopis) => {
        printDone(ports, asked, await plan(letopis, asked));
      }),
    );
  withCommonOptions(
    campaign
      .command('launch')
      .argument('<campaignId>', 'a campaign whose targets are frozen')
      .description('launch a campaign: its targets may be approached from now on'),
  ).action((campaignId: string, asked: CommonOptions) =>
    withLetopis(ports, asked, async (letopis) => {
      printDone(ports, asked, await give(letopis, 'LaunchCampaign', { campaignId }));
    }),
  );
  withCommonOptions(
    campaign
      .command('close')
      .argument('<campaignId>', 'a campaign')
      .description('close a campaign, with what was learned'),
  )
    .requiredOption('--conclusion <text>', 'what was learned, without names of clients')
    .action((campaignId: string, asked: CommonOptions & { readonly conclusion: string }) =>
      withLetopis(ports, asked, async (letopis) => {
        printDone(ports, asked, await give(letopis, 'CloseCampaign', { campaignId, conclusion: asked.conclusion }));
      }),
    );
};

/** `letopis campaign`: from the question whether a campaign can be measured to what it brought. */
export const addCampaignVerbs = (program: Command, ports: CliPorts): void => {
  const campaign = program
    .command('campaign')
    .description('propose, plan, freeze, launch and close a campaign')
    .addHelpText(
      'after',
      `
Examples:
  letopis campaign propose --product "Chain hoist" --smallest-uplift 10 --contact-cost 400 --budget 80000
  letopis campaign plan --product "Chain hoist" --name "Hoists in spring" --starts-on 2026-03-01 --ends-on 2026-04-30
  letopis campaign propose --product "Chain hoist" --smallest-uplift 10 --freeze <campaignId>
  letopis campaign launch <campaignId>
  letopis report campaigns`,
    );
  addPropose(campaign, ports);
  addSteps(campaign, ports);
};
