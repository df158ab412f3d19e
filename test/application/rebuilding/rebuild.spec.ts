import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openSqliteEventStore } from '../../../src/adapters/sqlite/event-store';
import { openSqliteReadStore } from '../../../src/adapters/sqlite/read-store';
import { decode } from '../../../src/application/log/codec';
import type { RebuildProgress } from '../../../src/application/rebuilding/build-pace';
import { ensureReadModels, rebuild } from '../../../src/application/rebuilding/rebuild';
import type { ReadSide } from '../../../src/application/projecting/projection-run';
import { Projector } from '../../../src/application/projecting/projector';
import type { ReadStore } from '../../../src/application/projecting/read-store';
import type { Projection } from '../../../src/read-models/kit/projection';
import {
  append,
  both,
  fingerprints,
  historyOfCalls,
  manyEvents,
  sideInMemory,
  talkTime,
  undisturbed,
} from '../../support/projecting';

const outcomes = (rebuilt: readonly { outcome: string }[]): string[] => rebuilt.map(({ outcome }) => outcome);

/** The history with every talk a thousand seconds longer: its rows tell which version made them. */
const newerHistory: Projection = {
  ...historyOfCalls,
  version: 2,
  on: {
    ...historyOfCalls.on,
    CallLogged: (event) =>
      historyOfCalls.on.CallLogged!({
        ...event,
        id: event.id,
        type: event.type,
        stream: event.stream,
        revision: event.revision,
        position: event.position,
        occurredAt: event.occurredAt,
        recordedAt: event.recordedAt,
        metadata: event.metadata,
        data: { ...event.data, durationSeconds: (event.data.durationSeconds ?? 0) + 1000 },
      }),
  },
};

describe('a rebuild', () => {
  let side: ReadSide;

  beforeEach(() => {
    side = sideInMemory();
  });

  afterEach(async () => {
    await side.store.close();
    await side.log.close();
  });

  it('gives what following gave, and keeps the tables that were live before; no number of a generation is given twice', async () => {
    await (
      await ensureReadModels(side)
    ).done;
    await append(side.log, manyEvents(500));
    await new Projector(side).catchUp();
    const followed = await fingerprints(side.store);
    expect(outcomes(await rebuild(side))).toEqual(['live', 'live']);
    expect(await fingerprints(side.store)).toEqual(followed);
    expect(outcomes(await rebuild(side))).toEqual(['live', 'live']);
    expect(await fingerprints(side.store)).toEqual(followed);
    expect((await side.store.generations()).map(({ number, state }) => [number, state])).toEqual([
      [3, 'retired'],
      [5, 'live'],
      [4, 'retired'],
      [6, 'live'],
    ]);
  });

  it('of an empty log is live at once', async () => {
    expect(outcomes(await rebuild(side))).toEqual(['live', 'live']);
    expect(await side.store.generations()).toMatchObject([{ checkpoint: undefined }, { checkpoint: undefined }]);
  });

  it('is told apart by its rows: another number gives another fingerprint', async () => {
    await append(side.log, manyEvents(10));
    expect(await undisturbed(side, [newerHistory])).not.toEqual(await undisturbed(side, [historyOfCalls]));
  });

  it('says how far it is', async () => {
    await append(side.log, manyEvents(2500));
    const told: RebuildProgress[] = [];
    await rebuild(side, { onProgress: (progress) => told.push(progress) });
    expect(told.at(-1)).toMatchObject({ done: 2500, total: 2500, secondsLeft: 0 });
    for (const { done, total, eventsPerSecond } of told) {
      expect(done).toBeLessThanOrEqual(total);
      expect(eventsPerSecond).toBeGreaterThan(0);
    }
  });

  it('is no faster than it may be', async () => {
    await append(side.log, manyEvents(1500));
    const started = performance.now();
    await rebuild(side, { eventsPerSecond: 10_000 });
    expect(performance.now() - started).toBeGreaterThan(140);
  });

  it('goes on where it was interrupted, and the live tables serve until then', async () => {
    await (
      await ensureReadModels(side)
    ).done;
    await append(side.log, manyEvents(3000));
    await new Projector(side).catchUp();
    const before = await fingerprints(side.store);
    const stop = new AbortController();
    const interrupted = await rebuild(side, {
      signal: stop.signal,
      batch: { rows: 1, events: 1 },
      onProgress: () => {
        stop.abort();
      },
    });
    expect(outcomes(interrupted)).toEqual(['interrupted', 'interrupted']);
    expect(interrupted[0]!.generation).toMatchObject({ number: 3, state: 'building', checkpoint: 1000n });
    expect(await fingerprints(side.store)).toEqual(before);
    const told: RebuildProgress[] = [];
    const resumed = await rebuild(side, { onProgress: (progress) => told.push(progress) });
    expect(resumed).toMatchObject([{ outcome: 'live', generation: { number: 3 } }, { outcome: 'live' }]);
    expect(told.at(-1)).toMatchObject({ done: 3000, total: 3000, resumedFrom: 1000n });
    expect(told[0]!.done).toBeGreaterThan(1000);
    expect(await fingerprints(side.store)).toEqual(before);
  });

  it('begins anew where another version was interrupted', async () => {
    await append(side.log, manyEvents(10));
    await side.store.build({ ...historyOfCalls, version: 9 });
    const [history] = await rebuild(side);
    expect(history).toMatchObject({ outcome: 'live', generation: { number: 2, version: 1 } });
    expect(await side.store.generations()).toHaveLength(2);
  });

  it('excludes another one of the same read model, not of others', async () => {
    await append(side.log, manyEvents(50));
    const one = rebuild({ ...side, projections: [historyOfCalls] });
    await expect(rebuild(side)).rejects.toMatchObject({ code: 'conflict' });
    expect(outcomes(await rebuild({ ...side, projections: [talkTime] }))).toEqual(['live']);
    expect(outcomes(await one)).toEqual(['live']);
    expect(outcomes(await rebuild(side))).toEqual(['live', 'live']);
  });

  it('takes the lease of a process that is no more', async () => {
    const { hostname } = await import('node:os');
    await side.store.lease('the rebuild of test-history', `${hostname()} 4194304 gone`, 60_000);
    expect(outcomes(await rebuild(side))).toEqual(['live', 'live']);
  });

  it('leaves the lease of a process that lives', async () => {
    const { hostname } = await import('node:os');
    await side.store.lease('the rebuild of test-history', `${hostname()} ${process.ppid} alive`, 60_000);
    await expect(rebuild(side)).rejects.toThrow(new RegExp(`process ${process.ppid} `));
    await side.store.lease('the rebuild of test-totals', 'another-machine 1 alive', 60_000);
    await expect(rebuild({ ...side, projections: [talkTime] })).rejects.toThrow(/another-machine/);
  });

  it('catches up with what is appended meanwhile, and never goes back behind the live tables', async () => {
    await (
      await ensureReadModels(side)
    ).done;
    await append(side.log, manyEvents(1000));
    const stop = new AbortController();
    const projector = new Projector(side);
    const running = projector.start(stop.signal);
    const state = { isDone: false };
    const rebuilding = rebuild(side).finally(() => {
      state.isDone = true;
    });
    let head = 0n;
    for (let index = 1000; !state.isDone; index += 1) {
      head = await append(side.log, manyEvents(1, index));
      expect(await projector.waitFor(head, ['test-history', 'test-totals'], 120_000)).toBe(true);
    }
    expect(outcomes(await rebuilding)).toEqual(['live', 'live']);
    expect(await projector.waitFor(head, ['test-history', 'test-totals'], 120_000)).toBe(true);
    stop.abort();
    await running;
    expect(await fingerprints(side.store)).toEqual(await undisturbed(side));
  });

  it('never lets a reader see a half', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'letopis-'));
    const file = join(folder, 'read-models.sqlite');
    const store = openSqliteReadStore({ file });
    const reader = openSqliteReadStore({ file });
    await append(side.log, manyEvents(2000));
    await rebuild({ ...side, store, projections: [historyOfCalls] });
    const look = () =>
      reader.db.transaction().execute(async (db) => {
        const asked = db.withTables<{ test_entries: { seconds: number }; test_calls: { callId: string } }>();
        const logged = await asked.selectFrom('test_entries').select('seconds').where('seconds', '>', 0).execute();
        await new Promise((resolve) => setImmediate(resolve));
        const calls = await asked.selectFrom('test_calls').select('callId').execute();
        const all = await asked.selectFrom('test_entries').select('seconds').execute();
        return { newer: logged.filter(({ seconds }) => seconds >= 1000).length, logged: logged.length, calls, all };
      });
    const first = await look();
    expect(first).toMatchObject({ newer: 0 });
    const newest = { ...side, store, projections: [newerHistory] };
    const rebuilding = rebuild(newest, { batch: { rows: 200, events: 200 } });
    let seen = await look();
    const looks = [seen];
    while (seen.newer === 0) {
      seen = await look();
      looks.push(seen);
    }
    expect(outcomes(await rebuilding)).toEqual(['live']);
    const last = await look();
    expect(last.all).toHaveLength(2000);
    for (const { newer, all, calls, logged } of looks) {
      expect(all).toHaveLength(2000);
      expect(calls).toEqual(first.calls);
      expect([0, logged]).toContain(newer);
    }
    await reader.close();
    await store.close();
    rmSync(folder, { recursive: true });
  });
});

describe('at the start of the service', () => {
  let side: ReadSide;
  let store: ReadStore;
  beforeEach(() => {
    side = sideInMemory();
    store = side.store;
  });
  afterEach(async () => {
    await store.close();
    await side.log.close();
  });

  it('a read model that is not there is made', async () => {
    await append(side.log, manyEvents(20));
    const first = await ensureReadModels({ ...side, projections: [talkTime] });
    expect(first.rebuilt).toEqual(['test-totals']);
    await first.done;
    const second = await ensureReadModels(side);
    expect(second.rebuilt).toEqual(['test-history']);
    await second.done;
    expect(await fingerprints(store)).toEqual(await undisturbed(side));
  });

  it('nothing is done where all is there', async () => {
    await (
      await ensureReadModels(side)
    ).done;
    const again = await ensureReadModels(side);
    expect(again.rebuilt).toEqual([]);
    expect(await again.done).toEqual([]);
  });

  it('one of another version is rebuilt, and the old one serves meanwhile', async () => {
    await (
      await ensureReadModels(side)
    ).done;
    await append(side.log, manyEvents(20));
    await new Projector(side).catchUp();
    const newer = { ...side, projections: [newerHistory, talkTime] };
    const { rebuilt, done } = await ensureReadModels(newer);
    expect(rebuilt).toEqual(['test-history']);
    expect(await new Projector(newer).state()).toMatchObject([{ state: 'building', generation: 1 }, { state: 'live' }]);
    expect(
      await store.db
        .withTables<{ test_entries: { seconds: number } }>()
        .selectFrom('test_entries')
        .selectAll()
        .execute(),
    ).toHaveLength(20);
    await done;
    expect(await new Projector(newer).state()).toMatchObject([
      { state: 'live', generation: 3, version: 2 },
      { generation: 2 },
    ]);
    expect(await fingerprints(store, newer.projections)).toEqual(await undisturbed(side, newer.projections));
  });

  it('a version is left alone by a projector of another one', async () => {
    await (
      await ensureReadModels(side)
    ).done;
    await append(side.log, manyEvents(5));
    await new Projector({ ...side, projections: [newerHistory, talkTime] }).catchUp();
    const states = await new Projector(side).state();
    expect(states).toMatchObject([{ position: undefined, lag: 5 }, { position: 5n }]);
    expect(both.map(({ name }) => name)).toEqual(states.map(({ projection }) => projection));
  });
});

describe('the tables of a rebuild', () => {
  it('are the same in a file and in memory', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'letopis-'));
    const log = openSqliteEventStore({ file: join(folder, 'events.sqlite'), durability: 'process' });
    const store = openSqliteReadStore({ file: join(folder, 'read-models.sqlite') });
    await append(log, manyEvents(300));
    await rebuild({ log, store, projections: both, decode });
    expect(await fingerprints(store)).toEqual(await undisturbed({ log }));
    await store.close();
    await log.close();
    rmSync(folder, { recursive: true });
  });
});
