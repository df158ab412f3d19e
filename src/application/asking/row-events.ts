import { groupBy } from '../../read-models/kit/group-by';
import type { Projection, TableSpec, TraceSpec, Value } from '../../read-models/kit/projection';
import { streamOfId, type AnyEvent } from '../../read-models/kit/trace';
import type { Decode } from '../log/codec';
import type { EventStore, Position, StoredEvent } from '../log/event-store';
import type { RowPair } from '../projecting/read-store';
import { RowWritings, type Writing } from '../projecting/written-by';
import { asProjected, eventsOfStreams } from './events-at';

/** A row by its place, and as two editions hold it, or one of them: these say where in the log it comes from. */
export interface PlacedRow extends RowPair {
  readonly table: TableSpec;
  readonly key: readonly Value[];
}

type RowsLog = Pick<EventStore, 'read' | 'readAll' | 'eventsAt'>;

/** The log that rows come from. */
export interface RowsSide {
  readonly log: RowsLog;
  readonly decode: Decode;
}

const valuesIn = (rows: readonly PlacedRow[], column: string): readonly Value[] => [
  ...new Set(rows.flatMap((row) => [row.old?.[column] ?? [], row.new?.[column] ?? []].flat())),
];

const positionsHeld = (rows: readonly PlacedRow[], column: string): readonly Position[] =>
  valuesIn(rows, column).flatMap((place) => (typeof place === 'number' ? [BigInt(place)] : []));

const streamsOfRow = (row: PlacedRow, { stream }: TraceSpec): readonly string[] =>
  stream ? valuesIn([row], stream.id).map((id) => streamOfId(stream, id)) : [];

/** One event makes such a row, and none changes it. */
const isMadeOnce = ({ first, last }: TraceSpec): boolean => first === last;

/** Events that may have written some rows, in their order. */
interface RowsSource {
  readonly rows: readonly PlacedRow[];
  readonly pages: AsyncIterable<readonly StoredEvent[]>;
}

async function* onePage(events: Promise<readonly StoredEvent[]>): AsyncGenerator<readonly StoredEvent[]> {
  yield await events;
}

/** Where rows with a trace come from; those that have none, perhaps from anywhere in the log. */
function* sourcesOf(
  log: RowsLog,
  { on }: Projection,
  trace: TraceSpec | undefined,
  rows: readonly PlacedRow[],
  until: Position,
): Generator<RowsSource> {
  if (!trace) yield { rows, pages: log.readAll({ until, types: Object.keys(on) }) };
  else if (isMadeOnce(trace)) yield { rows, pages: onePage(log.eventsAt(positionsHeld(rows, trace.first))) };
  else
    for (const ofStreams of groupBy(rows, (row) => streamsOfRow(row, trace).join()).values()) {
      const [row] = ofStreams;
      if (row) yield { rows: ofStreams, pages: onePage(eventsOfStreams(log, streamsOfRow(row, trace), until)) };
    }
}

/**
 * The events of the log, up to a position, that wrote rows of a projection: its own arms are folded over those that may
 * have. Each stream is read once for all rows that are of it.
 */
export const writingsOfRows = async (
  { log, decode }: RowsSide,
  projection: Projection,
  rows: readonly PlacedRow[],
  until: Position,
): Promise<ReadonlyMap<PlacedRow, readonly Writing[]>> => {
  const found = new Map<PlacedRow, readonly Writing[]>();
  for (const [trace, traced] of groupBy(rows, ({ table }) => table.trace))
    for (const { rows: some, pages } of sourcesOf(log, projection, trace, traced, until)) {
      const writings = new RowWritings(projection, some);
      for await (const page of pages)
        for (const event of page) if (event.position <= until) writings.take(asProjected(event, decode));
      for (const row of some) found.set(row, writings.of(row));
    }
  return found;
};

const placeColumns = ({ columns }: TableSpec): readonly string[] =>
  Object.keys(columns).filter((column) => columns[column]?.kind === 'position');

/** The events that a row says itself that it comes from, whether or not the arms of today write it by them. */
export const eventsNearRow = async (
  { log, decode }: RowsSide,
  row: PlacedRow,
  until: Position,
): Promise<readonly AnyEvent[]> => {
  const streams = row.table.trace ? streamsOfRow(row, row.table.trace) : [];
  const positions = placeColumns(row.table).flatMap((column) => positionsHeld([row], column));
  const events = await (streams.length > 0 ? eventsOfStreams(log, streams, until) : log.eventsAt(positions));
  return events.map((event) => asProjected(event, decode));
};
