import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openSqlite } from '../../../src/adapters/sqlite/driver';
import { openSqliteReadStore } from '../../../src/adapters/sqlite/read-store';
import type { ReadSide } from '../../../src/application/projecting/projection-run';
import { Projector } from '../../../src/application/projecting/projector';
import { ensureReadModels } from '../../../src/application/rebuilding/rebuild';
import { verify } from '../../../src/application/verifying/verify';
import {
  append,
  eventOf,
  historyOfCalls,
  manyEvents,
  openPrivate,
  picky,
  POISONOUS,
  sideInMemory,
} from '../../support/projecting';
import { id } from '../../support/specify';

describe('the check of read models against the log', () => {
  let folder: string;
  let side: ReadSide & { openStore: typeof openPrivate };
  const tamper = (sql: string): void => {
    const db = openSqlite(join(folder, 'read-models.sqlite'));
    expect(db.prepare(sql).run().changes).toBeGreaterThan(0);
    db.close();
  };

  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'letopis-'));
    const memory = sideInMemory();
    await memory.store.close();
    const store = openSqliteReadStore({ file: join(folder, 'read-models.sqlite') });
    side = { ...memory, store, openStore: openPrivate };
    await (
      await ensureReadModels(side)
    ).done;
    await append(side.log, manyEvents(400));
    await new Projector(side).catchUp();
  });

  afterEach(async () => {
    await side.store.close();
    await side.log.close();
    rmSync(folder, { recursive: true });
  });

  it('finds them equal where nobody touched them', async () => {
    const verified = await verify(side);
    expect(verified.map(({ projection, outcome }) => [projection, outcome])).toEqual([
      ['test-history', 'equal'],
      ['test-totals', 'equal'],
    ]);
    for (const { fingerprint, rebuiltFingerprint, differences } of verified) {
      expect(fingerprint).toMatch(/^[0-9a-f]{64}$/);
      expect(rebuiltFingerprint).toBe(fingerprint);
      expect(differences).toEqual([]);
    }
  });

  it('calls none right that is behind the end of the log, though its rows are', async () => {
    await append(side.log, manyEvents(10, 400));
    const ends = { outcome: 'behind', position: 400n, head: 410n, differences: [] };
    expect(await verify(side, { patienceMilliseconds: 0 })).toMatchObject([ends, ends]);
    await new Projector(side).catchUp();
    expect(await verify(side)).toMatchObject([{ outcome: 'equal' }, { outcome: 'equal' }]);
  });

  it('calls none right that stopped at an event, and names the event', async () => {
    const [, poisonous] = manyEvents(2, 400);
    const stopping = { ...side, projections: [historyOfCalls, picky('test-totals')] };
    await append(side.log, [eventOf({ call: 1, manager: 1, seconds: POISONOUS }, 400), poisonous!]);
    await new Projector(stopping).catchUp();
    const [history, totals] = await verify(stopping);
    expect(history).toMatchObject({ outcome: 'equal', position: 402n, head: 402n, poison: undefined });
    expect(totals).toMatchObject({
      outcome: 'stopped',
      position: 400n,
      head: 402n,
      poison: { position: 401n, type: 'CallLogged', error: 'nobody talks that long' },
      differences: [],
    });
  });

  it('names what was changed in one that stopped, too', async () => {
    await append(side.log, [eventOf({ call: 1, manager: 1, seconds: POISONOUS }, 400)]);
    const stopping = { ...side, projections: [picky('test-totals')] };
    await new Projector(stopping).catchUp();
    tamper(`update test_totals__2 set seconds = seconds + 1 where managerId = '${id('manager-3')}'`);
    const [totals] = await verify(stopping);
    expect(totals).toMatchObject({ outcome: 'different', poison: { position: 401n } });
    expect(totals!.differences).toHaveLength(1);
  });

  it('names the event at which the log can no longer be replayed', async () => {
    await append(side.log, [eventOf({ call: 1, manager: 1, seconds: POISONOUS }, 400)]);
    await new Projector(side).catchUp();
    const [totals] = await verify({ ...side, projections: [picky('test-totals')] });
    expect(totals).toMatchObject({ outcome: 'stopped', fingerprint: undefined, poison: { position: 401n } });
  });

  it('names the event that stopped one in its first filling', async () => {
    await append(side.log, [eventOf({ call: 1, manager: 1, seconds: POISONOUS }, 400)]);
    const first = { ...side, projections: [picky('test-totals', 2)] };
    await (
      await ensureReadModels(first)
    ).done;
    expect(await verify(first)).toMatchObject([{ outcome: 'stopped', position: 400n, poison: { position: 401n } }]);
  });

  it('names the value that was touched', async () => {
    tamper(`update test_totals__2 set seconds = seconds + 1 where managerId = '${id('manager-3')}'`);
    const [history, totals] = await verify(side);
    expect(history).toMatchObject({ outcome: 'equal' });
    expect(totals).toMatchObject({ outcome: 'different', more: false });
    expect(totals!.fingerprint).not.toBe(totals!.rebuiltFingerprint);
    const [difference] = totals!.differences;
    expect(totals!.differences).toHaveLength(1);
    expect(difference).toMatchObject({ table: 'test_totals', key: [id('manager-3')], column: 'seconds' });
    expect(Number(difference!.live) - Number(difference!.rebuilt)).toBe(1);
  });

  it('names a row that is gone, and one that came from nowhere', async () => {
    tamper('delete from test_entries__1 where position = 17');
    tamper(`insert into test_entries__1 values (99999, 'x', 'y', 1)`);
    const [history] = await verify(side);
    expect(history!.differences).toEqual([
      { table: 'test_entries', key: [17], column: undefined, live: undefined, rebuilt: 'a row' },
      { table: 'test_entries', key: [99999], column: undefined, live: 'a row', rebuilt: undefined },
    ]);
  });

  it('names no more than asked, and says that there are more', async () => {
    tamper('update test_entries__1 set seconds = 77777');
    const [history] = await verify(side, { limit: 3 });
    expect(history!.differences.map(({ key }) => key)).toEqual([[1], [2], [3]]);
    expect(history!.more).toBe(true);
  });

  it('notices a checkpoint that was moved', async () => {
    tamper(`update generations set checkpoint = 399 where projection = 'test-totals'`);
    const [, totals] = await verify(side, { patienceMilliseconds: 0 });
    expect(totals).toMatchObject({ outcome: 'different' });
  });

  it('says where there is nothing to check', async () => {
    const [missing] = await verify({ ...side, projections: [{ ...side.projections[0]!, version: 2 }] });
    expect(missing).toMatchObject({ outcome: 'missing', fingerprint: undefined });
  });

  it('is not misled by what is projected while it looks', async () => {
    const stop = new AbortController();
    const projector = new Projector(side);
    const running = projector.start(stop.signal);
    let index = 400;
    const state = { isDone: false };
    const checking = verify(side).finally(() => {
      state.isDone = true;
    });
    while (!state.isDone) {
      await append(side.log, manyEvents(5, index));
      index += 5;
      await new Promise((resolve) => setImmediate(resolve));
    }
    expect(await checking).toMatchObject([{ outcome: 'equal' }, { outcome: 'equal' }]);
    stop.abort();
    await running;
  });
});
