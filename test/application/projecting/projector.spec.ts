import { decode } from '../../../src/application/log/codec';
import { StoreError, type EventStore } from '../../../src/application/log/event-store';
import { ProjectionRun, type ReadSide } from '../../../src/application/projecting/projection-run';
import { catchUp, inBulk, pageByPage } from '../../../src/application/projecting/projection-run';
import { RowCache } from '../../../src/application/projecting/row-cache';
import { Projector } from '../../../src/application/projecting/projector';
import { ensureReadModels, rebuild } from '../../../src/application/rebuilding/rebuild';
import type { ReadStore } from '../../../src/application/projecting/read-store';
import type { Projection } from '../../../src/read-models/kit/projection';
import {
  append,
  both,
  eventOf,
  fingerprints,
  historyOfCalls,
  manyEvents,
  picky,
  POISONOUS,
  sideInMemory,
  talkTime,
  undisturbed,
  unheard,
} from '../../support/projecting';

const untilTrue = async (isTrue: () => Promise<boolean>): Promise<void> => {
  while (!(await isTrue())) await new Promise((resolve) => setTimeout(resolve, 5));
};

describe('a projector', () => {
  let side: ReadSide;
  let projector: Projector;
  let stop: AbortController;
  let running: Promise<void> | undefined;

  const start = () => {
    running = projector.start(stop.signal);
  };
  const open = async (projections: readonly Projection[] = both) => {
    side = sideInMemory(projections);
    projector = new Projector(side);
    stop = new AbortController();
    await (
      await ensureReadModels(side)
    ).done;
  };

  afterEach(async () => {
    stop.abort();
    await running;
    running = undefined;
    await side.store.close();
    await side.log.close();
  });

  it('brings read models up to the head of the log', async () => {
    await open();
    const head = await append(side.log, manyEvents(300));
    await projector.catchUp();
    expect(await projector.state()).toEqual(
      both.map(({ name }, index) => ({
        projection: name,
        version: 1,
        state: 'live',
        generation: index + 1,
        position: head,
        lag: 0,
        lagOrMore: false,
        poison: undefined,
        missing: [],
      })),
    );
    expect(await fingerprints(side.store)).toEqual(await undisturbed(side));
  });

  it('gives the same rows page by page and in bulk', async () => {
    await open();
    const head = await append(side.log, manyEvents(2500));
    const targets = (await side.store.generations()).map((generation) => ({
      generation,
      projection: both.find(({ name }) => name === generation.projection)!,
    }));
    await catchUp(side.log, new ProjectionRun(side, targets), head, { batch: pageByPage });
    expect(await fingerprints(side.store)).toEqual(await undisturbed(side));
  });

  it('follows what is appended', async () => {
    await open();
    await append(side.log, manyEvents(50));
    start();
    const position = await append(side.log, manyEvents(50, 50));
    expect(await projector.waitFor(position, ['test-history', 'test-totals'], 120_000)).toBe(true);
    expect(await fingerprints(side.store)).toEqual(await undisturbed(side));
  });

  it('says how far it is behind', async () => {
    await open();
    await append(side.log, manyEvents(7));
    expect(await projector.state()).toMatchObject([
      { state: 'catching-up', lag: 7 },
      { state: 'catching-up', lag: 7 },
    ]);
  });

  describe('lets a writer read his own writes:', () => {
    it('it waits until they are there', async () => {
      await open();
      const position = await append(side.log, manyEvents(10));
      const waiting = projector.waitFor(position, ['test-totals'], 120_000);
      start();
      expect(await waiting).toBe(true);
      expect(await projector.state()).toMatchObject([{ position }, { position }]);
    });

    it('it does not wait longer than asked', async () => {
      await open();
      const position = await append(side.log, manyEvents(1));
      expect(await projector.waitFor(position, ['test-totals'], 30)).toBe(false);
    });

    it('it does not wait for what nobody fills', async () => {
      await open();
      expect(await projector.waitFor(1n, ['test-unknown'], 10)).toBe(false);
    });

    it('it waits for no event of interest: those that nobody listens to are passed, too', async () => {
      await open();
      start();
      const position = await append(side.log, [...manyEvents(3), unheard(3)]);
      expect(await projector.waitFor(position, ['test-history', 'test-totals'], 120_000)).toBe(true);
    });
  });

  describe('meets an event that a projection can not take:', () => {
    const poisoned = [
      ...manyEvents(20),
      eventOf({ call: 5000, manager: 1, seconds: POISONOUS }, 20),
      ...manyEvents(20, 21),
    ];

    it.each([
      ['while it catches up', false],
      ['while it follows', true],
    ])('this projection alone stops right before it, %s', async (_, isRunning) => {
      await open([historyOfCalls, picky('test-totals')]);
      if (isRunning) {
        start();
        const calm = await append(side.log, manyEvents(1, 100));
        await projector.waitFor(calm, ['test-totals'], 120_000);
      }
      const head = await append(side.log, poisoned);
      if (!isRunning) start();
      expect(await projector.waitFor(head, ['test-history'], 120_000)).toBe(true);
      await untilTrue(async () => (await projector.state()).some(({ state }) => state === 'poisoned'));
      const position = head - 20n;
      const [history, totals] = await projector.state();
      expect(history).toMatchObject({ state: 'live', position: head });
      expect(totals).toMatchObject({
        state: 'poisoned',
        position: position - 1n,
        lag: 21,
        poison: { eventId: poisoned[20]!.id, type: 'CallLogged', position, error: 'nobody talks that long' },
      });
      expect(await projector.waitFor(head, ['test-totals'], 60_000)).toBe(false);
      const more = await append(side.log, manyEvents(3, 200));
      expect(await projector.waitFor(more, ['test-history'], 120_000)).toBe(true);
      expect(await projector.state()).toMatchObject([{ state: 'live' }, { position: position - 1n }]);
    });

    it('it goes on after the fix, and nothing was skipped', async () => {
      await open([historyOfCalls, picky('test-totals')]);
      await append(side.log, poisoned);
      await projector.catchUp();
      expect(await projector.state()).toMatchObject([{ state: 'live' }, { state: 'poisoned' }]);
      const mended = { ...side, projections: both };
      await new Projector(mended).catchUp();
      expect(await projector.state()).toMatchObject([{ state: 'live' }, { state: 'live', poison: undefined }]);
      expect(await fingerprints(side.store)).toEqual(await undisturbed(side));
    });

    it.each<[string, (projection: Projection) => Projection]>([
      [
        'a change that throws',
        (projection) => ({
          ...projection,
          on: {
            ...projection.on,
            CallLogged: (event) =>
              projection.on.CallLogged!(event).map((change) => ({
                ...change,
                change: (row) => {
                  if (event.data.durationSeconds === POISONOUS) throw new Error('no');
                  return change.change?.(row);
                },
              })),
          },
        }),
      ],
      [
        'a value that its column does not hold',
        (projection) => ({
          ...projection,
          on: {
            ...projection.on,
            CallLogged: (event) =>
              projection.on.CallLogged!(event).map((change) => ({
                ...change,
                change: (row) => ({
                  ...change.change!(row),
                  ...(event.data.durationSeconds === POISONOUS ? { seconds: 'many' } : {}),
                }),
              })),
          },
        }),
      ],
      [
        'a row under another key',
        (projection) => ({
          ...projection,
          on: {
            ...projection.on,
            CallLogged: (event) =>
              projection.on.CallLogged!(event).map((change) => ({
                ...change,
                key: event.data.durationSeconds === POISONOUS ? ['another'] : change.key,
              })),
          },
        }),
      ],
      [
        'a table that the projection does not name',
        (projection) => ({
          ...projection,
          on: {
            ...projection.on,
            CallLogged: (event) =>
              (event.data.durationSeconds === POISONOUS ? historyOfCalls : projection).on.CallLogged!(event),
          },
        }),
      ],
      [
        'a new row that was there',
        (projection) => ({
          ...projection,
          on: {
            ...projection.on,
            CallLogged: (event) =>
              projection.on.CallLogged!(event).map((change) =>
                event.data.durationSeconds === POISONOUS ? { ...change, insert: change.change!(undefined)! } : change,
              ),
          },
        }),
      ],
    ])('%s stops its projection, too', async (_, spoilt) => {
      await open([spoilt(talkTime), historyOfCalls]);
      const head = await append(side.log, poisoned);
      await projector.catchUp();
      expect(await projector.state()).toMatchObject([
        { state: 'poisoned', position: 20n, poison: { position: 21n, eventId: poisoned[20]!.id } },
        { state: 'live', position: head },
      ]);
      await new Projector({ ...side, projections: both }).catchUp();
      expect(await fingerprints(side.store)).toEqual(await undisturbed(side));
    });

    it('an event of a version that nobody knows stops those who listen to it', async () => {
      await open();
      await append(side.log, manyEvents(3));
      const strange: ReadSide = {
        ...side,
        decode: (stored) => {
          if (stored.position === 2n) throw new StoreError('corrupt', 'of an unknown shape');
          return decode(stored);
        },
      };
      await new Projector(strange).catchUp();
      const poison = { position: 2n, error: 'of an unknown shape' };
      expect(await projector.state()).toMatchObject([{ poison }, { poison }]);
    });

    it('one that is filled for the first time is shown as stopped, not as being built for ever', async () => {
      await open([]);
      await append(side.log, poisoned);
      const first = { ...side, projections: [picky('test-totals')] };
      await (
        await ensureReadModels(first)
      ).done;
      const poison = { position: 21n, eventId: poisoned[20]!.id, type: 'CallLogged', error: 'nobody talks that long' };
      expect(await new Projector(first).state()).toMatchObject([
        { state: 'poisoned', generation: undefined, position: 20n, poison },
      ]);
      await (
        await ensureReadModels({ ...side, projections: [talkTime] })
      ).done;
      expect(await new Projector({ ...side, projections: [talkTime] }).state()).toMatchObject([
        { state: 'live', poison: undefined },
      ]);
    });

    it('a rebuild leaves the live tables, and says so', async () => {
      await open([talkTime]);
      const head = await append(side.log, manyEvents(5));
      await projector.catchUp();
      const before = await fingerprints(side.store, [talkTime]);
      await append(
        side.log,
        poisoned.map((event, index) => ({ ...event, id: manyEvents(1, 500 + index)[0]!.id })),
      );
      const [rebuilt] = await rebuild({ ...side, projections: [picky('test-totals', 2)] });
      expect(rebuilt).toMatchObject({
        outcome: 'poisoned',
        poison: { position: head + 21n },
        generation: { number: 2 },
      });
      expect(await fingerprints(side.store, [talkTime])).toEqual(before);
    });
  });

  describe('shares its tables:', () => {
    it('two at once apply each event once', async () => {
      await open();
      const rival = new Projector({ ...side, store: side.store });
      start();
      const rivalRunning = rival.start(stop.signal);
      let head = 0n;
      for (let round = 0; round < 20; round += 1) {
        head = await append(side.log, manyEvents(10, round * 10));
        await Promise.resolve();
      }
      expect(await projector.waitFor(head, ['test-history', 'test-totals'], 120_000)).toBe(true);
      stop.abort();
      await rivalRunning;
      expect(await fingerprints(side.store)).toEqual(await undisturbed(side));
    });

    it('a rebuild beside it takes over, and the projector follows the new tables', async () => {
      await open();
      await append(side.log, manyEvents(100));
      start();
      const rebuilding = rebuild(side);
      const head = await append(side.log, manyEvents(100, 100));
      expect((await rebuilding).map(({ outcome }) => outcome)).toEqual(['live', 'live']);
      expect(await projector.waitFor(head, ['test-history', 'test-totals'], 120_000)).toBe(true);
      const more = await append(side.log, manyEvents(10, 200));
      expect(await projector.waitFor(more, ['test-history', 'test-totals'], 120_000)).toBe(true);
      expect(await projector.state()).toMatchObject([{ generation: 3 }, { generation: 4 }]);
      expect((await side.store.generations()).map(({ state }) => state)).toEqual([
        'retired',
        'live',
        'retired',
        'live',
      ]);
      expect(await fingerprints(side.store)).toEqual(await undisturbed(side));
    });

    it('it takes up a read model that goes live while it runs', async () => {
      await open([historyOfCalls]);
      const joined = new Projector({ ...side, projections: both });
      running = joined.start(stop.signal);
      const head = await append(side.log, manyEvents(30));
      expect(await joined.state()).toMatchObject([{}, { state: 'building', generation: undefined }]);
      await (
        await ensureReadModels({ ...side, projections: both })
      ).done;
      const more = await append(side.log, manyEvents(5, 30));
      expect(more).toBeGreaterThan(head);
      expect(await joined.waitFor(more, ['test-history', 'test-totals'], 120_000)).toBe(true);
    });
  });

  it('waits while a store is away, says so, and goes on', async () => {
    await open();
    let isAway = true;
    const away = (): void => {
      if (isAway) throw new StoreError('unavailable', 'away');
    };
    const { store } = side;
    const flaky: ReadStore = Object.assign(Object.create(store), {
      commit: async (...asked: Parameters<ReadStore['commit']>) => {
        away();
        return store.commit(...asked);
      },
    });
    projector = new Projector({ ...side, store: flaky });
    const head = await append(side.log, manyEvents(10));
    start();
    await untilTrue(async () => projector.lastTrouble !== undefined);
    expect(projector.lastTrouble).toMatchObject({ code: 'unavailable' });
    isAway = false;
    expect(await projector.waitFor(head, ['test-history'], 120_000)).toBe(true);
    await untilTrue(async () => projector.lastTrouble === undefined);
    expect(await fingerprints(side.store)).toEqual(await undisturbed(side));
  });

  it('ends where a store is damaged', async () => {
    await open();
    await append(side.log, manyEvents(1));
    const log: EventStore = Object.assign(Object.create(side.log), {
      readAll: () => {
        throw new StoreError('corrupt', 'damaged');
      },
    });
    await expect(new Projector({ ...side, log }).start(stop.signal)).rejects.toMatchObject({ code: 'corrupt' });
  });

  it('asks a table for each row once in a run', async () => {
    await open([talkTime]);
    const loads: number[] = [];
    const store: ReadStore = Object.assign(Object.create(side.store), {
      load: (...asked: Parameters<ReadStore['load']>) => {
        loads.push(asked[2].length);
        return side.store.load(...asked);
      },
    });
    const advance = async (from: number): Promise<void> => {
      const head = await append(side.log, manyEvents(100, from));
      const [generation] = await side.store.generations();
      const pass = new ProjectionRun({ ...side, store }, [{ projection: talkTime, generation: generation! }]);
      await catchUp(side.log, pass, head, { batch: inBulk });
    };
    await advance(0);
    expect(loads).toEqual([13]);
    await advance(100);
    expect(loads).toEqual([13, 13]);
    expect(await fingerprints(side.store, [talkTime])).toEqual(await undisturbed(side, [talkTime]));
  });

  it('loads again the rows that it has let go', async () => {
    await open([talkTime]);
    const [generation] = await side.store.generations();
    const rows = new RowCache(talkTime.tables[0]!, 2);
    const [table] = talkTime.tables;
    const touch = (key: string) => {
      rows.take({ table: table!, key: [key], change: (row) => row });
    };
    const commits = async (...keys: readonly string[]) => {
      keys.forEach(touch);
      const missing = rows.missing();
      rows.fill(await side.store.load(generation!, table!, missing));
      rows.written();
      return missing.map(([key]) => key);
    };
    expect(await commits('a', 'b')).toEqual(['a', 'b']);
    expect(await commits('c', 'd')).toEqual(['c', 'd']);
    expect(await commits('d', 'a')).toEqual(['a']);
  });
});
