import type { EventStore, Position, StoredEvent } from '../log/event-store';
import type { Pass } from './pass';

/** How much is folded before it is written: whichever is reached first. */
export interface Batch {
  readonly rows: number;
  readonly events: number;
}

export const pageByPage: Batch = { rows: 0, events: 0 };
/** In a large batch a row that changes often is written once, and a page of the file once for many rows. */
export const inBulk: Batch = { rows: 12_000, events: 100_000 };

export interface Going {
  readonly batch: Batch;
  /** Ends the way early, with all that was folded until then written. */
  readonly signal?: AbortSignal | undefined;
  readonly onPage?: ((page: readonly StoredEvent[]) => Promise<void>) | undefined;
}

const isDue = (pass: Pass, { rows, events }: Batch): boolean => pass.changes >= rows || pass.events >= events;

const isOver = (pass: Pass, signal: AbortSignal | undefined): boolean => signal?.aborted === true || pass.isOver;

/** THE loop: takes pages and writes in batches. Ends with the pages, at the signal, or when every projection stopped. */
export const project = async (
  pages: AsyncIterable<readonly StoredEvent[]>,
  pass: Pass,
  { batch, signal, onPage }: Going,
): Promise<void> => {
  for await (const page of pages) {
    await pass.take(page);
    if (isDue(pass, batch)) await pass.commit();
    await onPage?.(page);
    if (isOver(pass, signal)) break;
  }
  await pass.commit();
};

/** Brings a pass up to a position of the log (inclusive), reading only what its projections listen to. */
export const catchUp = async (log: EventStore, pass: Pass, until: Position, going: Going): Promise<void> => {
  const { after, types } = pass;
  await project(log.readAll({ until, types, ...(after === undefined ? {} : { after }) }), pass, going);
  if (!going.signal?.aborted) await pass.commit(until);
};
