import { integer, moment, position, table, text, type Projection } from '../../read-models/kit/projection';
import type { RowOfTable } from '../../read-models/kit/projection';
import type { Moment } from '../../domain/shared/values';
import { STRETCH_EVENTS, countOfEvents, stretchesOf, type LogStretch } from '../log/log-chain';
import { type EventStore, isStoreError, type Position, type StoredEvent } from '../log/event-store';
import { withLeases } from '../projecting/leases';
import { identityOf, isOfLog } from '../projecting/log-identity';
import {
  liveGeneration,
  type FrozenReadStore,
  type Generation,
  type ReadStore,
  type RowWrite,
} from '../projecting/read-store';

const digestTable = table('log_digests', 'What the log said, by stretches of events: changes made later are noticed', {
  columns: {
    first: position('The first event of the stretch'),
    last: position('Its last event'),
    events: integer('How many events'),
    digest: text('SHA-256 over all events of the log up to the last one, base64'),
    marks: text('Eight characters of the digest of each event'),
    takenAt: moment('When the digest of the first event was taken'),
  },
  key: ['first'],
});
type DigestRow = RowOfTable<typeof digestTable>;

/**
 * Digests of the log, kept with the read models but made by none of its events: no rebuild touches them, so they show what
 * was changed in the log around Letopis.
 */
const logDigests: Projection = {
  name: 'log-digests',
  version: 1,
  description: 'Digests of the log, to notice when it is changed',
  tables: [digestTable],
  on: {},
};

export interface DigestPorts {
  readonly log: EventStore;
  readonly store: ReadStore;
  readonly clock: () => Moment;
}

const rowOfStretch = (stretch: LogStretch): DigestRow => ({
  ...stretch,
  first: Number(stretch.first),
  last: Number(stretch.last),
  events: countOfEvents([stretch]),
});

const stretchFrom = ({ first, last, marks, digest, takenAt }: DigestRow): LogStretch => ({
  first: BigInt(first),
  last: BigInt(last),
  marks,
  digest,
  takenAt,
});

const LEASE = 'the digests of the log';

/** New tables that take the place of those before, which are kept aside. */
const beginTables = async (store: ReadStore): Promise<Generation> =>
  store.makeLive(await store.build(logDigests), logDigests);

const ownGeneration = async (store: ReadStore): Promise<Generation> => {
  const live = async () => liveGeneration(await store.generations(), logDigests.name);
  return (await live()) ?? withLeases(store, [LEASE], async () => (await live()) ?? beginTables(store));
};

const lastStretch = async ({ db }: ReadStore): Promise<LogStretch | undefined> => {
  const row = await db
    .withTables<{ log_digests: DigestRow }>()
    .selectFrom('log_digests')
    .selectAll()
    .orderBy('first', 'desc')
    .limit(1)
    .executeTakeFirst();
  return row && stretchFrom(row);
};

const writesOf = (last: LogStretch | undefined, stretches: readonly LogStretch[]): readonly RowWrite[] =>
  stretches.map((stretch) => {
    const row = rowOfStretch(stretch);
    return { table: digestTable, key: [row.first], row, isNew: stretch.first !== last?.first };
  });

export interface DigestOptions {
  readonly most?: number;
  readonly signal?: AbortSignal | undefined;
}

/** Where the digests have come to. */
interface Reached {
  readonly generation: Generation;
  readonly last: LogStretch | undefined;
}

const takePage = async (
  { store, clock }: DigestPorts,
  { generation, last }: Reached,
  page: readonly StoredEvent[],
): Promise<Reached> => {
  const stretches = stretchesOf(last, page, clock());
  const newest = stretches.at(-1);
  if (!newest) return { generation, last };
  const writes = writesOf(last, stretches);
  const [moved] = await store.commit([{ generation, writes, checkpoint: newest.last }]);
  return { generation: moved ?? generation, last: newest };
};

const takeDigests = async (
  ports: DigestPorts,
  generation: Generation,
  until: Position,
  { most = Infinity, signal }: DigestOptions,
): Promise<void> => {
  const { checkpoint: after } = generation;
  let reached: Reached = { generation, last: after === undefined ? undefined : await lastStretch(ports.store) };
  let taken = 0;
  for await (const page of ports.log.readAll({ after, until, pageSize: STRETCH_EVENTS })) {
    reached = await takePage(ports, reached, page);
    taken += page.length;
    if (taken >= most || signal?.aborted) return;
  }
};

/**
 * Takes the digests of what came since the last call, of `most` events at most. Of another log than the one that the kept
 * digests are of it takes none: they stay as they are until a person decides (`beginDigestsAnew`), and so does what is left where their table was removed. Throws StoreError
 * `conflict` where another process was faster: then it is done.
 */
export const keepLogDigests = async (ports: DigestPorts, options: DigestOptions = {}): Promise<void> => {
  const identity = await identityOf(ports.log);
  const head = await ports.log.head();
  if (identity === undefined || head === undefined) return;
  const generation = await ownGeneration(ports.store);
  const isDone = (generation.checkpoint ?? -1n) >= head;
  if (!isDone && !generation.missing && isOfLog(generation, identity))
    await takeDigests(ports, { ...generation, log: identity }, head, options);
};

/** The same of all that is there, for a verb that wrote or compared; a service that is running may be faster: then it is done. */
export const catchUpLogDigests = (ports: DigestPorts): Promise<void> =>
  keepLogDigests(ports).catch((error: unknown) => {
    if (!isStoreError(error, 'conflict')) throw error;
  });

/** Sets the kept digests aside, where they stay, and begins anew with the log as it is now: after a decision only. */
export const beginDigestsAnew = (ports: DigestPorts): Promise<void> =>
  withLeases(ports.store, [LEASE], async () => {
    const { store, clock } = ports;
    const live = liveGeneration(await store.generations(), logDigests.name);
    const checkpoint = live?.checkpoint;
    if (live && checkpoint !== undefined)
      await store.commit([{ generation: { ...live, log: `set aside at ${clock()}` }, writes: [], checkpoint }]);
    await beginTables(store);
  });

export interface KeptDigests {
  readonly stretches: readonly LogStretch[];
  /** Which log they are of; undefined where there are none. */
  readonly log: string | undefined;
  /** Up to where they were taken: what lies before it and has none lost it. */
  readonly until: Position | undefined;
  /** Whether anything else is kept of a log beside them. */
  readonly hasReadModels: boolean;
}

/** All digests that are kept, in the order of the log. */
export const keptDigests = async (frozen: FrozenReadStore): Promise<KeptDigests> => {
  const generations = await frozen.generations();
  const live = liveGeneration(generations, logDigests.name);
  const stretches: LogStretch[] = [];
  if (live && !live.missing)
    for await (const page of frozen.scan(live, digestTable))
      // The rows are of this table's columns.
      for (const row of page) stretches.push(stretchFrom(row as DigestRow));
  const hasReadModels = generations.some((each) => each !== live && each.checkpoint !== undefined);
  return { stretches, log: live?.log, until: live?.checkpoint, hasReadModels };
};
