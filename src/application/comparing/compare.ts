import { setTimeout as pause } from 'node:timers/promises';
import type { Projection } from '../../read-models/kit/projection';
import type { Answer, Database, Report } from '../../read-models/kit/report';
import { StoreError } from '../log/event-store';
import { errorMessage } from '../log/thrown';
import { missingText } from '../projecting/standing';
import { diffAnswers, type AnswerDifference } from './diff-answers';
import { compareProjection, type ComparedProjection } from './compare-tables';
import { isTableEqual } from './diff-tables';
import { candidateOf, tablesOfGeneration } from '../asking/editions';
import { generationNote, notesBeside, type ComparisonSummary } from '../projecting/generation-notes';
import { catchUp, inBulk, ProjectionRun, type ReadSide } from '../projecting/projection-run';
import {
  liveGeneration,
  type FrozenReadStore,
  type Generation,
  type NotedGeneration,
  type ShownGeneration,
} from '../projecting/read-store';

export interface ComparedReport extends Pick<Report, 'money'> {
  readonly report: string;
  readonly asked: Readonly<Record<string, unknown>>;
  readonly difference: AnswerDifference | undefined;
  /** Why there is no answer to compare; undefined where there is. */
  readonly why: string | undefined;
}

export interface Comparison {
  readonly isEqual: boolean;
  readonly projections: readonly ComparedProjection[];
  readonly reports: readonly ComparedReport[];
}

/** A report to compare, with its parameters. */
export interface ReportToCompare {
  readonly report: Report;
  readonly raw: Readonly<Record<string, unknown>>;
}

export interface CompareOptions {
  readonly reports: readonly ReportToCompare[];
  /** Answers a report over these tables; both editions are asked about the same moment. */
  readonly answer: (asked: ReportToCompare, db: Database) => Promise<Answer>;
  readonly isSoaking?: boolean;
}

/** The live generation of a read model and its candidate. */
interface EditionPair {
  readonly projection: Projection;
  readonly live: Generation;
  readonly candidate: Generation;
}

const MOST_ATTEMPTS = 200;

const nothingToCompare = (name: string, what: string): StoreError =>
  new StoreError('conflict', `${name} can't be compared: ${what}`);

const isOfVersion = ({ version, poison }: Generation, projection: Projection): boolean =>
  version === projection.version && !poison;

const pairOf = (
  generations: readonly Generation[],
  notes: readonly NotedGeneration[],
  projection: Projection,
): EditionPair => {
  const { name } = projection;
  const live = liveGeneration(generations, name);
  const candidate = candidateOf(generations, notes, name);
  if (!live) throw nothingToCompare(name, 'there is no live one, letopis rebuild makes it');
  if (live.missing) throw new StoreError('conflict', missingText(name, live.missing));
  if (!candidate) throw nothingToCompare(name, 'there is no candidate, letopis rebuild --compare makes one');
  if (isOfVersion(candidate, projection)) return { projection, live, candidate };
  throw nothingToCompare(
    name,
    'its candidate stopped at an event, or is of another version: --discard and compare again',
  );
};

const pairsOf = async ({ store, projections }: ReadSide): Promise<readonly EditionPair[]> => {
  const [generations, notes] = [await store.generations(), await store.notes()];
  return projections.map((projection) => pairOf(generations, notes, projection));
};

const placeBefore = (one: Generation, other: Generation): boolean =>
  (one.checkpoint ?? -1n) < (other.checkpoint ?? -1n);

/** Brings each candidate to exactly where its live one is; false where one of these is before it. */
const followLive = async (side: ReadSide, pairs: readonly EditionPair[]): Promise<boolean> => {
  for (const { projection, live, candidate } of pairs) {
    if (placeBefore(live, candidate)) return false;
    const { checkpoint } = live;
    if (checkpoint === undefined || !placeBefore(candidate, live)) continue;
    const run = new ProjectionRun(side, [{ projection, generation: candidate }]);
    await catchUp(side.log, run, checkpoint, { batch: inBulk });
    if (run.isOver) throw nothingToCompare(projection.name, 'its candidate stopped at an event');
  }
  return true;
};

/** What a snapshot holds of the pairs; undefined where a live one has moved on meanwhile. */
const pairsIn = async (
  frozen: FrozenReadStore,
  pairs: readonly EditionPair[],
): Promise<readonly EditionPair[] | undefined> => {
  const generations = await frozen.generations();
  const now = pairs.flatMap(({ projection, candidate }) => {
    const live = liveGeneration(generations, projection.name);
    const same = generations.find(
      ({ projection: name, number }) => name === projection.name && number === candidate.number,
    );
    return live && same && same.checkpoint === live.checkpoint ? [{ projection, live, candidate: same }] : [];
  });
  return now.length === pairs.length ? now : undefined;
};

/**
 * Runs `read` over a snapshot in which each candidate is at the same position as its live one, whatever is committed
 * meanwhile: the live ones go on while candidates follow them.
 */
const atSamePosition = async <Result>(
  side: ReadSide,
  read: (frozen: FrozenReadStore, pairs: readonly EditionPair[]) => Promise<Result>,
): Promise<Result> => {
  for (let attempt = 1; attempt <= MOST_ATTEMPTS; attempt += 1) {
    const isTogether = await followLive(side, await pairsOf(side));
    const pairs = await pairsOf(side);
    const found = await side.store.snapshot(async (frozen) => {
      const now = await pairsIn(frozen, pairs);
      return now && { result: await read(frozen, now) };
    });
    if (found) return found.result;
    // A live one that is before its candidate is fed by its own program, or by nobody.
    await pause(isTogether ? Math.random() * 5 : 50);
  }
  throw new StoreError(
    'conflict',
    'the live ones and their candidates did not come to one position: where no service feeds the live ones, discard the ' +
      'candidates and compare again',
  );
};

const wrongTables = (name: string, version: number): StoreError =>
  nothingToCompare(
    name,
    `what version ${version} of it was made of was not noted: rebuild it with the program of that version first`,
  );

const shownOf = (
  { projection }: EditionPair,
  generation: Generation,
  notes: readonly NotedGeneration[],
): ShownGeneration => {
  const tables = tablesOfGeneration(generation, projection, notesBeside(notes, generation));
  if (!tables) throw wrongTables(projection.name, generation.version);
  return { generation, tables };
};

const answerOrWhy = async (
  frozen: FrozenReadStore,
  shown: readonly ShownGeneration[],
  { answer }: CompareOptions,
  asked: ReportToCompare,
): Promise<{ readonly answer: Answer } | { readonly why: string }> => {
  try {
    return { answer: await frozen.asking(shown, (db) => answer(asked, db)) };
  } catch (thrown) {
    return { why: errorMessage(thrown) };
  }
};

const questionSaid = ({ report: { name, money }, raw }: ReportToCompare) => ({
  ...{ report: name, asked: raw },
  ...(money && { money }),
});

const compareReport = async (
  frozen: FrozenReadStore,
  sides: { readonly old: readonly ShownGeneration[]; readonly new: readonly ShownGeneration[] },
  options: CompareOptions,
  asked: ReportToCompare,
): Promise<ComparedReport> => {
  const said = questionSaid(asked);
  const old = await answerOrWhy(frozen, sides.old, options, asked);
  if ('why' in old) return { ...said, difference: undefined, why: `the live edition does not answer: ${old.why}` };
  const now = await answerOrWhy(frozen, sides.new, options, asked);
  if ('why' in now) return { ...said, difference: undefined, why: `the candidate does not answer: ${now.why}` };
  return { ...said, difference: diffAnswers(old.answer, now.answer), why: undefined };
};

const compareIn = async (
  side: ReadSide,
  frozen: FrozenReadStore,
  pairs: readonly EditionPair[],
  options: CompareOptions,
): Promise<Comparison> => {
  const notes = await side.store.notes();
  const shown = pairs.map((pair) => ({
    old: shownOf(pair, pair.live, notes),
    new: shownOf(pair, pair.candidate, notes),
  }));
  const sides = { old: shown.map(({ old }) => old), new: shown.map((each) => each.new) };
  const projections: ComparedProjection[] = [];
  for (const [index, pair] of pairs.entries()) {
    const both = shown[index];
    if (both) projections.push(await compareProjection(side, frozen, pair.projection, both));
  }
  const differing = new Set(projections.filter((each) => !areSameFacts(each)).map(({ projection }) => projection));
  const reports: ComparedReport[] = [];
  for (const asked of options.reports)
    reports.push(
      asked.report.reads.some((name) => differing.has(name))
        ? await compareReport(frozen, sides, options, asked)
        : { ...questionSaid(asked), difference: diffAnswers(noAnswer, noAnswer), why: undefined },
    );
  return { isEqual: isAllEqual(projections, reports), projections, reports };
};

const isProjectionEqual = ({ tables, notes }: ComparedProjection): boolean =>
  notes.length === 0 && tables.every(isTableEqual);

const areSameFacts = (compared: ComparedProjection): boolean =>
  isProjectionEqual(compared) &&
  compared.tables.every(({ columnsOnlyOld, columnsOnlyNew }) => columnsOnlyOld.length + columnsOnlyNew.length === 0);

/** Of the same facts a report says the same: it need not be asked, which may take as long as the tables. */
const noAnswer: Answer = { sections: {}, notes: [] };

const isAllEqual = (projections: readonly ComparedProjection[], reports: readonly ComparedReport[]): boolean =>
  projections.every(isProjectionEqual) && reports.every(({ difference }) => difference?.isEqual ?? true);

/** What is noted beside a candidate of a comparison. */
const comparisonSummary = (
  { tables, new: base }: ComparedProjection,
  { isEqual, reports }: Comparison,
  isSoaking: boolean,
): ComparisonSummary => ({
  position: base.position === undefined ? null : String(base.position),
  comparedAt: new Date().toISOString(),
  isEqual,
  reports: reports.filter(({ difference }) => difference && !difference.isEqual).map(({ report }) => report),
  tables: Object.fromEntries(
    tables
      .filter((table) => !isTableEqual(table))
      .map(({ table, onlyOld, onlyNew, changed }) => [table, onlyOld + onlyNew + changed]),
  ),
  isSoaking,
});

/**
 * Compares the candidates of these read models with the live ones, at one position: reports first, then tables, over all
 * rows, then the largest differences with the events they come from. Noted beside each candidate, for all to see. The
 * caller has the lease of each read model.
 */
export const compareWithLive = async (side: ReadSide, options: CompareOptions): Promise<Comparison> => {
  const comparison = await atSamePosition(side, (frozen, pairs) => compareIn(side, frozen, pairs, options));
  for (const { projection, candidate } of await pairsOf(side)) {
    const compared = comparison.projections.find((each) => each.projection === projection.name);
    if (!compared) continue;
    const { says } = generationNote('comparison', comparisonSummary(compared, comparison, options.isSoaking ?? false));
    await side.store.note(candidate, 'comparison', says);
  }
  return comparison;
};
