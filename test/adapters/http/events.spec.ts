import { once } from 'node:events';
import { get, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { eventFeed, itemOf } from '../../../src/adapters/http/questions/event-feed';
import type { StoredEvent } from '../../../src/application/log/event-store';
import { appendOldProduct, decodeOldProduct, oldProduct } from '../../support/old-product';
import { openService, type Service } from '../../support/service';
import { id } from '../../support/specify';

const call = {
  clientId: id('client'),
  managerId: id('manager'),
  direction: 'out',
  durationSeconds: 60,
  result: 'reached',
};

describe('the log over HTTP', () => {
  let service: Service;
  beforeEach(async () => {
    service = await openService();
  });
  afterEach(() => service.close());

  it('is read in pages, each naming where the next one starts', async () => {
    const all = await service.company.events();
    const seen: string[] = [];
    for (let next: string | number | null = null; ;) {
      const { body } = await service.get(`/events?limit=7${next === null ? '' : `&after=${next}`}`);
      if (body.items.length === 0) {
        expect(body.next).toBe(next);
        break;
      }
      seen.push(...body.items.map((item) => item.id));
      next = body.next;
    }
    expect(seen).toEqual(all.map((event) => event.id));
  });

  it('is read by type', async () => {
    const { body } = await service.get('/events?types=ManagerRegistered,PriceSet');
    expect(body.items.map(({ type }) => type)).toEqual([
      'ManagerRegistered',
      'ManagerRegistered',
      'PriceSet',
      'PriceSet',
    ]);
  });

  it('keeps personal fields sealed in the feed, and opens them in a stream until the client is erased', async () => {
    const url = `/streams/client-${id('client')}`;
    const feed = await service.get('/events?types=ClientRegistered');
    expect(feed.text).not.toContain('Chukchi');
    expect((await service.get(url)).body.items[0]!.data['name']).toBe('Chukchi');
    await service.post(`/clients/${id('client')}/erasure`, { reason: 'asked for it' });
    expect((await service.get(url)).body.items[0]!.data['name']).toBe('[erased]');
  });

  it('shows a stream page by page; its last page has the revision to edit against', async () => {
    await service.post(`/clients/${id('client')}/assignments`, { managerId: id('lead'), reason: 'moved' });
    const url = `/streams/client-${id('client')}`;
    const first = await service.get(`${url}?limit=1`);
    expect(first.body).toMatchObject({ items: [{ revision: 0 }], next: 1 });
    expect(first.headers).not.toHaveProperty('etag');
    const second = await service.get(`${url}?limit=1&from=1`);
    expect(second.body).toMatchObject({ items: [{ revision: 1 }], next: null });
    expect(second.headers['etag']).toBe('"1"');
  });

  it.each([
    '/events?after=-1',
    '/events?limit=0',
    '/events?limit=1001',
    '/events?shape=old',
    '/events?types=Nothing',
    '/events?page=2',
  ])('answers %s with 400', async (url) => {
    const { status, body } = await service.get(url);
    expect(status).toBe(400);
    expect(body.errors[0]!.path).toBe(`parameter ${/\?(\w+)/.exec(url)![1]!}`);
  });

  it('names the type that was perhaps meant', async () => {
    const { body } = await service.get('/events?types=CallLogged,OfferMad');
    expect(body.errors[0]).toMatchObject({ path: 'parameter types' });
    expect(JSON.stringify(body.errors[0])).toContain('there is no event type OfferMad; did you mean OfferMade?');
  });

  it('is 404 for a stream that is not there', async () => {
    for (const stream of [`client-${id('nobody')}`, 'nothing', '../../etc', '%00', 'client-%2e%2e'])
      expect((await service.get(`/streams/${stream}`)).status).toBe(404);
  });
});

/** Reads server-sent events until so many came. */
const listen = async (url: string, headers: Record<string, string>, count: number) => {
  const request = get(url, { headers: { accept: 'text/event-stream', ...headers } });
  const [response] = (await once(request, 'response')) as [IncomingMessage];
  const events: { id: string; type: string; data: unknown }[] = [];
  let text = '';
  for await (const chunk of response.setEncoding('utf8')) {
    text += String(chunk);
    for (let end = text.indexOf('\n\n'); end >= 0; end = text.indexOf('\n\n')) {
      const [, at, type, data] = /^id: (.*)\nevent: (.*)\ndata: (.*)$/.exec(text.slice(0, end)) ?? [];
      if (at && type && data) events.push({ id: at, type, data: JSON.parse(data) });
      text = text.slice(end + 2);
    }
    if (events.length >= count) break;
  }
  return { response, events };
};

describe('the feed of changes', () => {
  let service: Service;
  let url: string;
  beforeEach(async () => {
    service = await openService();
    await service.app.listen(0, '127.0.0.1');
    const { port } = service.app.getHttpServer().address() as AddressInfo;
    url = `http://127.0.0.1:${port}/events`;
  });

  it('tells what is there, then what comes, and goes on behind the last event that was seen', async () => {
    const there = (await service.company.events()).length;
    const hearing = listen(`${url}?types=CallLogged,ClientRegistered`, {}, 2);
    await service.post('/calls', call);
    const { response, events } = await hearing;
    expect(response.headers['content-type']).toContain('text/event-stream');
    expect(events.map(({ type }) => type)).toEqual(['ClientRegistered', 'CallLogged']);
    expect(events[1]).toMatchObject({ id: String(there + 1), data: { position: String(there + 1), revision: 0 } });

    await service.post('/calls', call);
    const after = await listen(url, { 'last-event-id': events[1]!.id }, 1);
    expect(after.events.map((event) => event.id)).toEqual([String(there + 2)]);
    await service.close();
  });

  it('ends when the service stops, so that a stop does not wait for its readers', async () => {
    const hearing = listen(url, {}, 1_000);
    await service.post('/calls', call);
    await new Promise((resolve) => setTimeout(resolve, 200));
    await service.close();
    expect((await hearing.catch(() => ({ events: [1] }))).events.length).toBeGreaterThan(0);
  });

  it('refuses a Last-Event-ID that is no position', async () => {
    const answer = await service.get('/events', { accept: 'text/event-stream', 'last-event-id': 'x' });
    expect(answer).toMatchObject({ status: 400, body: { errors: [{ path: 'header last-event-id' }] } });
    await service.close();
  });
});

describe('an event that was stored in an old shape', () => {
  const newest = { data: oldProduct.today, metadata: { schemaVersion: 2 } };
  const asStored = { data: oldProduct.stored, metadata: { schemaVersion: 1 } };
  let service: Service;
  beforeEach(async () => {
    service = await openService({ decode: decodeOldProduct });
    await appendOldProduct(service.company.store);
  });
  afterEach(() => service.close());

  it('is given in today’s shape, and as it is stored where that is asked for', async () => {
    const last = (await service.company.events()).at(-2)!.position;
    for (const url of [`/events?after=${last}`, `/streams/product-${id('old')}?from=0`]) {
      expect((await service.get(url)).body.items).toMatchObject([newest]);
      expect((await service.get(`${url}&shape=today`)).body.items).toMatchObject([newest]);
      expect((await service.get(`${url}&shape=stored`)).body.items).toMatchObject([asStored]);
    }
  });

  it('is given so in the feed of changes, too', async () => {
    await service.app.listen(0, '127.0.0.1');
    const { port } = service.app.getHttpServer().address() as AddressInfo;
    const last = (await service.company.events()).at(-2)!.position;
    const url = `http://127.0.0.1:${port}/events?after=${last}`;
    expect((await listen(url, {}, 1)).events).toMatchObject([{ data: newest }]);
    expect((await listen(`${url}&shape=stored`, {}, 1)).events).toMatchObject([{ data: asStored }]);
  });
});

describe('a feed', () => {
  const event = (position: bigint): StoredEvent => ({
    ...{ id: id('event'), stream: 'call-1', revision: 0, position, type: 'CallLogged', data: {} },
    ...{ occurredAt: '2024-05-06T10:00:00.000Z', recordedAt: '2024-05-06T10:00:00.000Z' },
    metadata: {} as StoredEvent['metadata'],
  });

  it('asks for the next page only when the last one was taken, and ends its source when it is left', async () => {
    let given = 0;
    let isEnded = false;
    const pages = async function* (): AsyncGenerator<readonly StoredEvent[]> {
      try {
        for (;;) yield [event(BigInt((given += 1)))];
      } finally {
        isEnded = true;
      }
    };
    const feed = eventFeed(pages(), itemOf, 1_000);
    await feed.next();
    await feed.next();
    expect(given).toBe(1);
    await feed.return(undefined);
    expect(isEnded).toBe(true);
  });

  it('says that it is still there while nothing happens', async () => {
    const silent: AsyncIterable<readonly StoredEvent[]> = {
      [Symbol.asyncIterator]: () => ({ next: () => new Promise(() => undefined) }),
    };
    const feed = eventFeed(silent, itemOf, 5);
    await feed.next();
    expect((await feed.next()).value).toBe(': still here\n\n');
    expect((await feed.next()).value).toBe(': still here\n\n');
  });
});
