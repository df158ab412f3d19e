import { setTimeout as pause } from 'node:timers/promises';
import type { Projection, Row, TableSpec, Value } from '../../read-models/kit/projection';
import { replay, type PastSide } from '../asking/as-of';
import { StoreError, type Position } from '../log/event-store';
import { pairedRows } from '../comparing/diff-tables';
import { fingerprint } from '../projecting/fingerprint';
import type { RowsSide } from '../asking/row-events';
import { generationsOfLog } from '../projecting/log-identity';
import type { Target } from '../projecting/projection-run';
import { explainRows, type DifferingRow, type RowExplained } from './row-origins';
import {
  buildingGeneration,
  currentGeneration,
  type FrozenReadStore,
  type Generation,
  type Poison,
  type ReadStore,
} from '../projecting/read-store';

/** A value that differs from that of a rebuild; `column` undefined where the whole row is missing on one side. */
export interface VerifyDifference {
  readonly table: string;
  readonly key: readonly Value[];
  readonly column: string | undefined;
  readonly live: Value | undefined;
  readonly rebuilt: Value | undefined;
}

export interface Verified {
  readonly projection: string;
  /**
   * Beside `equal`, which means: with the whole log. `different`: rows say something else than the log gives; `stopped` at
   * an event that it can't take; `behind` the end of the log; `missing`: there are no live tables of this version, or
   * not all of them.
   */
  readonly outcome: 'equal' | 'different' | 'stopped' | 'behind' | 'missing';
  /** Up to where its rows go, and up to where they must go: where the log ended when this began. */
  readonly position: Position | undefined;
  readonly head: Position | undefined;
  /** The event that stopped it, whatever the outcome. */
  readonly poison: Poison | undefined;
  /** Its live tables that somebody removed. */
  readonly missing: readonly string[];
  readonly fingerprint: string | undefined;
  readonly rebuiltFingerprint: string | undefined;
  /** The first ones; `more` says whether there are others. */
  readonly differences: readonly VerifyDifference[];
  readonly more: boolean;
  /** The rows in which they are, with the events that these rest on. */
  readonly rows: readonly RowExplained[];
}

export interface VerifyOptions {
  /** How many differences are listed per read model; 100 by default. */
  readonly limit?: number;
  readonly signal?: AbortSignal;
  /** How long what is being projected may take to reach the end of the log. */
  readonly patienceMilliseconds?: number;
}

interface ComparedSide {
  readonly store: FrozenReadStore;
  readonly generation: Generation;
}

const differencesOf = (
  table: TableSpec,
  live: Row | undefined,
  rebuilt: Row | undefined,
): readonly VerifyDifference[] => {
  const row = live ?? rebuilt;
  if (!row) return [];
  const place = { table: table.name, key: table.key.map((column) => row[column] ?? null) };
  if (!live) return [{ ...place, column: undefined, live: undefined, rebuilt: 'a row' }];
  if (!rebuilt) return [{ ...place, column: undefined, live: 'a row', rebuilt: undefined }];
  return Object.keys(table.columns)
    .filter((column) => live[column] !== rebuilt[column])
    .map((column) => ({ ...place, column, live: live[column], rebuilt: rebuilt[column] }));
};

const differingRow = (table: TableSpec, live: Row | undefined, rebuilt: Row | undefined): DifferingRow => {
  const row = live ?? rebuilt;
  return { table, key: table.key.map((column) => row?.[column] ?? null), live, rebuilt };
};

interface FoundDifferences extends Pick<Verified, 'differences' | 'more'> {
  readonly rows: readonly DifferingRow[];
}

const compareTables = async (
  projection: Projection,
  live: ComparedSide,
  rebuilt: ComparedSide,
  limit: number,
): Promise<FoundDifferences> => {
  const differences: VerifyDifference[] = [];
  const rows: DifferingRow[] = [];
  for (const table of projection.tables) {
    const pages = ({ store, generation }: ComparedSide) => store.scan(generation, table);
    for await (const pairs of pairedRows(table.key, pages(live), pages(rebuilt)))
      for (const { old, new: again } of pairs) {
        const found = differencesOf(table, old, again);
        if (found.length === 0) continue;
        if (differences.length < limit) rows.push(differingRow(table, old, again));
        differences.push(...found);
        if (differences.length > limit) return { differences: differences.slice(0, limit), more: true, rows };
      }
  }
  return { differences, more: false, rows };
};

/** What is known of a read model before its rows are compared. */
type Standing = Pick<Verified, 'projection' | 'position' | 'head' | 'poison' | 'missing'>;

const notCompared = (standing: Standing): Verified => ({
  ...standing,
  outcome: standing.poison ? 'stopped' : 'missing',
  fingerprint: undefined,
  rebuiltFingerprint: undefined,
  differences: [],
  more: false,
  rows: [],
});

const verifyOutcome = ({ position = -1n, head = -1n, poison }: Standing, isEqual: boolean): Verified['outcome'] => {
  if (!isEqual) return 'different';
  if (poison) return 'stopped';
  return position < head ? 'behind' : 'equal';
};

const verifyOne = async (
  side: RowsSide,
  projection: Projection,
  live: ComparedSide,
  rebuilt: ComparedSide,
  head: Position | undefined,
  limit: number,
): Promise<Verified> => {
  const { checkpoint: position, poison: ownPoison } = live.generation;
  // The log can't be replayed up to where the rows go: they can't be compared, and a rebuild would stop, too.
  const unreplayable = rebuilt.generation.poison;
  const standing = { projection: projection.name, position, head, poison: unreplayable ?? ownPoison, missing: [] };
  if (unreplayable) return notCompared(standing);
  const fingerprints = {
    fingerprint: await fingerprint(live.store, live.generation, projection),
    rebuiltFingerprint: await fingerprint(rebuilt.store, rebuilt.generation, projection),
  };
  const isEqual = fingerprints.fingerprint === fingerprints.rebuiltFingerprint;
  const outcome = verifyOutcome(standing, isEqual);
  if (isEqual) return { ...standing, ...fingerprints, outcome, differences: [], more: false, rows: [] };
  const { differences, more, rows } = await compareTables(projection, live, rebuilt, limit);
  const explained = await explainRows(side, projection, rows, position);
  return { ...standing, ...fingerprints, outcome, differences, more, rows: explained };
};

/** Read models with the same checkpoint are rebuilt in one run. */
const verifyAt = async (
  side: PastSide,
  checkpoint: Position | undefined,
  targets: readonly Target[],
  { frozen, head, limit = 100, signal }: VerifyOptions & FrozenSide,
): Promise<readonly Verified[]> => {
  const own = await replay({ ...side, projections: targets.map(({ projection }) => projection) }, checkpoint, signal);
  try {
    const rebuilt = await own.generations();
    const verified: Verified[] = [];
    for (const { projection, generation } of targets) {
      const again = currentGeneration(rebuilt, projection);
      if (!again) throw new StoreError('corrupt', `${projection.name} could not be rebuilt`);
      const live = { store: frozen, generation };
      verified.push(await verifyOne(side, projection, live, { store: own, generation: again }, head, limit));
    }
    return verified;
  } finally {
    await own.close();
  }
};

/** The live tables as they stand, and where the log ended before they were looked at. */
interface FrozenSide {
  readonly frozen: FrozenReadStore;
  readonly head: Position | undefined;
}

const PROJECTING_MILLISECONDS = 2_000;
const LOOK_AGAIN_MILLISECONDS = 50;

/** Waits a little for what a service is projecting at this moment: that is not behind. */
const waitForHead = async (
  { store, projections }: Pick<PastSide, 'projections'> & { readonly store: ReadStore },
  head: Position | undefined,
  milliseconds: number,
): Promise<void> => {
  const deadline = performance.now() + milliseconds;
  const isUnderWay = async (): Promise<boolean> => {
    const generations = await store.generations();
    return projections.some((projection) => {
      const live = currentGeneration(generations, projection);
      return live !== undefined && !live.poison && !live.missing && (live.checkpoint ?? -1n) < (head ?? -1n);
    });
  };
  while (performance.now() < deadline && (await isUnderWay())) await pause(LOOK_AGAIN_MILLISECONDS);
};

const verifyFrozen = async (
  side: PastSide,
  { frozen, head }: FrozenSide,
  options: VerifyOptions,
): Promise<readonly Verified[]> => {
  const generations = await frozen.generations();
  const byCheckpoint = new Map<Position | undefined, Target[]>();
  for (const projection of side.projections) {
    const generation = currentGeneration(generations, projection);
    if (!generation || generation.missing) continue;
    const others = byCheckpoint.get(generation.checkpoint) ?? [];
    byCheckpoint.set(generation.checkpoint, [...others, { projection, generation }]);
  }
  const verified: Verified[] = [];
  for (const [checkpoint, targets] of byCheckpoint)
    verified.push(...(await verifyAt(side, checkpoint, targets, { ...options, frozen, head })));
  return side.projections.map((projection) => {
    const found = verified.find(({ projection: name }) => name === projection.name);
    const known = currentGeneration(generations, projection) ?? buildingGeneration(generations, projection);
    const { checkpoint: position, poison, missing = [] } = known ?? {};
    return found ?? notCompared({ projection: projection.name, position, head, poison, missing });
  });
};

/**
 * Replays the log into a private store and lists in which rows the live tables differ. Right is only what holds the whole
 * log: what stopped, is behind its end or is missing has an outcome of its own. The live tables are read from one
 * snapshot, so this works while they are being filled. Throws StoreError `corrupt` where another log filled them.
 */
export const verify = async (
  side: PastSide & { readonly store: ReadStore },
  options: VerifyOptions = {},
): Promise<readonly Verified[]> => {
  await generationsOfLog(side);
  const head = await side.log.head();
  await waitForHead(side, head, options.patienceMilliseconds ?? PROJECTING_MILLISECONDS);
  return side.store.snapshot((frozen) => verifyFrozen(side, { frozen, head }, options));
};
