import type { EventType } from '../../domain/catalogue';
import type { ReportContext } from '../../read-models/kit/report';
import type { AnyEvent } from '../../read-models/kit/trace';
import type { Decode } from '../log/codec';
import type { EventStore, Position, StoredEvent } from '../log/event-store';
import { LazyEvent } from '../projecting/projection-fold';

/**
 * A stored event as projections see it. Its type must be one of the catalogue. An event of any type is one of those of the
 * catalogue, which the compiler can't see of a class for all of them.
 */
export const asProjected = (stored: StoredEvent, decode: Decode): AnyEvent =>
  // See above: the same holds for both casts.
  new LazyEvent(stored, stored.type as EventType, decode) as AnyEvent;

/** The events of these streams up to a position, in the order of the log. Throws once the signal is aborted. */
export const eventsOfStreams = async (
  log: Pick<EventStore, 'read'>,
  streams: Iterable<string>,
  until: Position,
  signal?: AbortSignal,
): Promise<readonly StoredEvent[]> => {
  const events: StoredEvent[] = [];
  let read = 0;
  for (const stream of streams) {
    signal?.throwIfAborted();
    for await (const page of log.read(stream)) events.push(...page.filter(({ position }) => position <= until));
    read += 1;
  }
  // One stream is in its order already, also where something is supposed in it, which has no place in the log.
  return read < 2 ? events : events.sort((one, other) => (one.position < other.position ? -1 : 1));
};

/** How a report reads single events of the log. */
export const eventsAtOf =
  ({
    log,
    decode,
  }: {
    readonly log: Pick<EventStore, 'eventsAt'>;
    readonly decode: Decode;
  }): ReportContext['eventsAt'] =>
  async (positions) => {
    const stored = await log.eventsAt(positions.map(BigInt));
    // Only events that a projection listened to have a place in a table: their types are in the catalogue.
    const events = stored.map((event) => asProjected(event, decode));
    return new Map(events.map((event) => [event.position, event]));
  };
