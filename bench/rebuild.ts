import { join } from 'node:path';
import { openSqliteEventStore } from '../src/adapters/sqlite/event-store';
import { openSqliteReadStore } from '../src/adapters/sqlite/read-store';
import { decode } from '../src/application/codec';
import { rebuild } from '../src/application/rebuild';
import type { Projection } from '../src/read-models/projection';
import { projections } from '../src/read-models';
import { fillSyntheticLog } from './rebuild-log';
import { benchProjections } from './rebuild-projections';
import { measure, sized, type Subject } from './support/measure';

const EVENTS = sized(1_000_000);

/** Rebuilds all the projections in one pass, into a fresh file; events a second. */
const rebuildOf = async (logFile: string, of: readonly Projection[], folder: string): Promise<number> => {
  const log = openSqliteEventStore({ file: logFile });
  const store = openSqliteReadStore({ file: join(folder, 'read-models.sqlite') });
  const events = Number(await log.head());
  const [processor, began] = [process.cpuUsage(), performance.now()];
  await rebuild({ log, store, projections: of, decode });
  const seconds = (performance.now() - began) / 1000;
  const { user, system } = process.cpuUsage(processor);
  await store.close();
  await log.close();
  // What it takes on a machine that others use, too, and the most memory that the process ever had.
  const mebibytes = Math.round(process.resourceUsage().maxRSS / 1024);
  console.error(`${((user + system) / events).toFixed(1)} processor microseconds an event, peak ${mebibytes} MiB`);
  return events / seconds;
};

/** `LETOPIS_BENCH_LOG`: a log of one's own, as the sample company's, through the read models as they are. */
const subject = async (): Promise<Subject> => {
  const given = process.env['LETOPIS_BENCH_LOG'];
  if (given !== undefined)
    return { name: 'all read models, the log given', run: (folder) => rebuildOf(given, projections, folder) };
  const made = join(process.env['LETOPIS_BENCH_FOLDER'] ?? '.', 'synthetic.sqlite');
  await fillSyntheticLog(made, EVENTS);
  return { name: 'five read models, synthetic log', run: (folder) => rebuildOf(made, benchProjections, folder) };
};

const run = async (): Promise<void> => {
  const ours = await subject();
  await measure({
    name: 'rebuild of all read models in one pass',
    unit: 'events/s',
    subjects: [ours],
    targets: [],
    absolutes: [{ of: ours.name, atLeast: 150_000 }],
  });
};

void run();
