import type { Projection, TableSpec } from '../../read-models/kit/projection';
import type { AnyEvent } from '../../read-models/kit/trace';
import type { Position } from '../log/event-store';
import { diffTables, type RowDifference, type TableDifference } from './diff-tables';
import { isNumberKind } from '../projecting/sql-read-store';
import { byName } from '../projecting/fingerprint';
import type { FrozenReadStore, ShownGeneration } from '../projecting/read-store';
import { eventsNearRow, writingsOfRows, type RowsSide } from '../asking/row-events';

/** What two editions are, so that nobody wonders later what was compared. */
export interface EditionBase {
  readonly projection: string;
  readonly generation: number;
  readonly version: number;
  readonly position: Position | undefined;
}

/** A row that differs, with the events that it comes from. */
export type ExplainedRow = RowDifference & { readonly events: readonly AnyEvent[] };

export interface ComparedProjection {
  readonly projection: string;
  readonly old: EditionBase;
  readonly new: EditionBase;
  readonly tables: readonly TableDifference[];
  readonly rows: readonly { readonly table: string; readonly row: ExplainedRow }[];
  /** Tables that can't be compared row by row, and why. */
  readonly notes: readonly string[];
}

const baseOf = ({ generation }: ShownGeneration): EditionBase => ({
  projection: generation.projection,
  generation: generation.number,
  version: generation.version,
  position: generation.checkpoint,
});

/** Two editions of the tables of a read model. */
export interface ShownPair {
  readonly old: ShownGeneration;
  readonly new: ShownGeneration;
}

/** The tables of both, each once, the one of the new edition where both have it. */
const tablesOfBoth = ({ old, new: now }: ShownPair): readonly TableSpec[] =>
  byName([...new Map([...old.tables, ...now.tables].map((table) => [table.name, table])).values()]);

/** The columns of the key, and which hold numbers: a text and a number are not the same key. */
const keyShape = ({ key, columns }: TableSpec): string =>
  JSON.stringify(key.map((column) => [column, isNumberKind(columns[column]?.kind ?? 'text')]));
const sameKey = (old: TableSpec, now: TableSpec): boolean => keyShape(old) === keyShape(now);

/** Why the rows of a table can't be compared. */
const notComparable = (table: string, old: TableSpec | undefined, now: TableSpec | undefined): string => {
  const why = old && now ? 'has another key in each edition' : `is only in the ${old ? 'old' : 'new'} edition`;
  return `${table} ${why}: its rows are not compared`;
};

/**
 * Compares two editions of a read model over all rows; the largest differences come with the events of their rows.
 */
export const compareProjection = async (
  side: RowsSide,
  frozen: Pick<FrozenReadStore, 'difference'>,
  projection: Projection,
  shown: ShownPair,
): Promise<ComparedProjection> => {
  const tables: TableDifference[] = [];
  const notes: string[] = [];
  for (const { name } of tablesOfBoth(shown)) {
    const [old, now] = [shown.old, shown.new].map((of) => of.tables.find((table) => table.name === name));
    if (!old || !now || !sameKey(old, now)) {
      notes.push(notComparable(name, old, now));
      continue;
    }
    const found = await frozen.difference(
      { generation: shown.old.generation, table: old },
      { generation: shown.new.generation, table: now },
    );
    tables.push(await diffTables(old, now, found));
  }
  const rows = await explainedRows(side, projection, tables, shown.new.generation.checkpoint ?? 0n);
  return { projection: projection.name, old: baseOf(shown.old), new: baseOf(shown.new), tables, rows, notes };
};

/** Today's arms may not write a row that is only in the old edition: then the events are named that it says itself. */
const explainedRows = async (
  side: RowsSide,
  projection: Projection,
  tables: readonly TableDifference[],
  until: Position,
): Promise<ComparedProjection['rows']> => {
  const rows: { table: string; row: ExplainedRow }[] = [];
  for (const difference of tables) {
    const table = projection.tables.find(({ name }) => name === difference.table);
    if (!table) continue;
    const largest = Object.values(difference.largest).flat();
    const placed = largest.map((row) => ({ ...row, table }));
    const writings = await writingsOfRows(side, projection, placed, until);
    for (const row of placed) {
      const written = (writings.get(row) ?? []).map(({ event }) => event);
      const events = written.length > 0 ? written : await eventsNearRow(side, row, until);
      rows.push({ table: table.name, row: { ...row, events } });
    }
  }
  return rows;
};
