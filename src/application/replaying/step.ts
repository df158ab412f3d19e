import { offerOf } from '../../domain/offer/state';
import type { AnyEvent } from '../../read-models/kit/trace';
import { wordingFor } from '../../read-models/client-history/wording';
import type { Projection, Row } from '../../read-models/kit/projection';
import type { Aggregate } from '../executing/streams';
import type { Decode, StoredDomainEvent } from '../log/codec';
import { StoreError, type StoredEvent } from '../log/event-store';
import { errorMessage } from '../log/thrown';
import { asProjected } from '../asking/events-at';
import { changeRows, type RowChange, type RowsByKey } from '../projecting/written-by';
import { changedFields, leavesOf, plainState, type FieldChange } from './fields';

/** What a read model made of an event, in one row. */
export interface RowStep {
  readonly projection: string;
  readonly table: string;
  /** Its key, column by column. */
  readonly key: Row;
  readonly change: 'inserted' | 'changed' | 'deleted';
  /** The cells that differ; of a row that was inserted or deleted all that hold something. */
  readonly cells: readonly FieldChange[];
}

/** One event of a replay, and what it changed. */
export interface ReplayStep {
  /** From 1. */
  readonly number: number;
  /** In today's shape, where this program knows it; personal texts as they are stored. */
  readonly event: StoredEvent;
  readonly words: { readonly summary: string; readonly said?: unknown };
  /** The state of its stream's aggregate, as decisions see it; null where there is none. */
  readonly state: {
    readonly before: unknown;
    readonly after: unknown;
    readonly changes: readonly FieldChange[];
  };
  readonly rows: readonly RowStep[];
  /** What could not be taken, and why: the event by this program, or by a read model. */
  readonly faults: readonly string[];
}

/** A stream as far as it was folded. */
export interface StreamFold {
  /** Of the last event that was folded; -1 before the first. */
  readonly revision: number;
  readonly state: unknown;
  readonly rows: RowsByKey;
}

/** What folds a stream: its aggregate, where its category has one, and the read models. */
export interface Folding {
  readonly aggregate: Aggregate | undefined;
  readonly projections: readonly Projection[];
  readonly decode: Decode;
}

type OfferSteps = Parameters<typeof offerOf>[0];

/** An offer is kept as its steps, and decided upon by what these add up to. */
const isOffer = (stream: string, state: unknown): state is OfferSteps =>
  state !== undefined && stream.startsWith('offer-');

const seenState = (stream: string, state: unknown): unknown =>
  plainState(isOffer(stream, state) ? offerOf(state) : state);

/** The cells of a row that hold something. */
const cellsOf = (row: Row = {}) =>
  leavesOf(Object.fromEntries(Object.entries(row).filter(([, value]) => value !== null)));

const changeKindOf = ({ before, after }: RowChange): RowStep['change'] => {
  if (!before) return 'inserted';
  return after ? 'changed' : 'deleted';
};

const keyOfRow = ({ table, key }: RowChange): Row =>
  Object.fromEntries(table.key.map((column, index) => [column, key[index] ?? null]));

const rowStep = (projection: string, change: RowChange): RowStep => ({
  projection,
  table: change.table.name,
  key: keyOfRow(change),
  change: changeKindOf(change),
  cells: changedFields(cellsOf(change.before), cellsOf(change.after)),
});

const decodedOrFault = (stored: StoredEvent, decode: Decode): StoredDomainEvent | StoreError => {
  try {
    return decode(stored);
  } catch (error) {
    if (error instanceof StoreError) return error;
    throw error;
  }
};

/** What each read model makes of an event, or why it can’t take it: as in the log's own order, one stops alone. */
const projectedRows = (
  { rows }: StreamFold,
  event: AnyEvent,
  { projections }: Folding,
): { readonly steps: readonly RowStep[]; readonly faults: readonly string[] } => {
  const steps: RowStep[] = [];
  const faults: string[] = [];
  for (const projection of projections)
    try {
      steps.push(...changeRows(rows, projection, event).map((change) => rowStep(projection.name, change)));
    } catch (error) {
      faults.push(`${projection.name} can’t take it: ${errorMessage(error)}`);
    }
  return { steps, faults };
};

const unchangedState = (stream: string, { state }: StreamFold) => {
  const seen = seenState(stream, state);
  return { before: seen, after: seen, changes: [] };
};

/** Folds the next event of a stream, and tells what it changed. The rows of the fold are changed in place. */
export const stepOf = (
  fold: StreamFold,
  stored: StoredEvent,
  folding: Folding,
): { readonly fold: StreamFold; readonly step: Omit<ReplayStep, 'number'> } => {
  const { stream, revision } = stored;
  const event = decodedOrFault(stored, folding.decode);
  if (event instanceof StoreError) {
    const step = { event: stored, words: { summary: stored.type }, rows: [], faults: [event.message] };
    return { fold: { ...fold, revision }, step: { ...step, state: unchangedState(stream, fold) } };
  }
  const state = folding.aggregate ? folding.aggregate.evolve(fold.state, event) : fold.state;
  const [before, after] = [seenState(stream, fold.state), seenState(stream, state)];
  const changes = changedFields(leavesOf(before), leavesOf(after));
  const asSeen = asProjected(stored, folding.decode);
  const { steps: rows, faults } = projectedRows(fold, asSeen, folding);
  const { summary, said } = wordingFor(asSeen, '');
  const step = { event, words: { summary, said }, state: { before, after, changes }, rows, faults };
  return { fold: { revision, state, rows: fold.rows }, step };
};

/** Folds the next event of a stream without telling what it changed; what a read model can't take, it goes without. */
export const foldOn = (fold: StreamFold, stored: StoredEvent, folding: Folding): StreamFold => {
  const { revision } = stored;
  const event = decodedOrFault(stored, folding.decode);
  if (event instanceof StoreError) return { ...fold, revision };
  projectedRows(fold, asProjected(stored, folding.decode), folding);
  const state = folding.aggregate ? folding.aggregate.evolve(fold.state, event) : fold.state;
  return { revision, state, rows: fold.rows };
};
