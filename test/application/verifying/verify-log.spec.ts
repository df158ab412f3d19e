import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openSqlite } from '../../../src/adapters/sqlite/driver';
import { openSqliteEventStore } from '../../../src/adapters/sqlite/event-store';
import { openSqliteReadStore } from '../../../src/adapters/sqlite/read-store';
import { decode } from '../../../src/application/log/codec';
import type { EventStore } from '../../../src/application/log/event-store';
import { beginDigestsAnew, keepLogDigests } from '../../../src/application/verifying/log-digests';
import { verifyLog } from '../../../src/application/verifying/verify-log';
import type { ReadStore } from '../../../src/application/projecting/read-store';
import { append, manyEvents } from '../../support/projecting';

describe('the check of the log against its kept digests', () => {
  const folder = mkdtempSync(join(tmpdir(), 'letopis-'));
  let files = 0;
  let file: string;
  let log: EventStore;
  let store: ReadStore;
  const clock = () => '2024-06-01T00:00:00.000Z';

  beforeEach(async () => {
    file = join(folder, `${(files += 1)}.sqlite`);
    log = openSqliteEventStore({ file, clock, durability: 'process' });
    store = openSqliteReadStore({ file: ':memory:' });
    await append(log, manyEvents(40));
  });
  afterEach(async () => {
    await log.close();
    await store.close();
  });
  afterAll(() => {
    rmSync(folder, { recursive: true });
  });

  /** Somebody with the file and a tool, who has dropped the triggers first. */
  const tamper = (sql: string): void => {
    const db = openSqlite(file);
    db.exec('drop trigger if exists events_are_never_changed; drop trigger if exists events_are_never_deleted');
    expect(db.prepare(sql).run().changes).toBeGreaterThan(0);
    db.close();
  };
  const keep = () => keepLogDigests({ log, store, clock });
  const side = () => ({ log, store, decode, owedBy: () => [] });
  const check = () => verifyLog(side());

  it('finds that nothing was changed, in stretches of whichever length they grew', async () => {
    await keep();
    await append(log, manyEvents(7, 40));
    await keep();
    await append(log, manyEvents(2_500, 47));
    await keep();
    expect(await check()).toMatchObject({ outcome: 'equal', events: 2_547, compared: 2_547, comparedUntil: 2_547n });
  });

  it('takes the same digest whatever portions the log came in', async () => {
    await append(log, manyEvents(2_500, 40));
    await keepLogDigests({ log, store, clock }, { most: 1 });
    await keep();
    const whole = openSqliteReadStore({ file: ':memory:' });
    await keepLogDigests({ log, store: whole, clock });
    const { digest } = await check();
    expect(digest).toMatch(/^[\w-]{43}$/);
    expect((await verifyLog({ ...side(), store: whole })).digest).toBe(digest);
    await whole.close();
  });

  it('says that there is nothing to compare with where no digest was kept', async () => {
    expect(await check()).toMatchObject({ outcome: 'unkept', compared: 0, keptSince: undefined, digest: undefined });
  });

  it('says which events it had not seen before their digest was taken', async () => {
    await keep();
    expect(await check()).toMatchObject({ keptSince: clock(), unknownUntil: 40n });
  });

  it.each([
    ['the actor', `update events set metadata = json_set(metadata, '$.actor.id', 'another') where position = 17`],
    ['the cause', `update events set metadata = json_set(metadata, '$.causationId', 'none') where position = 17`],
    ['occurredAt', `update events set occurred_at = '2023-01-01T00:00:00.000Z' where position = 17`],
    ['recordedAt', `update events set recorded_at = '2024-06-01T00:00:00.001Z' where position >= 17`],
    ['the type', `update events set type = 'CallVoided' where position = 17`],
    ['the data', `update events set data = json_set(data, '$.durationSeconds', 1) where position = 17`],
    ['the id', `update events set event_id = x'00000000000000000000000000000001' where position = 17`],
    ['the stream', `update events set stream = stream || 'x' where position = 17`],
    ['the revision', `update events set revision = 3 where position = 17`],
    ['JSON that can no longer be read', `update events set metadata = '{' where position = 17`],
  ])('names the event of which %s was changed', async (_, sql) => {
    await keep();
    tamper(sql);
    const { outcome, faults } = await check();
    expect(outcome).toBe('different');
    expect(faults.map(({ position }) => position)).toContain(17n);
    expect(faults.every(({ position }) => position >= 17n)).toBe(true);
    expect(faults.find(({ position }) => position === 17n)?.event).toBeDefined();
  });

  it('names each of several, and no other', async () => {
    await keep();
    tamper(`update events set metadata = json_set(metadata, '$.actor.id', 'another') where position in (3, 17, 40)`);
    expect((await check()).faults.map(({ position }) => position)).toEqual([3n, 17n, 40n]);
  });

  it('names the place of an event that is gone, in the midst and at the end', async () => {
    await keep();
    tamper('delete from events where position in (17, 40)');
    const gone = { event: undefined, what: 'the event that stood here is gone' };
    expect((await check()).faults).toMatchObject([
      { position: 17n, ...gone },
      { position: 40n, ...gone },
    ]);
  });

  it('notices two events that have changed places', async () => {
    await keep();
    tamper('update events set position = -1 where position = 3');
    tamper('update events set position = 3 where position = 17');
    tamper('update events set position = 17 where position = -1');
    expect((await check()).faults.map(({ position }) => position)).toEqual([3n, 17n]);
  });

  it('looks at revisions, order and JSON also where no digest was kept', async () => {
    tamper('update events set revision = 3 where position = 17');
    tamper(`update events set recorded_at = '2024-05-01T00:00:00.000Z' where position = 20`);
    tamper(`update events set data = 'no' where position = 30`);
    const { outcome, faults } = await check();
    expect(outcome).toBe('different');
    expect(faults.map(({ position, what }) => [position, what])).toEqual([
      [17n, 'is at revision 3 of its stream, where 0 comes next'],
      [20n, expect.stringContaining('was recorded at 2024-05-01')],
      [30n, 'has data or metadata that can not be read'],
    ]);
  });

  it('goes on naming what was changed after later events are digested', async () => {
    await keep();
    tamper(`update events set metadata = json_set(metadata, '$.actor.id', 'another') where position = 17`);
    await append(log, manyEvents(5, 40));
    await keep();
    expect(await check()).toMatchObject({ outcome: 'different', compared: 45, faults: [{ position: 17n }] });
  });

  it('notices that the kept digest itself was changed', async () => {
    await keep();
    const kept = openSqliteReadStore({ file: join(folder, 'kept.sqlite') });
    await keepLogDigests({ log, store: kept, clock });
    const db = openSqlite(join(folder, 'kept.sqlite'));
    db.exec(`update log_digests__1 set digest = 'forged'`);
    db.close();
    expect(await verifyLog({ ...side(), store: kept })).toMatchObject({
      outcome: 'different',
      faults: [{ position: 40n }],
    });
    await kept.close();
  });

  it.each([
    ['all of them', 'delete from log_digests__1'],
    ['the last ones', 'delete from log_digests__1 where first > 1'],
  ])('tells digests that were deleted from none that were ever taken: %s', async (what, sql) => {
    const file = join(folder, `${what}.sqlite`);
    const kept = openSqliteReadStore({ file });
    await append(log, manyEvents(1_100, 40));
    await keepLogDigests({ log, store: kept, clock });
    const db = openSqlite(file);
    db.exec(sql);
    db.close();
    const { outcome, faults } = await verifyLog({ ...side(), store: kept });
    expect({ outcome, what: faults[0]?.what }).toEqual({
      outcome: 'different',
      what: expect.stringContaining('they were deleted'),
    });
    await kept.close();
  });

  it('names no more than asked, and says that there are more', async () => {
    await keep();
    tamper(`update events set metadata = json_set(metadata, '$.actor.id', 'another')`);
    const { faults, more } = await verifyLog(side(), { limit: 3 });
    expect([faults.map(({ position }) => position), more]).toEqual([[1n, 2n, 3n], true]);
  });

  it('keeps the digests of another log as they are, and says so, until it is told to begin anew', async () => {
    await keep();
    const before = await log.momentAt(1n);
    await log.close();
    tamper(`update events set recorded_at = '2024-02-01T00:00:00.000Z' where position = 1`);
    log = openSqliteEventStore({ file, clock, durability: 'process' });
    await append(log, manyEvents(1, 40));
    await keep();
    const changed = { outcome: 'different', compared: 40, isOtherLog: true, faults: [{ position: 1n }] };
    expect(before).toBe(clock());
    expect(await check()).toMatchObject(changed);
    await beginDigestsAnew({ log, store, clock });
    await keep();
    expect(await check()).toMatchObject({ outcome: 'equal', compared: 41, isOtherLog: false });
    expect((await store.generations()).map(({ state }) => state)).toEqual(['retired', 'live']);
  });
});
