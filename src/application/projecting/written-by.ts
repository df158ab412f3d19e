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

/** Rows by their places. */
interface SomeRows {
  has(place: string): boolean;
}

/**
 * Folds one event into rows in memory, or into those alone that are wanted, and tells each row that it changed. The rows
 * must be those that the earlier events of its stream left: no row rests on events of another stream, or on another row
 * (facts/trace.ts). Throws what an arm throws.
 */
export const changeRows = (
  rows: RowsByKey,
  { on }: Pick<Projection, 'on'>,
  event: AnyEvent,
  wanted?: SomeRows,
): readonly RowChange[] => {
  const changes = new Map<string, RowChange>();
  for (const change of changesOf(on, event)) {
    const place = placeOfRow(change.table, change.key);
    if (wanted && !wanted.has(place)) continue;
    const made = changeRow(rows, change);
    changes.set(place, { ...made, before: (changes.get(place) ?? made).before });
  }
  return [...changes.values()].filter(({ before, after }) => before !== after);
};

/** An event that wrote a row, and what it made of it. */
export interface Writing extends Pick<RowChange, 'before' | 'after'> {
  readonly event: AnyEvent;
}

type RowPlace = Pick<RowChange, 'table' | 'key'>;

/** Folds events into some rows alone, with a note of those that wrote them. */
export class RowWritings {
  private readonly held: RowsByKey = new Map();
  private readonly writings: ReadonlyMap<string, Writing[]>;

  constructor(
    private readonly projection: Pick<Projection, 'on'>,
    rows: readonly RowPlace[],
  ) {
    this.writings = new Map(rows.map(({ table, key }) => [placeOfRow(table, key), []]));
  }

  /** The next event of the log, or of the stream that the rows are of. */
  take(event: AnyEvent): void {
    for (const { table, key, before, after } of changeRows(this.held, this.projection, event, this.writings))
      this.writings.get(placeOfRow(table, key))?.push({ event, before, after });
  }

  of({ table, key }: RowPlace): readonly Writing[] {
    return this.writings.get(placeOfRow(table, key)) ?? [];
  }
}
