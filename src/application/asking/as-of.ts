import { projectionAt } from '../../read-models/kit/at';
import type { Report } from '../../read-models/kit/report';
import type { Moment } from '../../domain/shared/values';
import { StoreError, type Position } from '../log/event-store';
import { catchUp, inBulk, ProjectionRun, type ReadSide, type Target } from '../projecting/projection-run';
import type { ReadStore } from '../projecting/read-store';
import { END_OF_SUPPOSED, supposedFacts } from '../supposing/supposed-facts';
import { supposedLog } from '../supposing/supposed-log';
import type { NotSupposed, Supposition } from '../supposing/supposition';
import type { KeptTrials } from './kept-trials';
import { editionAsOf, type PastBounds } from './past-edition';
import { stoppedText } from '../projecting/standing';

/**
 * Which past a report is asked about: the log up to a position, or up to what was recorded by a moment; or what had
 * happened by a moment (`at`), as the whole log tells it, or as the chosen part of it does. With `supposing` it is a past
 * that never was: the log as it would be by other rules.
 */
export type PastMoment = { readonly at?: Moment | undefined; readonly supposing?: Supposition | undefined } & (
  | { readonly position: Position }
  | { readonly recordedAt: Moment }
  | { readonly at: Moment }
  | { readonly supposing: Supposition }
);

/** Of what past is asked that was given; undefined where the tables of now hold all that the question needs. */
export const pastAsked = (
  {
    position,
    recordedAt,
    at,
    supposing,
  }: {
    readonly position?: Position | undefined;
    readonly recordedAt?: Moment | undefined;
    readonly at: Moment | undefined;
    readonly supposing?: Supposition | undefined;
  },
  now: Moment,
): PastMoment | undefined => {
  if (position !== undefined) return { position, at, supposing };
  if (recordedAt !== undefined) return { recordedAt, at, supposing };
  if (at !== undefined && at < now) return { at, supposing };
  return supposing && { supposing };
};

export interface PastSide extends Omit<ReadSide, 'store'> {
  /** Opens an empty private store, for example in memory. */
  readonly openStore: () => ReadStore;
  /** Where trials are kept: a report says how its answer did. */
  readonly trials?: KeptTrials;
}

const fillUpTo = async (side: ReadSide, until: Position | undefined, signal?: AbortSignal): Promise<void> => {
  const { log, store, projections } = side;
  const targets: Target[] = [];
  for (const projection of projections) targets.push({ projection, generation: await store.build(projection) });
  const run = new ProjectionRun(side, targets);
  if (until !== undefined) await catchUp(log, run, until, { batch: inBulk, signal });
  signal?.throwIfAborted();
  for (const { projection, generation } of targets) {
    await store.finish(generation, projection);
    await store.makeLive(generation, projection);
  }
};

/**
 * Fills a private store with all the projections up to a position; the caller closes it. A projection that can't take an
 * event stops before it, as live ones do: its generation says so.
 */
export const replay = async (
  { openStore, ...side }: PastSide,
  until: Position | undefined,
  signal?: AbortSignal,
): Promise<ReadStore> => {
  const store = openStore();
  try {
    await fillUpTo({ ...side, store }, until, signal);
    return store;
  } catch (error) {
    await store.close();
    throw error;
  }
};

const refuseStopped = async (store: ReadStore): Promise<void> => {
  const stopped = (await store.generations()).find(({ poison }) => poison);
  if (!stopped?.poison) return;
  await store.close();
  throw new StoreError('not-serving', stoppedText(stopped.projection, stopped.poison));
};

const lastPositionOf = ({ log }: Pick<ReadSide, 'log'>, past: PastMoment): Promise<Position | undefined> => {
  if ('position' in past) return Promise.resolve(past.position);
  return 'recordedAt' in past ? log.positionAt(past.recordedAt) : log.head();
};

/** What counts for a question about the past; all that the tables hold where it is about now. */
export const boundsOf = async (side: Pick<ReadSide, 'log'>, past: PastMoment | undefined): Promise<PastBounds> =>
  past === undefined ? { until: undefined, at: undefined } : { until: await lastPositionOf(side, past), at: past.at };

/** Why something can't be supposed of the log as it was then: what it is about may not have been there yet. */
export const notSupposedThen = async (
  side: Pick<ReadSide, 'log' | 'decode'>,
  past: PastMoment | undefined,
): Promise<NotSupposed | undefined> => {
  if (!past?.supposing) return undefined;
  const until = (await lastPositionOf(side, past)) ?? -1n;
  const facts = await supposedFacts({ log: side.log, decode: side.decode, until }, past.supposing);
  return 'expected' in facts ? { expected: `${facts.expected} (of the log as it was then)` } : undefined;
};

/** The tables that a report about the past is asked of, and the log that they tell; the caller closes them. */
export type PastTables = Pick<ReadStore, 'db' | 'generations' | 'close'> & Pick<ReadSide, 'log'>;

const pastTables = (store: Omit<PastTables, 'log'>, log: PastTables['log']): PastTables => ({
  db: store.db,
  generations: () => store.generations(),
  close: () => store.close(),
  log,
});

/** The tables of what is supposed are filled from the log told again, to its very end: that one ends where it was asked to. */
const replaySupposed = async (
  side: PastSide,
  supposition: Supposition,
  until: Position | undefined,
  signal?: AbortSignal,
): Promise<PastTables> => {
  const { log, decode } = side;
  const supposed = await supposedLog({ log, decode, until: until ?? -1n }, supposition);
  if ('expected' in supposed) throw new StoreError('conflict', `that can't be supposed: expected ${supposed.expected}`);
  const store = await replay({ ...side, log: supposed }, END_OF_SUPPOSED, signal);
  await refuseStopped(store);
  return pastTables(store, supposed);
};

/**
 * The read models of a report as they were in the past. Where the live ones hold the log up to then, they show it
 * themselves (`editionAsOf`); otherwise the same loop fills a private store up to then. For a time before the first event
 * it is empty. Throws StoreError `not-serving` where one of them can't take an event.
 */
export const asOf = async (
  side: PastSide & { readonly store: Pick<ReadStore, 'edition'> },
  { reads }: Pick<Report, 'reads'>,
  past: PastMoment,
  signal?: AbortSignal,
): Promise<PastTables> => {
  const { at } = past;
  const read = side.projections.filter(({ name }) => reads.includes(name));
  const projections = at === undefined ? read : read.map((projection) => projectionAt(projection, at));
  const until = await lastPositionOf(side, past);
  if (past.supposing) return replaySupposed({ ...side, projections }, past.supposing, until, signal);
  const edition = await editionAsOf({ ...side, projections }, { until, at }, signal);
  if (edition) return pastTables(edition, side.log);
  const store = await replay({ ...side, projections }, until, signal);
  await refuseStopped(store);
  return pastTables(store, side.log);
};

/** Works with the tables of the past for as long as that takes. Throws as `asOf`. */
export const withPast = async <Result>(
  side: Parameters<typeof asOf>[0],
  report: Pick<Report, 'reads'>,
  past: PastMoment,
  work: (tables: PastTables) => Promise<Result>,
  signal?: AbortSignal,
): Promise<Result> => {
  const tables = await asOf(side, report, past, signal);
  try {
    return await work(tables);
  } finally {
    await tables.close();
  }
};
