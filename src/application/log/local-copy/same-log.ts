import { StoreError, type EventStore, type Position, type StoredEvent } from '../event-store';
import { canonicalEvent } from '../log-digest';
import { readingAfter, type LocalCopyEnd } from './local-copy';

/** The event at a position; `before`: the position before it. */
const eventAt = async (log: EventStore, position: Position, before: Position): Promise<StoredEvent | undefined> => {
  let found: StoredEvent | undefined;
  try {
    for await (const page of log.readAll({ until: position, ...readingAfter(before) })) found = page.at(-1);
  } catch (error) {
    if (!(error instanceof StoreError) || error.code !== 'unknown-position') throw error;
  }
  return found?.position === position ? found : undefined;
};

/** Whether the last event of a copy stands in the log, at its position, and says the same. */
export const isOfThisLog = async (log: EventStore, { last, before }: LocalCopyEnd): Promise<boolean> => {
  if (!last) return true;
  const head = await log.head();
  if (head === undefined || head < last.position) return false;
  const found = await eventAt(log, last.position, before);
  return found !== undefined && canonicalEvent(found) === canonicalEvent(last);
};
