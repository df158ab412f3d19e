import { setTimeout as pause } from 'node:timers/promises';
import { StoreError } from '../log/event-store';
import { generationNote, notesBeside, type BuildWish } from '../projecting/generation-notes';
import { livingHolder, rebuildLease, withLeases } from '../projecting/leases';
import type { Generation, ReadStore } from '../projecting/read-store';

/** What may be asked of the process that fills a read model, from any other one. */
export type BuildOrder =
  | { readonly kind: 'pause' }
  | { readonly kind: 'resume' }
  | { readonly kind: 'cancel' }
  /** null: as fast as it can. */
  | { readonly kind: 'pace'; readonly eventsPerSecond: number | null };

/** What is being filled, or left half, of these read models; of all without names. Throws `conflict` where nothing is. */
const beingFilled = async (store: ReadStore, names: readonly string[] | undefined): Promise<readonly Generation[]> => {
  const building = (await store.generations()).filter(
    ({ state, projection }) => state === 'building' && (names?.includes(projection) ?? true),
  );
  if (building.length > 0) return building;
  const which = names ? `of ${names.join(', ')} ` : '';
  throw new StoreError(
    'conflict',
    `nothing ${which}is being filled beside the live tables: letopis rebuild starts that`,
  );
};

const wishAfter = (before: BuildWish, order: BuildOrder): BuildWish => {
  const { pause: _, cancel: __, ...others } = before;
  if (order.kind === 'pause') return { ...others, pause: true };
  if (order.kind === 'cancel') return { ...others, cancel: true };
  return order.kind === 'resume' ? others : { ...before, eventsPerSecond: order.eventsPerSecond };
};

const LONGEST_CANCEL_MILLISECONDS = 10_000;
const CANCEL_POLL_MILLISECONDS = 50;

const isThere = async (store: ReadStore, { projection, number }: Generation): Promise<boolean> =>
  (await store.generations()).some((known) => known.projection === projection && known.number === number);

/** The process that fills it drops it; where there is none, this one does. */
const dropCancelled = async (store: ReadStore, generation: Generation): Promise<void> => {
  const lease = rebuildLease(generation.projection);
  for (let waited = 0; waited < LONGEST_CANCEL_MILLISECONDS; waited += CANCEL_POLL_MILLISECONDS) {
    if (!(await isThere(store, generation))) return;
    if ((await livingHolder(store, lease)) === undefined)
      await withLeases(store, [lease], async () => {
        if (await isThere(store, generation)) await store.drop(generation);
      });
    await pause(CANCEL_POLL_MILLISECONDS);
  }
};

export interface Ordered {
  readonly projection: string;
  readonly generation: number;
  /** No process is at it: to resume, one must start. */
  readonly isLeft: boolean;
}

/**
 * Asks something of the processes that fill these read models (all that are being filled, without names): they notice
 * within a second. What is filled in one run with others pauses together with them. What is cancelled is dropped.
 */
export const orderBuilds = async (
  store: ReadStore,
  names: readonly string[] | undefined,
  order: BuildOrder,
): Promise<readonly Ordered[]> => {
  const building = await beingFilled(store, names);
  const notes = await store.notes();
  const ordered: Ordered[] = [];
  for (const generation of building) {
    const wish = wishAfter(notesBeside(notes, generation).asked ?? {}, order);
    const isWish = Object.keys(wish).length > 0;
    await store.note(generation, 'asked', isWish ? generationNote('asked', wish).says : undefined);
    const isLeft = (await livingHolder(store, rebuildLease(generation.projection))) === undefined;
    ordered.push({ projection: generation.projection, generation: generation.number, isLeft });
  }
  if (order.kind === 'cancel') for (const generation of building) await dropCancelled(store, generation);
  return ordered;
};
