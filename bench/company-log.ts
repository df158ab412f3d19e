import { createHash } from 'node:crypto';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { openSqliteEventStore } from '../src/adapters/sqlite/event-store';
import type { NewEvent, StoredEvent } from '../src/application/log/event-store';
import { writeSample, type PlantedTruth } from '../src/application/sample-company/simulate';
import { executorOver } from '../src/composition/open-core';
import { noVault } from './support/sample';

/** What the benches that read a company's log ran on: figures compare where the digests are equal. */
export interface CompanyLog {
  readonly seed: number;
  readonly months: number;
  readonly branches: number;
  readonly events: number;
  /** SHA-256 over all that the events say, in their order: the same on every machine. */
  readonly digest: string;
  readonly truth: PlantedTruth;
}

const SEED = 1;
const MONTHS = 24;
const END_AT = '2025-12-31T17:00:00.000Z';
/** Events of one branch, at most. */
const OF_A_BRANCH = 50_000;
/** Streams of the whole company: written once, whatever the number of branches. */
const shared = /^(manager|product|policy|reasons|campaign)-/;
const uuid = /[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g;
/** As long as a short text is when it is sealed; without keys nothing is, and each run would seal otherwise. */
const sealed = `"sealed":"${'c2Vh'.repeat(18)}"`;

/** One branch lives: command by command, as `letopis simulate` does it. */
const live = async (file: string, events: number): Promise<PlantedTruth> => {
  let now = '';
  const store = openSqliteEventStore({ file, clock: () => now, durability: 'process', importing: true });
  const truth = await writeSample({
    options: { seed: SEED, months: MONTHS, events, endAt: END_AT },
    execute: executorOver(store, noVault, () => now),
    setClock: (moment) => (now = moment),
  });
  await store.close();
  return truth;
};

/** An id of a branch: managers and products are those of the whole company, but each branch favours others. */
const idsOf = (branch: number, { managers, products }: PlantedTruth): ((id: string) => string) => {
  const inTurn = (ids: readonly string[]) =>
    ids.map((id, place) => [id, ids[(place + branch) % ids.length] ?? id] as const);
  const known = new Map([
    ...inTurn(managers.map(({ managerId }) => managerId)),
    ...inTurn(products.map(({ productId }) => productId)),
  ]);
  const salt = Math.imul(branch, 0x9e3779b1);
  const own = (id: string): string =>
    ((Number.parseInt(id.slice(0, 8), 16) ^ salt) >>> 0).toString(16).padStart(8, '0');
  return (id) => known.get(id) ?? `${own(id)}${id.slice(8)}`;
};

/** The events of one branch, written for all of them: each event for each branch, at the moment at which it was recorded. */
const multiply = async (from: string, to: string, branches: number, truth: PlantedTruth) => {
  let now = '';
  const one = openSqliteEventStore({ file: from });
  const all = openSqliteEventStore({ file: to, clock: () => now, durability: 'process', importing: true });
  const hash = createHash('sha256');
  const ids = Array.from({ length: branches }, (_, branch) => idsOf(branch, truth));
  let events = 0;
  const append = async ({ stream, id, type, occurredAt, recordedAt, data, metadata }: StoredEvent): Promise<void> => {
    now = recordedAt;
    const text = JSON.stringify({ stream, event: { id, type, occurredAt, data, metadata } }).replaceAll(
      '"sealed":""',
      sealed,
    );
    const told = ids.slice(0, shared.test(stream) ? 1 : branches).map((idOf) => text.replace(uuid, idOf));
    for (const each of told) hash.update(`${recordedAt} ${each}\n`);
    const parsed = told.map((each) => JSON.parse(each) as { readonly stream: string; readonly event: NewEvent });
    events += parsed.length;
    await Promise.all(parsed.map((each) => all.append(each.stream, [each.event], 'any')));
  };
  for await (const page of one.readAll({})) for (const event of page) await append(event);
  await one.close();
  await all.close();
  return { events, digest: hash.digest('hex') };
};

/**
 * Writes the sample company's log into a file that is not there yet, and what it is beside it. Executing commands makes
 * some thousand events a second, too few for a million: a company of that size is one branch that lives, and others like
 * it, with clients, calls, offers and invoices of their own.
 */
export const companyLog = async (file: string, wanted: number): Promise<CompanyLog> => {
  const described = `${file}.json`;
  if (!existsSync(described)) {
    const branches = Math.ceil(wanted / OF_A_BRANCH);
    const branchFile = `${file}.branch`;
    const truth = await live(branchFile, Math.ceil(wanted / branches));
    const written = await multiply(branchFile, file, branches, truth);
    for (const end of ['', '-wal', '-shm']) rmSync(`${branchFile}${end}`, { force: true });
    writeFileSync(described, JSON.stringify({ seed: SEED, months: MONTHS, branches, ...written, truth }));
  }
  const log = JSON.parse(readFileSync(described, 'utf8')) as CompanyLog;
  const { truth: _, ...shown } = log;
  if (process.argv.includes('--json')) console.log(JSON.stringify({ log: shown }));
  else
    console.log(
      `\nthe log: the sample company, seed ${shown.seed}, ${shown.months} months, branches ${shown.branches}, ` +
        `${shown.events.toLocaleString('en')} events, digest ${shown.digest.slice(0, 16)}`,
    );
  return log;
};
