import { join } from 'node:path';
import { openSqliteEventStore } from '../src/adapters/sqlite/event-store';
import { bareFold } from './support/bare';
import { openEmmett } from './support/emmett.cjs';
import { measure, rateOf, sized } from './support/measure';
import { inParallel, newStream, sampleEvent } from './support/sample';

const EVENTS_A_STREAM = 100;
const STREAMS = sized(200);
const LOG = sized(100_000);

const streams = Array.from({ length: STREAMS }, newStream);

const durationOf = (data: unknown): number =>
  typeof data === 'object' && data !== null && 'durationSeconds' in data ? Number(data.durationSeconds) : 0;

const checked = (sum: number): void => {
  if (sum !== EVENTS_A_STREAM * 120) throw new Error(`a stream was folded to ${sum}`);
};

const eventsOf = (stream: string) => Array.from({ length: EVENTS_A_STREAM }, () => sampleEvent(stream));

const add = (sum: number, data: unknown): number => sum + durationOf(data);

/** `scattered`: each stream's events lie all over the log, as they come in life; else beside each other. */
const ours = async (folder: string, scattered: boolean): Promise<number> => {
  const store = openSqliteEventStore({ file: join(folder, 'log.db'), importing: true });
  if (!scattered) for (const stream of streams) await store.append(stream, eventsOf(stream), 'no-stream');
  else
    for (let n = 0; n < EVENTS_A_STREAM; n += 1)
      await Promise.all(streams.map((stream) => store.append(stream, [sampleEvent(stream)], 'any')));
  const rate = await rateOf(STREAMS, () =>
    inParallel(1, STREAMS, async (n) => {
      let sum = 0;
      for await (const page of store.read(streams[n] ?? '')) for (const { data } of page) sum += durationOf(data);
      checked(sum);
    }),
  );
  await store.close();
  return rate;
};

const emmett = async (folder: string): Promise<number> => {
  const store = await openEmmett(join(folder, 'emmett.db'));
  for (const stream of streams)
    await store.append(
      stream,
      eventsOf(stream).map(({ type, data, metadata }) => ({ type, data, metadata })),
    );
  return rateOf(STREAMS, () =>
    inParallel(1, STREAMS, async (n) => {
      checked(await store.fold(streams[n] ?? '', (sum: number, { data }) => sum + data.durationSeconds, 0));
    }),
  );
};

/** The whole log in pages; `touched`: each event's data parsed. */
const log = async (folder: string, touched: boolean): Promise<number> => {
  const store = openSqliteEventStore({ file: join(folder, 'log.db'), importing: true });
  await inParallel(1000, LOG, (n) => {
    const stream = streams[n % STREAMS] ?? '';
    return store.append(stream, [sampleEvent(stream)], 'any');
  });
  const rate = await rateOf(LOG, async () => {
    let sum = 0;
    for await (const page of store.readAll({})) for (const event of page) sum += touched ? durationOf(event.data) : 120;
    if (sum !== LOG * 120) throw new Error(`the log was read to ${sum}`);
  });
  await store.close();
  return rate;
};

const run = async (): Promise<void> => {
  await measure({
    name: 'read and fold a stream of 100 events',
    unit: 'streams/s',
    subjects: [
      { name: 'Letopis', run: (folder) => ours(folder, false) },
      { name: 'Letopis, scattered', run: (folder) => ours(folder, true) },
      { name: 'better-sqlite3 alone', run: (folder) => bareFold(folder, streams, eventsOf, add) },
      { name: 'Emmett', run: emmett },
    ],
    targets: [
      { of: 'Letopis', against: 'Emmett', atLeast: 10 },
      { of: 'Letopis', against: 'better-sqlite3 alone', atLeast: 0.9 },
    ],
    absolutes: [{ of: 'Letopis, scattered', atLeast: 3333 }],
  });
  await measure({
    name: 'read the whole log in pages of 1,000',
    unit: 'events/s',
    subjects: [
      { name: 'nothing touched', run: (folder) => log(folder, false) },
      { name: 'data parsed', run: (folder) => log(folder, true) },
    ],
    targets: [],
    absolutes: [{ of: 'nothing touched', atLeast: 500_000 }],
  });
};

void run();
