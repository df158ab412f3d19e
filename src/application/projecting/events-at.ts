import type { EventType } from '../../domain/catalogue';
import type { ReportContext } from '../../read-models/report';
import type { AnyEvent } from '../../read-models/facts/trace';
import type { Decode } from '../log/codec';
import type { EventStore } from '../log/event-store';
import { LazyEvent } from './projection-fold';

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
    // Only events that a projection listened to have a place in a table: their types are in the catalogue. An event of
    // any type is one of those of the catalogue, which the compiler can't see of a class for all of them.
    const events = stored.map((event) => new LazyEvent(event, event.type as EventType, decode) as AnyEvent);
    return new Map(events.map((event) => [event.position, event]));
  };
