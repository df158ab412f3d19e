import { createHash } from 'node:crypto';
import { cpSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { openSqlite } from '../../../src/adapters/sqlite/driver';
import { openSqliteReadStore } from '../../../src/adapters/sqlite/read-store';
import { reports } from '../../../src/read-models';
import { buildProgram, inShell, letopis, type Ended, withoutProgress } from '../../support/processes';
import { readWorkbook } from '../../support/workbook';

interface Json {
  readonly sections: Readonly<Record<string, readonly Readonly<Record<string, unknown>>[]>>;
  readonly notes: readonly string[];
}

// Each verb is a process of its own: on a slow machine over a minute of processor time, on purpose.
const folder = mkdtempSync(join(tmpdir(), 'letopis-'));
const environment = { LETOPIS_DATA: folder };
const run = (...args: readonly string[]): Promise<Ended> => letopis(args, environment);
const good = async (...args: readonly string[]): Promise<string> => {
  const { code, out, err } = await run(...args);
  expect({ code, err: withoutProgress(err) }).toEqual({ code: 0, err: '' });
  return out;
};
const json = async (...args: readonly string[]): Promise<Json> => JSON.parse(await good(...args, '--json')) as Json;
const lines = (text: string): readonly Readonly<Record<string, unknown>>[] =>
  text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Record<string, unknown>);

const YEAR = ['--from', '2024-01-01', '--to', '2025-01-01'];
const simulated = ['simulate', '--events', '600', '--seed', '5', '--months', '6', '--end-at', '2024-12-31T12:00:00Z'];
const facts = [
  ...[
    'calls',
    'campaigns',
    'clients',
    'consents',
    'deadlines',
    'enquiries',
    'history',
    'invoices',
    'managers',
    'offers',
  ],
  ...['products', 'reasons', 'voids'],
];

beforeAll(async () => {
  buildProgram();
  await good(...simulated);
});
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

describe('simulate', () => {
  it('writes the planted truth beside the data', () => {
    const truth = JSON.parse(readFileSync(join(folder, 'sample-truth.json'), 'utf8')) as { counts: object };
    expect(truth.counts).toMatchObject({ events: expect.any(Number) as number });
  });

  it('gives the same company from the same seed', async () => {
    const again = mkdtempSync(join(tmpdir(), 'letopis-'));
    await good(...simulated, '--data', again);
    const told = async (...data: readonly string[]) =>
      lines(await good('export', ...data)).map(({ id, type, occurredAt, recordedAt }) => [
        id,
        type,
        occurredAt,
        recordedAt,
      ]);
    expect(await told('--data', again)).toEqual(await told());
    rmSync(again, { recursive: true });
  });

  it('touches no store that holds something', async () => {
    const { code, err } = await run(...simulated);
    expect(code).toBe(2);
    expect(err).toContain('the store is not empty: name another folder with --data');
  });
});

describe('report', () => {
  it('prints tables for people, each section by its name, and what to know of it', async () => {
    const out = await good('report', 'refusals', ...YEAR);
    expect(out).toMatch(/^summary\n {2}— 1 of \d+\n/);
    expect(out).toMatch(/\n┌/);
    expect(out).toContain('PRICE_TOO_HIGH');
    expect(out).toMatch(/\n- One refusal is one line of an offer/);
  });

  it('prints JSON for programs', async () => {
    const { sections } = await json('report', 'refusals', ...YEAR, '--by', 'month', '--limit', '5');
    expect(sections['refusals']).toHaveLength(5);
    expect(sections['summary']?.every(({ month }) => /^2024-\d\d$/.test(String(month)))).toBe(true);
  });

  it('prints CSV for spreadsheets, the section that is asked for', async () => {
    const { sections } = await json('report', 'refusals', ...YEAR);
    const { code, out: csv, err } = await run('report', 'refusals', ...YEAR, '--csv', '--section', 'summary');
    expect([code, withoutProgress(err)]).toEqual([0, expect.stringMatching(/^(note: .+\n)+$/)]);
    const rows = parse<Record<string, string>>(csv, { columns: true });
    expect(rows.map(({ reason, refusals }) => [reason, Number(refusals)])).toEqual(
      sections['summary']?.map(({ reason, refusals }) => [reason, refusals]),
    );
  });

  it('prints the section that is asked for alone, in every form', async () => {
    const { sections } = await json('report', 'refusals', ...YEAR, '--section', 'outside');
    expect(Object.keys(sections)).toEqual(['outside']);
    expect(await good('report', 'refusals', ...YEAR, '--section', 'values')).toMatch(/^values\n/);
    const { code, err } = await run('report', 'refusals', '--section', 'sums');
    expect([code, err]).toEqual([
      2,
      expect.stringContaining('--section: expected one of the sections summary, values'),
    ]);
  });

  it('writes a workbook for people, never over a file that is there', async () => {
    const file = join(folder, 'refusals.xlsx');
    const { sections } = await json('report', 'refusals', ...YEAR);
    const out = await good('report', 'refusals', ...YEAR, '--xlsx', file);
    expect(out).toContain(`They are in ${file}.`);
    const sheets = readWorkbook(readFileSync(file));
    expect(Object.keys(sheets)).toEqual([...Object.keys(sections), 'notes']);
    expect(sheets['refusals']?.rows).toHaveLength((sections['refusals']?.length ?? 0) + 1);
    const again = await run('report', 'refusals', '--xlsx', file);
    expect([again.code, again.err]).toEqual([2, expect.stringContaining('is there already: name a new file')]);
    expect((await run('report', 'refusals', '--xlsx', `${file}.2`, '--csv')).code).toBe(2);
  });

  it('answers as it was known at a moment', async () => {
    const before = await json('report', 'refusals', '--as-of', '2024-10-01');
    const now = await json('report', 'refusals', '--limit', '1000');
    const known = now.sections['refusals']?.filter(({ refusedAt }) => String(refusedAt) < '2024-10-01');
    expect(known?.length).toBeGreaterThan(0);
    expect(now.sections['refusals']?.length).toBeGreaterThan(before.sections['refusals']?.length ?? 0);
    for (const { refusedAt } of before.sections['refusals'] ?? []) expect(String(refusedAt) < '2024-10-01').toBe(true);
  });

  // One needs a client, the sample company has registered nobody twice, and no answer was on trial yet.
  const unasked = ['client-history', 'duplicates', 'trial'];
  const answered = reports.map(({ name }) => name).filter((name) => !unasked.includes(name));
  /** What looks back a year from today looks back to the company's year. */
  const lookingBack: ReadonlyMap<string, readonly string[]> = new Map([['targeting', ['--from', '2024-01-01']]]);

  const isNamedIn = (row: object, column: string): boolean =>
    [`${column.replace(/Id$/, '')}Name`, 'name'].some((name) => Object.hasOwn(row, name));

  /** The ids of all that has a name. */
  let named: ReadonlySet<unknown>;
  beforeAll(async () => {
    const ids: unknown[] = [];
    for (const [list, column] of [
      ['clients', 'clientId'],
      ['managers', 'managerId'],
      ['products', 'productId'],
    ] as const) {
      const { sections } = await json('list', list, '--limit', '1000');
      ids.push(...(sections[list] ?? []).map((row) => row[column]));
    }
    named = new Set(ids);
  });

  it.each(answered)('answers %s', async (name) => {
    const { sections } = await json('report', name, ...(lookingBack.get(name) ?? []));
    expect(Object.values(sections).flat().length).toBeGreaterThan(0);
    const unnamed = Object.values(sections)
      .flat()
      .flatMap((row) => Object.keys(row).filter((column) => named.has(row[column]) && !isNamedIn(row, column)));
    expect([...new Set(unnamed)]).toEqual([]);
  });

  it('tells the history of a client by its id', async () => {
    const [registered] = lines(await good('replay', '--types', 'ClientRegistered', '--limit', '1', '--json'));
    const { clientId, name } = registered?.['data'] as { clientId: string; name: string };
    const { sections } = await json('report', 'client-history', '--client', clientId);
    expect(sections['client']).toMatchObject([{ clientId, name }]);
    expect(sections['history']?.[0]).toMatchObject({ type: 'ClientRegistered' });
  });
});

describe('trial', () => {
  const datesTried = ({ sections }: Json, answer: string): readonly unknown[] =>
    (sections['dates'] ?? []).filter((row) => row['answer'] === answer).map(({ day }) => day);

  it('says which answers nobody tried, and how to', async () => {
    const { sections, notes } = await json('report', 'trial');
    expect(Object.values(sections).flat()).toEqual([]);
    expect(notes).toContain('Not tried yet: letopis trial targeting');
  });

  it('asks an answer as of past dates; the report shows it from then on, and so does that of the answer', async () => {
    const tried = await json('trial', 'stuck-products', '--from', '2024-08-01', '--to', '2024-09-01');
    expect(datesTried(tried, 'stuck-products')).toEqual(['2024-08-01', '2024-09-01']);
    const shown = await json('report', 'trial');
    expect(shown.sections).toEqual(tried.sections);
    expect((await json('report', 'stuck-products')).notes).toContainEqual(
      expect.stringContaining('On trial as of 2 dates from 2024-08-01 to 2024-09-01'),
    );
  });

  it('says so where no date can be judged, and names the answers where one is not known', async () => {
    expect((await json('trial', 'targeting', '--from', '2024-12-30')).notes).toEqual([
      'targeting: no date can be judged: the log does not tell of 90 days after one',
    ]);
    const { code, err } = await run('trial', 'targetting');
    expect([code, err]).toEqual([2, expect.stringContaining('name one of targeting')]);
  });
});

describe('lists', () => {
  it('finds by the beginning of a name, lists page by page, and shows one by its name', async () => {
    const listed = await json('list', 'clients', '--limit', '2', '--fields', 'name,managerId');
    const [first, ...rest] = listed.sections['clients'] ?? [];
    expect(rest).toHaveLength(1);
    expect(Object.keys(first ?? {})).toEqual(['clientId', 'name', 'managerId', 'managerName']);
    const name = String(first?.['name']);
    const found = await json('find', name.slice(0, -1), '--kind', 'client');
    expect(found.sections['found']?.map(({ id }) => id)).toContain(first?.['clientId']);
    const shown = await json('show', 'client', name);
    expect(shown.sections['client']).toMatchObject([{ clientId: first?.['clientId'] }]);
    expect(shown.sections['contacts']?.length).toBeGreaterThan(0);
  });

  it('shows people names, and ids where they ask for them', async () => {
    const [plain, withIds] = [
      await good('list', 'invoices', '--unpaid', '--limit', '2'),
      await good('list', 'invoices', '--unpaid', '--limit', '2', '--ids'),
    ];
    expect(plain).toContain('clientName');
    expect(plain).not.toContain('clientId');
    expect(withIds).toContain('clientId');
  });
});

describe('replay', () => {
  it('prints each event on lines for people, with its actor', async () => {
    const out = await good('replay', '--types', 'OfferLinesRefused', '--limit', '3');
    expect(out.match(/OfferLinesRefused/g)).toHaveLength(3);
    expect(out).toMatch(/by manager:[0-9a-f-]{36}/);
  });

  it('filters by type, time, actor, stream and whatever is named', async () => {
    const refused = lines(await good('replay', '--types', 'OfferLinesRefused', '--json'));
    const [first] = refused;
    const { offerId, clientId, managerId } = first?.['data'] as Record<string, string>;
    const times = refused.map(({ occurredAt }) => String(occurredAt)).sort();
    const middle = times[Math.floor(times.length / 2)] ?? '';
    const types = ['--types', 'OfferLinesRefused', '--json'];

    const from = lines(await good('replay', ...types, '--from', middle));
    const to = lines(await good('replay', ...types, '--to', middle));
    expect(from.length + to.length).toBe(refused.length);
    expect(from.every(({ occurredAt }) => String(occurredAt) >= middle)).toBe(true);

    const ofStream = lines(await good('replay', '--stream', `offer-${offerId}`, '--json'));
    expect(ofStream[0]).toMatchObject({ type: 'OfferMade', revision: 0 });
    const byActor = lines(await good('replay', ...types, '--actor', `manager:${managerId}`));
    expect(byActor).toEqual(
      refused.filter(({ metadata }) => (metadata as { actor: { id: string } }).actor.id === managerId),
    );
    const ofClient = lines(await good('replay', '--client', clientId ?? '', '--json'));
    expect(ofClient.every((event) => JSON.stringify(event).includes(clientId ?? '?'))).toBe(true);
    expect(ofClient.map(({ id }) => id)).toContain(first?.['id']);
    const registered = lines(await good('replay', '--stream', `client-${clientId}`, '--json'))[0];
    const { name } = registered?.['data'] as { name: string };
    expect(lines(await good('replay', '--client', name.toUpperCase(), '--json'))).toEqual(ofClient);
    const { code, err } = await run('replay', '--client', `${name}x`);
    expect([code, err]).toEqual([2, expect.stringContaining(`did you mean "${name}"`)]);
  });
});

describe('export', () => {
  it('writes the whole log as JSON lines, the same each time', async () => {
    const first = await good('export');
    const digest = (text: string) => createHash('sha256').update(text).digest('hex');
    expect(digest(await good('export'))).toBe(digest(first));
    const positions = lines(first).map(({ position }) => Number(position));
    expect(positions).toEqual([...positions.keys()].map((index) => index + 1));
  });

  it('writes CloudEvents', async () => {
    const events = lines(await good('export', '--cloudevents', '--types', 'InvoiceIssued'));
    expect(events.length).toBeGreaterThan(0);
    expect(events[0]).toMatchObject({
      specversion: '1.0',
      type: 'letopis.InvoiceIssued.v1',
      source: expect.stringMatching(/^\/letopis\/invoice-/) as string,
      datacontenttype: 'application/json',
    });
  });

  it.each(['export', 'replay', 'replay --json'])('%s ends quietly when its reader has seen enough', (verb) => {
    const { code, out, err } = inShell(`letopis ${verb} | head -n 1`, environment);
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(out.trim().split('\n')).toHaveLength(1);
  });
});

describe('projections, rebuild and verify', () => {
  it('say how each read model stands', async () => {
    const { sections, notes } = await json('projections');
    expect(sections['projections']?.map(({ projection, state, lag }) => [projection, state, lag])).toEqual(
      facts.map((name) => [name, 'live', 0]),
    );
    expect(sections['read-models']).toContainEqual({
      readModel: 'refusals',
      state: 'live',
      lag: 0,
      facts: ['offers', 'reasons', 'clients', 'products'],
    });
    // No service ever ran here.
    expect(sections['upkeep']).toEqual([{ position: null, lag: expect.any(Number) as number }]);
    expect(notes.join()).toContain('GET /health');
  });

  it('rebuild all of them, or one', async () => {
    const { sections } = await json('rebuild');
    expect(sections['rebuilt']?.map(({ projection, outcome }) => [projection, outcome])).toEqual(
      facts.map((name) => [name, 'live']),
    );
    const one = await json('rebuild', 'refusals');
    // A read model is built with the facts that it stands on.
    expect(one.sections['rebuilt']?.map(({ projection }) => projection)).toEqual([
      ...['clients', 'offers', 'products', 'reasons'],
    ]);
    const unknown = await run('rebuild', 'refusal');
    expect(unknown).toMatchObject({ code: 2 });
    expect(unknown.err).toContain('there is no read model refusal: did you mean refusals?');
  });

  it('say that another process is rebuilding, and change nothing', async () => {
    const store = openSqliteReadStore({ file: join(folder, 'read-models.sqlite') });
    const before = await store.generations();
    await store.lease('the rebuild of offers', 'elsewhere 1 x', 60_000);
    const { code, err } = await run('rebuild', 'offers');
    expect({ code, after: await store.generations() }).toEqual({ code: 1, after: before });
    expect(err).toContain(
      'letopis: the rebuild of offers is running in process 1 on elsewhere: wait until it has ended',
    );
    await store.release('the rebuild of offers', 'elsewhere 1 x');
    await store.close();
  });

  it('find no difference', async () => {
    const { sections, notes } = await json('verify');
    expect(sections['verified']?.map(({ outcome }) => outcome)).toEqual(facts.map(() => 'equal'));
    const { position } = (await json('projections')).sections['projections']![0]!;
    expect(notes).toEqual([
      expect.stringMatching(/^The log says what it said .* Its digest there is [\w-]{43}: /) as string,
      expect.stringContaining(`nothing to compare with for what was changed earlier`) as string,
      'Every read model holds the whole log and agrees with it.',
    ]);
    const again = await json('verify');
    expect(again.sections['log']).toMatchObject([{ outcome: 'equal', comparedUntil: position }]);
    expect(again.notes[0]).toMatch(/^The log says what it said .* Its digest there is [\w-]{43}: /);
  });

  it('find and name an event that somebody changed, and advise nothing that would hide it', async () => {
    const copy = mkdtempSync(join(tmpdir(), 'letopis-'));
    cpSync(folder, copy, { recursive: true });
    const db = openSqlite(join(copy, 'events.sqlite'));
    db.exec('drop trigger events_are_never_changed');
    db.exec(`update events set metadata = json_set(metadata, '$.actor.id', 'another') where position = 200`);
    db.close();
    const { code, out } = await run('verify', '--json', '--data', copy);
    expect(code).toBe(1);
    const { sections, notes } = JSON.parse(out) as Json;
    expect(sections['log']).toMatchObject([{ outcome: 'different' }]);
    expect(sections['logFaults']).toMatchObject([{ position: '200', eventId: expect.any(String) as string }]);
    const said = notes.join(' ');
    expect(said).toContain('Either the log was changed around Letopis, or the digests');
    expect(said).toContain('First keep a copy');
    expect(said).not.toContain('letopis rebuild');
    rmSync(copy, { recursive: true });
  });

  it('find and name a row that somebody touched, until it is rebuilt', async () => {
    const db = openSqlite(join(folder, 'read-models.sqlite'));
    // The live ones: an edition that was live before may be kept beside them.
    const { sql: view } = db
      .prepare(`select sql from sqlite_master where type = 'view' and name = 'refusals'`)
      .get() as {
      sql: string;
    };
    const table = /refusals__\d+/.exec(view)?.[0];
    const { eventId, lineId } = db.prepare(`select "eventId", "lineId" from "${table}" limit 1`).get() as Record<
      string,
      string
    >;
    db.prepare(`update "${table}" set "reason" = 'NO_ONE_SAID_SO' where "eventId" = ? and "lineId" = ?`).run(
      eventId,
      lineId,
    );
    db.close();

    const { code, out } = await run('verify', '--json');
    expect(code).toBe(1);
    const { sections } = JSON.parse(out) as Json;
    expect(sections['differences']).toMatchObject([
      { projection: 'offers', table: 'refusals', column: 'reason', live: 'NO_ONE_SAID_SO' },
    ]);
    expect(sections['differences']?.[0]?.['key']).toContain(eventId);
    const said = (JSON.parse(out) as Json).notes.join(' ');
    expect(said).toContain('Either the read model was changed (or a fault made it wrong), or the log was changed');
    expect(said).not.toContain('letopis rebuild');
    expect((await run('verify', 'enquiries')).code).toBe(0);

    await good('rebuild', 'refusals', '--json');
    await good('verify', '--json');
  });
});
