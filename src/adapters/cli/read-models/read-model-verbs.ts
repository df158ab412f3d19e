import type { Command } from 'commander';
import type { Letopis } from '../../../application/core';
import { positionOrNull, withCommonOptions, withLetopis, type CliPorts, type CommonOptions } from '../terminal/context';
import { printSections } from '../terminal/output';
import { addRebuild, generationRow } from './rebuild-verb';
import type { ProjectionState } from '../../../application/projecting/projector';
import { digestsOf } from '../../../application/projecting/fingerprint';
import { poisonText } from '../../../application/projecting/standing';
import { generationStates } from '../../../application/rebuilding/builds';
import { healingState, type HealingState } from '../../../application/upkeep/upkeep';

interface ProjectionsOptions extends CommonOptions {
  readonly digests?: boolean;
}

const lagText = ({ lag, lagOrMore }: Pick<HealingState, 'lag' | 'lagOrMore'>): number | string =>
  lagOrMore ? `${lag}+` : lag;

const UPKEEP_NOTE =
  'The upkeep runs in the service: up to its position, everything that follows from an event was done. What a rule ' +
  'rejected of that, and since when it waits for a store, is on GET /health.';

/** The words of the table, which the documents explain as well (docs/glossary.md). */
const WORDS_NOTE =
  'lag: events of the log that are not in its tables yet (with +, there are more than were counted). generation: one ' +
  'filling of the tables; the live one answers. poisoned: it stopped at an event that it could not take, its poison; the ' +
  'others go on, and letopis rebuild fills it again when the cause is fixed.';

const worstFirst = [
  'poisoned',
  'incomplete',
  'building',
  'catching-up',
  'live',
] as const satisfies readonly ProjectionState['state'][];

/** A read model is as good as the worst of the facts that it stands on. */
const readModelRow = (name: string, reads: readonly string[], states: readonly ProjectionState[]) => {
  const facts = states.filter(({ projection }) => reads.includes(projection));
  return {
    readModel: name,
    state: worstFirst.find((state) => facts.some((each) => each.state === state)) ?? 'building',
    lag: Math.max(...facts.map(({ lag }) => lag)),
    facts: reads,
  };
};

const runProjections = async (ports: CliPorts, letopis: Letopis, asked: ProjectionsOptions): Promise<void> => {
  const states = await letopis.projector.state();
  const rows = states.map(({ projection, version, state, generation, position, lag, lagOrMore, poison, missing }) => ({
    projection,
    state,
    version,
    generation: generation ?? null,
    position: positionOrNull(position),
    lag: lagText({ lag, lagOrMore }),
    poison: poison ? poisonText(poison) : null,
    missing: missing.join(' ') || null,
  }));
  const { readStore, side, store, readModels } = letopis;
  const head = (await store.head()) ?? 0n;
  const followed = await healingState(store, readStore);
  const digests = asked.digests ? await digestsOf(readStore, side.projections) : [];
  const generations = await generationStates({ log: store, store: readStore, projections: side.projections });
  const beside = generations.filter(({ state }) => state !== 'live');
  const sections = {
    'read-models': readModels.reports.map(({ name, reads }) => readModelRow(name, reads, states)),
    projections: rows,
    generations: beside.map(generationRow),
    ...(readModels.broken.length > 0 && { broken: readModels.broken.map(({ file, why }) => ({ file, why })) }),
    upkeep: [{ position: positionOrNull(followed.position), lag: lagText(followed) }],
    ...(asked.digests && {
      digests: digests.map(({ projection, fingerprint, content }) => ({
        projection,
        fingerprint: fingerprint ?? null,
        content: content ?? null,
      })),
    }),
  };
  printSections(ports, asked, sections, [`The log ends at position ${head}.`, WORDS_NOTE, UPKEEP_NOTE]);
};

export const addReadModelVerbs = (program: Command, ports: CliPorts): void => {
  addRebuild(program, ports);
  withCommonOptions(program.command('projections').description('the state of each read model: position, lag, state'))
    .option('--digests', 'digests over all rows, to compare two installations, or one at two times')
    .addHelpText(
      'after',
      `
Examples:
  letopis projections --json
  letopis projections --digests

The fingerprint covers the rows and the position in the log; the content is the same for every engine of the log.`,
    )
    .action((asked: ProjectionsOptions) =>
      withLetopis(ports, asked, (letopis) => runProjections(ports, letopis, asked)),
    );
};
