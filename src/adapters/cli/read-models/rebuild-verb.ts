import { Option, type Command } from 'commander';
import type { Letopis } from '../../../application/core';
import { orderBuilds, type BuildOrder } from '../../../application/rebuilding/build-orders';
import { candidatesAmong } from '../../../application/asking/editions';
import { generationStates, type GenerationState } from '../../../application/rebuilding/builds';
import { adoptWhatIs, needsOf, type Need } from '../../../application/projecting/needs';
import type { Rebuilt } from '../../../application/rebuilding/rebuild';
import { poisonText } from '../../../application/projecting/standing';
import { factsNamed } from '../../../application/projecting/known-read-models';
import type { Projection } from '../../../read-models/kit/projection';
import type { AnswerRow } from '../../../read-models/kit/report';
import {
  exitCodes,
  formatOf,
  positionOrNull,
  refuseName,
  UsageError,
  wholeNumber,
  withCommonOptions,
  withLetopis,
  type CliPorts,
} from '../terminal/context';
import { runCompare, runDiscard, type CompareOptionsGiven } from './compare-verb';
import { printSections, render } from '../terminal/output';
import { interruptSignal, withProgressLine } from '../terminal/progress';

interface RebuildAsked extends CompareOptionsGiven {
  readonly throttle?: number;
  readonly keep?: number;
  readonly plan?: boolean;
  readonly pause?: boolean;
  readonly resume?: boolean;
  readonly cancel?: boolean;
  readonly pace?: number | 'full';
  readonly rollback?: boolean;
}

/** The facts of the read models that are named; undefined: all. */
export const namedFacts = ({ readModels }: Letopis, names: readonly string[]): readonly string[] | undefined => {
  const { reports, projections } = readModels;
  const known = [...new Set([...reports, ...projections].map(({ name }) => name))];
  const facts = names.flatMap((name) => factsNamed(readModels, name) ?? refuseName('read model', name, known));
  return names.length === 0 ? undefined : [...new Set(facts)];
};

const numberFromZero = (text: string): number => (text === '0' ? 0 : wholeNumber(text));

const paceFrom = (text: string): number | 'full' => (text === 'full' ? text : wholeNumber(text));

const comparisonText = ({ comparison }: GenerationState): string | null => {
  if (!comparison) return null;
  const rows = Object.values(comparison.tables).reduce((sum, each) => sum + each, 0);
  const soaking = comparison.isSoaking ? ', compared again and again' : '';
  return `${comparison.isEqual ? 'equal' : `${rows} rows, ${comparison.reports.length} reports differ`}${soaking}`;
};

/** A generation as a line for people: what it is, how far, how long it takes. */
export const generationRow = (state: GenerationState): AnswerRow => ({
  projection: state.projection,
  generation: state.generation,
  version: state.version,
  state: state.state,
  position: positionOrNull(state.position),
  done: state.done,
  of: state.total,
  share: state.total === 0 ? 1 : state.done / state.total,
  eventsPerSecond: state.eventsPerSecond === undefined ? null : Math.round(state.eventsPerSecond),
  secondsLeft: state.secondsLeft === undefined ? null : Math.ceil(state.secondsLeft),
  resumedFrom: positionOrNull(state.resumedFrom),
  limit: state.asked?.eventsPerSecond ?? null,
  by: state.by ?? null,
  comparison: comparisonText(state),
});

const needRow = ({ projection, what, why }: Need): AnswerRow => ({ projection, what, why });

const rebuiltRow = ({ projection, generation, outcome, poison }: Rebuilt): AnswerRow => ({
  projection,
  outcome,
  generation: generation.number,
  position: positionOrNull(generation.checkpoint),
  poison: poison ? poisonText(poison) : null,
});

/** Shows what there is to say before the work, where a person reads; programs get all of it at the end. */
const writeFirst = (ports: CliPorts, asked: RebuildAsked, needs: readonly Need[]): void => {
  if (formatOf(asked) !== 'table') return;
  ports.write(`${render({ sections: { needed: needs.map(needRow) }, notes: [] }, 'table', ports)}\n`);
};

const fill = (
  letopis: Letopis,
  names: readonly string[] | undefined,
  { throttle, keep, rollback, compare }: RebuildAsked,
): Promise<readonly Rebuilt[]> =>
  withProgressLine((line) =>
    letopis.work.rebuild(names, {
      signal: interruptSignal(),
      eventsPerSecond: throttle,
      keep,
      purpose: rollback ? 'rollback' : compare ? 'compare' : undefined,
      onProgress: ({ done, total, resumedFrom }) => {
        const from = resumedFrom === undefined ? '' : `, going on from position ${resumedFrom}`;
        line.show({ what: `rebuilding${from}, events`, done, share: total === 0 ? 1 : done / total });
      },
    }),
  );

/** Takes back what was asked of an earlier process: whoever starts it now wants it to run. */
const takeBackWishes = async ({ readStore }: Letopis, names: readonly string[] | undefined): Promise<void> => {
  const generations = await readStore.generations();
  for (const generation of generations)
    if (generation.state === 'building' && (names?.includes(generation.projection) ?? true))
      await readStore.note(generation, 'asked', undefined);
};

/** Does what needs no event; gives those that are to be filled. One that is of this version already was asked for. */
const toBeFilled = async (
  { readStore }: Letopis,
  chosen: readonly Projection[],
  needs: readonly Need[],
): Promise<readonly string[]> => {
  await adoptWhatIs(readStore, chosen, needs);
  return needs.filter(({ what }) => what === 'all' || what === 'none').map(({ projection }) => projection);
};

const writeRebuilt = (
  ports: CliPorts,
  asked: RebuildAsked,
  needs: readonly Need[],
  rebuilt: readonly Rebuilt[],
): void => {
  const sections = { ...(asked.json && { needed: needs.map(needRow) }), rebuilt: rebuilt.map(rebuiltRow) };
  printSections(ports, asked, sections);
  if (rebuilt.some(({ outcome }) => outcome !== 'live')) process.exitCode = exitCodes.difference;
};

const runRebuild = async (
  ports: CliPorts,
  letopis: Letopis,
  names: readonly string[] | undefined,
  asked: RebuildAsked,
): Promise<void> => {
  const chosen = letopis.side.projections.filter(({ name }) => names?.includes(name) ?? true);
  const needs = await needsOf({ log: letopis.store, store: letopis.readStore }, chosen);
  if (asked.plan) {
    printSections(ports, asked, { needed: needs.map(needRow) });
    return;
  }
  writeFirst(ports, asked, needs);
  const left = asked.rollback ? chosen.map(({ name }) => name) : await toBeFilled(letopis, chosen, needs);
  const rebuilt = left.length === 0 ? [] : await fill(letopis, left, asked);
  writeRebuilt(ports, asked, needs, rebuilt);
};

const orderIn = ({ pause, resume, cancel, pace }: RebuildAsked): BuildOrder | undefined => {
  if (pause) return { kind: 'pause' };
  if (resume) return { kind: 'resume' };
  if (cancel) return { kind: 'cancel' };
  return pace === undefined ? undefined : { kind: 'pace', eventsPerSecond: pace === 'full' ? null : pace };
};

const runOrder = async (
  ports: CliPorts,
  letopis: Letopis,
  names: readonly string[] | undefined,
  asked: RebuildAsked,
  order: BuildOrder,
): Promise<void> => {
  const { store: log, readStore, side } = letopis;
  const ordered = await orderBuilds(readStore, names, order);
  const left = ordered.filter(({ isLeft }) => isLeft).map(({ projection }) => projection);
  if (order.kind === 'resume' && left.length > 0) {
    await runRebuild(ports, letopis, left, asked);
    return;
  }
  const states = await generationStates({ log, store: readStore, projections: side.projections });
  const rows = states.filter(({ state, projection }) => state !== 'live' && (names?.includes(projection) ?? true));
  printSections(ports, asked, { generations: rows.map(generationRow) });
};

const workOnCandidate = ({ compare, switch: isSwitch, discard }: RebuildAsked): boolean =>
  Boolean(compare ?? isSwitch ?? discard);

/** What goes back, or is compared, is named: nobody means all of them by mistake. */
const checkTogether = (asked: RebuildAsked, names: readonly string[] | undefined): void => {
  if (!names && (asked.rollback || workOnCandidate(asked)))
    throw new UsageError('name the read models: letopis rebuild <read model> --compare');
  if (!asked.compare && (asked.soak ?? asked.report)) throw new UsageError('--soak and --report go with --compare');
};

const runOnCandidate = async (
  ports: CliPorts,
  letopis: Letopis,
  names: readonly string[],
  asked: RebuildAsked,
): Promise<void> => {
  if (asked.discard) return runDiscard(ports, letopis, names, asked);
  if (asked.switch) {
    const candidates = await candidatesAmong(letopis.readStore, names);
    const switched = await fill(letopis, candidates, asked);
    writeRebuilt(ports, asked, [], switched);
    return;
  }
  // What is live stays so, also where this program has another version: only what it may feed is fed.
  await letopis.projector.catchUp();
  await runCompare(ports, letopis, names, asked, () => fill(letopis, names, asked));
};

const collected = (value: string, before: readonly string[] = []): readonly string[] => [...before, value];

const REBUILD_EXAMPLES = `
Examples:
  letopis rebuild
  letopis rebuild refusals --throttle 20000
  letopis rebuild offers --plan
  letopis rebuild offers --pause
  letopis rebuild offers --compare --report "refusals from=2024-05-01 to=2024-06-01"
  letopis rebuild offers --switch
  letopis rebuild offers --rollback

While one process fills a read model, any other one may ask --pause, --resume, --cancel or --pace of it, by the command line
or over HTTP; letopis projections shows how far it is.`;

const rebuildOrders = (): Option[] => [
  new Option('--pause', 'let the process that fills it wait'),
  new Option('--resume', 'go on with what was paused, or left half'),
  new Option('--cancel', 'give up what is being filled, or was left half'),
  new Option('--pace <events>', 'change how fast it is filled: events a second, or full').argParser(paceFrom),
  new Option('--compare', 'fill a candidate beside the live one, and say how they differ: reports, tables, rows'),
  new Option('--switch', 'switch to the candidate that was compared'),
  new Option('--discard', 'give up the candidate that was compared'),
  new Option('--rollback', 'bring the one that was live before up to the log, and switch back to it'),
];

export const addRebuild = (program: Command, ports: CliPorts): void => {
  const verb = withCommonOptions(
    program
      .command('rebuild')
      .argument('[read models...]')
      .description('fill read models again beside the live ones, then switch'),
  )
    .option('--throttle <events>', 'read at most this many events a second', wholeNumber)
    .option('--keep <generations>', 'how many that were live before stay, to go back to (1)', numberFromZero)
    .option('--plan', 'only say what each needs to be of this version, and why');
  const orders = rebuildOrders();
  const flags = orders.map((order) => order.attributeName());
  for (const order of orders)
    verb.addOption(order.conflicts(flags.filter((flag) => flag !== order.attributeName()).concat('plan')));
  verb
    .option(
      '--report <report>',
      'with --compare: one to ask, as "refusals from=2024-05-01 by=reason"; may be repeated',
      collected,
    )
    .option('--soak', 'with --compare: feed and compare both again and again, until Ctrl-C');
  verb.addHelpText('after', REBUILD_EXAMPLES).action((given: string[], asked: RebuildAsked) =>
    withLetopis(ports, asked, async (letopis) => {
      const names = namedFacts(letopis, given);
      const order = orderIn(asked);
      if (order) return runOrder(ports, letopis, names, asked, order);
      checkTogether(asked, names);
      if (!asked.plan) await takeBackWishes(letopis, names);
      return names && workOnCandidate(asked)
        ? runOnCandidate(ports, letopis, names, asked)
        : runRebuild(ports, letopis, names, asked);
    }),
  );
};
