import { openEventStoreDbEventStore } from '../../../src/adapters/eventstoredb/event-store';
import type { EventStore } from '../../../src/application/log/event-store';
import { eventStoreContract, type StoreUnderTest } from '../../contracts/event-store.contract';
import { certificateFile, serverCredentials } from '../../support/eventstoredb/certificates';
import { TestServer } from '../../support/eventstoredb/server';
import { allOf, newEvent } from '../../support/stored-events';

const ours = `tlsCAFile=${certificateFile('authority')}`;
const asUser = (name: string): string => `&userCertFile=${certificateFile(name)}&userKeyFile=${certificateFile('key')}`;

describe('EventStoreDB over TLS', () => {
  let server: TestServer | undefined;
  let store: EventStore | undefined;

  const open = ({ host = '127.0.0.1', user = 'us:secret@', options = ours }): EventStore => {
    const connectionString = `esdb://${user}${host}:${server!.line.address.port}?${options}`;
    return (store = openEventStoreDbEventStore({
      connectionString,
      categories: ['call'],
      retryMilliseconds: 20_000,
    }));
  };
  const start = async (credentials = serverCredentials('node')): Promise<void> => {
    server = await TestServer.start(undefined, credentials);
    server.user = 'us:secret';
  };
  const refusal = (asked: Parameters<typeof open>[0]): Promise<unknown> =>
    open(asked)
      .head()
      .catch((error: unknown) => error);

  afterEach(async () => {
    await store?.close();
    await server?.close();
  });

  it('is written and read with user and password', async () => {
    await start();
    const event = newEvent();
    await open({}).append('call-1', [event], 'no-stream');
    expect(await allOf(store!.readAll({}))).toMatchObject([{ id: event.id }]);
  });

  it('does not let in who gives a wrong password', async () => {
    await start();
    for (const user of ['us:wrong@', '']) {
      const refused = await refusal({ user });
      expect(refused).toMatchObject({ code: 'unavailable', message: expect.stringContaining('user and password') });
      expect(refused).not.toMatchObject({ message: expect.stringContaining('wrong') });
    }
  });

  it.each([
    ['an unknown authority', 'node', { options: `tlsCAFile=${certificateFile('stranger')}` }, 'tlsCAFile'],
    ['an authority that nobody named', 'node', { options: 'tls=true' }, 'tlsCAFile'],
    ['an expired certificate', 'expired', {}, 'has expired'],
    ['a certificate for another host', 'elsewhere', {}, 'for other names'],
    ['a client that speaks no TLS', 'node', { options: 'tls=false' }, 'leave out tls=false'],
  ])('says at once what is wrong with %s, and what to do', async (_, name, asked, said) => {
    await start(serverCredentials(name));
    const message = expect.stringMatching(new RegExp(`127\\.0\\.0\\.1:\\d+ .*${said}`, 'u'));
    expect(await refusal(asked)).toMatchObject({ code: 'unavailable', message });
  });

  it('says what is wrong where a cluster is looked for, too', async () => {
    await start(serverCredentials('expired'));
    expect(await refusal({ host: '127.0.0.1:1,127.0.0.1' })).toMatchObject({
      message: expect.stringContaining('has expired'),
    });
  });

  it('says that a server does not use TLS', async () => {
    server = await TestServer.start();
    expect(await refusal({})).toMatchObject({ message: expect.stringContaining('does not use TLS') });
  });

  it("takes a user's certificate, and says where one is wanted", async () => {
    await start(serverCredentials('node', true));
    expect(await refusal({})).toMatchObject({ message: expect.stringContaining('userCertFile and userKeyFile') });
    await store?.close();
    expect(await open({ options: ours + asUser('user') }).append('call-1', [newEvent()], 'no-stream')).toMatchObject({
      revision: 0,
    });
  });
});

eventStoreContract('the log in EventStoreDB over TLS (a server in this process)', (): StoreUnderTest => {
  let server: TestServer | undefined;
  const opened: EventStore[] = [];
  const open = async (clock?: () => string): Promise<EventStore> => {
    server ??= await TestServer.start(undefined, serverCredentials('node', true));
    if (clock) server.log.clock = () => new Date(clock());
    const { port } = server.line.address;
    const connectionString = `esdb://127.0.0.1:${port}?${ours}${asUser('user')}`;
    const store = openEventStoreDbEventStore({ connectionString, categories: ['call', 'counter', 'mixed'] });
    opened.push(store);
    return store;
  };
  const close = async (): Promise<void> => {
    for (const store of opened) await store.close();
    await server?.close();
  };
  return { open, reopen: open, close };
});
