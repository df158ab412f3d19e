import type { Id } from '../../domain/shared/values';
import type { EventStore, StoredEvent } from '../log/event-store';
import { eventIdOf } from '../log/ids';
import { ReadAhead } from './read-ahead';

/** The events that a command gave on its own stream when it was executed before; none where it was not. */
export type Recorded = (stream: string, commandId: Id) => Promise<readonly StoredEvent[]>;

/** Looks in the stream. */
export const recordedIn =
  (store: Pick<EventStore, 'read'>): Recorded =>
  async (stream, commandId) => {
    const events: StoredEvent[] = [];
    for await (const page of store.read(stream))
      for (const stored of page) if (stored.id === eventIdOf(commandId, events.length)) events.push(stored);
    return events;
  };

/** The same for commands that were executed before one after the other: reads the log ahead of them. */
export const recordedAhead = (log: Pick<EventStore, 'read' | 'readAll'>): Recorded => {
  const ahead = new ReadAhead(log);
  const inStream = recordedIn(log);
  return async (stream, commandId) => {
    const known = await ahead.find(commandId);
    if (known) return known;
    const events = await inStream(stream, commandId);
    const last = events.at(-1);
    if (last) ahead.foundAt(last.position);
    return events;
  };
};
