import type { Projection, Row, TableSpec, Value } from '../read-models/projection';
import { replay, type PastSide } from './as-of';
import { StoreError } from './event-store';
import { fingerprint } from './fingerprint';
import type { FrozenReadStore, Generation, ReadStore } from './read-store';

/** One value that is another than a rebuild gives; `column` undefined where the whole row is missing on one side. */
export interface Difference {
  readonly table: string;
  readonly key: readonly Value[];
  readonly column: string | undefined;
  readonly live: Value | undefined;
  readonly rebuilt: Value | undefined;
}

export interface Verified {
  readonly projection: string;
  /** `missing`: there are no live tables of this version to compare. */
  readonly outcome: 'equal' | 'different' | 'missing';
  readonly fingerprint: string | undefined;
  readonly rebuiltFingerprint: string | undefined;
  /** The first of them; `more` says whether there are others. */
  readonly differences: readonly Difference[];
  readonly more: boolean;
}

export interface VerifyOptions {
  /** How many differences are named a read model. 100 where it is left out. */
  readonly limit?: number;
  readonly signal?: AbortSignal;
}

interface Side {
  readonly store: FrozenReadStore;
  readonly generation: Generation;
}

type Rows = AsyncGenerator<Row, undefined>;

async function* rowsOf({ store, generation }: Side, table: TableSpec): Rows {
  for await (const page of store.scan(generation, table)) yield* page;
  return undefined;
}

/** Orders keys as stores do: text by its code points, which is the order of its UTF-8 bytes. */
const compareValues = (one: Value | undefined, other: Value | undefined): number =>
  typeof one === 'string' && typeof other === 'string'
    ? Buffer.compare(Buffer.from(one), Buffer.from(other))
    : Number(one) - Number(other);

const compareKeys = (key: readonly string[], one: Row, other: Row): number => {
  for (const column of key) {
    const order = compareValues(one[column], other[column]);
    if (order !== 0) return order;
  }
  return 0;
};

/** Which side comes next: below 0 the live row, above 0 the rebuilt one, 0 both. */
const nextSide = (key: readonly string[], live: Row | undefined, rebuilt: Row | undefined): number => {
  if (live && rebuilt) return compareKeys(key, live, rebuilt);
  return live ? -1 : 1;
};

const keyOf = ({ key }: TableSpec, row: Row): readonly Value[] => key.map((column) => row[column] ?? null);

const differencesOf = (table: TableSpec, live: Row | undefined, rebuilt: Row | undefined): readonly Difference[] => {
  const row = live ?? rebuilt;
  if (!row) return [];
  const place = { table: table.name, key: keyOf(table, row) };
  if (!live) return [{ ...place, column: undefined, live: undefined, rebuilt: 'a row' }];
  if (!rebuilt) return [{ ...place, column: undefined, live: 'a row', rebuilt: undefined }];
  return Object.keys(table.columns)
    .filter((column) => live[column] !== rebuilt[column])
    .map((column) => ({ ...place, column, live: live[column], rebuilt: rebuilt[column] }));
};

const next = async (rows: Rows): Promise<Row | undefined> => (await rows.next()).value;

/** Walks both sides in the order of the key, like closing a zip. */
async function* compareTable(table: TableSpec, live: Side, rebuilt: Side): AsyncGenerator<Difference> {
  const ours = rowsOf(live, table);
  const theirs = rowsOf(rebuilt, table);
  let one = await next(ours);
  let other = await next(theirs);
  while (one ?? other) {
    const side = nextSide(table.key, one, other);
    yield* differencesOf(table, side <= 0 ? one : undefined, side >= 0 ? other : undefined);
    if (side <= 0) one = await next(ours);
    if (side >= 0) other = await next(theirs);
  }
}

const compare = async (
  projection: Projection,
  live: Side,
  rebuilt: Side,
  limit: number,
): Promise<Pick<Verified, 'differences' | 'more'>> => {
  const differences: Difference[] = [];
  for (const table of projection.tables)
    for await (const difference of compareTable(table, live, rebuilt)) {
      if (differences.length === limit) return { differences, more: true };
      differences.push(difference);
    }
  return { differences, more: false };
};

const generationOf = async (store: FrozenReadStore, projection: Projection): Promise<Generation | undefined> =>
  (await store.generations()).find(
    ({ projection: name, version, state }) =>
      name === projection.name && version === projection.version && state === 'live',
  );

const verifyOne = async (
  side: PastSide,
  projection: Projection,
  frozen: FrozenReadStore,
  { limit = 100, signal }: VerifyOptions,
): Promise<Verified> => {
  const generation = await generationOf(frozen, projection);
  const base = { projection: projection.name, differences: [], more: false };
  if (!generation) return { ...base, outcome: 'missing', fingerprint: undefined, rebuiltFingerprint: undefined };
  const own = await replay({ ...side, projections: [projection] }, generation.checkpoint, signal);
  try {
    const again = await generationOf(own, projection);
    if (!again) throw new StoreError('corrupt', `${projection.name} could not be rebuilt`);
    const fingerprints = {
      fingerprint: await fingerprint(frozen, generation, projection),
      rebuiltFingerprint: await fingerprint(own, again, projection),
    };
    if (fingerprints.fingerprint === fingerprints.rebuiltFingerprint)
      return { ...base, ...fingerprints, outcome: 'equal' };
    const found = await compare(projection, { store: frozen, generation }, { store: own, generation: again }, limit);
    return { ...base, ...fingerprints, ...found, outcome: 'different' };
  } finally {
    await own.close();
  }
};

/**
 * Rebuilds each read model in a store of its own, up to where the live tables stand, and names what differs. The live
 * tables are read as they stood at the call, so that it can be asked while they are at work.
 */
export const verify = (
  side: PastSide & { readonly store: ReadStore },
  options: VerifyOptions = {},
): Promise<readonly Verified[]> =>
  side.store.snapshot(async (frozen) => {
    const verified: Verified[] = [];
    for (const projection of side.projections) verified.push(await verifyOne(side, projection, frozen, options));
    return verified;
  });
