import { EventStoreDBClient, END, BACKWARDS, jsonEvent, NO_STREAM, type EventData } from '@eventstore/db-client';
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { openEventStoreDbEventStore } from '../src/adapters/eventstoredb/event-store';
import { openEventStoreDbLogTarget } from '../src/adapters/eventstoredb/log-target';
import { openSqliteEventStore } from '../src/adapters/sqlite/event-store';
import { openSqliteLocalCopy } from '../src/adapters/sqlite/local-copy';
import { openSqliteReadStore } from '../src/adapters/sqlite/read-store';
import { deciders } from '../src/application/executing/aggregates';
import { decode } from '../src/application/log/codec';
import type { EventStore, StoredEvent } from '../src/application/log/event-store';
import { LogWithLocalCopy } from '../src/application/log/local-copy/log-with-local-copy';
import { rebuild } from '../src/application/rebuilding/rebuild';
import { projections } from '../src/read-models';
import { furnish, openCompany } from '../test/support/company';
import { plainly } from '../test/support/logged';
import { id } from '../test/support/specify';
import { companyLog } from './company-log';
import { measure, rateOf, sized } from './support/measure';
import { inParallel } from './support/sample';

/** The server: it may hold whatever it likes, the bench adds parts of its own to it. */
const connectionString = process.env['LETOPIS_TEST_EVENTSTORE'] ?? '';
const EVENTS = sized(50_000);
const COPIED = sized(10_000);
const COMMANDS = sized(8_000);
/** Before the clock runs: a service is warm, and ours has more code to warm than the client alone. */
const WARM_UP = sized(4_000);
const AT_ONCE = 64;
const PORTION = 1_000;

/** A part of the server that nobody else uses. */
const newPart = () => ({
  connectionString,
  categories: Object.keys(deciders),
  namespace: `bench-${randomUUID().slice(0, 8)}`,
});

const withClient = async <Result>(work: (client: EventStoreDBClient) => Promise<Result>): Promise<Result> => {
  const client = EventStoreDBClient.connectionString(connectionString);
  try {
    return await work(client);
  } finally {
    await client.dispose();
  }
};

const lastPosition = (client: EventStoreDBClient) => {
  const last = async () => {
    let found = { commit: 0n, prepare: 0n };
    for await (const { event } of client.readAll({ direction: BACKWARDS, fromPosition: END, maxCount: 1 }))
      if (event) found = event.position;
    return found;
  };
  return last();
};

const portionsOf = (events: readonly StoredEvent[]): readonly (readonly StoredEvent[])[] =>
  Array.from({ length: Math.ceil(events.length / PORTION) }, (_, n) => events.slice(n * PORTION, (n + 1) * PORTION));

/** Brings a log to the server, as `letopis copy` does; without its comparisons. */
const bringOver = async (events: readonly StoredEvent[], part: ReturnType<typeof newPart>): Promise<number> => {
  const target = openEventStoreDbLogTarget(part);
  const portions = portionsOf(events);
  const rate = await rateOf(events.length, async () => {
    let after: bigint | undefined;
    for (const portion of portions) after = await target.take(portion, after);
  });
  await target.close();
  return rate;
};

interface BareAppend {
  readonly stream: string;
  readonly revision: number;
  readonly events: EventData[];
}

/** The same appends, ready made: events of one stream that stand beside each other in one. */
const bareAppends = (portion: readonly StoredEvent[], namespace: string): readonly BareAppend[] => {
  const appends: BareAppend[] = [];
  for (const { id: eventId, type, stream, revision, data, metadata } of portion) {
    const event = jsonEvent({ id: eventId, type, data: { ...(data as object) }, metadata: { ...metadata } });
    const name = `${namespace}.${stream}`;
    if (appends.at(-1)?.stream === name) appends.at(-1)?.events.push(event);
    else appends.push({ stream: name, revision, events: [event] });
  }
  return appends;
};

const bareAppend = (client: EventStoreDBClient, { stream, revision, events }: BareAppend) =>
  client.appendToStream(stream, events, { expectedRevision: revision === 0 ? NO_STREAM : BigInt(revision - 1) });

const bareCopy = (events: readonly StoredEvent[]): Promise<number> => {
  const { namespace } = newPart();
  const portions = portionsOf(events).map((portion) => bareAppends(portion, namespace));
  return withClient((client) =>
    rateOf(events.length, async () => {
      for (const portion of portions) await Promise.all(portion.map((append) => bareAppend(client, append)));
    }),
  );
};

/** A call logged: read, decided, appended. */
const commands = async (): Promise<number> => {
  const company = await openCompany({
    store: openEventStoreDbEventStore(newPart()),
    clock: () => new Date().toISOString(),
  });
  await furnish(company);
  const logCall = () =>
    company.has('LogCall', {
      callId: randomUUID(),
      clientId: id('client'),
      managerId: id('manager'),
      direction: 'out',
      durationSeconds: 120,
      result: 'reached',
    });
  await inParallel(AT_ONCE, WARM_UP, logCall);
  const rate = await rateOf(COMMANDS, () => inParallel(AT_ONCE, COMMANDS, logCall));
  await company.close();
  return rate;
};

const bareCommands = (like: StoredEvent): Promise<number> => {
  const { namespace } = newPart();
  const append = (): BareAppend => {
    const [first] = bareAppends([{ ...plainly(like), id: randomUUID(), stream: `call-${randomUUID()}` }], namespace);
    if (!first) throw new Error('there is no append');
    return { ...first, revision: 0 };
  };
  return withClient(async (client) => {
    await inParallel(AT_ONCE, WARM_UP, () => bareAppend(client, append()));
    return rateOf(COMMANDS, () => inParallel(AT_ONCE, COMMANDS, () => bareAppend(client, append())));
  });
};

/** Through all read models, into a fresh file. */
const rebuilt = async (log: EventStore, count: number, folder: string): Promise<number> => {
  const store = openSqliteReadStore({ file: join(folder, 'read-models.sqlite') });
  const rate = await rateOf(count, () => rebuild({ log, store, projections, decode }));
  await store.close();
  await log.close();
  return rate;
};

const readThrough = async (log: EventStore, count: number): Promise<number> => {
  let events = 0;
  const rate = await rateOf(count, async () => {
    for await (const page of log.readAll({})) events += page.length;
  });
  await log.close();
  if (events < count) throw new Error(`${events} of ${count} events were read`);
  return rate;
};

const run = async (): Promise<void> => {
  const folder = process.env['LETOPIS_BENCH_FOLDER'] ?? '.';
  const file = join(folder, 'company.sqlite');
  const { events: count } = await companyLog(file, EVENTS);
  const embedded = openSqliteEventStore({ file });
  const events: StoredEvent[] = [];
  for await (const page of embedded.readAll({})) events.push(...page);
  await embedded.close();

  const part = newPart();
  const before = await withClient(lastPosition);
  await bringOver(events, part);
  const behind = await withClient(lastPosition);
  const near = join(folder, 'log-copy.sqlite');
  const copied = () => new LogWithLocalCopy(openEventStoreDbEventStore(part), openSqliteLocalCopy({ file: near }));
  await readThrough(copied(), count);

  const bareLoop = () =>
    withClient((client) =>
      rateOf(count, async () => {
        for await (const { event } of client.readAll({ fromPosition: before }))
          if (event && event.position.commit >= behind.commit) break;
      }),
    );

  await measure({
    name: 'catch-up from EventStoreDB',
    unit: 'events/s',
    subjects: [
      { name: 'all read models', run: (own) => rebuilt(openEventStoreDbEventStore(part), count, own) },
      { name: 'bare loop over readAll', run: bareLoop },
    ],
    targets: [{ of: 'all read models', against: 'bare loop over readAll', atLeast: 0.9 }],
  });
  await measure({
    name: 'rebuild with the log in EventStoreDB, second time (one thread)',
    unit: 'events/s',
    subjects: [
      // What follows a rebuild runs a tenth slower or faster: each follows the same here.
      { name: 'the local copy, only read', run: () => readThrough(copied(), count) },
      { name: 'from the local copy', run: (own) => rebuilt(copied(), count, own) },
      { name: 'the embedded log, only read', run: () => readThrough(openSqliteEventStore({ file }), count) },
      { name: 'from the embedded log', run: (own) => rebuilt(openSqliteEventStore({ file }), count, own) },
    ],
    targets: [{ of: 'from the local copy', against: 'from the embedded log', atLeast: 0.9 }],
    absolutes: [{ of: 'the local copy, only read', atLeast: 150_000 }],
  });
  await measure({
    name: `commands, durable, ${AT_ONCE} at once`,
    unit: 'commands/s',
    subjects: [
      { name: 'a call logged', run: commands },
      { name: 'bare client, an append each', run: () => bareCommands(events.at(-1)!) },
    ],
    targets: [{ of: 'a call logged', against: 'bare client, an append each', atLeast: 0.9 }],
  });
  await measure({
    name: `a log copied to EventStoreDB in portions of ${PORTION.toLocaleString('en')} events`,
    unit: 'events/s',
    subjects: [
      { name: 'letopis copy', run: () => bringOver(events.slice(0, COPIED), newPart()) },
      { name: 'bare client, the same appends', run: () => bareCopy(events.slice(0, COPIED)) },
    ],
    targets: [{ of: 'letopis copy', against: 'bare client, the same appends', atLeast: 0.9 }],
  });
};

if (connectionString === '')
  console.log('\neventstoredb: not run, as LETOPIS_TEST_EVENTSTORE names no server (esdb://127.0.0.1:2113?tls=false)');
else void run();
