import { heldRows } from '../../read-models/kit/beyond';
import type { AnyEvent } from '../../read-models/kit/trace';
import type { Change, Projection, Row, TableSpec, Value } from '../../read-models/kit/projection';
import { changesOf } from './projection-fold';

/** What an event made of a row; undefined where there is none. */
export interface RowChange {
  readonly table: TableSpec;
  readonly key: readonly Value[];
  readonly before: Row | undefined;
  readonly after: Row | undefined;
}

/** Rows in memory, by the names of their tables and their keys. */
export type RowsByKey = Map<string, Row>;

const placeOfRow = ({ name }: TableSpec, key: readonly Value[]): string => JSON.stringify([name, ...key]);

export const rowIn = (rows: RowsByKey, table: TableSpec, key: readonly Value[]): Row | undefined =>
  rows.get(placeOfRow(table, key));

/** The columns as every store holds them. */
const asHeld = ({ columns }: TableSpec, row: Row): Row => heldRows(columns)(row);

const changeRow = (rows: RowsByKey, change: Change): RowChange => {
  const { table, key } = change;
  const before = rowIn(rows, table, key);
  const made = change.insert ?? change.change?.(before);
  const after = made === before ? before : made && asHeld(table, made);
  if (after) rows.set(placeOfRow(table, key), after);
  else rows.delete(placeOfRow(table, key));
  return { table, key, before, after };
};

/**
 * Folds one event into rows in memory, and tells each row that it changed. The rows must be those that the earlier events
 * of its stream left: no row rests on events of another stream (facts/trace.ts). Throws what an arm throws.
 */
export const changeRows = (rows: RowsByKey, { on }: Pick<Projection, 'on'>, event: AnyEvent): readonly RowChange[] => {
  const changes = new Map<string, RowChange>();
  for (const change of changesOf(on, event)) {
    const place = placeOfRow(change.table, change.key);
    const made = changeRow(rows, change);
    changes.set(place, { ...made, before: (changes.get(place) ?? made).before });
  }
  return [...changes.values()].filter(({ before, after }) => before !== after);
};

/** An event that wrote a row, and what it made of it. */
export interface Writing extends Pick<RowChange, 'before' | 'after'> {
  readonly event: AnyEvent;
}

/** The events that wrote a row, of those of its stream (or of any more), in their order. */
export const writingsOf = (
  projection: Pick<Projection, 'on'>,
  events: Iterable<AnyEvent>,
  { table, key }: Pick<RowChange, 'table' | 'key'>,
): readonly Writing[] => {
  const rows: RowsByKey = new Map();
  const wanted = placeOfRow(table, key);
  const writings: Writing[] = [];
  for (const event of events)
    for (const { before, after, ...row } of changeRows(rows, projection, event))
      if (placeOfRow(row.table, row.key) === wanted) writings.push({ event, before, after });
  return writings;
};
