import type { Projection, Row, TableSpec, TraceSpec } from '../../read-models/kit/projection';
import { streamOfId } from '../../read-models/kit/trace';
import type { Moment } from '../../domain/shared/values';
import type { Position, StoredEvent } from '../log/event-store';
import { eventsOfStreams } from './events-at';
import { ProjectionRun, type ReadSide, type Target } from '../projecting/projection-run';
import { currentGeneration, type Edition, type ReadStore } from '../projecting/read-store';
import { sqlName } from '../projecting/sql-read-store';

/** Up to where the log counts, and up to when what it says; undefined: to the end, or whenever it happened. */
export interface PastBounds {
  readonly until: Position | undefined;
  readonly at: Moment | undefined;
}

interface PastEditionSide extends Omit<ReadSide, 'store'> {
  readonly store: Pick<ReadStore, 'edition'>;
  /** Opens an empty private store, for example in memory. */
  readonly openStore: () => ReadStore;
}

/** More streams than this are not read one by one: the whole log is replayed instead. */
const MOST_STREAMS = 20_000;
const PAGE_EVENTS = 1_000;

const upTo = (column: string | undefined, bound: string | undefined): readonly string[] =>
  column === undefined || bound === undefined ? [] : [`${sqlName(column)} <= ${bound}`];

const positionBound = ({ until = 0n }: PastBounds): string => String(until);
/** A moment is in no need of quotes other than these: it is always `YYYY-MM-DDTHH:mm:ss.sssZ`. */
const momentBound = ({ at }: PastBounds): string | undefined => (at === undefined ? undefined : `'${at}'`);

/** The row was there by then. */
const wasThere = ({ first, from }: TraceSpec, bounds: PastBounds): string =>
  [...upTo(first, positionBound(bounds)), ...upTo(from, momentBound(bounds))].join(' and ');

/** No later event has changed the row. */
const isUnchanged = ({ last, to }: TraceSpec, bounds: PastBounds): string =>
  [...upTo(last, positionBound(bounds)), ...upTo(to, momentBound(bounds))].join(' and ');

const standsStill = (trace: TraceSpec, bounds: PastBounds): string =>
  `(${wasThere(trace, bounds)} and ${isUnchanged(trace, bounds)})`;

interface Traced {
  readonly table: TableSpec;
  readonly trace: TraceSpec;
}

const tracedTables = (projections: readonly Projection[]): readonly Traced[] =>
  projections.flatMap(({ tables }) => tables.flatMap((table) => (table.trace ? [{ table, trace: table.trace }] : [])));

/** The streams of the rows that were there by then and were changed later. */
const changedStreams = async (
  edition: Edition,
  tables: readonly Traced[],
  bounds: PastBounds,
): Promise<ReadonlySet<string>> => {
  const streams = new Set<string>();
  for (const { table, trace } of tables) {
    if (!trace.stream) continue;
    const changed = `${wasThere(trace, bounds)} and not (${isUnchanged(trace, bounds)})`;
    for (const each of await edition.valuesWhere(table, trace.stream.id, changed))
      streams.add(streamOfId(trace.stream, each));
  }
  return streams;
};

/** Folds events alone into a private store. */
const folded = async (
  { projections, log, decode }: PastEditionSide,
  store: ReadStore,
  events: readonly StoredEvent[],
): Promise<(table: TableSpec) => Promise<readonly Row[]>> => {
  const targets: Target[] = [];
  for (const projection of projections) targets.push({ projection, generation: await store.build(projection) });
  const run = new ProjectionRun({ log, decode, store }, targets);
  for (let start = 0; start < events.length; start += PAGE_EVENTS)
    await run.take(events.slice(start, start + PAGE_EVENTS));
  await run.commit();
  return async (table) => {
    const target = targets.find(({ projection }) => projection.tables.includes(table));
    const rows: Row[] = [];
    if (target) for await (const page of store.scan(target.generation, table)) rows.push(...page);
    return rows;
  };
};

const holds = async (
  edition: Edition,
  { projections }: Pick<ReadSide, 'projections'>,
  { until = 0n }: PastBounds,
): Promise<boolean> => {
  const generations = await edition.generations();
  return projections.every((projection) => {
    const live = currentGeneration(generations, projection);
    const isWhole = live !== undefined && !live.poison && !live.missing;
    return isWhole && (live.checkpoint ?? -1n) >= until;
  });
};

const isWholly = (projections: readonly Projection[]): boolean =>
  projections.every(({ tables }) => tables.every(({ trace }) => trace));

const shownIn = async (edition: Edition, side: PastEditionSide, bounds: PastBounds, signal?: AbortSignal) => {
  const tables = tracedTables(side.projections);
  const streams = await changedStreams(edition, tables, bounds);
  if (streams.size > MOST_STREAMS) return false;
  const store = side.openStore();
  try {
    const events = await eventsOfStreams(side.log, streams, bounds.until ?? 0n, signal);
    const rowsOf = await folded(side, store, events);
    for (const { table, trace } of tables) await edition.show(table, standsStill(trace, bounds), await rowsOf(table));
    return true;
  } finally {
    await store.close();
  }
};

/**
 * The live tables as of the past: rows that no later event has changed are shown as they are, those that came later are
 * left out, and of the others the streams are read again. So a question about the past costs little more than one of now.
 * Undefined where that can't be done, and the log must be replayed: the store can't, or the tables don't hold enough.
 */
export const editionAsOf = async (
  side: PastEditionSide,
  bounds: PastBounds,
  signal?: AbortSignal,
): Promise<Edition | undefined> => {
  if (!isWholly(side.projections)) return undefined;
  const edition = await side.store.edition();
  if (!edition) return undefined;
  try {
    if ((await holds(edition, side, bounds)) && (await shownIn(edition, side, bounds, signal))) return edition;
  } catch (error) {
    await edition.close();
    throw error;
  }
  await edition.close();
  return undefined;
};
