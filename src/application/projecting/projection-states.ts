import type { Projection } from '../../read-models/projection';
import type { EventCount, EventStore, Position } from '../log/event-store';
import type { ReadSide } from './pass';
import type { Generation, Poison } from './read-store';

export interface ProjectionState {
  readonly projection: string;
  readonly version: number;
  readonly state: 'live' | 'catching-up' | 'building' | 'poisoned';
  /** Of the tables that serve; undefined while there are none. */
  readonly generation: number | undefined;
  readonly position: Position | undefined;
  /** Events of the log that the tables don't hold yet, counted as far as the store does so. */
  readonly lag: number;
  /** True where there are more than that. */
  readonly lagOrMore: boolean;
  readonly poison: Poison | undefined;
}

/** The generation of a projection that serves. */
export const liveOf = (generations: readonly Generation[], name: string): Generation | undefined =>
  generations.find(({ projection, state }) => projection === name && state === 'live');

const stateOf = (
  projection: Projection,
  live: Generation | undefined,
  lag: number,
): Pick<ProjectionState, 'state' | 'poison'> => {
  if (live?.version !== projection.version) return { state: 'building', poison: live?.poison };
  if (live.poison) return { state: 'poisoned', poison: live.poison };
  return { state: lag > 0 ? 'catching-up' : 'live', poison: undefined };
};

/** Counts each place once: most projections stand at the same one, and that is the head. */
const lagsOn = (
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

/** How each read model stands, whichever process fills it. */
export const projectionStates = async ({
  log,
  store,
  projections,
}: Omit<ReadSide, 'decode'>): Promise<readonly ProjectionState[]> => {
  const generations = await store.generations();
  const lagOf = lagsOn(log, await log.head());
  return Promise.all(
    projections.map(async (projection) => {
      const live = liveOf(generations, projection.name);
      const position = live?.checkpoint;
      const { events: lag, orMore: lagOrMore } = await lagOf(position);
      const { name, version } = projection;
      const state = stateOf(projection, live, lag);
      return { projection: name, version, generation: live?.number, position, lag, lagOrMore, ...state };
    }),
  );
};
