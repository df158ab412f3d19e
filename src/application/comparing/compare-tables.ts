import type { Projection, TableSpec } from '../../read-models/kit/projection';
import type { EventStore, Position } from '../log/event-store';
import { diffTables, type RowDifference, type TableDifference } from './diff-tables';
import { byName, fingerprintDigest, type RowDigest } from '../projecting/fingerprint';
import type { FrozenReadStore, ShownGeneration } from '../projecting/read-store';
import { eventsOfRows, type RowEvent } from '../asking/row-events';

/** What two editions are, so that nobody wonders later what was compared. */
export interface EditionBase {
  readonly projection: string;
  readonly generation: number;
  readonly version: number;
  readonly position: Position | undefined;
  readonly fingerprint: string;
}

/** A row that differs, with the events that it comes from. */
export type ExplainedRow = RowDifference & { readonly events: readonly RowEvent[] };

export interface ComparedProjection {
  readonly projection: string;
  readonly old: EditionBase;
  readonly new: EditionBase;
  readonly tables: readonly TableDifference[];
  readonly rows: readonly { readonly table: string; readonly row: ExplainedRow }[];
  /** Tables that can't be compared row by row, and why. */
  readonly notes: readonly string[];
}

/** Reads a table of one side to its end, for the fingerprint. */
const drain = async (pages: AsyncIterable<readonly unknown[]>): Promise<void> => {
  for await (const page of pages) if (page.length === 0) return;
};

const baseOf = ({ generation }: ShownGeneration, digest: RowDigest): EditionBase => ({
  projection: generation.projection,
  generation: generation.number,
  version: generation.version,
  position: generation.checkpoint,
  fingerprint: digest.hex(),
});

/** Two editions of the tables of a read model. */
export interface ShownPair {
  readonly old: ShownGeneration;
  readonly new: ShownGeneration;
}

/** The tables of both, each once, the one of the new edition where both have it. */
const tablesOfBoth = ({ old, new: now }: ShownPair): readonly TableSpec[] =>
  byName([...new Map([...old.tables, ...now.tables].map((table) => [table.name, table])).values()]);

const sameKey = (old: TableSpec, now: TableSpec): boolean => old.key.join() === now.key.join();

/** Why the rows of a table can't be compared. */
const notComparable = (table: string, old: TableSpec | undefined, now: TableSpec | undefined): string => {
  const why = old && now ? 'has another key in each edition' : `is only in the ${old ? 'old' : 'new'} edition`;
  return `${table} ${why}: its rows are not compared`;
};

const digestFor = ({ generation }: ShownGeneration, name: string): RowDigest =>
  fingerprintDigest(generation, { name, version: generation.version });

/**
 * Compares two editions of a read model over all rows. Each side is read once, for its fingerprint and for the difference;
 * the largest differences come with the events of their rows.
 */
export const compareProjection = async (
  log: Pick<EventStore, 'read' | 'eventsAt'>,
  frozen: Pick<FrozenReadStore, 'scan'>,
  projection: Pick<Projection, 'name' | 'tables'>,
  shown: ShownPair,
): Promise<ComparedProjection> => {
  const digests = { old: digestFor(shown.old, projection.name), new: digestFor(shown.new, projection.name) };
  const pagesOf = (which: keyof ShownPair, table: TableSpec) =>
    digests[which].through(table, frozen.scan(shown[which].generation, table));
  const tables: TableDifference[] = [];
  const notes: string[] = [];
  for (const { name } of tablesOfBoth(shown)) {
    const [old, now] = [shown.old, shown.new].map((of) => of.tables.find((table) => table.name === name));
    if (old && now && sameKey(old, now)) {
      tables.push(
        await diffTables({ table: old, pages: pagesOf('old', old) }, { table: now, pages: pagesOf('new', now) }),
      );
      continue;
    }
    if (old) await drain(pagesOf('old', old));
    if (now) await drain(pagesOf('new', now));
    notes.push(notComparable(name, old, now));
  }
  const rows = await explainedRows(log, projection, tables, shown.new.generation.checkpoint ?? 0n);
  const [old, now] = [baseOf(shown.old, digests.old), baseOf(shown.new, digests.new)];
  return { projection: projection.name, old, new: now, tables, rows, notes };
};

const explainedRows = async (
  log: Pick<EventStore, 'read' | 'eventsAt'>,
  projection: Pick<Projection, 'tables'>,
  tables: readonly TableDifference[],
  until: Position,
): Promise<ComparedProjection['rows']> => {
  const rows: { table: string; row: ExplainedRow }[] = [];
  for (const difference of tables) {
    const table = projection.tables.find(({ name }) => name === difference.table);
    if (!table) continue;
    for (const row of Object.values(difference.largest).flat())
      rows.push({
        table: table.name,
        row: { ...row, events: await eventsOfRows(log, table, [row.old, row.new], until) },
      });
  }
  return rows;
};
