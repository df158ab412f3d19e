import type { Report } from '../read-models/report';
import type { Moment } from '../domain/shared/values';
import { StoreError, type Position } from './event-store';
import { Pass, type ReadSide, type Target } from './pass';
import { catchUp, inBulk } from './project';
import type { ReadStore } from './read-store';

/** What is asked about the past: the log up to a position, or up to what was recorded at a moment. */
export type PastMoment = { readonly position: Position } | { readonly recordedAt: Moment };

export interface PastSide extends Omit<ReadSide, 'store'> {
  /** Opens an empty store that nobody else sees, as one in memory. */
  readonly openStore: () => ReadStore;
}

const fill = async (side: ReadSide, until: Position | undefined, signal?: AbortSignal): Promise<void> => {
  const { log, store, projections } = side;
  const targets: Target[] = [];
  for (const projection of projections) targets.push({ projection, generation: await store.build(projection) });
  const pass = new Pass(side, targets);
  if (until !== undefined) await catchUp(log, pass, until, { batch: inBulk, signal });
  signal?.throwIfAborted();
  for (const { projection, generation } of targets) {
    await store.finish(generation, projection);
    await store.makeLive(generation, projection);
  }
};

/**
 * Fills a store of one's own with all the projections up to a position; close it after use. What a projection can't
 * take is thrown as StoreError `corrupt`.
 */
export const replay = async (
  { openStore, ...side }: PastSide,
  until: Position | undefined,
  signal?: AbortSignal,
): Promise<ReadStore> => {
  const store = openStore();
  try {
    await fill({ ...side, store }, until, signal);
    const stopped = (await store.generations()).find(({ poison }) => poison);
    if (stopped?.poison)
      throw new StoreError(
        'corrupt',
        `${stopped.projection} can't take the event ${stopped.poison.eventId} (${stopped.poison.type}, position ` +
          `${stopped.poison.position}): ${stopped.poison.error}`,
      );
    return store;
  } catch (error) {
    await store.close();
    throw error;
  }
};

/**
 * The read models of a report as they stood: the same loop fills a private store up to then. Close it after use. Of the
 * time before the first event, it is empty.
 */
export const asOf = async (
  side: PastSide,
  { reads }: Pick<Report, 'reads'>,
  past: PastMoment,
  signal?: AbortSignal,
): Promise<ReadStore> => {
  const projections = side.projections.filter(({ name }) => reads.includes(name));
  const until = 'position' in past ? past.position : await side.log.positionAt(past.recordedAt);
  return replay({ ...side, projections }, until, signal);
};
