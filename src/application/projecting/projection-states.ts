import type { Projection } from '../../read-models/projection';
import type { EventCount, EventStore, Position } from '../log/event-store';
import type { ReadSide } from './projection-run';
import type { Generation, Poison } from './read-store';

export interface ProjectionState {
  readonly projection: string;
  readonly version: number;
  readonly state: 'live' | 'catching-up' | 'building' | 'poisoned';
  /** The live one; undefined while there is none. */
  readonly generation: number | undefined;
  readonly position: Position | undefined;
  /** Events of the log that the tables don't hold yet, as far as the store counts them. */
  readonly lag: number;
  /** True where there may be more than that. */
  readonly lagOrMore: boolean;
  readonly poison: Poison | undefined;
}

/** The live generation of a projection. */
export const liveGeneration = (generations: readonly Generation[], name: string): Generation | undefined =>
  generations.find(({ projection, state }) => projection === name && state === 'live');

const readModelState = (
  projection: Projection,
  live: Generation | undefined,
  lag: number,
): Pick<ProjectionState, 'state' | 'poison'> => {
  if (live?.version !== projection.version) return { state: 'building', poison: live?.poison };
  if (live.poison) return { state: 'poisoned', poison: live.poison };
  return { state: lag > 0 ? 'catching-up' : 'live', poison: undefined };
};

/** Counts once per checkpoint: most projections have the same one, at the head of the log. */
const lagCounter = (
  log: EventStore,
  head: Position | undefined,
): ((after: Position | undefined) => Promise<EventCount>) => {
  const counted = new Map<Position | undefined, Promise<EventCount>>();
  return (after) => {
    if (head === undefined || (after !== undefined && after >= head))
      return Promise.resolve({ events: 0, orMore: false });
    const count = counted.get(after) ?? log.countAfter(after);
    counted.set(after, count);
    return count;
  };
};

/** The state of each read model, whichever process fills it. */
export const projectionStates = async ({
  log,
  store,
  projections,
}: Omit<ReadSide, 'decode'>): Promise<readonly ProjectionState[]> => {
  const generations = await store.generations();
  const lagOf = lagCounter(log, await log.head());
  return Promise.all(
    projections.map(async (projection) => {
      const live = liveGeneration(generations, projection.name);
      const position = live?.checkpoint;
      const { events: lag, orMore: lagOrMore } = await lagOf(position);
      const { name, version } = projection;
      const state = readModelState(projection, live, lag);
      return { projection: name, version, generation: live?.number, position, lag, lagOrMore, ...state };
    }),
  );
};
