import type { Projection } from '../../read-models/kit/projection';
import type { EventStore, Position } from '../log/event-store';
import { eventsUpTo, secondsLeftOf } from './build-pace';
import {
  notesBeside,
  type BuildProgress,
  type ComparisonSummary,
  type NotesOfGeneration,
} from '../projecting/generation-notes';
import { livingHolder, rebuildLease } from '../projecting/leases';
import type { Generation, Poison, ReadStore } from '../projecting/read-store';

/**
 * - `live`: reports read it;
 * - `running`: a process is filling it; `paused`: it was asked to wait; `left`: half, no process is at it;
 * - `stopped` at an event that it can't take;
 * - `candidate`: filled to be compared with the live one, and not switched to;
 * - `kept`: it was live before, and a rollback switches back to it;
 * - `retired`: kept as well, but of a version or a read model that this program does not have.
 */
export type GenerationStateName = 'live' | 'running' | 'paused' | 'left' | 'stopped' | 'candidate' | 'kept' | 'retired';

/** One generation of a read model, as any process may know it. Counts are events of the log. */
export interface GenerationState {
  readonly projection: string;
  readonly generation: number;
  readonly version: number;
  readonly state: GenerationStateName;
  readonly position: Position | undefined;
  readonly done: number;
  readonly total: number;
  readonly isEstimate: boolean;
  /** Of the process that fills it; undefined where none does. */
  readonly eventsPerSecond: number | undefined;
  readonly secondsLeft: number | undefined;
  readonly startedAt: string | undefined;
  /** The position at which that process went on; undefined where it began with the first event. */
  readonly resumedFrom: Position | undefined;
  /** What it may do at most, as it was asked; null: whatever it was started with does not count any more. */
  readonly asked: { readonly eventsPerSecond: number | null } | undefined;
  /** The process that fills it: its machine and its id. */
  readonly by: string | undefined;
  readonly poison: Poison | undefined;
  readonly comparison: ComparisonSummary | undefined;
}

export interface BuildsSide {
  readonly log: Pick<EventStore, 'countAfter'>;
  readonly store: Pick<ReadStore, 'generations' | 'notes' | 'holder'>;
  readonly projections: readonly Projection[];
}

/** A process that was asked to pause does so when it is at its next page. */
const isPaused = ({ asked, progress }: NotesOfGeneration, holder: string | undefined): boolean =>
  asked?.pause === true && (holder === undefined || progress?.isPaused === true);

const buildingState = (
  { poison }: Generation,
  notes: NotesOfGeneration,
  holder: string | undefined,
): GenerationStateName => {
  if (poison) return 'stopped';
  if (isPaused(notes, holder)) return 'paused';
  if (notes.comparison && notes.purpose === 'compare') return 'candidate';
  return holder === undefined ? 'left' : 'running';
};

const stateNameOf = (
  projections: readonly Projection[],
  generation: Generation,
  notes: NotesOfGeneration,
  holder: string | undefined,
): GenerationStateName => {
  if (generation.state === 'live') return 'live';
  const isOurs = projections.some(
    ({ name, version }) => name === generation.projection && version === generation.version,
  );
  if (generation.state === 'retired') return isOurs ? 'kept' : 'retired';
  return buildingState(generation, notes, holder);
};

const processOf = (holder: string): string => {
  const [host = '', pid = ''] = holder.split(' ');
  return `process ${pid} on ${host}`;
};

type Counts = Pick<BuildProgress, 'done' | 'total' | 'isEstimate'>;

/** What is known while a process fills it. */
const paceOf = (state: GenerationStateName, counts: Counts, { progress }: NotesOfGeneration) => {
  const isRunning = state === 'running' && progress !== undefined;
  const { eventsPerSecond } = progress ?? {};
  return {
    ...counts,
    eventsPerSecond: isRunning ? eventsPerSecond : undefined,
    secondsLeft: isRunning ? secondsLeftOf({ ...counts, eventsPerSecond: progress.eventsPerSecond }) : undefined,
    startedAt: progress?.startedAt,
    resumedFrom: progress?.resumedFrom === undefined ? undefined : BigInt(progress.resumedFrom),
  };
};

/** Of a log that can't count so many events: as the process that fills it noted them. */
const countsOf = async (
  log: BuildsSide['log'],
  checkpoint: Position | undefined,
  { progress }: NotesOfGeneration,
): Promise<Counts> => {
  const exact = await eventsUpTo(log, checkpoint);
  return exact
    ? { ...exact, isEstimate: false }
    : { done: progress?.done ?? 0, total: progress?.total ?? 0, isEstimate: true };
};

const generationState = async (
  { log, store, projections }: BuildsSide,
  generation: Generation,
  notes: NotesOfGeneration,
): Promise<GenerationState> => {
  const { projection, number, version, checkpoint, poison } = generation;
  const holder = generation.state === 'building' ? await livingHolder(store, rebuildLease(projection)) : undefined;
  const state = stateNameOf(projections, generation, notes, holder);
  const { comparison, asked } = notes;
  return {
    ...{ projection, generation: number, version, state, position: checkpoint, poison },
    ...paceOf(state, await countsOf(log, checkpoint, notes), notes),
    asked: asked?.eventsPerSecond === undefined ? undefined : { eventsPerSecond: asked.eventsPerSecond },
    by: holder && processOf(holder),
    // A process that was killed soaks no more.
    comparison: comparison && { ...comparison, isSoaking: comparison.isSoaking && holder !== undefined },
  };
};

/** All generations of these read models, and those of read models that this program does not have. */
export const generationStates = async (side: BuildsSide): Promise<readonly GenerationState[]> => {
  const [generations, notes] = [await side.store.generations(), await side.store.notes()];
  return Promise.all(
    generations.map((generation) => generationState(side, generation, notesBeside(notes, generation))),
  );
};
