import { openSqliteEventStore } from '../../../src/adapters/sqlite/event-store';
import { openSqliteReadStore } from '../../../src/adapters/sqlite/read-store';
import type { EventStore } from '../../../src/application/log/event-store';
import { identityOf } from '../../../src/application/projecting/log-identity';
import type { ReadSide } from '../../../src/application/projecting/projection-run';
import { Projector } from '../../../src/application/projecting/projector';
import type { ReadStore } from '../../../src/application/projecting/read-store';
import { ensureReadModels, rebuild } from '../../../src/application/rebuilding/rebuild';
import { verify } from '../../../src/application/verifying/verify';
import {
  append,
  both,
  fingerprints,
  manyEvents,
  openPrivate,
  sideInMemory,
  undisturbed,
} from '../../support/projecting';

const other = { code: 'corrupt', message: expect.stringMatching(/another log.*letopis rebuild/u) };

describe('read models that another log filled', () => {
  let filled: ReadSide;
  /** The same read models, over another log. */
  let side: ReadSide;
  const logs: EventStore[] = [];

  const newLog = async (from: number, count: number): Promise<EventStore> => {
    const log = openSqliteEventStore({ file: ':memory:', pollMilliseconds: 5 });
    logs.push(log);
    await append(log, manyEvents(count, from));
    return log;
  };

  beforeEach(async () => {
    filled = sideInMemory();
    await append(filled.log, manyEvents(300));
    await rebuild(filled);
    side = { ...filled, log: await newLog(1_000, 100) };
  });
  afterEach(async () => {
    await filled.store.close();
    await filled.log.close();
    for (const log of logs.splice(0)) await log.close();
  });

  it('are named with both logs, and neither filled nor served on', async () => {
    const before = await fingerprints(side.store);
    const signal = new AbortController().signal;
    await expect(ensureReadModels(side)).rejects.toMatchObject(other);
    await expect(new Projector(side).start(signal)).rejects.toMatchObject(other);
    await expect(new Projector(side).catchUp()).rejects.toMatchObject(other);
    await expect(verify({ ...side, openStore: openPrivate })).rejects.toMatchObject(other);
    await expect(ensureReadModels(side)).rejects.toThrow(await identityOf(filled.log));
    await expect(ensureReadModels(side)).rejects.toThrow(await identityOf(side.log));
    expect(await fingerprints(side.store)).toEqual(before);
  });

  it('are told from those of a log that began with the same event at another time', async () => {
    await expect(ensureReadModels({ ...side, log: await newLog(0, 300) })).rejects.toMatchObject(other);
  });

  it('are refused by an empty log, too', async () => {
    await expect(ensureReadModels({ ...side, log: await newLog(0, 0) })).rejects.toMatchObject(other);
  });

  it('are filled anew where that is asked for, though the places of this log are before theirs', async () => {
    expect((await rebuild(side)).map(({ outcome }) => outcome)).toEqual(['live', 'live']);
    expect(await fingerprints(side.store)).toEqual(await undisturbed(side));
    await (
      await ensureReadModels(side)
    ).done;
    await expect(ensureReadModels(filled)).rejects.toMatchObject(other);
  });

  it('are not gone on with by a rebuild that was begun from another log', async () => {
    const stop = new AbortController();
    const asked = {
      batch: { rows: 0, events: 0 },
      signal: stop.signal,
      onProgress: () => {
        stop.abort();
      },
    };
    const later = both.map((projection) => ({ ...projection, version: 2 }));
    await rebuild({ ...filled, projections: later }, asked);
    const left = (await side.store.generations()).filter(({ state }) => state === 'building');
    expect(left).not.toEqual([]);
    const rebuilt = await rebuild({ ...side, projections: later });
    expect(rebuilt.map(({ outcome }) => outcome)).toEqual(['live', 'live']);
    expect(rebuilt.every(({ generation }) => left.every(({ number }) => number !== generation.number))).toBe(true);
    expect(await fingerprints(side.store, later)).toEqual(await undisturbed(side, later));
  });

  it('of which no log was noted, as by an older version, are noted at once', async () => {
    const store: ReadStore = openSqliteReadStore({ file: ':memory:' });
    for (const projection of both) {
      const generation = await store.build(projection);
      const [moved] = await store.commit([{ generation, writes: [], checkpoint: 1n }]);
      await store.makeLive(moved!, projection);
    }
    await new Projector({ ...filled, store }).catchUp();
    expect((await store.generations()).map(({ log }) => log)).toEqual(
      both.map((): unknown => expect.stringMatching(/^[0-9a-f-]{36} of \S+Z at position 1$/u)),
    );
    await expect(new Projector({ ...side, store }).catchUp()).rejects.toMatchObject(other);
    await store.close();
  });
});

describe('read models that hold what a restored log does not', () => {
  it('are not gone on with, and filled anew where that is asked for', async () => {
    const clock = () => '2024-01-01T00:00:00.000Z';
    const side = { ...sideInMemory(), log: openSqliteEventStore({ file: ':memory:', clock }) };
    await append(side.log, manyEvents(50));
    await rebuild(side);
    const log = openSqliteEventStore({ file: ':memory:', clock });
    await append(log, manyEvents(40));
    const restored = { ...side, log };
    await expect(ensureReadModels(restored)).rejects.toMatchObject({
      code: 'corrupt',
      message: expect.stringMatching(/up to 50, and the log ends at 40.*letopis rebuild/u),
    });
    await rebuild(restored);
    expect(await fingerprints(restored.store)).toEqual(await undisturbed(restored));
    await log.close();
    await side.log.close();
    await side.store.close();
  });
});
