import { mkdtempSync, rmSync } from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { openSqliteReadStore } from '../../../src/adapters/sqlite/read-store';
import { StoreError } from '../../../src/application/log/event-store';
import type { ReadStore } from '../../../src/application/projecting/read-store';
import { asLeader } from '../../../src/application/projecting/leases';

const NAME = 'the work';

describe('work that is done in turn', () => {
  let folder: string;
  let stores: ReadStore[];
  let over: AbortController;
  const open = (): ReadStore => {
    const store = openSqliteReadStore({ file: join(folder, 'read-models.sqlite') });
    stores.push(store);
    return store;
  };
  const untilAborted = (signal: AbortSignal): Promise<void> =>
    new Promise((resolve) => {
      signal.addEventListener('abort', () => {
        resolve();
      });
    });

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'letopis-'));
    stores = [];
    over = new AbortController();
  });
  afterEach(async () => {
    over.abort();
    for (const store of stores) await store.close();
    rmSync(folder, { recursive: true });
  });

  it('is done by one at a time, and by the next when the one ends', async () => {
    const done: string[] = [];
    const first = new AbortController();
    const begin = (who: string, signal: AbortSignal) =>
      asLeader(
        open(),
        NAME,
        async (mine) => {
          done.push(`${who} begins`);
          await untilAborted(mine);
          done.push(`${who} ends`);
        },
        signal,
      );
    const one = begin('one', first.signal);
    await pause(100);
    const other = begin('other', over.signal);
    await pause(1500);
    expect(done).toEqual(['one begins']);
    first.abort();
    await one;
    while (done.length < 3) await pause(20);
    over.abort();
    await other;
    expect(done).toEqual(['one begins', 'one ends', 'other begins', 'other ends']);
  });

  it('is taken at once from one who died on this machine', async () => {
    const dead = 2 ** 30;
    await open().lease(NAME, `${hostname()} ${dead} x`, 60_000);
    await asLeader(
      open(),
      NAME,
      async () => {
        over.abort();
      },
      over.signal,
    );
    expect(over.signal.aborted).toBe(true);
  });

  it('is told to end when somebody else has the turn', async () => {
    const store = open();
    let isTold = false;
    await asLeader(
      store,
      NAME,
      async (mine) => {
        await store.release(NAME, await store.lease(NAME, 'who asks', 1));
        await store.lease(NAME, 'another machine', 60_000);
        await untilAborted(mine);
        isTold = !over.signal.aborted;
        over.abort();
      },
      over.signal,
    );
    expect(isTold).toBe(true);
  });

  it('waits for a store that is away, and throws what is no matter of waiting', async () => {
    let away = 2;
    const store = open();
    const lame: ReadStore = Object.assign(Object.create(store) as ReadStore, {
      lease: (...asked: Parameters<ReadStore['lease']>) =>
        (away -= 1) >= 0 ? Promise.reject(new StoreError('unavailable', 'away')) : store.lease(...asked),
    });
    const failing = asLeader(lame, NAME, () => Promise.reject(new Error('a fault')), over.signal);
    await expect(failing).rejects.toThrow('a fault');
    expect(away).toBeLessThan(0);
  });
});
