import { readParameters, type Problems } from '../asking/answer-report';
import { notSupposedThen } from '../asking/as-of';
import { askResolved, contextAt } from '../asking/ask-tables';
import {
  diffAnswers,
  differingCells,
  keysOfSections,
  placeOfCell,
  type AnswerDifference,
  type DifferingCell,
  type SectionKeys,
} from './diff-answers';
import { withDiffSide, type DiffSide, type DiffSideAsked, type DiffSource } from './diff-sides';
import { factsUnder, type ExplainedSide } from './differing-facts';
import { explainFacts, type Because, type ExplainedFact } from './known-to-one';
import { resolveNames, type RawParameters } from '../asking/resolve-names';
import type { WouldBeRejected } from '../supposing/retelling';
import { wouldBeRejected } from '../supposing/supposed-log';
import { suppositionText } from '../supposing/supposition';
import type { Answer, ExplainedSections, ParameterValues, Report } from '../../read-models/kit/report';

/** Which report two editions are asked, and which editions. */
export interface DiffAsked {
  readonly report: Report;
  readonly raw: RawParameters;
  readonly old: DiffSideAsked;
  readonly new: DiffSideAsked;
}

/** A cell that differs, and why: `time` where the same facts say something else at another moment. */
export interface ExplainedCell {
  readonly cell: DifferingCell;
  readonly because: readonly (Because | 'time')[];
}

type SideBase = Pick<DiffSide, 'asked' | 'facts' | 'position' | 'knownUntil'>;

export interface ReportDifference {
  readonly report: Report;
  readonly old: SideBase;
  readonly new: SideBase;
  readonly difference: AnswerDifference;
  readonly cells: readonly ExplainedCell[];
  /** Every row of facts by which the answers differ, with the events that make it otherwise. */
  readonly facts: readonly ExplainedFact[];
  /** What is in the log and would have been rejected by what is supposed on the new side. */
  readonly rejected: readonly WouldBeRejected[];
  readonly notes: readonly string[];
}

/** Three answers: of each side, and of the facts of the old one at the moment of the new one. */
interface ThreeAnswers {
  readonly old: Answer;
  readonly waited: Answer;
  readonly new: Answer;
}

interface OpenSides {
  readonly old: DiffSide;
  readonly new: DiffSide;
}

const answersOf = async (
  source: DiffSource,
  { report }: DiffAsked,
  raw: RawParameters,
  sides: OpenSides,
): Promise<ThreeAnswers | Problems> => {
  const ask = ({ db, log }: DiffSide, { asked: { at } }: DiffSide) =>
    askResolved({ ...source, log }, { report, raw, db, at });
  const old = await ask(sides.old, sides.old);
  if ('problems' in old) return old;
  const now = await ask(sides.new, sides.new);
  if ('problems' in now) return now;
  const isOneMoment = sides.old.asked.at === sides.new.asked.at;
  const waited = isOneMoment ? old : await ask(sides.old, sides.new);
  return 'problems' in waited ? waited : { old: old.answer, waited: waited.answer, new: now.answer };
};

const keysExplained = (sections: ExplainedSections): SectionKeys =>
  Object.fromEntries(Object.entries(sections).map(([name, { key }]) => [name, key]));

/** What explains the figures of both, as they are at the moment of the new one. */
const explainedSides = async (
  source: DiffSource,
  { report }: DiffAsked,
  values: ParameterValues,
  sides: OpenSides,
): Promise<{ readonly old: ExplainedSide; readonly new: ExplainedSide }> => {
  const { at } = sides.new.asked;
  const of = async ({ db, facts, log }: DiffSide): Promise<ExplainedSide> => ({
    ...{ db, facts },
    sections: (await report.explained?.(db, values, contextAt({ ...source, log }, at))) ?? {},
  });
  return { old: await of(sides.old), new: await of(sides.new) };
};

type Reasons = ReadonlyMap<string, ReadonlySet<Because | 'time'>>;

/** Why a cell differs; of a row that came or went on the way from one answer to the other, why that is so. */
const reasonsOf = (cell: DifferingCell, reasons: readonly Reasons[]): ExplainedCell => {
  const places = [placeOfCell(cell, cell.figure), placeOfCell(cell, undefined)];
  const all = reasons.flatMap((each) => places.flatMap((place) => [...(each.get(place) ?? [])]));
  return { cell, because: [...new Set(all)] };
};

const diffOpen = async (source: DiffSource, asked: DiffAsked, raw: RawParameters, sides: OpenSides) => {
  const answers = await answersOf(source, asked, raw, sides);
  const read = readParameters(asked.report.parameters, raw);
  if ('problems' in answers) return answers;
  if ('problems' in read) return read;
  const explained = await explainedSides(source, asked, read.values, sides);
  const keys = keysOfSections(Object.values(answers), keysExplained(explained.new.sections));
  const difference = diffAnswers(answers.old, answers.new, keys);
  const byTime: Reasons = new Map(
    differingCells(diffAnswers(answers.old, answers.waited, keys)).map((cell) => [
      placeOfCell(cell, cell.figure),
      new Set(['time'] as const),
    ]),
  );
  const founded = await factsUnder(differingCells(diffAnswers(answers.waited, answers.new, keys)), explained);
  const differing = new Set(founded.flatMap(({ facts }) => facts));
  const facts = await explainFacts(source.decode, sides, differing);
  const byFacts: Reasons = new Map(
    founded.map(({ cell, facts: under }) => [
      placeOfCell(cell, cell.figure),
      new Set(under.flatMap((fact) => facts.get(fact)?.events ?? []).map(({ because }) => because)),
    ]),
  );
  const cells = differingCells(difference).map((cell) => reasonsOf(cell, [byFacts, byTime]));
  const notes = [...new Set([...sides.old.notes, ...sides.new.notes])];
  return { difference, cells, facts: [...differing].flatMap((fact) => facts.get(fact) ?? []), notes };
};

const sideBase = ({ asked, facts, position, knownUntil }: DiffSide): SideBase => ({
  asked,
  facts,
  position,
  knownUntil,
});

/** What is supposed of now is supposed of what the other side knows. */
const upToOther = ({ position }: DiffSide, asked: DiffSideAsked): DiffSideAsked => {
  const { past } = asked;
  const isOfNow = past?.supposing && !('position' in past) && !('recordedAt' in past);
  return isOfNow && position >= 0n ? { ...asked, past: { ...past, position } } : asked;
};

const rejectedOn = async ({ log, decode }: DiffSource, { asked: { past }, position }: DiffSide) =>
  past?.supposing ? wouldBeRejected({ log, decode, until: position }, past.supposing) : [];

/** What is supposed on a side must have been possible as of then: the service is well where it was not. */
const supposedProblems = async (source: DiffSource, { old, new: now }: DiffAsked): Promise<Problems | undefined> => {
  for (const { past } of [old, now]) {
    const wrong = await notSupposedThen(source, past);
    if (wrong) return { problems: [{ parameter: 'whatIf', ...wrong, got: suppositionText(past?.supposing ?? []) }] };
  }
  return undefined;
};

/**
 * How two editions answer a report, and all that explains the difference: the rows of facts by which figures differ, each
 * with the events that one side did not know or that both make something else of; or that only time has passed. Throws
 * StoreError where a side can't be asked.
 */
export const diffReports = async (
  source: DiffSource,
  asked: DiffAsked,
  signal?: AbortSignal,
): Promise<ReportDifference | Problems> => {
  const resolved = await resolveNames(asked.report, asked.raw, source);
  if ('problems' in resolved) return resolved;
  const notSupposed = await supposedProblems(source, asked);
  if (notSupposed) return notSupposed;
  const { report } = asked;
  return withDiffSide(
    source,
    report,
    asked.old,
    (old) =>
      withDiffSide(
        source,
        report,
        upToOther(old, asked.new),
        async (now) => {
          const found = await diffOpen(source, asked, resolved.raw, { old, new: now });
          if ('problems' in found) return found;
          const rejected = await rejectedOn(source, now);
          return { report, old: sideBase(old), new: sideBase(now), rejected, ...found };
        },
        signal,
      ),
    signal,
  );
};
