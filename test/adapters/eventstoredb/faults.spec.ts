import { openEventStoreDbEventStore, type EventStoreDbOptions } from '../../../src/adapters/eventstoredb/event-store';
import type { EventStore, StoredEvent } from '../../../src/application/log/event-store';
import { TestServer } from '../../support/eventstoredb/server';
import { memoryTestBed, realTestBed, type MemoryTestBed, type TestBed } from '../../support/eventstoredb/test-bed';
import { allOf, newEvent } from '../../support/stored-events';

const pause = (milliseconds: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, milliseconds));

const ids = (events: readonly { readonly id: string }[]): string[] => events.map(({ id }) => id);

/** Reads until the signal, or until there are so many. */
const follow = async (store: EventStore, seen: StoredEvent[], signal: AbortSignal): Promise<void> => {
  for await (const page of store.subscribe({ signal })) seen.push(...page);
};

const until = async (isSo: () => boolean): Promise<void> => {
  while (!isSo()) await pause(20);
};

const scenarios = (name: string, makeBed: () => Promise<TestBed>): void => {
  describe(`EventStoreDB ${name}`, () => {
    let bed: TestBed;
    const opened: EventStore[] = [];
    const open = (options: Partial<EventStoreDbOptions> = {}): EventStore => {
      const { connectionString } = bed;
      const patient = { answerMilliseconds: 500, retryMilliseconds: 30_000 };
      const store = openEventStoreDbEventStore({ connectionString, categories: ['call'], ...patient, ...options });
      opened.push(store);
      return store;
    };

    beforeEach(async () => {
      bed = await makeBed();
    });
    afterEach(async () => {
      bed.thaw();
      for (const store of opened.splice(0)) await store.close();
      await bed.close();
    });

    it('is away at the start: unavailable after a while, to whatever is asked; and there as soon as it is', async () => {
      const impatient = open({ retryMilliseconds: 300 });
      const asked = [
        impatient.append('call-1', [newEvent()], 'no-stream'),
        impatient.head(),
        allOf(impatient.read('call-1')),
        allOf(impatient.readAll({})),
        allOf(impatient.subscribe({ signal: new AbortController().signal })),
      ];
      for (const each of asked) await expect(each).rejects.toMatchObject({ code: 'unavailable' });
      expect(await impatient.health()).toEqual({ connected: false, silentSince: undefined });
      await bed.start();
      const store = open();
      expect(await store.append('call-1', [newEvent()], 'no-stream')).toMatchObject({ revision: 0 });
      expect(await store.health()).toMatchObject({ connected: true });
    });

    it('is not ready right after a start: waited for', async () => {
      await bed.start();
      const store = open();
      const appended = newEvent();
      await store.append('call-1', [appended], 'no-stream');
      expect(ids(await allOf(store.readAll({})))).toEqual([appended.id]);
    });

    it('is killed during appends: each is written once, and each that was acknowledged is there', async () => {
      await bed.start();
      // Four hundred at once on a busy machine: each may wait long for its answer.
      const store = open({ answerMilliseconds: 10_000, retryMilliseconds: 240_000 });
      const asked = Array.from({ length: 400 }, () => newEvent());
      await store.append('call-first', [newEvent()], 'no-stream');
      let acknowledged = 0;
      const underWay = until(() => acknowledged >= 20);
      const appending = Promise.all(
        asked.map(async (event, n) => {
          // Every other one comes while the server is killed, however fast it was until then.
          if (n % 2 === 1) await underWay;
          await pause(n % 20);
          await store.append(`call-${event.id}`, [event], 'no-stream');
          acknowledged += 1;
        }),
      );
      await underWay;
      await bed.kill();
      expect(acknowledged).toBeLessThan(400);
      await bed.start();
      await appending;
      const found = await allOf(store.readAll({}));
      expect(found).toHaveLength(401);
      expect(new Set(ids(found)).size).toBe(401);
      expect(ids(found)).toEqual(expect.arrayContaining(ids(asked)));
    });

    it('is killed during a catch-up: it goes on where it stood, each event once and in order', async () => {
      await bed.start();
      const store = open();
      for (let n = 0; n < 10; n += 1)
        await store.append(
          'call-1',
          Array.from({ length: 400 }, () => newEvent({ data: { text: 'x'.repeat(600) } })),
          'any',
        );
      const seen: StoredEvent[] = [];
      for await (const page of store.readAll({ pageSize: 100 })) {
        seen.push(...page);
        if (seen.length !== 300) continue;
        await bed.kill();
        await bed.start();
      }
      expect(seen.map(({ revision }) => revision)).toEqual(Array.from({ length: 4_000 }, (_, n) => n));
    });

    it('is killed during a live subscription: it goes on when the server is back, each event once and in order', async () => {
      await bed.start();
      const store = open();
      const stop = new AbortController();
      const seen: StoredEvent[] = [];
      const following = follow(store, seen, stop.signal);
      for (let n = 0; n < 5; n += 1) await store.append('call-1', [newEvent()], 'any');
      await until(() => seen.length === 5);
      await bed.kill();
      await pause(300);
      await bed.start();
      for (let n = 0; n < 5; n += 1) await store.append('call-1', [newEvent()], 'any');
      await until(() => seen.length >= 10);
      stop.abort();
      await following;
      expect(seen.map(({ revision }) => revision)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
    });

    it('falls silent with its connections open: unavailable, said on health, and gone on with when it wakes', async () => {
      await bed.start();
      const store = open();
      const stop = new AbortController();
      const seen: StoredEvent[] = [];
      const following = follow(store, seen, stop.signal);
      await store.append('call-1', [newEvent()], 'no-stream');
      await until(() => seen.length === 1);
      const impatient = open({ answerMilliseconds: 200, retryMilliseconds: 1_000 });
      await impatient.head();
      bed.freeze();
      const asked = newEvent();
      await expect(impatient.append('call-2', [asked], 'no-stream')).rejects.toMatchObject({ code: 'unavailable' });
      expect(await impatient.health()).toEqual({
        connected: false,
        silentSince: expect.stringMatching(/^\d{4}-\d\d-\d\dT/u),
      });
      bed.thaw();
      await store.append('call-2', [asked], 'no-stream');
      await until(() => seen.length >= 2);
      stop.abort();
      await following;
      expect(ids(await allOf(store.read('call-2')))).toEqual([asked.id]);
      expect(seen).toHaveLength(2);
    });
  });
};

scenarios('in this process', memoryTestBed);

const command = process.env['LETOPIS_TEST_EVENTSTORE_COMMAND'];
if (command) scenarios('as it is', () => realTestBed(command));

describe('EventStoreDB that fails in ways that can only be staged', () => {
  let bed: MemoryTestBed;
  let store: EventStore;

  beforeEach(async () => {
    bed = await memoryTestBed();
    await bed.start();
    const { connectionString } = bed;
    store = openEventStoreDbEventStore({ connectionString, categories: ['call'], answerMilliseconds: 100 });
  });
  afterEach(async () => {
    await store.close();
    await bed.close();
  });

  it('writes an append and breaks off before it answers: asked again, it is written once', async () => {
    await store.append('call-1', [newEvent()], 'no-stream');
    for (const expected of [0, 'any'] as const) {
      bed.server.faults.unknownOutcomes = 2;
      const asked = [newEvent(), newEvent()];
      const appended = await store.append('call-1', asked, expected);
      expect(appended.alreadyThere).toBe(false);
      expect(ids((await allOf(store.read('call-1'))).slice(-2))).toEqual(ids(asked));
    }
    expect(await allOf(store.readAll({}))).toHaveLength(5);
  });

  it('mutes a subscription without an error: noticed, and gone on with', async () => {
    const stop = new AbortController();
    const seen: StoredEvent[] = [];
    const following = follow(store, seen, stop.signal);
    await store.append('call-1', [newEvent()], 'any');
    await until(() => seen.length === 1);
    bed.server.faults.mute = true;
    for (let n = 0; n < 3; n += 1) await store.append('call-1', [newEvent()], 'any');
    expect(await store.health()).toEqual({ connected: true, silentSince: undefined });
    expect(await store.countAfter(seen[0]?.position)).toEqual({ events: 3, orMore: false });
    await until(() => seen.length === 4);
    stop.abort();
    await following;
    expect(seen.map(({ revision }) => revision)).toEqual([0, 1, 2, 3]);
  });

  it('ends a subscription as too slow: gone on with, nothing lost', async () => {
    const stop = new AbortController();
    const seen: StoredEvent[] = [];
    const following = follow(store, seen, stop.signal);
    await store.append('call-1', [newEvent()], 'any');
    await until(() => seen.length === 1);
    bed.server.faults.tooSlow = 1;
    for (let n = 0; n < 20; n += 1) await store.append('call-1', [newEvent()], 'any');
    await until(() => seen.length >= 21);
    stop.abort();
    await following;
    expect(seen.map(({ revision }) => revision)).toEqual(Array.from({ length: 21 }, (_, n) => n));
    expect(bed.server.faults.tooSlow).toBe(0);
  });

  it('answers that another node leads: the append goes there', async () => {
    const leader = await TestServer.start(bed.server.log);
    bed.server.faults.leader = leader.line.address;
    try {
      const asked = newEvent();
      expect(await store.append('call-1', [asked], 'no-stream')).toMatchObject({ revision: 0, alreadyThere: false });
      expect(ids(await allOf(store.readAll({})))).toEqual([asked.id]);
    } finally {
      await leader.close();
    }
  });

  it('takes less than its usual limit: refused with the limit that it names', async () => {
    const nearly = newEvent({ data: { text: 'x'.repeat(1024 * 1024 - 600) } });
    // A busy machine may need longer than `store` waits to send so much.
    const patient = openEventStoreDbEventStore({ connectionString: bed.connectionString, categories: ['call'] });
    await expect(patient.append('call-1', [newEvent(), nearly], 'no-stream')).rejects.toMatchObject({
      code: 'too-large',
      message: expect.stringContaining('1048576'),
    });
    expect(await patient.head()).toBeUndefined();
    await patient.close();
  });
});
