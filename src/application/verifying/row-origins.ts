import type { Moment, Id } from '../../domain/shared/values';
import type { Projection, Row, TableSpec, Value } from '../../read-models/kit/projection';
import type { Position } from '../log/event-store';
import { writingsOfRows, type RowsSide } from '../asking/row-events';
import type { Writing } from '../projecting/written-by';

/** A row that is otherwise in the live tables than the log gives it; undefined where it is not there at all. */
export interface DifferingRow {
  readonly table: TableSpec;
  readonly key: readonly Value[];
  readonly live: Row | undefined;
  readonly rebuilt: Row | undefined;
}

/** An event that a row rests on. */
export interface RowOrigin {
  readonly position: Position;
  readonly id: Id;
  readonly type: string;
  readonly stream: string;
  readonly revision: number;
  readonly occurredAt: Moment;
  readonly recordedAt: Moment;
  /** The columns that it wrote. */
  readonly columns: readonly string[];
}

export interface RowExplained {
  readonly table: string;
  readonly key: readonly Value[];
  /** The events of the log that wrote it, in their order. */
  readonly origins: readonly RowOrigin[];
  /** What the live row is, seen from these events. */
  readonly finding: string;
}

const isSameRow = ({ columns }: TableSpec, one: Row | undefined, other: Row | undefined): boolean =>
  one === other || (!!one && !!other && Object.keys(columns).every((column) => one[column] === other[column]));

const writtenColumns = ({ columns }: TableSpec, { before, after }: Writing): readonly string[] =>
  Object.keys(columns).filter((column) => (before?.[column] ?? null) !== (after?.[column] ?? null));

const originOf = (table: TableSpec, writing: Writing): RowOrigin => {
  const { position, id, type, stream, revision, occurredAt, recordedAt } = writing.event;
  const columns = writtenColumns(table, writing);
  return { position: BigInt(position), id, type, stream, revision, occurredAt, recordedAt, columns };
};

const writingText = ({ event: { type, position } }: Writing): string => `${type} at position ${position}`;

const laterEventsText = (count: number): string => (count === 1 ? 'one later event is' : `${count} later events are`);

/** The columns of a live row that no event ever gave this value. */
const unknownValues = ({ table, live, rebuilt }: DifferingRow, writings: readonly Writing[]): readonly string[] =>
  Object.keys(table.columns)
    .filter((column) => live?.[column] !== rebuilt?.[column])
    .filter((column) => !writings.some(({ after }) => (after?.[column] ?? null) === (live?.[column] ?? null)));

const foreignText = (differing: DifferingRow, writings: readonly Writing[]): string => {
  const unknown = unknownValues(differing, writings);
  return unknown.length === 0
    ? 'each of its values was right at some time, but not together: an event between is missing in it, or counted twice'
    : `none of these events gives what it holds in ${unknown.join(', ')}`;
};

/** What a live row is, seen from the events that the log has of it. */
const findingOf = (differing: DifferingRow, writings: readonly Writing[]): string => {
  const { table, live } = differing;
  if (writings.length === 0)
    return 'no event of the log writes this row: it was put there by hand, or its events are gone from the log';
  const place = writings.findLastIndex(({ after }) => isSameRow(table, live, after));
  const writing = writings[place];
  if (writing && live)
    return `it is as it was after ${writingText(writing)}: ${laterEventsText(writings.length - 1 - place)} missing in it`;
  return live ? foreignText(differing, writings) : 'it is gone: these events write it';
};

const explained = (differing: DifferingRow, writings: readonly Writing[]): RowExplained => ({
  table: differing.table.name,
  key: differing.key,
  origins: writings.map((writing) => originOf(differing.table, writing)),
  finding: findingOf(differing, writings),
});

/** Which events of the log, up to a position, each of these rows rests on. */
export const explainRows = async (
  side: RowsSide,
  projection: Projection,
  rows: readonly DifferingRow[],
  until: Position | undefined,
): Promise<readonly RowExplained[]> => {
  const placed = rows.map((row) => ({ ...row, old: row.live, new: row.rebuilt }));
  const writings = await writingsOfRows(side, projection, placed, until ?? -1n);
  return placed.map((row) => explained(row, writings.get(row) ?? []));
};
