import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openSqlite } from '../../../src/adapters/sqlite/driver';
import { openSqliteReadStore } from '../../../src/adapters/sqlite/read-store';
import { owedAfter } from '../../../src/application/executing/following';
import { decode } from '../../../src/application/log/codec';
import type { EventStore, StoredEvent } from '../../../src/application/log/event-store';
import { keepLogDigests } from '../../../src/application/verifying/log-digests';
import { verifyLog, type NotedDigest } from '../../../src/application/verifying/verify-log';
import type { ReadStore } from '../../../src/application/projecting/read-store';
import { dyingAfter } from '../../support/dying-store';
import { executorOver } from '../../../src/composition/open-core';
import { openCore, type Core } from '../../support/core';
import { id } from '../../support/specify';

const folder = mkdtempSync(join(tmpdir(), 'letopis-'));
afterAll(() => {
  rmSync(folder, { recursive: true });
});

let core: Core;
let store: ReadStore;
beforeEach(async () => {
  core = await openCore();
  store = openSqliteReadStore({ file: ':memory:' });
});
afterEach(async () => {
  await store.close();
  await core.close();
});

const check = (given: { log?: EventStore; noted?: NotedDigest } = {}) => {
  const { vault, store: log } = core.letopis;
  const side = {
    log: given.log ?? log,
    store,
    decode,
    owedBy: (event: Parameters<typeof owedAfter>[0]) => owedAfter(event, vault),
  };
  return verifyLog(side, { noted: given.noted });
};
const keep = () => keepLogDigests({ log: core.letopis.store, store, clock: core.letopis.clock });

/** Somebody with the file and a tool, who has dropped the triggers first. */
const tamper = (sql: string): void => {
  const db = openSqlite(join(core.folder, 'events.sqlite'));
  db.exec('drop trigger if exists events_are_never_changed; drop trigger if exists events_are_never_deleted');
  expect(db.prepare(sql).run().changes).toBeGreaterThan(0);
  db.close();
};

describe('what every event of a log must be, whether a digest covers it or not', () => {
  it('is so in a log that Letopis wrote', async () => {
    expect(await check()).toMatchObject({ outcome: 'unkept', unsound: [], unfollowed: [] });
    await keep();
    expect(await check()).toMatchObject({ outcome: 'equal', unsound: [], unfollowed: [] });
  });

  const metadata = (path: string, value: string) => `metadata = json_set(metadata, '$.${path}', ${value})`;
  it.each([
    ['has the schemaVersion 0', metadata('schemaVersion', '0')],
    ['is of version 9 of its type', metadata('schemaVersion', '9')],
    ['has no zone', `metadata = json_remove(metadata, '$.zone')`],
    ['has the zone "Mars/Olympus"', metadata('zone', `'Mars/Olympus'`)],
    ['has no actor', `metadata = json_remove(metadata, '$.actor')`],
    ['has the actor {"kind":"ghost"', metadata('actor.kind', `'ghost'`)],
    ['has the source "rumour"', metadata('source', `'rumour'`)],
    ['has no commandId', `metadata = json_remove(metadata, '$.commandId')`],
    ['has the correlationId ""', metadata('correlationId', `''`)],
    ['has the causationId 7', metadata('causationId', '7')],
    ['has no commandDigest', `metadata = json_remove(metadata, '$.commandDigest')`],
    ['has the onBehalfOf 7', metadata('onBehalfOf', '7')],
    ['has the lateReason 7', metadata('lateReason', '7')],
    ['which is no moment', `occurred_at = '2024-02-30T00:00:00.000Z'`],
    ['which is no moment', `occurred_at = 'yesterday or the day bef'`],
    ['after it was recorded', `occurred_at = '2031-01-01T00:00:00.000Z'`],
    ['is of a shape that this program does not know', `type = 'ClientFramed'`],
  ])('or it is named: it %s', async (what, change) => {
    tamper(`update events set ${change} where position = 12`);
    await keep();
    const { outcome, unsound } = await check();
    expect({ outcome, unsound }).toMatchObject({
      outcome: 'unsound',
      unsound: [{ position: 12n, what: expect.stringContaining(what), event: { position: 12n } }],
    });
  });

  it('has an id that no other has', async () => {
    const events = await core.events();
    // SQLite lets no id in twice; another store may.
    const doubled = (pages: AsyncIterable<readonly StoredEvent[]>) =>
      (async function* () {
        for await (const page of pages)
          yield page.map((event) => (event.position === 9n ? { ...plain(event), id: events[3]!.id } : event));
      })();
    const log = Object.assign(Object.create(core.letopis.store) as EventStore, {
      readAll: (asked: Parameters<EventStore['readAll']>[0]) => doubled(core.letopis.store.readAll(asked)),
    });
    expect(await check({ log })).toMatchObject({
      outcome: 'unsound',
      unsound: [{ position: 9n, what: 'has the id of the event at position 4' }],
    });
  });

  it('is followed by what has to follow from it', async () => {
    core.at('2024-05-06T08:00:00.000Z');
    const { store: log, vault, clock } = core.letopis;
    const pitch = {
      offerId: id('offer'),
      lines: [{ lineId: id('line'), productId: id('tea'), quantity: 1 }],
      refused: { lineIds: [id('line')], reason: 'PRICE_TOO_HIGH', statedBy: 'client' },
    } as const;
    const call = { callId: id('call'), clientId: id('client'), managerId: id('manager'), direction: 'out' } as const;
    const data = { ...call, durationSeconds: 60, result: 'reached', pitch } as const;
    const told = { commandId: id('call'), actor: { kind: 'manager', id: id('manager') }, source: 'api' } as const;
    const dying = executorOver(dyingAfter(log, 2), vault, clock)({ type: 'LogCall', data }, told);
    await expect(dying).rejects.toThrow('the process died');
    const [logged] = (await core.events()).filter(({ type }) => type === 'CallLogged');
    expect((await check()).unfollowed).toMatchObject([{ position: logged!.position, command: 'RecordRefusal' }]);
    await executorOver(log, vault, clock)({ type: 'LogCall', data }, told);
    expect((await check()).unfollowed).toEqual([]);
  });
});

const plain = ({
  id: eventId,
  stream,
  revision,
  position,
  type,
  occurredAt,
  recordedAt,
  data,
  metadata,
}: StoredEvent) => ({
  ...{ id: eventId, stream, revision, position, type, occurredAt, recordedAt, data, metadata },
});

describe('a digest that was noted', () => {
  const noted = async (): Promise<NotedDigest> => {
    const { comparedUntil, digest } = await check();
    return { position: comparedUntil!, digest: digest! };
  };

  it('is what the log comes to again, also after later events', async () => {
    await keep();
    const note = await noted();
    await core.has('AssignClient', { clientId: id('client'), managerId: id('lead'), reason: 'on leave' });
    await keep();
    expect((await noted()).position).toBeGreaterThan(note.position);
    expect(await check({ noted: note })).toMatchObject({ outcome: 'equal', faults: [] });
  });

  it('tells a change that was made in the log and in its digests alike', async () => {
    await keep();
    const note = await noted();
    tamper(`update events set metadata = json_set(metadata, '$.actor.id', 'another') where position = 12`);
    await store.close();
    store = openSqliteReadStore({ file: ':memory:' });
    await keep();
    expect(await check()).toMatchObject({ outcome: 'equal' });
    expect(await check({ noted: note })).toMatchObject({
      outcome: 'different',
      faults: [
        { position: note.position, what: expect.stringContaining('another digest than the one that was noted') },
      ],
    });
  });

  it('adds nothing where the kept digests name what was changed', async () => {
    await keep();
    const note = await noted();
    tamper(`update events set metadata = json_set(metadata, '$.actor.id', 'another') where position = 12`);
    expect(await check({ noted: note })).toMatchObject({ isAsNoted: false, faults: [{ position: 12n }] });
  });

  it('is of no log that ends before it', async () => {
    await keep();
    const { digest, position } = await noted();
    expect(await check({ noted: { digest: `${digest.slice(1)}x`, position: position + 100n } })).toMatchObject({
      outcome: 'different',
    });
  });
});
