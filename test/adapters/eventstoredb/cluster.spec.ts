import { openEventStoreDbEventStore } from '../../../src/adapters/eventstoredb/event-store';
import type { EventStore, StoredEvent, Subscribe } from '../../../src/application/log/event-store';
import { TestServer } from '../../support/eventstoredb/server';
import { allOf, newEvent } from '../../support/stored-events';

const pause = (milliseconds: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, milliseconds));

const until = async (isSo: () => boolean): Promise<void> => {
  while (!isSo()) await pause(20);
};

const ids = (events: readonly { readonly id: string }[]): string[] => events.map(({ id }) => id);

/** Reads until the signal. */
const follow = async (store: EventStore, seen: StoredEvent[], asked: Subscribe): Promise<void> => {
  for await (const page of store.subscribe(asked)) seen.push(...page);
};

/** Nodes of one cluster, the leader first. */
describe('a cluster of EventStoreDB nodes', () => {
  let leader: TestServer;
  let follower: TestServer;
  let store: EventStore;

  const open = (nodes: string, scheme = 'esdb'): EventStore => {
    const connectionString = `${scheme}://${nodes}`;
    return openEventStoreDbEventStore({ connectionString, categories: ['call'], answerMilliseconds: 500 });
  };
  const placeOf = ({ line: { address } }: TestServer): string => `${address.host}:${address.port}`;
  const append = async (count: number): Promise<readonly string[]> => {
    const events = Array.from({ length: count }, () => newEvent());
    await store.append('call-1', events, 'any');
    return ids(events);
  };

  beforeEach(async () => {
    leader = await TestServer.start();
    follower = await TestServer.start(leader.log);
    leader.members = follower.members = [leader, follower];
    follower.faults.leader = leader.line.address;
  });
  afterEach(async () => {
    await store.close();
    await leader.close();
    await follower.close();
  });

  it('is found by gossip, and followed when another node takes the lead', async () => {
    const stop = new AbortController();
    store = open(`${placeOf(leader)},${placeOf(follower)}?tls=false`);
    const seen: StoredEvent[] = [];
    const following = follow(store, seen, { signal: stop.signal });
    await store.append('call-1', [newEvent()], 'no-stream');
    await until(() => seen.length === 1);
    follower.faults.leader = undefined;
    leader.faults.leader = follower.line.address;
    follower.members = [follower];
    await leader.line.cut();
    await store.append('call-1', [newEvent()], 0);
    await until(() => seen.length === 2);
    expect(ids(await allOf(store.read('call-1')))).toEqual(ids(seen));
    stop.abort();
    await following;
  });

  it('is found by esdb+discover through any of the nodes that are named, not through the first alone', async () => {
    await follower.line.cut();
    store = open(`${placeOf(follower)},${placeOf(leader)}?tls=false`, 'esdb+discover');
    const written = await append(1);
    expect(ids(await allOf(store.readAll({})))).toEqual(written);
  });

  it.each(['follower', 'leader', 'random'])(
    'shows what was just written, though a follower that lags is preferred (nodePreference=%s)',
    async (preference) => {
      store = open(`${placeOf(leader)},${placeOf(follower)}?tls=false&nodePreference=${preference}`);
      follower.faults.lag = 3;
      const written = await append(5);
      expect(ids(await allOf(store.read('call-1')))).toEqual(written);
      expect(ids(await allOf(store.readAll({})))).toEqual(written);
      expect(await store.countAfter()).toEqual({ events: 5, orMore: false });
    },
  );

  it('has a deposed leader that does not know it yet: nothing up to a place is left out', async () => {
    store = open(`${placeOf(leader)}?tls=false`);
    const written = await append(5);
    const head = await store.head();
    leader.faults.lag = 3;
    const reading = allOf(store.readAll({ until: head! }));
    await pause(200);
    leader.faults.lag = 0;
    expect(ids(await reading)).toEqual(written);
  });

  it('has a deposed leader that does not know it yet: the log does not end before what was seen of it', async () => {
    store = open(`${placeOf(leader)}?tls=false`);
    const written = await append(6);
    leader.faults.lag = 3;
    const [head, all] = [store.head(), allOf(store.readAll({}))];
    await pause(200);
    leader.faults.lag = 0;
    expect(ids(await all)).toEqual(written);
    expect(await head).toBe((await all).at(-1)?.position);
  });

  it('has a node that lags behind the place from which it is followed: nothing comes twice', async () => {
    store = open(`${placeOf(leader)}?tls=false`);
    await append(5);
    const head = await store.head();
    leader.faults.lag = 3;
    const seen: StoredEvent[] = [];
    const stop = new AbortController();
    const following = follow(store, seen, { after: head!, signal: stop.signal });
    await pause(200);
    leader.faults.lag = 0;
    const written = await append(2);
    await until(() => seen.length >= 2);
    stop.abort();
    await following;
    expect(ids(seen)).toEqual(written);
  });
});
