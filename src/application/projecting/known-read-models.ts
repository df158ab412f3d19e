import type { Projection } from '../../read-models/kit/projection';
import type { Report } from '../../read-models/kit/report';
import { madeOf, notesBeside } from './generation-notes';
import { liveGeneration, type ReadStore } from './read-store';

/** A file of the owner that is no read model: it stops alone, the others go on. */
export interface BrokenReadModel {
  readonly file: string;
  /** With the line, where there is one. */
  readonly why: string;
}

/** All read models: those of this program, and those in files of its owner. */
export interface KnownReadModels {
  readonly projections: readonly Projection[];
  readonly reports: readonly Report[];
  readonly broken: readonly BrokenReadModel[];
}

/** The facts that a name stands for: those of a question, or the facts of this name. Undefined where there are none. */
export const factsNamed = ({ projections, reports }: KnownReadModels, name: string): readonly string[] | undefined => {
  const question = reports.find((report) => report.name === name);
  if (question) return question.reads;
  return projections.some((projection) => projection.name === name) ? [name] : undefined;
};

/**
 * Takes out read models whose file has changed since it filled the live tables, while its version has not: rows of two
 * texts under one version would be neither. A store that is away is not asked.
 */
export const withoutUnraised = async (
  known: KnownReadModels,
  store: Pick<ReadStore, 'generations' | 'notes'>,
): Promise<KnownReadModels> => {
  if (known.projections.every(({ source }) => source === undefined)) return known;
  const asked = await Promise.all([store.generations(), store.notes()]).catch(() => undefined);
  if (!asked) return known;
  const [generations, notes] = asked;
  const unraised = known.projections.filter((projection) => {
    const live = liveGeneration(generations, projection.name);
    if (!live || projection.source === undefined || live.version !== projection.version) return false;
    const { made } = notesBeside(notes, live);
    return made?.source !== undefined && made.source !== madeOf(projection).source;
  });
  const isOut = (name: string): boolean => unraised.some((projection) => projection.name === name);
  return {
    projections: known.projections.filter(({ name }) => !isOut(name)),
    reports: known.reports.filter(({ reads }) => !reads.some(isOut)),
    broken: [
      ...known.broken,
      ...unraised.map(({ name, version }) => ({
        file: name,
        why: `${name}: its file has changed since version ${version} filled the live tables: raise its version to ${version + 1}`,
      })),
    ],
  };
};
