import { EventStoreDBClient, jsonEvent } from '@eventstore/db-client';
import { randomUUID } from 'node:crypto';
import { openEventStoreDbEventStore } from '../../../src/adapters/eventstoredb/event-store';
import type { EventStore, StoredEvent } from '../../../src/application/log/event-store';
import { TestServer } from '../../support/eventstoredb/server';
import { allOf, newEvent } from '../../support/stored-events';

const ids = (events: readonly { readonly id: string }[]): string[] => events.map(({ id }) => id);

const real = process.env['LETOPIS_TEST_EVENTSTORE'];

describe.each([...(real ? (['the real server'] as const) : []), 'a server in this process'] as const)(
  'a log on an EventStoreDB that others use too (%s)',
  (where) => {
    let server: TestServer | undefined;
    let connectionString: string;
    let namespace: string;
    let others: EventStoreDBClient;
    let store: EventStore;

    const open = (): EventStore =>
      openEventStoreDbEventStore({ connectionString, namespace, categories: ['call', 'offer'] });

    beforeEach(async () => {
      server = where === 'the real server' ? undefined : await TestServer.start();
      connectionString = server?.connectionString ?? real ?? '';
      namespace = `test-${randomUUID().slice(0, 8)}`;
      others = EventStoreDBClient.connectionString(connectionString);
      store = open();
    });
    afterEach(async () => {
      await store.close();
      await others.dispose();
      await server?.close();
    });

    const foreign = () => jsonEvent({ type: 'CallLogged', data: { from: 'another application' } });

    it("gives nobody others' events: of other streams, or under names and types like ours", async () => {
      const before = newEvent();
      await store.append('call-1', [before], 'no-stream');
      const { position } = await store.append('call-1', [newEvent()], 0);
      for (const stream of ['orders-1', 'call-centre-1', `${namespace}.call-of-others`, `${namespace}.callers-1`])
        await others.appendToStream(stream, [foreign(), foreign()]);
      const stop = new AbortController();
      const seen: StoredEvent[] = [];
      const following = (async () => {
        for await (const page of store.subscribe({ signal: stop.signal })) {
          seen.push(...page);
          if (seen.length >= 3) stop.abort();
        }
      })();
      expect(await store.head()).toBe(position);
      expect(await allOf(store.readAll({}))).toHaveLength(2);
      expect(await allOf(store.readAll({ types: ['CallLogged'] }))).toHaveLength(2);
      expect(await store.countAfter()).toEqual({ events: 2, orMore: false });
      expect(await store.positionAt('2999-01-01T00:00:00.000Z')).toBe(position);
      await store.append('offer-1', [newEvent({ type: 'OfferMade' })], 'no-stream');
      await following;
      expect(seen.map(({ stream }) => stream)).toEqual(['call-1', 'call-1', 'offer-1']);
      expect(seen[0]?.id).toBe(before.id);
    });

    it('keeps correlation and causation under the names that the server knows', async () => {
      const appended = newEvent();
      await store.append('call-1', [appended], 'no-stream');
      const { correlationId, causationId, ...rest } = appended.metadata;
      for await (const { event } of others.readStream(`${namespace}.call-1`))
        expect(event).toMatchObject({
          id: appended.id,
          type: 'CallLogged',
          data: { n: 1 },
          metadata: {
            ...rest,
            occurredAt: appended.occurredAt,
            $correlationId: correlationId,
            $causationId: causationId,
          },
        });
    });

    it('says of a stream of ours into which somebody else wrote that it is corrupt', async () => {
      await store.append('call-1', [newEvent()], 'no-stream');
      await others.appendToStream(`${namespace}.call-1`, foreign());
      await expect(allOf(store.read('call-1'))).rejects.toMatchObject({
        code: 'corrupt',
        message: expect.stringContaining('another application'),
      });
    });

    it('refuses a position that the log never gave', async () => {
      const { position } = await store.append('call-1', [newEvent(), newEvent()], 'no-stream');
      for (const store of [open(), open()]) {
        const wrong = { after: position - 1n, signal: new AbortController().signal };
        await expect(allOf(store.readAll(wrong))).rejects.toMatchObject({ code: 'unknown-position' });
        await expect(allOf(store.subscribe(wrong))).rejects.toMatchObject({ code: 'unknown-position' });
        await store.close();
      }
    });

    it('recognises an append that it took before a restart, at whatever revision it is asked again', async () => {
      const same = [newEvent(), newEvent()];
      const first = await store.append('call-1', same, 'no-stream');
      await store.append('call-1', [newEvent()], 1);
      for (const expected of ['no-stream', 'any', 0, 2] as const) {
        const other = open();
        expect(await other.append('call-1', same, expected)).toEqual({ ...first, alreadyThere: true });
        await other.close();
      }
      expect(await allOf(store.readAll({}))).toHaveLength(3);
    });

    it('counts what is behind up to a thousand', async () => {
      const some = Array.from({ length: 1_001 }, () => newEvent());
      const { position } = await store.append('call-1', some.slice(0, 500), 'no-stream');
      await store.append('call-1', some.slice(500), 499);
      expect(await store.countAfter()).toEqual({ events: 1_000, orMore: true });
      expect(await store.countAfter(position)).toEqual({ events: 501, orMore: false });
    });

    it('finds places by moments far back, from a connection that has seen nothing yet', async () => {
      const positions: bigint[] = [];
      for (let n = 0; n < 4; n += 1) {
        positions.push((await store.append('call-1', [newEvent(), newEvent()], 'any')).position);
        await new Promise((resolve) => setTimeout(resolve, 5));
      }
      for (const position of positions) {
        const fresh = open();
        const moment = await fresh.momentAt(position);
        expect(await fresh.positionAt(moment ?? '')).toBe(position);
        await fresh.close();
      }
      expect(ids(await allOf(store.readAll({ after: positions[2]! })))).toHaveLength(2);
    });
  },
);
