import type { Moment } from '../../domain/shared/values';
import type { Report } from '../../read-models/kit/report';
import { waitOrAbort } from '../log/retrying';
import { askTables, type AskSide } from '../asking/ask-tables';
import { compareWithLive, type Comparison, type ReportToCompare } from './compare';
import { candidateOf } from '../asking/editions';
import { generationNote, notesBeside } from '../projecting/generation-notes';
import { rebuildLease, withLeases } from '../projecting/leases';
import type { ReadSide } from '../projecting/projection-run';

/** A report by its name, with its parameters as they were given. */
export interface NamedQuestion {
  readonly report: string;
  readonly raw: Readonly<Record<string, unknown>>;
}

export interface CompareAsked {
  /** Left out: all reports that read these facts and need no parameter. */
  readonly questions?: readonly NamedQuestion[] | undefined;
  /** Go on feeding and comparing both until the signal. */
  readonly soak?: boolean | undefined;
}

interface CompareWork extends AskSide {
  readonly store: ReadSide['store'];
  readonly reports: readonly Report[];
  readonly clock: () => Moment;
}

/** What is compared where nobody says it: every report that reads these facts, over its default window. */
const questionsFor = (
  { reports, projections }: CompareWork,
  asked: readonly NamedQuestion[] | undefined,
): readonly ReportToCompare[] => {
  const names = projections.map(({ name }) => name);
  if (asked)
    return asked.flatMap(({ report: name, raw }) =>
      reports.filter((report) => report.name === name).map((report) => ({ report, raw })),
    );
  return reports
    .filter(({ reads }) => reads.some((name) => names.includes(name)))
    .map((report) => ({ report, raw: {} }));
};

const answerOver =
  (work: CompareWork, facts: readonly ReadSide['projections'][number][], at: Moment) =>
  async ({ report, raw }: ReportToCompare, db: Parameters<Report['answer']>[0]) => {
    const answered = await askTables({ ...work, projections: facts }, { report, raw, db, at });
    if ('answer' in answered) return answered.answer;
    throw new Error(
      answered.problems.map(({ parameter, expected }) => `${parameter}: expected ${expected}`).join('; '),
    );
  };

/** Rests this long at least between two comparisons, and ten times as long as one took. */
const SOAK_MILLISECONDS = 2_000;

/** A killed one is seen by its lease; one that ends in good order says it. */
const noteOver = async ({ store, projections }: CompareWork): Promise<void> => {
  const [generations, notes] = [await store.generations(), await store.notes()];
  for (const { name } of projections) {
    const candidate = candidateOf(generations, notes, name);
    const { comparison } = candidate ? notesBeside(notes, candidate) : {};
    if (candidate && comparison)
      await store.note(candidate, 'comparison', generationNote('comparison', { ...comparison, isSoaking: false }).says);
  }
};

/**
 * Compares the candidates of these read models with the live ones; with `soak`, again and again until the signal, while
 * both are fed. Gives the last comparison. `facts`: all projections, in which names are looked up.
 */
export const compareAsked = (
  work: CompareWork,
  facts: ReadSide['projections'],
  { questions, soak = false }: CompareAsked,
  signal: AbortSignal,
  onCompared: (comparison: Comparison) => void = () => undefined,
): Promise<Comparison> =>
  withLeases(
    work.store,
    work.projections.map(({ name }) => rebuildLease(name)),
    async (lost) => {
      const over = AbortSignal.any([signal, lost]);
      const reports = questionsFor(work, questions);
      for (;;) {
        const began = performance.now();
        const answer = answerOver(work, facts, work.clock());
        const comparison = await compareWithLive(work, { reports, answer, isSoaking: soak });
        onCompared(comparison);
        if (soak) await waitOrAbort(Math.max(SOAK_MILLISECONDS, 10 * (performance.now() - began)), over);
        if (soak && !over.aborted) continue;
        if (soak) await noteOver(work);
        return comparison;
      }
    },
  );
