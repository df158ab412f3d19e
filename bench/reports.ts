import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { openSqliteEventStore } from '../src/adapters/sqlite/event-store';
import { openSqliteReadStore } from '../src/adapters/sqlite/read-store';
import { answerReport } from '../src/application/asking/answer-report';
import { asOf } from '../src/application/asking/as-of';
import { eventsAtOf } from '../src/application/asking/events-at';
import { decode } from '../src/application/log/codec';
import { readingWith } from '../src/application/log/personal-data';
import { rebuild } from '../src/application/rebuilding/rebuild';
import { projections, reports } from '../src/read-models';
import type { ReportContext } from '../src/read-models/kit/report';
import { companyLog, type CompanyLog } from './company-log';
import { isSmoke, sized } from './support/measure';
import { noVault } from './support/sample';

const EVENTS = sized(1_000_000);
const ASKINGS = isSmoke ? 1 : 7;

const windowsUntil = (at: string) => {
  const daysBack = (days: number): string => new Date(Date.parse(at) - days * 86_400_000).toISOString().slice(0, 10);
  return {
    'all time': { from: '2000-01-01' },
    'a year': { from: daysBack(365) },
    'a quarter': { from: daysBack(180), to: daysBack(90) },
  };
};
const milliseconds = { page: 5, report: 30, past: 100 };

const groupings = ['reason', 'group', 'manager', 'product', 'client', 'segment', 'competitor', 'month', 'stated-by'];

/** What is asked of each report, beside the window. */
const questionsOn = ({ truth }: CompanyLog): Readonly<Record<string, readonly Record<string, string | boolean>[]>> => {
  const [manager, product] = [truth.managers[3]!.managerId, truth.products[5]!.productId];
  return {
    'client-history': [{ client: truth.merges[0]!.into }],
    conversion: [{}, { by: 'manager' }, { by: 'product' }],
    enquiries: [{}, { manager }, { product }, { status: 'fulfilled' }, { by: 'manager' }, { by: 'month' }],
    'manager-activity': [{}, { manager }, { team: 'north' }],
    pipeline: [{}, { by: 'product' }, { by: 'segment' }],
    receivables: [{}, { by: 'segment' }],
    refusals: [...groupings.map((by) => ({ by })), { cohort: true }, { manager }, { product }, { reason: 'NO_NEED' }],
    revenue: [{}, { by: 'product' }, { by: 'client' }, { by: 'segment' }],
    'stale-products': [{}, { by: 'segment' }, { by: 'manager' }, { basis: 'paid' }, { product }],
    'stuck-products': [{}, { product }],
    targeting: [{}, { manager }],
    work: [{}, { by: 'manager' }],
  };
};

const nameOf = (report: string, values: object): string =>
  [report, ...Object.entries(values).map(([name, value]) => (name === 'by' ? `by ${String(value)}` : name))].join(' ');

/** `LETOPIS_BENCH_REPORTS`: a folder that keeps the log and its read models for the next time. */
const open = async () => {
  const folder = process.env['LETOPIS_BENCH_REPORTS'] ?? process.env['LETOPIS_BENCH_FOLDER'] ?? '.';
  const made = join(folder, 'events.sqlite');
  const log = await companyLog(made, EVENTS);
  const file = join(folder, 'read-models.sqlite');
  const isThere = existsSync(file);
  const store = openSqliteReadStore({ file });
  const events = openSqliteEventStore({ file: made });
  if (!isThere) await rebuild({ log: events, store, projections, decode });
  return { store, events, log };
};

interface Figure {
  readonly window: string;
  readonly question: string;
  /** Of the processor: what else the machine does counts little. */
  readonly milliseconds: number;
  readonly bound: number;
}

/** The median; the first asking is not among them. */
const millisecondsOf = async (ask: () => Promise<unknown>): Promise<number> => {
  const all: number[] = [];
  for (let asked = 0; asked <= ASKINGS; asked += 1) {
    const before = process.cpuUsage();
    await ask();
    const { user, system } = process.cpuUsage(before);
    if (asked > 0) all.push((user + system) / 1000);
  }
  return all.sort((a, b) => a - b)[Math.floor(all.length / 2)] ?? Number.NaN;
};

const print = (figures: readonly Figure[], { events }: CompanyLog): void => {
  const width = Math.max(...figures.map(({ question }) => question.length));
  for (const window of new Set(figures.map((figure) => figure.window))) {
    console.log(
      `\neach report on ${events.toLocaleString('en')} events, ${window} (processor ms, median of ${ASKINGS})`,
    );
    for (const { question, bound, ...figure } of figures.filter((each) => each.window === window))
      console.log(
        `  ${question.padEnd(width)}  ${figure.milliseconds.toFixed(1).padStart(6)}  to reach ${bound}: ${figure.milliseconds <= bound ? 'yes' : 'NO'}`,
      );
  }
};

type Opened = Awaited<ReturnType<typeof open>>;

/** Each report as the log stood at its middle: its first question, of all time. */
const ofThePast = async ({ store, events, log }: Opened, context: ReportContext): Promise<readonly Figure[]> => {
  const openStore = () => openSqliteReadStore({ file: ':memory:' });
  const side = { log: events, store, projections, decode, openStore };
  const past = { position: ((await events.head()) ?? 0n) / 2n };
  const figures: Figure[] = [];
  for (const report of reports) {
    const values = questionsOn(log)[report.name]?.[0] ?? {};
    const raw = { ...values, ...windowsUntil(context.at)['all time'] };
    const ask = async (): Promise<void> => {
      const tables = await asOf(side, report, past);
      await answerReport({ report, raw, store: tables, context });
      await tables.close();
    };
    const window = 'all time, as of the middle of the log';
    const question = nameOf(report.name, values);
    figures.push({ window, question, milliseconds: await millisecondsOf(ask), bound: milliseconds.past });
  }
  return figures;
};

const run = async (): Promise<void> => {
  const opened = await open();
  const { store, events, log } = opened;
  const at = log.truth.endAt;
  const eventsAt = eventsAtOf({ log: events, decode });
  const context = { at, zone: log.truth.zone, ...readingWith(noVault), eventsAt };
  const questions = questionsOn(log);
  const figures: Figure[] = [];
  for (const [window, days] of Object.entries(windowsUntil(at)))
    for (const report of reports)
      for (const values of questions[report.name] ?? []) {
        // Some have no end but the moment of asking.
        if ('to' in days && !Object.hasOwn(report.parameters, 'to')) continue;
        const ask = () => answerReport({ report, raw: { ...values, ...days }, store, context });
        const bound = report.name === 'client-history' ? milliseconds.page : milliseconds.report;
        const question = nameOf(report.name, values);
        figures.push({ window, question, milliseconds: await millisecondsOf(ask), bound });
      }
  figures.push(...(await ofThePast(opened, context)));
  if (process.argv.includes('--json')) console.log(JSON.stringify({ bench: 'reports', figures }));
  else print(figures, log);
  await store.close();
  await events.close();
};

void run();
