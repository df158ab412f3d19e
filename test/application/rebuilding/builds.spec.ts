import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { openSqliteReadStore } from '../../../src/adapters/sqlite/read-store';
import { generationStates, type GenerationState } from '../../../src/application/rebuilding/builds';
import { orderBuilds } from '../../../src/application/rebuilding/build-orders';
import type { ReadSide } from '../../../src/application/projecting/projection-run';
import { Projector } from '../../../src/application/projecting/projector';
import type { ReadStore } from '../../../src/application/projecting/read-store';
import { ensureReadModels, rebuild, type RebuildOptions } from '../../../src/application/rebuilding/rebuild';
import { append, fingerprints, historyOfCalls, manyEvents, sideInMemory, undisturbed } from '../../support/projecting';

const small = { rows: 1, events: 1 };

describe('the generations of a read model', () => {
  let folder: string;
  let side: ReadSide;
  /** As another process sees the tables. */
  let other: ReadStore;
  const look = async (): Promise<readonly GenerationState[]> => generationStates({ ...side, store: other });
  const built = async (): Promise<GenerationState | undefined> => (await look()).find(({ state }) => state !== 'live');
  const until = async (isSo: (state: GenerationState | undefined) => boolean): Promise<GenerationState | undefined> => {
    for (;;) {
      const state = await built();
      if (isSo(state)) return state;
      await pause(5);
    }
  };
  const slowly = (options: RebuildOptions = {}) => rebuild(side, { batch: small, eventsPerSecond: 2_000, ...options });
  const models = [historyOfCalls];

  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'letopis-'));
    const file = join(folder, 'read-models.sqlite');
    const memory = sideInMemory(models);
    await memory.store.close();
    side = { ...memory, store: openSqliteReadStore({ file }) };
    other = openSqliteReadStore({ file });
    await (
      await ensureReadModels(side)
    ).done;
    await append(side.log, manyEvents(4_000));
    await new Projector(side).catchUp();
  });
  afterEach(async () => {
    await other.close();
    await side.store.close();
    await side.log.close();
    rmSync(folder, { recursive: true });
  });

  it('say from any process how far the one that is filled is: true, and never less than before', async () => {
    const running = slowly();
    const seen: GenerationState[] = [];
    for (let state = await built(); state?.state !== 'kept'; state = await built()) {
      if (state?.state === 'running' && state.position !== undefined) seen.push(state);
      await pause(5);
    }
    expect(await running).toMatchObject([{ outcome: 'live' }]);
    expect(new Set(seen.map(({ done }) => done)).size).toBeGreaterThan(1);
    for (const [index, state] of seen.entries()) {
      expect(state).toMatchObject({ total: 4_000, isEstimate: false, done: Number(state.position) });
      expect(state.done).toBeGreaterThanOrEqual(seen[index - 1]?.done ?? 0);
      expect(state.by).toContain(`process ${process.pid} `);
      if (state.done === 4_000) expect(state.secondsLeft).toBe(0);
      else expect(state.secondsLeft! * state.eventsPerSecond!).toBeCloseTo(4_000 - state.done, 3);
    }
  });

  it('that are left half say so, and from where they went on', async () => {
    const stop = new AbortController();
    const running = slowly({ signal: stop.signal });
    await until((state) => (state?.position ?? 0n) > 0n);
    stop.abort();
    await running;
    const left = await built();
    expect(left).toMatchObject({ state: 'left', eventsPerSecond: undefined, secondsLeft: undefined, by: undefined });
    const resumed = slowly();
    const again = await until((state) => state?.state === 'running' && state.position !== left?.position);
    expect(again?.resumedFrom).toBe(left?.position);
    await resumed;
    expect(await fingerprints(side.store, models)).toEqual(await undisturbed(side, models));
  });

  it('pause and go on as any process asks', async () => {
    const running = slowly();
    await until((state) => (state?.position ?? 0n) > 0n);
    expect(await orderBuilds(other, ['test-history'], { kind: 'pause' })).toMatchObject([{ isLeft: false }]);
    const paused = await until((state) => state?.state === 'paused');
    await pause(600);
    expect(await built()).toEqual(paused);
    await orderBuilds(other, undefined, { kind: 'resume' });
    await until((state) => state?.state === 'kept');
    expect(await running).toMatchObject([{ outcome: 'live' }]);
    expect(await fingerprints(side.store, models)).toEqual(await undisturbed(side, models));
  });

  it('that were paused stay so when their process ends, and the next one waits, too', async () => {
    const stop = new AbortController();
    const running = slowly({ signal: stop.signal });
    await until((state) => (state?.position ?? 0n) > 0n);
    await orderBuilds(other, ['test-history'], { kind: 'pause' });
    await until((state) => state?.state === 'paused');
    stop.abort();
    expect(await running).toMatchObject([{ outcome: 'interrupted' }]);
    expect(await built()).toMatchObject({ state: 'paused', by: undefined });
    expect(await orderBuilds(other, ['test-history'], { kind: 'resume' })).toMatchObject([{ isLeft: true }]);
    expect(await built()).toMatchObject({ state: 'left' });
  });

  it('are given up where any process asks, and nothing of them stays', async () => {
    const before = await fingerprints(side.store, models);
    const running = slowly();
    await until((state) => (state?.position ?? 0n) > 0n);
    await orderBuilds(other, ['test-history'], { kind: 'cancel' });
    expect(await running).toMatchObject([{ outcome: 'cancelled' }]);
    expect(await look()).toMatchObject([{ state: 'live' }]);
    expect(await fingerprints(side.store, models)).toEqual(before);
  });

  it('that were left half are given up at once', async () => {
    await side.store.build(historyOfCalls);
    await orderBuilds(other, ['test-history'], { kind: 'cancel' });
    expect(await look()).toMatchObject([{ state: 'live' }]);
  });

  it('are filled at the pace that is asked for meanwhile', async () => {
    const running = slowly({ eventsPerSecond: 1 });
    await until((state) => (state?.position ?? 0n) > 0n);
    await orderBuilds(other, ['test-history'], { kind: 'pace', eventsPerSecond: null });
    expect(await running).toMatchObject([{ outcome: 'live' }]);
  });

  it('can be ordered nothing where nothing is filled', async () => {
    await expect(orderBuilds(other, ['test-history'], { kind: 'pause' })).rejects.toMatchObject({ code: 'conflict' });
  });

  describe('that were live before', () => {
    it('are kept, and a rollback switches back once they hold the log', async () => {
      await rebuild(side);
      expect(await look()).toMatchObject([
        { generation: 1, state: 'kept' },
        { generation: 2, state: 'live' },
      ]);
      await append(side.log, manyEvents(50, 4_000));
      await new Projector(side).catchUp();
      expect(await rebuild(side, { purpose: 'rollback' })).toMatchObject([
        { outcome: 'live', generation: { number: 1, checkpoint: 4_050n } },
      ]);
      expect(await look()).toMatchObject([
        { generation: 1, state: 'live' },
        { generation: 2, state: 'kept' },
      ]);
      expect(await fingerprints(side.store, models)).toEqual(await undisturbed(side, models));
      expect(await rebuild(side, { purpose: 'rollback' })).toMatchObject([{ generation: { number: 2 } }]);
    });

    it('are as many as are asked for', async () => {
      for (const keep of [2, 2, 2]) await rebuild(side, { keep });
      expect((await look()).map(({ generation, state }) => [generation, state])).toEqual([
        [2, 'kept'],
        [3, 'kept'],
        [4, 'live'],
      ]);
      await rebuild(side, { keep: 0 });
      expect(await look()).toMatchObject([{ generation: 5, state: 'live' }]);
    });

    it('can not be gone back to where none was kept, or where another version filled it', async () => {
      await rebuild(side, { keep: 0 });
      await expect(rebuild(side, { purpose: 'rollback' })).rejects.toThrow(/none was kept/);
      const newer = { ...side, projections: [{ ...historyOfCalls, version: 2 }] };
      await rebuild(newer);
      await expect(rebuild(newer, { purpose: 'rollback' })).rejects.toThrow(
        /version 1 filled it.*program has version 2/,
      );
      expect(await generationStates(newer)).toMatchObject([{ state: 'retired' }, { state: 'live', version: 2 }]);
    });

    it('are gone on with by the program of before, when it is started again', async () => {
      const newer = { ...side, projections: [{ ...historyOfCalls, version: 2 }] };
      await (
        await ensureReadModels(newer)
      ).done;
      await append(side.log, manyEvents(50, 4_000));
      await (
        await ensureReadModels(side)
      ).done;
      expect(await look()).toMatchObject([
        { generation: 1, version: 1, state: 'live', position: 4_050n },
        { generation: 2, version: 2, state: 'retired' },
      ]);
      expect(await fingerprints(side.store, models)).toEqual(await undisturbed(side, models));
    });
  });
});
