import type { Row, TableSpec } from '../../read-models/kit/projection';
import { streamOfId } from '../../read-models/kit/trace';
import type { EventStore, Position, StoredEvent } from '../log/event-store';
import { eventsOfStreams } from './events-at';

/** An event that made a row what it is. */
export interface RowEvent {
  readonly position: Position;
  readonly type: string;
  readonly id: string;
  readonly stream: string;
}

type RowLog = Pick<EventStore, 'read' | 'eventsAt'>;

const asRowEvent = ({ position, type, id, stream }: StoredEvent): RowEvent => ({ position, type, id, stream });

/** The stream that a row is of, as its trace says. */
const streamOfRow = ({ trace }: TableSpec, row: Row): string | undefined => {
  if (!trace?.stream) return undefined;
  const id = row[trace.stream.id];
  return id === null || id === undefined ? undefined : streamOfId(trace.stream, id);
};

const positionsOfRow = ({ columns }: TableSpec, row: Row): readonly number[] =>
  Object.entries(columns).flatMap(([name, { kind }]) => {
    const value = row[name];
    return kind === 'position' && typeof value === 'number' ? [value] : [];
  });

/**
 * The events that the two editions of a row come from, up to a position: those of its stream where the table says of which
 * one it is, else those at the positions that the row holds. None where the table says neither.
 */
export const eventsOfRows = async (
  log: RowLog,
  table: TableSpec,
  rows: readonly (Row | undefined)[],
  until: Position,
): Promise<readonly RowEvent[]> => {
  const there = rows.filter((row) => row !== undefined);
  const streams = [...new Set(there.flatMap((row) => streamOfRow(table, row) ?? []))];
  if (streams.length === 0) {
    const positions = [...new Set(there.flatMap((row) => positionsOfRow(table, row)))].sort(
      (one, other) => one - other,
    );
    return (await log.eventsAt(positions.map(BigInt))).map(asRowEvent);
  }
  return (await eventsOfStreams(log, streams, until)).map(asRowEvent);
};
