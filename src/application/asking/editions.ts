import type { Projection, TableSpec } from '../../read-models/kit/projection';
import type { Database, Report } from '../../read-models/kit/report';
import { StoreError, type EventStore, type Position } from '../log/event-store';
import { notesBeside, tablesMade, type NotesOfGeneration } from '../projecting/generation-notes';
import {
  keptGenerations,
  liveGeneration,
  type Generation,
  type NotedGeneration,
  type ReadStore,
  type ShownGeneration,
} from '../projecting/read-store';

/** Beside the live one: the one that is filled to be compared with it, and the one that was live before. */
export const editionNames = ['live', 'candidate', 'previous'] as const;
export type EditionName = (typeof editionNames)[number];

/** The tables of a generation, also where another version filled it; undefined where these were not noted. */
export const tablesOfGeneration = (
  { version }: Generation,
  projection: Pick<Projection, 'version' | 'tables'>,
  { made }: NotesOfGeneration,
): readonly TableSpec[] | undefined => {
  if (version === projection.version) return projection.tables;
  return made && tablesMade(made);
};

export const candidateOf = (
  generations: readonly Generation[],
  notes: readonly NotedGeneration[],
  name: string,
): Generation | undefined =>
  generations.find(
    (known) =>
      known.projection === name && known.state === 'building' && notesBeside(notes, known).purpose === 'compare',
  );

/** Throws `conflict` where none of these read models has a candidate; gives those that have one. */
export const candidatesAmong = async (
  store: Pick<ReadStore, 'generations' | 'notes'>,
  names: readonly string[],
): Promise<readonly string[]> => {
  const [generations, notes] = [await store.generations(), await store.notes()];
  const found = names.filter((name) => candidateOf(generations, notes, name));
  if (found.length > 0) return found;
  throw new StoreError('conflict', `there is no candidate of ${names.join(', ')}: letopis rebuild --compare makes one`);
};

const generationIn = (
  edition: EditionName,
  generations: readonly Generation[],
  notes: readonly NotedGeneration[],
  name: string,
): Generation | undefined => {
  if (edition === 'live') return liveGeneration(generations, name);
  return edition === 'candidate' ? candidateOf(generations, notes, name) : keptGenerations(generations, name)[0];
};

interface EditionSide {
  readonly log: Pick<EventStore, 'countAfter' | 'momentAt'>;
  readonly store: Pick<ReadStore, 'generations' | 'notes' | 'asking'>;
  readonly projections: readonly Projection[];
}

const recordedText = async ({ log }: EditionSide, position: Position | undefined): Promise<string> => {
  const moment = position === undefined ? undefined : await log.momentAt(position);
  return moment === undefined ? '' : ` (recorded ${moment})`;
};

/** What a reader must know of an answer that is not of the live tables. */
const editionNote = async (side: EditionSide, edition: EditionName, generation: Generation): Promise<string> => {
  const { projection, number, version, checkpoint } = generation;
  const { events, orMore } = await side.log.countAfter(checkpoint);
  const later = events === 0 ? 'all of the log' : `${events}${orMore ? ' or more' : ''} later events are not in it`;
  const place = `up to position ${checkpoint ?? 0n}${await recordedText(side, checkpoint)}`;
  return `This answer is of the ${edition} edition of ${projection}: generation ${number}, version ${version}, ${place}, ${later}.`;
};

const noEdition = (edition: EditionName, { name, reads }: Pick<Report, 'name' | 'reads'>): StoreError =>
  new StoreError(
    'not-serving',
    `there is no ${edition} edition of what ${name} reads (${reads.join(', ')}): ` +
      (edition === 'previous'
        ? 'a rebuild keeps the one that was live before'
        : 'letopis rebuild --compare makes one, over HTTP POST /projections/{name}/compare'),
  );

export interface EditionAsked {
  readonly shown: readonly ShownGeneration[];
  readonly notes: readonly string[];
}

/**
 * Which generations an edition of a report's facts is: those that there are beside the live ones, and for the others these.
 * Throws StoreError `not-serving` where there is none, or where one of them stopped or can't be read by this program.
 */
export const editionFor = async (
  side: EditionSide,
  report: Pick<Report, 'name' | 'reads'>,
  edition: EditionName,
): Promise<EditionAsked> => {
  const [generations, notes] = [await side.store.generations(), await side.store.notes()];
  const shown: ShownGeneration[] = [];
  for (const projection of side.projections.filter(({ name }) => report.reads.includes(name))) {
    const generation = generationIn(edition, generations, notes, projection.name);
    if (!generation) continue;
    const tables = tablesOfGeneration(generation, projection, notesBeside(notes, generation));
    if (!tables || generation.poison)
      throw new StoreError(
        'not-serving',
        `the ${edition} edition of ${projection.name} can't be read: it stopped, or what it is made of was not noted`,
      );
    shown.push({ generation, tables });
  }
  if (shown.length === 0) throw noEdition(edition, report);
  return { shown, notes: await Promise.all(shown.map(({ generation }) => editionNote(side, edition, generation))) };
};

/** Asks an edition: its generations stay as they are while they are asked. */
export const askEdition = async <Result>(
  side: EditionSide,
  { shown }: EditionAsked,
  ask: (db: Database) => Promise<Result>,
): Promise<Result> => side.store.asking(shown, ask);
