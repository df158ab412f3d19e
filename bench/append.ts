import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { openSqliteEventStore } from '../src/adapters/sqlite/event-store';
import { encode } from '../src/application/log/codec';
import type { EventStore } from '../src/application/log/event-store';
import { callDecider } from '../src/domain/call/decider';
import type { Context } from '../src/domain/shared/decider';
import { bareSqlite, probe, warmUp } from './support/bare';
import { openEmmett } from './support/emmett.cjs';
import { measure, rateOf, sized } from './support/measure';
import { inParallel, newStream, noVault, sampleEvent } from './support/sample';

const ONE_BY_ONE = sized(2000);
const GROUPED = sized(20_000);

const onStore = async (
  folder: string,
  workers: number,
  count: number,
  append: (store: EventStore, n: number) => Promise<unknown>,
): Promise<number> => {
  const store = openSqliteEventStore({ file: join(folder, 'log.db') });
  await inParallel(workers, warmUp, (n) => append(store, n));
  const rate = await rateOf(count, () => inParallel(workers, count, (n) => append(store, warmUp + n)));
  await store.close();
  return rate;
};

/** Made before the clock runs: what is measured is the log, not the invention of events. */
const ported = (folder: string, workers: number, count: number): Promise<number> => {
  const appends = Array.from({ length: warmUp + count }, () => {
    const stream = newStream();
    return { stream, events: [sampleEvent(stream)] };
  });
  return onStore(folder, workers, count, async (store, n) => {
    const { stream, events } = appends[n]!;
    await store.append(stream, events, 'no-stream');
  });
};

const clientId = randomUUID();
const managerId = randomUUID();
const [topic, other] = [randomUUID(), randomUUID()];

const context: Context = {
  commandId: randomUUID(),
  occurredAt: '2024-05-06T10:00:00.000Z',
  now: '2024-05-06T10:00:00.000Z',
  zone: 'Europe/Berlin',
  actor: { kind: 'manager', id: managerId },
  source: 'api',
  facts: {
    client: () => ({ status: 'active', registeredAt: '2024-01-01T10:00:00.000Z', withdrawnConsents: [] }),
    product: () => ({ prices: undefined, unitCosts: undefined, sale: undefined }),
    manager: () => ({ role: 'manager' }),
    enquiry: () => undefined,
    call: () => undefined,
    offer: () => undefined,
    invoice: () => undefined,
    campaign: () => undefined,
    canonical: (id) => id,
    numberSeries: undefined,
    head: 0n,
    reasons: { steps: undefined },
    policy: {
      serviceTargets: undefined,
      calendars: undefined,
      discountLimits: undefined,
      lateEntryLimits: undefined,
      taxRoundings: undefined,
    },
  },
  open: () => '',
};

/**
 * A command as the application has it done for a stream that nobody has in memory: it is decided on the state before its
 * first event, without reading, and the store refuses the append where that was wrong (`Streams.decide`).
 */
const decided = async (store: EventStore): Promise<void> => {
  const [callId, commandId] = [randomUUID(), randomUUID()];
  const stream = `call-${callId}`;
  const decision = callDecider.decide.LogCall(
    { callId, clientId, managerId, direction: 'out', durationSeconds: 120, result: 'reached', topics: [topic, other] },
    callDecider.initialState,
    { ...context, commandId },
  );
  if (!decision.accepted) throw new Error(decision.rejection.message);
  const { zone, actor, source } = context;
  const metadata = { zone, actor, source, commandId, commandDigest: 'x'.repeat(32), correlationId: commandId };
  const events = decision.events.map((fact) =>
    encode(fact, randomUUID(), { ...metadata, causationId: commandId }, noVault),
  );
  await store.append(stream, events, 'no-stream');
};

const emmett = async (folder: string): Promise<number> => {
  const store = await openEmmett(join(folder, 'emmett.db'));
  const count = sized(400);
  const events = Array.from({ length: count }, () => sampleEvent(newStream()));
  const append = (n: number): Promise<unknown> => {
    const { type, data, metadata } = events[n]!;
    return store.append(newStream(), [{ type, data, metadata }]);
  };
  await inParallel(1, Math.min(10, count), append);
  return rateOf(count, () => inParallel(1, count, append));
};

void measure({
  name: 'append, one event a command, durable',
  unit: 'events/s',
  subjects: [
    { name: 'fdatasync, file grows', run: (folder) => probe(folder, true) },
    { name: 'fdatasync, in place', run: (folder) => probe(folder, false) },
    { name: 'better-sqlite3, 1', run: (folder) => bareSqlite(folder, 1, ONE_BY_ONE) },
    { name: 'Letopis, 1', run: (folder) => ported(folder, 1, ONE_BY_ONE) },
    { name: 'better-sqlite3, groups of 8', run: (folder) => bareSqlite(folder, 8, GROUPED) },
    { name: 'better-sqlite3, groups of 64', run: (folder) => bareSqlite(folder, 64, GROUPED) },
    { name: 'Letopis, 64 at once', run: (folder) => ported(folder, 64, GROUPED) },
    { name: 'Letopis, 64 at once, decided', run: (folder) => onStore(folder, 64, GROUPED, (store) => decided(store)) },
    { name: 'better-sqlite3, groups of 256', run: (folder) => bareSqlite(folder, 256, GROUPED) },
    { name: 'Emmett, 1', run: emmett },
  ],
  targets: [
    { of: 'Letopis, 1', against: 'fdatasync, file grows', atLeast: 0.9 },
    { of: 'Letopis, 1', against: 'fdatasync, in place', atLeast: 0.9 },
    { of: 'Letopis, 64 at once, decided', against: 'better-sqlite3, groups of 64', atLeast: 0.6 },
    { of: 'Letopis, 1', against: 'Emmett, 1', atLeast: 10 },
  ],
  absolutes: [{ of: 'Letopis, 64 at once, decided', atLeast: 40_000 }],
});
