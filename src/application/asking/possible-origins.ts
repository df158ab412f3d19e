import type { Projection, Row, TableSpec, TraceSpec, Value } from '../../read-models/kit/projection';
import { streamOfId, type AnyEvent } from '../../read-models/kit/trace';
import { BoundedCache } from '../log/bounded-cache';
import type { Decode } from '../log/codec';
import type { EventStore, Position, StoredEvent } from '../log/event-store';
import { listens } from '../projecting/projection-fold';
import { asProjected, eventsOfStreams } from './events-at';

/** A row that is otherwise in the live tables than the log gives it; undefined where it is not there at all. */
export interface DifferingRow {
  readonly table: TableSpec;
  readonly key: readonly Value[];
  readonly live: Row | undefined;
  readonly rebuilt: Row | undefined;
}

export interface OriginSide {
  readonly log: Pick<EventStore, 'read' | 'readAll' | 'eventsAt'>;
  readonly decode: Decode;
}

const eventsOfPages = async (pages: AsyncIterable<readonly StoredEvent[]>): Promise<readonly StoredEvent[]> => {
  const events: StoredEvent[] = [];
  for await (const page of pages) events.push(...page);
  return events;
};

const valuesIn = (rows: readonly (Row | undefined)[], columns: readonly string[]): readonly Value[] => [
  ...new Set(rows.flatMap((row) => (row ? columns.map((column) => row[column] ?? null) : []))),
];

/** The streams that both states of a row are of, as its trace says; none where an event made it for itself. */
const streamsOfRow = ({ live, rebuilt }: DifferingRow, { stream }: TraceSpec): readonly string[] =>
  stream ? valuesIn([live, rebuilt], [stream.id]).map((id) => streamOfId(stream, id)) : [];

/** Where the events are that made a row for themselves. */
const ownPositions = ({ live, rebuilt }: DifferingRow, { first, last }: TraceSpec): readonly Position[] =>
  valuesIn([live, rebuilt], [first, last])
    .filter((place) => typeof place === 'number')
    .map(BigInt);

/** No position of a log lies after it. */
const LAST_POSITION = 2n ** 63n - 1n;

/** Finds the events, up to a position, that may have written a row: of those, its projection folds. */
export type FindOrigins = (projection: Projection, row: DifferingRow, until: Position) => Promise<readonly AnyEvent[]>;

type EventsRead = Promise<readonly StoredEvent[]>;

interface EventsKnown {
  get(name: string): EventsRead | undefined;
  set(name: string, events: EventsRead): unknown;
}

/** Rows of one stream come one after the other: a few of them stay. */
const ORIGINS_KEPT = 200;

/**
 * A row whose table says nothing of where its rows come from is looked for in the whole log, once for all rows of its
 * projection; a stream that several rows are of is read once.
 */
export const originsIn = (side: OriginSide): FindOrigins => {
  const logs = new Map<string, EventsRead>();
  const streams = new BoundedCache<EventsRead>(ORIGINS_KEPT);
  const once = (known: EventsKnown, name: string, find: () => EventsRead): EventsRead => {
    const found = known.get(name) ?? find();
    known.set(name, found);
    return found;
  };
  const eventsOf = ({ name, on }: Projection, row: DifferingRow): EventsRead => {
    const { trace } = row.table;
    if (!trace) return once(logs, name, () => eventsOfPages(side.log.readAll({ types: Object.keys(on) })));
    const names = streamsOfRow(row, trace);
    if (names.length === 0) return side.log.eventsAt(ownPositions(row, trace));
    return once(streams, names.join(), () => eventsOfStreams(side.log, names, LAST_POSITION));
  };
  return async (projection, row, until) =>
    (await eventsOf(projection, row))
      .filter(({ position, type }) => position <= until && listens(projection.on, type))
      .map((event) => asProjected(event, side.decode));
};
