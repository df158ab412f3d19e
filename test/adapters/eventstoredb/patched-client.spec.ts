import { openEventStoreDbEventStore } from '../../../src/adapters/eventstoredb/event-store';
import type { EventStore } from '../../../src/application/log/event-store';
import { TestServer } from '../../support/eventstoredb/server';
import { allOf, newEvent } from '../../support/stored-events';

const pause = (milliseconds: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, milliseconds));

/** Each of these ended the process with the vendor's client as it is; jest fails a test in which that happens. */
describe("the vendor's client", () => {
  const servers: TestServer[] = [];
  const opened: { close(): Promise<void> }[] = [];

  const start = async (): Promise<TestServer> => {
    const server = await TestServer.start();
    servers.push(server);
    return server;
  };
  const keep = <Opened extends { close(): Promise<void> }>(store: Opened): Opened => {
    opened.push(store);
    return store;
  };
  const open = (connectionString: string, options: { readonly retryMilliseconds?: number } = {}): EventStore =>
    keep(openEventStoreDbEventStore({ connectionString, categories: ['call'], answerMilliseconds: 400, ...options }));

  afterEach(async () => {
    for (const store of opened.splice(0)) await store.close();
    for (const server of servers.splice(0)) await server.close();
  });

  it('loses its server, or is closed, while more waits to be sent than the line takes: only who asked is told', async () => {
    const { line, connectionString } = await start();
    for (const end of ['cut', 'close'] as const) {
      const store = open(connectionString, { retryMilliseconds: 300 });
      await store.append(`call-${end}`, [newEvent()], 'no-stream');
      line.freeze();
      const data = { text: 'x'.repeat(20_000) };
      const appending = Array.from({ length: 100 }, (_, n) =>
        store.append(`call-${end}-${n}`, [newEvent({ data })], 'no-stream').catch((error: unknown) => error),
      );
      await pause(100);
      await (end === 'cut' ? line.cut() : store.close());
      for (const outcome of await Promise.all(appending)) expect(outcome).toMatchObject({ code: 'unavailable' });
      line.thaw();
      await line.restore();
    }
  });

  it('gets an answer for somebody whose append was given up because that of another one failed', async () => {
    const [one, other] = [await start(), await start()];
    const [store, failing] = [open(one.connectionString), open(other.connectionString)];
    await store.append('call-1', [newEvent()], 'no-stream');
    await failing.append('call-1', [newEvent()], 'no-stream');
    one.line.freeze();
    const event = newEvent();
    const appending = store.append('call-1', [event], 0);
    await pause(50);
    await other.line.cut();
    await pause(50);
    one.line.thaw();
    await expect(appending).resolves.toMatchObject({ revision: 1 });
    expect(await allOf(store.read('call-1'))).toHaveLength(2);
  });

  it('looks for another node in vain when an older connection breaks', async () => {
    const server = await start();
    const { host, port } = server.line.address;
    const store = open(`esdb://${host}:${port},${host}:1?tls=false&maxDiscoverAttempts=1`);
    await store.append('call-1', [newEvent()], 'no-stream');
    server.faults.notReady = true;
    const reading = allOf(store.read('call-1')).catch((error: unknown) => error);
    await pause(5);
    server.line.freeze();
    await pause(300);
    await server.line.cut();
    await pause(500);
    server.faults.notReady = false;
    server.line.thaw();
    await server.line.restore();
    expect(await reading).toHaveLength(1);
  });
});
