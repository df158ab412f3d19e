import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openSqliteReadStore } from '../src/adapters/sqlite/read-store';
import { decode } from '../src/application/codec';
import type { EventStore } from '../src/application/event-store';
import { rebuild } from '../src/application/rebuild';
import type { Projection } from '../src/read-models/projection';
import { openSyntheticLog } from './rebuild-log';
import { benchProjections } from './rebuild-projections';

export interface RebuildFigures {
  readonly events: number;
  readonly seconds: number;
  readonly eventsPerSecond: number;
  /** Processor time: what it takes on a machine that others use, too. */
  readonly processorMicrosecondsPerEvent: number;
  readonly peakMebibytes: number;
}

/** Rebuilds all the projections in one pass, into a fresh file. */
export const measureRebuild = async (
  log: EventStore,
  projections: readonly Projection[],
  folder: string,
): Promise<RebuildFigures> => {
  const store = openSqliteReadStore({ file: join(folder, 'read-models.sqlite') });
  const events = Number(await log.head());
  const processor = process.cpuUsage();
  const started = performance.now();
  await rebuild({ log, store, projections, decode });
  const seconds = (performance.now() - started) / 1000;
  const { user, system } = process.cpuUsage(processor);
  await store.close();
  return {
    events,
    seconds,
    eventsPerSecond: Math.round(events / seconds),
    processorMicrosecondsPerEvent: (user + system) / events,
    peakMebibytes: Math.round(process.resourceUsage().maxRSS / 1024),
  };
};

/** `node -r ./test/support/ts-node.cjs bench/rebuild.ts [events] [file of the log, kept]` */
const main = async (): Promise<void> => {
  const events = Number(process.argv[2] ?? 100_000);
  const folder = mkdtempSync(join(tmpdir(), 'letopis-bench-'));
  try {
    const log = await openSyntheticLog(process.argv[3] ?? join(folder, 'log.sqlite'), events);
    console.log(JSON.stringify(await measureRebuild(log, benchProjections, folder)));
    await log.close();
  } finally {
    rmSync(folder, { recursive: true });
  }
};

if (require.main === module) void main();
