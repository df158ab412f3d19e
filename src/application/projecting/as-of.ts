import { projectionAt } from '../../read-models/at';
import type { Report } from '../../read-models/report';
import type { Moment } from '../../domain/shared/values';
import { StoreError, type Position } from '../log/event-store';
import { Pass, type ReadSide, type Target } from './pass';
import { catchUp, inBulk } from './project';
import type { ReadStore } from './read-store';

/**
 * What is asked about the past: the log up to a position, or up to what was recorded at a moment; or what had happened
 * (`at`), told with all of the log, or with what of it is looked at.
 */
export type PastMoment = { readonly at?: Moment | undefined } & (
  { readonly position: Position } | { readonly recordedAt: Moment } | { readonly at: Moment }
);

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

const lastOf = ({ log }: Pick<ReadSide, 'log'>, past: PastMoment): Promise<Position | undefined> => {
  if ('position' in past) return Promise.resolve(past.position);
  return 'recordedAt' in past ? log.positionAt(past.recordedAt) : log.head();
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
  const { at } = past;
  const read = side.projections.filter(({ name }) => reads.includes(name));
  const projections = at === undefined ? read : read.map((projection) => projectionAt(projection, at));
  const until = await lastOf(side, past);
  return replay({ ...side, projections }, until, signal);
};
