import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { openSqliteEventStore } from '../src/adapters/sqlite/event-store';
import { openSqliteReadStore } from '../src/adapters/sqlite/read-store';
import { askReport } from '../src/application/ask';
import { decode } from '../src/application/codec';
import { rebuild } from '../src/application/rebuild';
import { projections, reports } from '../src/read-models';
import { clientIdOf, managerIdOf, momentAt, productIdOf } from './company/names';
import { fillSyntheticLog } from './rebuild-log';
import { measure, rateOf, sized, type Subject } from './support/measure';

const EVENTS = sized(1_000_000);
const ASKINGS = 5;
/** A day after the last event. */
const at = momentAt(EVENTS + 1440);
const daysBack = (days: number): string => new Date(Date.parse(at) - days * 86_400_000).toISOString().slice(0, 10);

const windows = {
  'all time': {},
  'a year': { from: daysBack(365) },
  'a quarter': { from: daysBack(180), to: daysBack(90) },
};
const [manager, product] = [managerIdOf(3), productIdOf(5)];

/** What is asked of each report, beside the window. */
const questions: Readonly<Record<string, readonly Record<string, string | boolean>[]>> = {
  'client-history': [{ client: clientIdOf(100) }],
  enquiries: [{}, { manager }, { product }, { status: 'fulfilled' }],
  'manager-activity': [{}, { manager }, { team: 'team-1' }],
  refusals: [
    ...['reason', 'manager', 'product', 'client', 'segment', 'month'].map((by) => ({ by })),
    { cohort: true },
    { manager },
    { product },
    { reason: 'NO_NEED' },
  ],
  'stale-products': [{}, { by: 'segment' }, { basis: 'paid' }, { product }],
};

const nameOf = (report: string, values: object, window: string): string =>
  [
    report,
    ...Object.entries(values).map(([name, value]) => (name === 'by' ? `by ${String(value)}` : name)),
    window,
  ].join(' ');

/** `LETOPIS_BENCH_REPORTS`: a folder that keeps the log and its read models for the next time. */
const open = async () => {
  const folder = process.env['LETOPIS_BENCH_REPORTS'] ?? process.env['LETOPIS_BENCH_FOLDER'] ?? '.';
  const file = join(folder, 'read-models.sqlite');
  const isThere = existsSync(file);
  const store = openSqliteReadStore({ file });
  if (isThere) return store;
  const made = join(folder, 'events.sqlite');
  if (!existsSync(made)) await fillSyntheticLog(made, EVENTS);
  const log = openSqliteEventStore({ file: made });
  await rebuild({ log, store, projections, decode });
  await log.close();
  return store;
};

const run = async (): Promise<void> => {
  const store = await open();
  const context = { at, zone: 'Europe/Berlin' };
  const subjects = reports.flatMap((report) =>
    (questions[report.name] ?? []).flatMap((values) =>
      Object.entries(windows)
        .filter(([, window]) => report.name !== 'stale-products' || !('to' in window))
        .map(([window, days]): Subject => ({
          name: nameOf(report.name, values, window),
          run: () =>
            rateOf(ASKINGS, async () => {
              for (let asked = 0; asked < ASKINGS; asked += 1)
                await askReport({ report, raw: { ...values, ...days }, store, context });
            }),
        })),
    ),
  );
  await measure({
    name: 'each report on a million events',
    unit: 'answers/s; 20 are 50 ms each',
    subjects,
    targets: [],
    absolutes: subjects.map(({ name }) => ({ of: name, atLeast: name.startsWith('client-history') ? 200 : 20 })),
  });
  await store.close();
};

void run();
