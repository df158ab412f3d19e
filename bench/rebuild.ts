import { copyFileSync } from 'node:fs';
import { join } from 'node:path';
import { openSqlite } from '../src/adapters/sqlite/driver';
import { openSqliteEventStore } from '../src/adapters/sqlite/event-store';
import { openSqliteReadStore } from '../src/adapters/sqlite/read-store';
import { decode } from '../src/application/log/codec';
import { rebuild } from '../src/application/rebuilding/rebuild';
import { projections } from '../src/read-models';
import { startPostgres, type PostgresForTests } from '../test/support/postgres';
import type { Letopis } from '../src/application/core';
import { companyLog } from './company-log';
import { product } from './support/built';
import { bareRows } from './support/bare';
import { openEmmett } from './support/emmett.cjs';
import { measure, rateOf, sized } from './support/measure';
import { newStream, sampleEvent } from './support/sample';

const EVENTS = sized(1_000_000);
const OF_EMMETT = sized(10_000);

const FILE = 'read-models.sqlite';

const headOf = async (file: string): Promise<number> => {
  const log = openSqliteEventStore({ file });
  const head = Number(await log.head());
  await log.close();
  return head;
};

/** What it takes on a machine that others use, too, and the most memory that the process ever had. */
const watched = async (events: number, work: () => Promise<unknown>): Promise<number> => {
  const processor = process.cpuUsage();
  const rate = await rateOf(events, work);
  const { user, system } = process.cpuUsage(processor);
  const mebibytes = Math.round(process.resourceUsage().maxRSS / 1024);
  console.error(`${((user + system) / events).toFixed(1)} processor microseconds an event, peak ${mebibytes} MiB`);
  return rate;
};

/** With what is still in the write-ahead log. */
const megabytesOf = (file: string): number => {
  const db = openSqlite(file, { readonly: true });
  const [pages, size] = ['page_count', 'page_size'].map((pragma) => Number(db.pragma(pragma, { simple: true })));
  db.close();
  return Math.round(((pages ?? 0) * (size ?? 0)) / 1e6);
};

const secondsOf = async (work: () => Promise<unknown>): Promise<string> => {
  const began = performance.now();
  await work();
  return ((performance.now() - began) / 1000).toFixed(1);
};

/** What the read models take on the disk, and what it costs to fill one of them anew, as after a change of it, or to compare all. */
const tellOfFilled = async ({ work, side }: Letopis, folder: string): Promise<void> => {
  console.error(`${megabytesOf(join(folder, FILE))} MB of read models on the disk`);
  const names = side.projections.map(({ name }) => name);
  const offers = await secondsOf(() => work.rebuild(['offers']));
  const filled = await secondsOf(() => work.rebuild(names, { purpose: 'compare' }));
  const compared = await secondsOf(() => work.compare(names, { questions: [] }));
  console.error(`one read model anew (offers): ${offers} s; candidates of all: ${filled} s, compared in ${compared} s`);
};

/** As the service and the command line do it. */
const inThreads = async (log: string, folder: string, readStore = '', tells = false): Promise<number> => {
  const environment = {
    LETOPIS_DATA: folder,
    LETOPIS_EVENT_STORE: `sqlite:${log}`,
    LETOPIS_READ_STORE: readStore,
  };
  const { openLetopis, lookAtKeys, readConfig } = await product();
  const config = readConfig(environment);
  // The bench's log was written without keys.
  await lookAtKeys(config, { acceptLoss: true, restored: false });
  const letopis = await openLetopis(config, { creates: true });
  const rate = await watched(await headOf(log), () => letopis.work.rebuild());
  if (tells) await tellOfFilled(letopis, folder);
  await letopis.close();
  return rate;
};

/** A server with its usual settings on this machine: it takes its part of the processors. */
const intoPostgres = async (log: string, folder: string, postgres: PostgresForTests): Promise<number> => {
  const schema = 'bench';
  const rate = await inThreads(log, folder, postgres.urlFor(schema));
  await postgres.clear(schema);
  return rate;
};

const inOneThread = async (file: string, folder: string): Promise<number> => {
  const log = openSqliteEventStore({ file });
  const store = openSqliteReadStore({ file: join(folder, FILE) });
  const rate = await watched(await headOf(file), () => rebuild({ log, store, projections, decode }));
  await store.close();
  await log.close();
  return rate;
};

/** The peer's log is written once, its read model anew in each round. */
const emmett = async (made: string, folder: string): Promise<number> => {
  const file = join(folder, 'emmett.db');
  copyFileSync(made, file);
  const store = await openEmmett(file);
  return rateOf(OF_EMMETT, async () => {
    const seconds = await store.project(OF_EMMETT);
    if (seconds !== OF_EMMETT * 120) throw new Error(`Emmett projected ${seconds} seconds`);
  });
};

const fillEmmett = async (file: string): Promise<void> => {
  const store = await openEmmett(file);
  for (let n = 0; n < OF_EMMETT; n += 100) {
    const stream = newStream();
    const events = Array.from({ length: Math.min(100, OF_EMMETT - n) }, () => sampleEvent(stream));
    await store.append(
      stream,
      events.map(({ type, data, metadata }) => ({ type, data, metadata })),
    );
  }
};

/** `LETOPIS_BENCH_LOG`: a log of one's own instead of the sample company's. */
const run = async (): Promise<void> => {
  const folder = process.env['LETOPIS_BENCH_FOLDER'] ?? '.';
  const given = process.env['LETOPIS_BENCH_LOG'];
  const log = given ?? join(folder, 'company.sqlite');
  if (given === undefined) await companyLog(log, EVENTS);
  const peer = join(folder, 'emmett.db');
  await fillEmmett(peer);
  const postgres = await startPostgres({ durable: true });
  await inThreads(log, folder, '', true);
  const events = await headOf(log);
  await measure({
    name: 'rebuild of all read models',
    unit: 'events/s',
    subjects: [
      { name: 'Letopis, all read models', run: (own) => inThreads(log, own) },
      { name: 'Letopis, all read models, one thread', run: (own) => inOneThread(log, own) },
      { name: 'better-sqlite3 alone, the same rows', run: (own) => events / bareRows(join(folder, FILE), own) },
      { name: 'Letopis, all read models, into PostgreSQL', run: (own) => intoPostgres(log, own, postgres) },
      { name: 'Emmett, one read model', run: (own) => emmett(peer, own) },
    ],
    targets: [{ of: 'Letopis, all read models', against: 'Emmett, one read model', atLeast: 30 }],
    absolutes: [
      { of: 'Letopis, all read models', atLeast: 150_000 },
      { of: 'Letopis, all read models, into PostgreSQL', atLeast: 60_000 },
    ],
  });
  await postgres.stop();
};

void run();
